"""Analogy questions: reading them, and how many of them vectors answer.

The protocol of word2vec's own program: unit vectors, the best word among the most frequent
`cut`, the three words of the question left out, upper and lower case alike. Questions with a
word beyond the cut are skipped, as there and in gensim, or count as wrong, as in hyperwords
(Levy, Goldberg & Dagan 2015). An accuracy means nothing without its cut, its rule and its
coverage, so the score carries them. Leaves out: how a question is answered (`answering`), and
single analogies with their runners-up; that is `word_vectors`.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Generator, Iterable, Sequence
from pathlib import Path
from typing import Literal, get_args

from w2v_core.errors import FormatError, SettingError
from w2v_core.evaluation.answering import Answer, Candidates, Question
from w2v_core.evaluation.intervals import share_interval
from w2v_core.evaluation.lines import read_lines
from w2v_core.steps import drain
from w2v_core.vectors.word_vectors import Method, WordVectors

Unknown = Literal["skip", "wrong"]

DEFAULT_CUT = 30_000


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """Questions of one kind: a is to b as c is to the fourth."""

    name: str
    questions: list[Question]


@dataclasses.dataclass(frozen=True, slots=True)
class Failure:
    """A question that was answered with another word than the expected one.

    Attributes
    ----------
    question : tuple of str
        The fourth is what was expected.
    answer : str
        "" if no word was left to answer with.
    rank : int
        Where the expected word stood, from 2, the question's own words not counted; 0 if it is one
        of these, or there was no answer.
    """

    question: Question
    answer: str
    rank: int


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What is counted in a section, and in all of them.

    Attributes
    ----------
    correct, answered, total : int
        Questions; those not answered have a word that is unknown or beyond the cut.
    unknown : {"skip", "wrong"}
        What becomes of those.
    """

    correct: int
    answered: int
    total: int
    unknown: Unknown

    @property
    def scored(self) -> int:
        """Questions that the accuracy is a share of: those answered, or all by the rule "wrong"."""
        return self.total if self.unknown == "wrong" and self.answered else self.answered

    @property
    def accuracy(self) -> float:
        """Share of `scored` that is correct; NaN, no score and not 0 %, if none was answered."""
        return self.correct / self.scored if self.scored else math.nan

    @property
    def interval(self) -> tuple[float, float]:
        """95 % bootstrap interval of `accuracy`, over questions; NaN without a score.

        Questions share their pairs, so they are not independent, and the truth is less sure.
        """
        return share_interval(self.correct, self.scored)

    @property
    def coverage(self) -> float:
        """Share of `total` that could be answered; NaN without questions."""
        return self.answered / self.total if self.total else math.nan


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SectionScore(Counts):
    """How one section was answered; `failures` are the wrong answers in the questions' order."""

    name: str
    failures: tuple[Failure, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AnalogyScore(Counts):
    """How all sections were answered, and under which rules.

    Attributes
    ----------
    sections : list of SectionScore
        In the order of the questions.
    cut : int
        Words, most frequent first, that could stand in a question or be its answer.
    method : str
        "3cosadd" or "3cosmul".
    missing : tuple of str
        Words of the questions that are unknown or beyond the cut, each once, in their order.
    """

    sections: list[SectionScore]
    cut: int
    method: Method
    missing: tuple[str, ...]


def read_questions(source: Path | str) -> list[Section]:
    """Questions in the questions-words format.

    Lines that begin with a colon name a section; the others hold four words, between white
    space, or between tabs if there is one. Questions before the first name form a section "all".

    Parameters
    ----------
    source : Path or str
        A file in UTF-8, or the text itself.

    Raises
    ------
    FormatError
        With the line, if it holds not four words; or if there is no question at all.

    Examples
    --------
    >>> read_questions("man king woman queen")
    [Section(name='all', questions=[('man', 'king', 'woman', 'queen')])]
    """
    sections = [Section("all", [])]
    for number, line in read_lines(source):
        if line.startswith(":"):
            sections.append(Section(line[1:].strip(), []))
            continue
        words = line.split("\t") if "\t" in line else line.split()
        words = [word.strip() for word in words]
        if len(words) != 4 or not all(words):
            raise FormatError(
                f"line {number:,}: a question has 4 words, a b c d for a is to b as c is to d; "
                f"got {len(words):,} in {line[:60]!r}."
            )
        a, b, c, d = words
        sections[-1].questions.append((a, b, c, d))
    if not sections[0].questions:
        del sections[0]
    if not any(section.questions for section in sections):
        raise FormatError("There is no question in it; a line such as man king woman queen is one.")
    return sections


def score_analogies(
    vectors: WordVectors,
    sections: Iterable[Section],
    *,
    cut: int = DEFAULT_CUT,
    method: Method = "3cosadd",
    unknown: Unknown = "skip",
) -> AnalogyScore:
    """Answer all questions; see the module for the rules.

    With 3CosAdd the answers are gensim's (`evaluate_word_analogies`, `restrict_vocab=cut`; its
    `dummy4unknown` is the rule "wrong").

    Parameters
    ----------
    vectors : WordVectors
        Their order says which words are frequent.
    sections : iterable of Section
        As `read_questions` gives them.
    cut : int
        How many of the most frequent words take part, at least 1. Fewer make it easier: 30,000
        is word2vec's choice, 300,000 gensim's.
    method : {"3cosadd", "3cosmul"}
        See `WordVectors.analogy`.
    unknown : {"skip", "wrong"}
        Whether a question with a word that is unknown or beyond the cut is left out of the
        accuracy or counted as wrong.

    Raises
    ------
    SettingError
        If `cut`, `method` or `unknown` is not one of these.
    """
    steps = analogy_steps(vectors, sections, cut=cut, methods=(method,), unknown=unknown)
    return drain(steps)[0]


def analogy_steps(
    vectors: WordVectors,
    sections: Iterable[Section],
    *,
    cut: int = DEFAULT_CUT,
    methods: Sequence[Method] = get_args(Method),
    unknown: Unknown = "skip",
) -> Generator[float, None, list[AnalogyScore]]:
    """`score_analogies` by several methods at once; yields the share that is done.

    Two methods take little longer than one. The score of each is what it returns.
    """
    _check(cut, methods, unknown)
    sections = list(sections)
    table = Candidates(vectors, cut)
    everything = sum(len(section.questions) for section in sections)
    done, scores = 0, []
    for section in sections:
        known = [each for each in section.questions if all(map(table.knows, each))]
        answers: list[tuple[Answer, ...]] = []
        for some in table.answers(known, methods):
            answers += some
            yield (done + len(answers)) / everything
        done += len(section.questions)
        by_method = ([each[i] for each in answers] for i in range(len(methods)))
        scores.append([_score(section, known, each, unknown) for each in by_method])
    asked = (word for section in sections for question in section.questions for word in question)
    missing = tuple(word for word in dict.fromkeys(asked) if not table.knows(word))
    return [
        _sum(cut, method, unknown, missing, [each[i] for each in scores])
        for i, method in enumerate(methods)
    ]


def _check(cut: int, methods: Sequence[Method], unknown: Unknown) -> None:
    if cut < 1:
        raise SettingError(f"cut must be at least 1; got {cut:,}.")
    for method in methods:
        if method not in get_args(Method):
            raise SettingError(f"method must be one of 3cosadd, 3cosmul; got {method!r}.")
    if unknown not in get_args(Unknown):
        raise SettingError(f"unknown must be one of skip, wrong; got {unknown!r}.")


def _score(
    section: Section, known: Sequence[Question], answers: Sequence[Answer], unknown: Unknown
) -> SectionScore:
    failures = tuple(
        Failure(question, answer.word, answer.rank)
        for question, answer in zip(known, answers, strict=True)
        if not answer.right
    )
    return SectionScore(
        name=section.name,
        correct=len(known) - len(failures),
        answered=len(known),
        total=len(section.questions),
        unknown=unknown,
        failures=failures,
    )


def _sum(
    cut: int,
    method: Method,
    unknown: Unknown,
    missing: tuple[str, ...],
    sections: list[SectionScore],
) -> AnalogyScore:
    return AnalogyScore(
        correct=sum(each.correct for each in sections),
        answered=sum(each.answered for each in sections),
        total=sum(each.total for each in sections),
        unknown=unknown,
        sections=sections,
        cut=cut,
        method=method,
        missing=missing,
    )

"""Analogy questions: reading them, and how many of them vectors answer.

The protocol of word2vec's own program: unit vectors, the best word among the most frequent
`cut`, the three words of the question left out, upper and lower case alike, questions with a
word beyond the cut skipped. An accuracy means nothing without its cut and its coverage, so the
score carries both. Leaves out: single analogies with their runners-up; that is `word_vectors`.
"""

from __future__ import annotations

import dataclasses
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import FormatError, SettingError
from w2v_core.evaluation.lines import read_lines
from w2v_core.vectors.direction import three_cos_mul
from w2v_core.vectors.ranking import normalize
from w2v_core.vectors.word_vectors import Method, WordVectors

Question = tuple[str, str, str, str]

DEFAULT_CUT = 30_000
MAX_FAILURES = 50
_CHUNK_SCORES = 1 << 22


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """Questions of one kind: a is to b as c is to the fourth."""

    name: str
    questions: list[Question]


@dataclasses.dataclass(frozen=True, slots=True)
class Failure:
    """A question that was answered with another word than the expected one."""

    question: Question
    answer: str


@dataclasses.dataclass(frozen=True, slots=True)
class SectionScore:
    """How one section was answered.

    Attributes
    ----------
    correct, answered, total : int
        Questions; those not answered have a word that is unknown or beyond the cut.
    failures : tuple of Failure
        The first wrong answers, at most 50.
    """

    name: str
    correct: int
    answered: int
    total: int
    failures: tuple[Failure, ...]

    @property
    def accuracy(self) -> float:
        """Share of the answered questions that are correct; NaN, no score, if there are none."""
        return self.correct / self.answered if self.answered else math.nan


@dataclasses.dataclass(frozen=True, slots=True)
class AnalogyScore:
    """How all sections were answered, and under which rule.

    Attributes
    ----------
    sections : list of SectionScore
        In the order of the questions.
    cut : int
        Words, most frequent first, that could stand in a question or be its answer.
    method : str
        "3cosadd" or "3cosmul".
    """

    sections: list[SectionScore]
    cut: int
    method: Method

    @property
    def correct(self) -> int:
        """Questions answered with the expected word."""
        return sum(section.correct for section in self.sections)

    @property
    def answered(self) -> int:
        """Questions whose four words are all within the cut."""
        return sum(section.answered for section in self.sections)

    @property
    def total(self) -> int:
        """Questions asked."""
        return sum(section.total for section in self.sections)

    @property
    def accuracy(self) -> float:
        """Share of `answered`; NaN if that is 0: nothing asked is no score, not 0 %."""
        return self.correct / self.answered if self.answered else math.nan

    @property
    def coverage(self) -> float:
        """Share of `total` that could be answered; NaN without questions."""
        return self.answered / self.total if self.total else math.nan


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
) -> AnalogyScore:
    """Answer all questions; see the module for the rules.

    With 3CosAdd the answers are gensim's (`evaluate_word_analogies`, `restrict_vocab=cut`).

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

    Raises
    ------
    SettingError
        If `cut` or `method` is not one of these.
    """
    if cut < 1:
        raise SettingError(f"cut must be at least 1; got {cut:,}.")
    if method not in ("3cosadd", "3cosmul"):
        raise SettingError(f"method must be one of 3cosadd, 3cosmul; got {method!r}.")
    table = _Candidates(vectors, cut, method)
    return AnalogyScore([_score_section(table, section) for section in sections], cut, method)


def _score_section(table: _Candidates, section: Section) -> SectionScore:
    known = [q for q in section.questions if all(word.lower() in table.rows for word in q)]
    correct = 0
    failures: list[Failure] = []
    for question, answer in zip(known, table.answers(known), strict=True):
        if answer.lower() == question[3].lower():
            correct += 1
        elif len(failures) < MAX_FAILURES:
            failures.append(Failure(question, answer))
    return SectionScore(section.name, correct, len(known), len(section.questions), tuple(failures))


class _Candidates:
    """The words within the cut, by lower-cased spelling."""

    def __init__(self, vectors: WordVectors, cut: int, method: Method) -> None:
        self.words = vectors.words[:cut]
        self.vectors = vectors
        self.method = method
        # All rows of a spelling, the most frequent first: it stands for the others in a question.
        self.rows: dict[str, list[int]] = defaultdict(list)
        for row, word in enumerate(self.words):
            self.rows[word.lower()].append(row)

    def answers(self, questions: Sequence[Question]) -> Iterator[str]:
        """The best word for each question, all of whose words are known; "" if none is left."""
        size = max(1, _CHUNK_SCORES // len(self.words)) if self.words else 1
        for low in range(0, len(questions), size):
            yield from self._answer(questions[low : low + size])

    def _answer(self, questions: Sequence[Question]) -> Iterator[str]:
        inputs = [[self.rows[word.lower()] for word in q[:3]] for q in questions]
        scores = self._scores(np.array([[rows[0] for rows in each] for each in inputs]))
        for i, each in enumerate(inputs):
            scores[i, [row for rows in each for row in rows]] = -np.inf
        for i, row in enumerate(scores.argmax(axis=1)):
            yield self.words[row] if np.isfinite(scores[i, row]) else ""

    def _scores(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """(questions, n) score of every candidate; `ids` (questions, 3) holds a, b, c."""
        a, b, c = (self.vectors.unit_rows(ids[:, place]) for place in range(3))
        if self.method == "3cosadd":
            # The length of b - a + c does not change which word is highest.
            return self._cosines(normalize(b - a + c))
        return np.asarray(three_cos_mul(*map(self._cosines, (a, b, c))))

    def _cosines(self, targets: NDArray[np.float32]) -> NDArray[np.float32]:
        """(questions, n) cosines of each target with every candidate."""
        return np.ascontiguousarray(self.vectors.cosines(targets.T, len(self.words)).T)

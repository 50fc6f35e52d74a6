"""The analogy questions that a run is asked while it trains (questions.json).

They are drawn once, from those that its words can answer, so every moment of a run is asked the
same. Leaves out: asking them (`exams`), and where they come from.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from w2v_core.evaluation.analogies import DEFAULT_CUT, Section
from w2v_core.evaluation.answering import Question, spellings
from w2v_core.host.files import read_record, write_record
from w2v_core.runs.folder.layout import QUESTIONS
from w2v_core.text.vocabulary import Vocabulary

MOST_ASKED = 200

_SEED = 1


@dataclasses.dataclass(frozen=True, slots=True)
class RunQuestions:
    """Questions of a run.

    Attributes
    ----------
    lines : tuple of str
        Four words each, between tabs, in an order of chance; at most 200.
    known : int
        Questions that the run's words can answer, of which these were drawn.
    brought : int
        Questions in all.
    """

    lines: tuple[str, ...]
    known: int
    brought: int

    def __post_init__(self) -> None:
        if not len(self.lines) <= self.known <= self.brought < 2**53:
            raise ValueError("there are not so many questions")
        if len(self.lines) > MOST_ASKED:
            raise ValueError(f"at most {MOST_ASKED} questions are asked")
        if any(len(line.split("\t")) != 4 for line in self.lines):
            raise ValueError("a question has 4 words")

    @property
    def questions(self) -> list[Question]:
        """Them as they are asked."""
        found: list[Question] = []
        for line in self.lines:
            a, b, c, d = line.split("\t")
            found.append((a, b, c, d))
        return found


NO_QUESTIONS = RunQuestions((), 0, 0)


def draw_questions(sections: Iterable[Section], vocabulary: Vocabulary) -> RunQuestions:
    """Draw the questions of a run: all that can be asked, or 200 of them by a fixed seed.

    Parameters
    ----------
    sections : iterable of Section
        As `read_questions` gives them.
    vocabulary : Vocabulary
        The words that are trained; the 30,000 most frequent take part.
    """
    rows = spellings(vocabulary.words[:DEFAULT_CUT])
    brought = [question for section in sections for question in section.questions]
    known = [each for each in brought if all(word.lower() in rows for word in each)]
    order = np.random.default_rng(_SEED).permutation(len(known))[:MOST_ASKED]
    return RunQuestions(
        tuple("\t".join(known[i]) for i in order.tolist()), len(known), len(brought)
    )


def read_run_questions(folder: Path) -> RunQuestions:
    """The questions of the run in a folder; none if nothing says so.

    Raises
    ------
    RunError
        If the file cannot be read or is nonsense.
    """
    path = folder / QUESTIONS
    return read_record(RunQuestions, path) if path.exists() else NO_QUESTIONS


def write_run_questions(folder: Path, questions: RunQuestions) -> None:
    """Let a run be asked these from its next worker on."""
    write_record(questions, folder / QUESTIONS)

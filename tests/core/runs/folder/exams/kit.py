"""What tests of exams share: words with counts in every band, questions, vectors, an examiner."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.core.runs.folder.frames.kit import Clock
from w2v_core.evaluation.analogies import Section
from w2v_core.models.progress import Progress
from w2v_core.runs.folder.exams import Examiner
from w2v_core.runs.folder.questions import draw_questions, write_run_questions
from w2v_core.text.vocabulary import Vocabulary

DIM = 12
COUNTS = np.repeat([5_000, 300, 50, 20, 3], [30, 40, 50, 60, 20])
SIZE = len(COUNTS)
VOCABULARY = Vocabulary([f"w{i}" for i in range(SIZE)], COUNTS)


def table(seed: int = 0) -> NDArray[np.float32]:
    return np.random.default_rng(seed).normal(size=(SIZE, DIM)).astype(np.float32)


def sections(count: int = 30, seed: int = 5) -> list[Section]:
    rows = np.random.default_rng(seed).integers(0, SIZE, size=(count, 4))
    return [Section("all", [tuple(VOCABULARY.words[i] for i in row) for row in rows.tolist()])]


def at(done: int, total: int = 6_000_000, **more: float) -> Progress:
    return Progress(done, total, "training", epoch=done / 1_000_000, loss=1.0, **more)


def examiner(folder: Path, questions: list[Section] | None = None) -> Examiner:
    drawn = draw_questions(sections() if questions is None else questions, VOCABULARY)
    write_run_questions(folder, drawn)
    return Examiner(folder, VOCABULARY, DIM, clock=Clock())

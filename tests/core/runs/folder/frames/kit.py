"""What tests of frames share: a table of vectors, a clock, how far a training is, and trainers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from w2v_core.models.catalog import ALGORITHMS
from w2v_core.models.progress import Progress, Trainer
from w2v_core.text.corpus import Corpus
from w2v_core.text.vocabulary import Vocabulary

SIZE, DIM = 5_000, 12
VOCABULARY = Vocabulary([f"w{i}" for i in range(SIZE)], np.arange(SIZE, 0, -1))
PINNED, MAPPED = ("w7", "w4999", "w300"), tuple(f"w{i}" for i in range(0, 400, 8))


def table(seed: int = 0) -> NDArray[np.float32]:
    return np.random.default_rng(seed).normal(size=(SIZE, DIM)).astype(np.float32)


class Clock:
    """Stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def at(done: int, total: int = 6_000, **more: float) -> Progress:
    return Progress(done, total, "training", epoch=done / 1_000, loss=1.0, **more)


def text() -> Corpus:
    """Four hundred sentences of chance, by Zipf's law."""
    rng = np.random.default_rng(0)
    weight = 1 / np.arange(1, 31)
    words = [f"word{i}" for i in range(30)]
    return Corpus.build(
        list(rng.choice(words, size=8, p=weight / weight.sum())) for _ in range(400)
    )


def trainer_of(name: str, **changes: object) -> Trainer:
    wanted = {"dim": 8, "min_count": 1, "seed": 3} | changes
    return ALGORITHMS[name].trainer(ALGORITHMS[name].config_type(**wanted))

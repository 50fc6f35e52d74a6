"""What tests of runs share: a small home, small runs, a run that is busy, and waiting."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np

from w2v_core.host.home import Home
from w2v_core.models.catalog import ALGORITHMS
from w2v_core.models.settings import Config
from w2v_core.runs.create import create_run
from w2v_core.runs.folder.records import PROGRESS
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.text.corpus import Corpus

ROOT = Path(__file__).resolve().parents[2]

SENTENCES = [
    sentence.split()
    for sentence in (
        "the cat chased the mouse",
        "the dog chased the cat",
        "a mouse ate the cheese",
        "the dog ate a bone",
        "once",
    )
] * 3

PATIENCE = 60.0


def two_topics(sentences: int, each: int = 40) -> list[list[str]]:
    """Sentences of one topic or the other, of so many words each, some of them rare."""
    rng = np.random.default_rng(0)
    weight = 1 / np.arange(1, each + 1)
    topics = [[f"{letter}{i}" for i in range(each)] for letter in "ab"]
    return [
        list(rng.choice(topics[i % 2], size=8, p=weight / weight.sum())) for i in range(sentences)
    ]


# All that a repeated run must repeat.
TIMELESS = [each for each in PROGRESS.names or () if each not in ("seconds", "words_per_second")]


def until(happened: Callable[[], object], *, patience: float = PATIENCE) -> None:
    """Come back when something has happened; fail if it does not."""
    look = threading.Event()
    end = time.monotonic() + patience
    while not happened():
        assert time.monotonic() < end, "it has not happened"
        look.wait(0.005)


def stored(home: Home, sentences: list[list[str]], name: str = "pets") -> Corpus:
    """A corpus as the app keeps it."""
    return _kept(home, Corpus.build(sentences, name=name))


def _kept(home: Home, built: Corpus) -> Corpus:
    if not (home.corpora / built.content_hash).exists():
        built.save(home.corpora / built.content_hash)
    return home.corpus(built.content_hash)


def config_for(algorithm: str, **settings: float) -> Config:
    """Settings for the tiny corpus."""
    wanted = {"dim": 4, "min_count": 1, "epochs": 3, "sample": 0.0} | settings
    if not ALGORITHMS[algorithm].has_epochs:
        del wanted["epochs"]
    return ALGORITHMS[algorithm].config_type(**wanted)


def new_run(home: Home, corpus: Corpus, algorithm: str = "sgns", **settings: float) -> RunFolder:
    """A run that waits for its turn."""
    return create_run(home, algorithm, config_for(algorithm, **settings), corpus)


@cache
def _big() -> Corpus:
    return Corpus.build(SENTENCES * 2000, name="big")


def long_run(home: Home, **settings: float) -> RunFolder:
    """A run with minutes of work, which waits for its turn."""
    return new_run(home, _kept(home, _big()), **({"epochs": 1000, "dim": 50} | settings))


def trains(run: RunFolder) -> bool:
    """Whether the first slices of a run are done."""
    return len(run.read_progress()[0]) > 2

"""Runs to be killed: a made-up text, what training it yields undisturbed, and what became of it.

Leaves out: the killing (`faults`).
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from w2v_core.errors import W2VError
from w2v_core.host import lock
from w2v_core.host.home import Home
from w2v_core.models.catalog import ALGORITHMS
from w2v_core.runs import queue
from w2v_core.runs.create import create_run
from w2v_core.runs.folder.records import PROGRESS, UNDER_WAY
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.text.corpus import Corpus

# Some seconds of training each.
SETTINGS = {
    "sgns": {"epochs": 5, "dim": 50},
    "cbow": {"epochs": 8, "dim": 50},
    "ppmi-svd": {"dim": 200},
}
_TIMELESS = [each for each in PROGRESS.names or () if each not in ("seconds", "words_per_second")]
_LOOK_SECONDS = 0.005
_PATIENCE_SECONDS = 300.0


def made_up(types: int, tokens: int, *, seed: int = 1) -> list[list[str]]:
    """Random sentences of 20 words, as unevenly frequent as those of a language."""
    generator = np.random.default_rng(seed)
    chances = 1 / np.arange(3, types + 3)
    ids = generator.choice(types, size=(tokens // 20, 20), p=chances / chances.sum())
    return [[f"word{i}" for i in row] for row in ids.tolist()]


def store(home: Home, sentences: list[list[str]]) -> Corpus:
    """A corpus as the app keeps it."""
    built = Corpus.build(sentences, name="made up")
    built.save(home.corpora / built.content_hash)
    return home.corpus(built.content_hash)


def new_run(home: Home, corpus: Corpus, name: str) -> RunFolder:
    """A run that waits for its turn."""
    return create_run(home, name, ALGORITHMS[name].config_type(**SETTINGS[name]), corpus)


def outcome(run: RunFolder) -> tuple[bytes, ...]:
    """All that must be the same whenever a run is repeated: vectors and curve."""
    vectors, (records, _) = run.vectors(), run.read_progress()
    arrays = [vectors.vectors, *(records[name] for name in _TIMELESS)]
    if vectors.context_vectors is not None:
        arrays.append(vectors.context_vectors)
    return tuple(array.tobytes() for array in arrays)


def finish(home: Home, runs: list[RunFolder]) -> None:
    """Let the runs be trained to their ends; nothing is killed any more."""

    def ended() -> bool:
        queue.advance(home)
        return not any(status(run) in UNDER_WAY for run in runs)

    until(ended, patience=_PATIENCE_SECONDS * max(1, len(runs)))


def status(run: RunFolder) -> str:
    """How far a run is; "lost" if its folder does not say so."""
    try:
        return run.state().status
    except W2VError:
        return "lost"


def until(happened: Callable[[], object], *, patience: float = _PATIENCE_SECONDS) -> float:
    """Wait for something; returns the seconds it took."""
    begin = time.perf_counter()
    while not happened():
        if time.perf_counter() - begin > patience:
            raise RuntimeError("it has not happened")
        time.sleep(_LOOK_SECONDS)  # runs speak through files, which wake nobody
    return time.perf_counter() - begin


def kill_worker(run: RunFolder) -> bool:
    """End the process that trains a run, whatever it is doing; False if there is none."""
    # Not by state.json: a process that has just begun does not stand in it yet.
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            words = path.read_bytes().split(b"\0")
            if b"w2v_core.runs.worker" in words and os.fsencode(run.path) in words:
                os.kill(int(path.parent.name), signal.SIGKILL)
                lock.wait(run.path)
                return True
    return False

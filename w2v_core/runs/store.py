"""A run is a folder: what is to be trained, how far it is, and what came out.

The app and scripts make folders, start workers and read; only the worker, which holds the
folder's lock, writes what happens. So nothing is lost when a page or a server goes away, and a
worker that has been killed is known by its lock, which the system frees, not by a guess from its
pid. Leaves out: the training itself (`worker`), the form of the files (`records`), and who may
train when several want to.
"""

from __future__ import annotations

import dataclasses
import os
import shutil
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import CorpusError, RunError, SettingError
from w2v_core.models import catalog
from w2v_core.models.settings import Config
from w2v_core.runs import lock
from w2v_core.runs.home import Home
from w2v_core.runs.process import start_python
from w2v_core.runs.records import (
    PROGRESS,
    STAGES,
    WISHES,
    RunInfo,
    RunState,
    describe,
    read_record,
    write_atomically,
    write_record,
)
from w2v_core.text.corpus import Corpus
from w2v_core.vectors.formats import load
from w2v_core.vectors.word_vectors import WordVectors

KILLED = (
    "The worker was killed before it was done: by hand, by a restart of the machine, or by the "
    "system because memory ran out. Start the run again."
)


class RunFolder:
    """One run, read from its folder whenever something is asked.

    Parameters
    ----------
    path : Path
        The folder; its name is the run's id.
    """

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()

    @property
    def id(self) -> str:
        """The run's id."""
        return self.path.name

    @property
    def home(self) -> Home:
        """Where the run and its corpus are kept."""
        return Home(self.path.parent.parent)

    @property
    def info(self) -> RunInfo:
        """What the run is.

        Raises
        ------
        RunError
            If run.json cannot be read or names an algorithm that is not known here.
        """
        info = read_record(RunInfo, self.path / "run.json")
        if info.algorithm not in catalog.ALGORITHMS:
            raise RunError(f"Run {self.id} is of an unknown algorithm: {info.algorithm!r}.")
        return info

    @property
    def config(self) -> Config:
        """The settings of the run; raises RunError if they cannot be used."""
        info = self.info
        try:
            return catalog.ALGORITHMS[info.algorithm].config_type(**info.config)
        except (TypeError, SettingError) as error:
            raise RunError(f"The settings of run {self.id} cannot be used: {error}") from error

    def state(self) -> RunState:
        """How far the run is; one whose worker has died counts as failed.

        Raises
        ------
        RunError
            If state.json cannot be read.
        """
        path = self.path / "state.json"
        state = read_record(RunState, path)
        if state.status != "running" or self.alive():
            return state
        # A worker writes its last state before it lets go: only now is "running" a lie.
        state = read_record(RunState, path)
        if state.status != "running":
            return state
        return dataclasses.replace(state, status="failed", reason=KILLED)

    def request(self, wish: str) -> None:
        """Ask for something ("stop"); the worker looks between two slices of its work."""
        if wish not in WISHES:
            raise RunError(f"A run can be asked to {' or '.join(WISHES)}; got {wish!r}.")
        write_atomically(wish.encode(), self.path / "control")

    def wish(self) -> str:
        """What was asked for last; "run" if nothing was, or nothing that is known."""
        try:
            wish = (self.path / "control").read_bytes().decode("ascii", "replace").strip()
        except OSError:
            return "run"
        return wish if wish in WISHES else "run"

    def read_progress(self, offset: int = 0) -> tuple[NDArray[np.void], int]:
        """The records from `offset` on, and the offset to go on from the next time.

        A record that is only partly written is left for the next time.

        Parameters
        ----------
        offset : int
            In bytes; 0 or what an earlier call returned.

        Returns
        -------
        records : (n,) array of PROGRESS
        offset : int
        """
        try:
            with (self.path / "progress.bin").open("rb") as file:
                file.seek(offset)
                data = file.read()
        except FileNotFoundError:
            data = b""
        except (OSError, ValueError) as error:
            raise RunError(f"The progress of run {self.id} cannot be read: {error}.") from error
        records = np.frombuffer(data, PROGRESS, count=len(data) // PROGRESS.itemsize)
        if np.any(records["stage"] >= len(STAGES)):
            raise RunError(f"The progress of run {self.id} is damaged: a record is of no stage.")
        return records, offset + records.nbytes

    @property
    def has_vectors(self) -> bool:
        """Whether there is something to explore: done, or stopped late enough."""
        return (self.path / "vectors.npz").exists()

    def vectors(self) -> WordVectors:
        """What was learned; with the corpus' rare words, as long as it is there.

        Raises
        ------
        RunError
            If there are no vectors (yet).
        FormatError
            If their file is damaged.
        """
        if not self.has_vectors:
            state = self.state()
            raise RunError(f"Run {self.id} is {state.status}: no vectors. {state.reason}".strip())
        found = load(self.path / "vectors.npz")
        all_types = None
        with suppress(CorpusError):
            all_types = self.home.corpus(self.info.corpus_hash).all_types
        return WordVectors(
            found.vocabulary,
            found.vectors,
            found.context_vectors,
            all_types=all_types,
            min_count=found.min_count,
        )

    def alive(self) -> bool:
        """Whether a worker holds the lock."""
        return lock.held(self.path)

    def wait(self) -> RunState:
        """Block until no worker holds the lock, then say how far the run is."""
        lock.wait(self.path)
        return self.state()


def create_run(
    home: Home,
    algorithm: str,
    config: Config,
    corpus: Corpus,
    name: str = "",
    *,
    expected_seconds: float | None = None,
) -> RunFolder:
    """Make the folder of a new run, "queued"; nothing is trained yet.

    `expected_seconds` is kept, so that it can be held against what training takes.

    Raises
    ------
    SettingError, VocabularyError
        If there is no such algorithm, or its settings cannot be used on this corpus.
    CorpusError
        If the corpus is not stored in `home`, where the worker looks for it.
    """
    trainer = catalog.algorithm(algorithm).trainer(config)
    trainer.steps(corpus.restrict(config.min_count))  # refuses at once; work begins with `next`
    home.corpus(corpus.content_hash)
    info = describe(algorithm, config, corpus, name, expected_seconds)
    scratch = Path(tempfile.mkdtemp(prefix=".new-", dir=home.runs))
    try:
        write_record(info, scratch / "run.json")
        write_record(RunState("queued"), scratch / "state.json")
        os.rename(scratch, home.runs / info.id)
    except BaseException:
        shutil.rmtree(scratch, ignore_errors=True)
        raise
    return RunFolder(home.runs / info.id)


def list_runs(home: Home) -> list[RunFolder]:
    """All runs, newest first. A folder that is no readable run is passed over."""
    dated = []
    for path in home.runs.iterdir():
        with suppress(RunError):
            run = RunFolder(path)
            dated.append((run.info.created, run.id, run))
    return [run for *_, run in sorted(dated, key=lambda each: each[:2], reverse=True)]


def start_worker(run: RunFolder) -> None:
    """Start the process that trains a run, and come back at once.

    The process outlives this one. It inherits the lock, so there is no moment at which the run
    is under way and nobody holds it. Should it end first, a thread that waits for it sees to it
    that it does not stay as a zombie.

    Raises
    ------
    RunError
        If the run has a worker or has been trained already, or no process can be started.
    """
    descriptor = lock.take(run.path)
    try:
        require_untrained(run)
        state_path = run.path / "state.json"
        write_record(RunState("running", started=time.time()), state_path)
        try:
            process = start_python(
                "w2v_core.runs.worker",
                [str(run.path), "--lock", str(descriptor)],
                log=run.path / "log.txt",
                inherited=(descriptor,),
            )
        except OSError as error:
            reason = f"The worker could not be started: {error}."
            write_record(RunState("failed", reason), state_path)
            raise RunError(reason) from error
    finally:
        os.close(descriptor)
    threading.Thread(target=process.wait, name=f"reap-{process.pid}", daemon=True).start()


def require_untrained(run: RunFolder) -> None:
    """Raise RunError if the run has vectors: training again would overwrite them."""
    if run.has_vectors:
        raise RunError(f"Run {run.id} has been trained already; make a new run to train again.")

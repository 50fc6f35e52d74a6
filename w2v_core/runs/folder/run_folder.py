"""A run is a folder: what is to be trained, how far it is, and what came out.

    run.json            what it is                     written when it is made, and when it ends
    labels.json         its name and tags              a person, at any time
    control             the wish of the person: run, pause, step, stop, cancel
    state.json          how far it is                  whoever holds the lock
    progress.bin        one record for each slice      the worker
    frames, exams.bin   what it knows as it goes on    the worker
    checkpoint-*.npz    the last two                   the worker
    vectors.npz         the result                     the worker
    events.jsonl        what happened, in sentences    anybody
    log.txt             what went wrong, in full       the worker
    lock                held by whoever trains or moves it

Wish, state and lock say at any moment what is to be done, whatever was killed before: a worker
that is gone is known by its lock, which the system frees, not by a guess from its pid.
Leaves out: making runs (`create`), training (`training`), whose turn it is (`queue`), and which of
the files another run may have too (`layout`).
"""

from __future__ import annotations

import dataclasses
import json
import secrets
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import CorpusError, RunError, SettingError, system_errors_as
from w2v_core.host import lock
from w2v_core.host.files import read_record, size_of, write_atomically, write_record
from w2v_core.host.home import Home
from w2v_core.models import catalog
from w2v_core.models.settings import Config
from w2v_core.runs.folder.layout import EVENTS, INFO, LABELS, STATE, VECTORS, WISH
from w2v_core.runs.folder.progress import read_records
from w2v_core.runs.folder.records import NO_CORPUS, Labels, RunInfo, RunState
from w2v_core.text.corpus import Corpus
from w2v_core.vectors.files.formats import load
from w2v_core.vectors.word_vectors import WordVectors

WISHES = ("run", "pause", "step", "stop", "cancel")
KILLED = "The worker was killed; the run goes on from its last checkpoint."

_LONGEST_NAME = 200
_MOST_TAGS = 20
_MOST_EVENTS = 100


class Wish(NamedTuple):
    """What a person wants of a run; every step has its own mark."""

    what: str
    mark: str = ""


class RunFolder:
    """One run, read from its folder whenever something is asked.

    Parameters
    ----------
    path : Path
        The folder; its name is the run's id.
    """

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()

    def __repr__(self) -> str:
        return f"RunFolder({self.id!r})"

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
        info = read_record(RunInfo, self.path / INFO)
        if not catalog.is_known(info.algorithm):
            raise RunError(f"Run {self.id} is of an unknown algorithm: {info.algorithm!r}.")
        return info

    @property
    def config(self) -> Config:
        """The settings of the run; raises RunError if they cannot be used."""
        info = self.info
        try:
            return catalog.config_type(info.algorithm)(**info.config)
        except (TypeError, SettingError) as error:
            raise RunError(f"The settings of run {self.id} cannot be used: {error}") from error

    def corpus(self) -> Corpus:
        """The corpus of the run; CorpusError if it is not stored any more, or another."""
        info = self.info
        if info.corpus_hash == NO_CORPUS:
            raise CorpusError("These vectors were trained elsewhere; their text is not known.")
        corpus = self.home.corpus(info.corpus_hash)
        if corpus.content_hash != info.corpus_hash:
            raise CorpusError(f"The corpus {info.corpus_name!r} has been replaced; load it again.")
        return corpus

    @property
    def source(self) -> Path:
        """The folder in which to read what grows: of the run that this one follows, or its own."""
        with suppress(RunError):
            follows = self.written_state().follows
            if follows:
                return find_run(self.home, follows).path
        return self.path

    # How far it is

    def state(self) -> RunState:
        """How far the run is; one that nobody trains although it should be waits for its turn.

        Raises
        ------
        RunError
            If state.json cannot be read.
        """
        state = self.written_state()
        if state.status not in ("running", "paused") or self.alive():
            return state
        # A worker writes its last state before it lets go: only now is "running" a lie.
        state = self.written_state()
        if state.status == "running":
            return dataclasses.replace(state, status="queued", reason=KILLED)
        if state.status == "paused" and self.wants_work(state):
            return dataclasses.replace(state, status="queued", reason="")
        return state

    def written_state(self) -> RunState:
        """The state as it was last written; raises RunError if it cannot be read."""
        return read_record(RunState, self.path / STATE)

    def wants_work(self, state: RunState) -> bool:
        """Whether the wish has not been fulfilled in this state."""
        wish = self.wish()
        done = wish.what == "pause" or (wish.what == "step" and wish.mark == state.stepped)
        return not done

    def write_state(self, state: RunState) -> None:
        """For whoever holds the lock."""
        write_record(state, self.path / STATE)

    def alive(self) -> bool:
        """Whether a worker holds the lock."""
        return lock.held(self.path)

    def wait(self) -> RunState:
        """Block until no worker holds the lock, then say how far the run is."""
        lock.wait(self.path)
        return self.state()

    # What a person wants

    def request(self, what: str) -> None:
        """Write down a wish; a worker looks between two slices, `queue.advance` starts one."""
        if what not in WISHES:
            raise RunError(f"A run can be asked to {', '.join(WISHES)}; got {what!r}.")
        mark = f" {secrets.token_hex(8)}" if what == "step" else ""
        with system_errors_as(RunError, f"Run {self.id} cannot be steered"):
            # Not durable: a worker answers sooner than a disk, and no power cut leaves it alive.
            write_atomically(f"{what}{mark}".encode(), self.path / WISH, durable=False)

    def wish(self) -> Wish:
        """What was asked for last; "run" if nothing was, or nothing that is known."""
        try:
            words = (self.path / WISH).read_bytes()[:100].decode("ascii", "replace").split()
        except OSError:
            words = []
        wish = Wish(*words[:2]) if words else Wish("run")
        return wish if wish.what in WISHES else Wish("run")

    @property
    def labels(self) -> Labels:
        """Name and tags; those it was made with if nobody has changed them."""
        with suppress(RunError):
            return read_record(Labels, self.path / LABELS)
        return Labels(self.info.name)

    def label(self, name: str, tags: tuple[str, ...]) -> None:
        """Give the run a name and tags; raises RunError where they are too long or too many."""
        name, tags = name.strip(), tuple(dict.fromkeys(filter(None, map(str.strip, tags))))
        for text in (name, *tags):
            if len(text) > _LONGEST_NAME:
                raise RunError(
                    f"A name may have {_LONGEST_NAME} characters; this one has {len(text):,}."
                )
        if len(tags) > _MOST_TAGS:
            raise RunError(f"A run may have {_MOST_TAGS} tags; got {len(tags)}.")
        with system_errors_as(RunError, f"Run {self.id} cannot be renamed"):
            write_record(Labels(name or self.info.name, tags), self.path / LABELS)

    # What happened

    def note(self, text: str) -> None:
        """Add a sentence to what has happened; never fails."""
        line = json.dumps({"time": time.time(), "text": text}) + "\n"
        with suppress(OSError), (self.path / EVENTS).open("ab", buffering=0) as file:
            file.write(line.encode())

    def events(self) -> list[tuple[float, str]]:
        """The last sentences on what has happened, oldest first, each with its time."""
        found: list[tuple[float, str]] = []
        with suppress(OSError):
            for line in (self.path / EVENTS).read_bytes().splitlines()[-_MOST_EVENTS:]:
                with suppress(ValueError, TypeError, KeyError, RecursionError):
                    event = json.loads(line)
                    found.append((float(event["time"]), str(event["text"])))
        return found

    def read_progress(self, offset: int = 0) -> tuple[NDArray[np.void], int]:
        """The records from `offset` on (in bytes), and the offset to go on from the next time.

        A record that is only partly written is left for the next time.
        """
        return read_records(self.source, offset)

    # What came out

    @property
    def has_vectors(self) -> bool:
        """Whether there is something to explore: done, or stopped late enough."""
        return (self.path / VECTORS).exists()

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
        # Written here, by training or from what was read through.
        found = load(self.path / VECTORS, checked=True)
        all_types = None
        with suppress(CorpusError):
            all_types = self.home.corpus(self.info.corpus_hash).all_types
        return WordVectors(
            found.vocabulary,
            found.vectors,
            found.context_vectors,
            all_types=all_types,
            min_count=found.min_count,
            norms=found.norms,
        )

    def size(self) -> int:
        """Bytes on disk; a file that several runs share counts for each."""
        return size_of(self.path)


def find_run(home: Home, identifier: str) -> RunFolder:
    """The run of that id; RunError if there is none, since it may come from an address."""
    run = RunFolder(home.runs / identifier)
    if run.path.parent != home.runs.absolute() or identifier.startswith("."):
        raise RunError(f"{identifier[:80]!r} is no run.")
    if not run.path.is_dir():
        raise RunError(f"The run {identifier[:80]!r} is not here: deleted, or mistyped.")
    return run


def list_runs(home: Home) -> list[RunFolder]:
    """All runs, newest first. A folder that is no readable run is passed over."""
    dated = []
    for path in home.runs.glob("[!.]*"):
        with suppress(RunError):
            run = RunFolder(path)
            dated.append((run.info.created, run.id, run))
    return [run for *_, run in sorted(dated, key=lambda each: each[:2], reverse=True)]

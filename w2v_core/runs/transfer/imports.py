"""Vectors that were trained elsewhere become a run without training, here or in another process.

    python -m w2v_core.runs.transfer.imports < job.json

A file of any size goes through: its table is written to disk as it is read, and memory holds the
words. The run's folder appears whole or not at all; nobody knows the text of these vectors, nor how
they were trained. The process tells some five times a second how far it is, then the run's id.
Leaves out: the formats (`vectors.files.formats`), and how a process gets its job (`jobs`).
"""

from __future__ import annotations

import dataclasses
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import closing
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np

from w2v_core.errors import SettingError
from w2v_core.host import jobs
from w2v_core.host.home import Home
from w2v_core.models.catalog import IMPORTED
from w2v_core.runs import create
from w2v_core.runs.folder.layout import GROWING, VECTORS
from w2v_core.runs.folder.records import NO_CORPUS, RunInfo, RunState
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.runs.workspaces import Workspace
from w2v_core.text.documents import printable
from w2v_core.vectors.files.formats import FORMATS, READABLE, load, save
from w2v_core.vectors.word_vectors import WordVectors
from w2v_core.version import __version__

_EVENT_SECONDS = 0.2
_MODULE = "w2v_core.runs.transfer.imports"
_WORDS = jobs.Words("Importing", "The vectors", "import fewer words")
_ROOM_EVERY = 1 << 28  # bytes of table between two looks at what room there is
_LONGEST_NAME = 200


@dataclasses.dataclass(frozen=True, slots=True)
class ImportEvent:
    """How far an import is.

    Attributes
    ----------
    done, total : int
        Bytes of the file that have been read, and its size. Storing comes after the last.
    words : int
        So far.
    seconds_left : float or None
        Of reading, at the pace so far; None while there is none to speak of.
    run : str
        In the last event only: the id of the run.
    """

    done: int
    total: int
    words: int
    seconds_left: float | None = None
    run: str = ""


Watch = Callable[[ImportEvent], None]


def import_vectors(
    path: Path,
    workspace: Workspace,
    name: str = "",
    *,
    file_name: str = "",
    watch: Watch | None = None,
) -> RunFolder:
    """Make a run of a file of vectors.

    Parameters
    ----------
    path : Path
        In a format of `READABLE`.
    workspace : Workspace
        Whose run it becomes.
    name : str
        What the run is called; without one, after the file.
    file_name : str
        What the file is called, if it lies under another name.
    watch : callable, optional
        Told how far reading is, some five times a second.

    Raises
    ------
    FormatError
        If the file cannot be used; with the line or the byte.
    SettingError
        If there is no room for the run.
    RunError
        If it cannot be stored.
    """
    file_name = printable(file_name or path.name)
    name = (printable(name).strip() or _plain(file_name))[:_LONGEST_NAME]
    # On the same disk, and swept away if this process is killed.
    with tempfile.TemporaryFile(prefix=".coming-", dir=workspace.home.uploads) as scratch:
        reading = _Reading(workspace, path, scratch.fileno(), watch)
        vectors = load(path, name=file_name, scratch=cast(BinaryIO, scratch), watch=reading.look)
        workspace.check_room(vectors.vectors.nbytes)
        reading.told_all(len(vectors))
        return _store(vectors, workspace, name, file_name)


def _store(vectors: WordVectors, workspace: Workspace, name: str, file_name: str) -> RunFolder:
    now = time.time()
    info = RunInfo(
        id=create.new_id(now),
        name=name,
        created=now,
        algorithm=IMPORTED,
        config={"dim": vectors.dim},
        corpus_hash=NO_CORPUS,
        corpus_name="",
        seed=0,
        versions={
            "python": platform.python_version(),
            "numpy": np.__version__,
            "w2v_core": __version__,
        },
        timings={},
        owner=workspace.id,
    )

    def fill(folder: Path) -> None:
        for each in GROWING:
            (folder / each).touch()
        save(vectors, folder / VECTORS)
        RunFolder(folder).note(f"{len(vectors):,} words imported from {file_name}.")

    return create.make(workspace.home, info, RunState("done", finished=now), fill)


def _plain(file_name: str) -> str:
    """The name of a file without its folder and what says its format."""
    name = Path(file_name).name
    endings = [each for each in (*READABLE, *FORMATS) if name.lower().endswith(each)]
    ending = max(endings, key=len, default="")
    return name[: len(name) - len(ending)] or name


class _Reading:
    """Looks from time to time how far reading is, and whether there is room for what comes."""

    def __init__(self, workspace: Workspace, path: Path, scratch: int, watch: Watch | None) -> None:
        self._workspace, self._scratch, self._watch = workspace, scratch, watch
        self._total = path.stat().st_size if path.exists() else 0
        self._begin = self._told = time.monotonic()
        self._next_check = 0

    def look(self, done: int, words: int) -> None:
        """Tell of it, some five times a second."""
        self._check_room(done)
        now = time.monotonic()
        if self._watch and now - self._told >= _EVENT_SECONDS:
            self._told = now
            left = (self._total - done) * (now - self._begin) / done if done else None
            self._watch(ImportEvent(done, self._total, words, left))

    def told_all(self, words: int) -> None:
        """Tell that reading is over; storing comes next."""
        if self._watch:
            self._watch(ImportEvent(self._total, self._total, words, 0.0))

    def _check_room(self, done: int) -> None:
        """Refuse a table that will be too large, as soon as that can be known."""
        written = os.fstat(self._scratch).st_size
        if written < self._next_check or not done:
            return
        self._next_check = written + _ROOM_EVERY
        expected = max(written, written * self._total // done)
        self._workspace.check_room(expected)
        free = shutil.disk_usage(self._workspace.home.root).free
        needed = 2 * expected - written  # as it is read, and as it is stored
        if needed > free:
            raise SettingError(
                f"Importing needs about {needed / 1e6:,.0f} MB on disk, {free / 1e6:,.0f} MB are "
                "free: delete some runs, or import fewer words."
            )


def import_in_process(
    path: Path, workspace: Workspace, name: str = "", *, file_name: str = ""
) -> Generator[ImportEvent, None, None]:
    """`import_vectors` in a process of its own; closing the iterator ends it.

    The last event has the run's id.

    Raises
    ------
    W2VError
        With the message of whatever `import_vectors` raised, or if the process was killed.
    """
    job = {
        "path": str(path.absolute()),
        "home": str(workspace.home.root),
        "owner": workspace.id,
        "name": name,
        "file_name": file_name or path.name,
    }
    with closing(jobs.answers(jobs.start(_MODULE), job, _WORDS)) as answers:
        for answer in answers:
            yield ImportEvent(**answer)


def _do(job: jobs.Job, tell: Watch) -> ImportEvent:
    last = ImportEvent(0, 0, 0)

    def watch(event: ImportEvent) -> None:
        nonlocal last
        last = event
        tell(event)

    workspace = Workspace(Home(Path(job["home"])), job["owner"])
    run = import_vectors(
        Path(job["path"]), workspace, job["name"], file_name=job["file_name"], watch=watch
    )
    return dataclasses.replace(last, run=run.id)


if __name__ == "__main__":
    sys.exit(jobs.serve(_do, _WORDS))

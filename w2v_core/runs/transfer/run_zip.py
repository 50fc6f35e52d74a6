"""A run that has ended as one ZIP, and back, here or in a process of its own.

    python -m w2v_core.runs.transfer.run_zip < job.json

What comes back may be anything. Members are looked for by the names that are expected, may be as
large as they must be and no larger, and go through the readers of a run's own files; nothing else
in the ZIP is looked at, and no name in it becomes a path. An imported run is a new run. Nobody
knows that its vectors come from its settings, so it never stands in for a training.
Leaves out: what may stand in the members (`admit`), and checkpoints: an imported run cannot be
resumed or trained on.
"""

from __future__ import annotations

import dataclasses
import json
import os
import stat
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import IO, Any

import numpy as np

from w2v_core.errors import ReadError, RunError, system_errors_as
from w2v_core.host import jobs
from w2v_core.host.home import Home
from w2v_core.models.progress import STAGES
from w2v_core.runs.folder.exams import BANDS, EXAM
from w2v_core.runs.folder.frames import FRAME
from w2v_core.runs.folder.layout import (
    EVENTS,
    EXAMS,
    FRAMES,
    GROWING,
    INFO,
    LABELS,
    NEW,
    PROGRESS_FILE,
    QUESTIONS,
    STATE,
    VECTORS,
    WATCH,
)
from w2v_core.runs.folder.questions import read_run_questions
from w2v_core.runs.folder.records import PROGRESS, RunState
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.runs.folder.watched import read_watched
from w2v_core.runs.transfer.admit import ENDED, admit
from w2v_core.runs.workspaces import Workspace
from w2v_core.text.documents import printable
from w2v_core.text.files.members import open_member, open_zip
from w2v_core.text.files.unpacking import read_chunks

# The most bytes that each member may have: a word 1,000, a name 200 letters, an hour of frames
# 3,600 of them, and a run 60 exams. Vectors are stored as they are, so the ZIP itself is as large.
LIMITS = {
    INFO: 1 << 16,
    LABELS: 1 << 16,
    STATE: 1 << 16,
    WATCH: 1 << 18,
    QUESTIONS: 1 << 20,
    EVENTS: 1 << 18,
    PROGRESS_FILE: PROGRESS.itemsize << 22,
    FRAMES: FRAME.itemsize << 17,
    EXAMS: EXAM.itemsize << 12,
    VECTORS: 1 << 40,
}
_MOST_MEMBERS = 1_000
_MOST_EVENTS = 100
# Losses and places are chance to the last bit: nothing of ours packs nearly as well.
_RATIO, _RATIO_FROM = 100, 1_000_000
_AGAIN = "Give the ZIP as it was downloaded."
_FIRST_YEAR = 1980  # of a ZIP
_MODULE = "w2v_core.runs.transfer.run_zip"
_WORDS = jobs.Words("Unpacking the run", "The run", "bring one of fewer words")


def pack_run(run: RunFolder, file: IO[bytes]) -> None:
    """Write a run as a ZIP, without what would lead back to its owner.

    The same run gives the same bytes. Checkpoints stay behind, and so do the ids by which
    others could look at it and at the run that it went on from.

    Raises
    ------
    RunError
        If it has not ended, has no vectors, or cannot be read.
    """
    state = run.state()
    if state.status not in ENDED:
        raise RunError(f"Run {run.id} is {state.status}: it can be packed when it has ended.")
    if not run.has_vectors:
        raise RunError(f"Run {run.id} has no vectors to pack. {state.reason}".strip())
    then = max(time.gmtime(run.info.created)[:6], (_FIRST_YEAR, 1, 1, 0, 0, 0))
    with (
        system_errors_as(RunError, f"Run {run.id} cannot be packed"),
        zipfile.ZipFile(file, "w") as archive,
    ):
        for name, data in _texts(run, state).items():
            archive.writestr(_member(name, then), data)
        for name, record in zip(GROWING, (PROGRESS, FRAME, EXAM), strict=True):
            if name in NEW and not (run.path / name).exists():
                archive.writestr(_member(name, then), b"")  # so that all of them are there
                continue
            size = (run.path / name).stat().st_size
            _stream(archive, _member(name, then), run, size // record.itemsize * record.itemsize)
        vectors = _member(VECTORS, then, zipfile.ZIP_STORED)
        _stream(archive, vectors, run, (run.path / VECTORS).stat().st_size)


def unpack_run(file: IO[bytes], workspace: Workspace, name: str = "") -> RunFolder:
    """Make a run of a ZIP from `pack_run`; it appears whole or not at all.

    Parameters
    ----------
    file : file
        That can be sought in; anything may be in it.
    workspace : Workspace
        Whose run it becomes.
    name : str
        Of the file, for messages.

    Raises
    ------
    RunError, FormatError
        If it is no such ZIP, or damaged; with the member.
    SettingError
        If there is no room for it.
    """
    name = printable(name) or "The ZIP"
    with system_errors_as(RunError, f"{name} cannot be stored", "Make room and try again."):
        try:
            with open_zip(name, file, _MOST_MEMBERS, _AGAIN) as archive:
                members = _find(archive, name)
                # On the same disk, and swept away if this process is killed.
                uploads = workspace.home.uploads
                needed = sum(each.file_size for each in members.values())
                workspace.check_room(needed)
                with tempfile.TemporaryDirectory(prefix=".coming-", dir=uploads) as scratch:
                    for member in members.values():
                        _extract(archive, member, Path(scratch), name)
                    with workspace.room_for(needed):
                        return admit(Path(scratch), workspace, name)
        except ReadError as error:
            raise RunError(str(error)) from error


def _texts(run: RunFolder, state: RunState) -> dict[str, bytes]:
    """The small members."""
    events = b""
    if (run.path / EVENTS).exists():
        lines = (run.path / EVENTS).read_bytes().splitlines(keepends=True)
        events = b"".join(lines[-_MOST_EVENTS:])
    ended = RunState(state.status, state.reason, started=state.started, finished=state.finished)
    records: dict[str, Any] = {
        INFO: dataclasses.replace(run.info, id="", owner="", parent=""),
        LABELS: run.labels,
        STATE: ended,
        WATCH: read_watched(run.path),
        QUESTIONS: read_run_questions(run.path),
    }
    texts = {
        name: json.dumps(dataclasses.asdict(record), indent=1).encode()
        for name, record in records.items()
    }
    return {"README.txt": _readme().encode(), **texts, EVENTS: events}


def _readme() -> str:
    return f"""A training run of w2v-explorer; its page Runs and `unpack_run` take it back.

run.json       algorithm, settings, corpus, seed, versions, timings
labels.json    its name and tags
state.json     how it ended
events.jsonl   what happened, in sentences; time in seconds since 1970
{WATCH}     the words that were watched
{QUESTIONS} the analogy questions that it was asked while it trained
vectors.npz    the vectors; `w2v_core.vectors.files.formats.load` reads it, or numpy.load
progress.bin   one record for each slice of training, as numpy.fromfile reads it with
{_fields(PROGRESS)}
               stage is {", ".join(f"{i} {each}" for i, each in enumerate(STAGES))}
{FRAMES}     neighbors and a small map of the watched words, by their rows in the vectors, with
{_fields(FRAME)}
{EXAMS}      how many of the questions were answered, and the nearest neighbors of some words of
               each band of count ({", ".join(f"from {each:,}" for each in BANDS)}), with
{_fields(EXAM)}
"""


def _fields(record: np.dtype[np.void]) -> str:
    lines = []
    for name in record.names or ():
        kind, shape = record[name].base.str, record[name].shape
        lines.append(f"               {name:<17}{kind} {shape or ''}".rstrip())
    return "\n".join(lines)


def _member(name: str, then: Any, kind: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, then)
    member.compress_type = kind
    member.external_attr = 0o644 << 16
    return member


def _stream(archive: zipfile.ZipFile, member: zipfile.ZipInfo, run: RunFolder, size: int) -> None:
    """Copy the first bytes of a file of the run."""
    member.file_size = size
    with (run.path / member.filename).open("rb") as source, archive.open(member, "w") as target:
        while size and (block := source.read(min(size, 1 << 20))):
            target.write(block)
            size -= len(block)


def _find(archive: zipfile.ZipFile, name: str) -> dict[str, zipfile.ZipInfo]:
    """The members of a run, each there once and of a size that it may have."""
    found: dict[str, zipfile.ZipInfo] = {}
    for member in archive.infolist():
        if member.filename not in LIMITS:
            continue
        if member.filename in found:
            raise RunError(f"{name} is no run: {member.filename} stands in it twice.")
        found[member.filename] = member
    # What an older program did not know is there altogether, or not at all.
    older = not set(NEW) & set(found)
    for each in LIMITS:
        if each in found:
            _check(found[each], f"{name}/{each}")
        elif not (older and each in NEW):
            raise RunError(f"{name} is no run: {each} is missing.")
    return found


def _check(member: zipfile.ZipInfo, name: str) -> None:
    size, packed, limit = member.file_size, member.compress_size, LIMITS[member.filename]
    if stat.S_ISLNK(member.external_attr >> 16):
        raise RunError(f"{name} is a link.")
    if member.compress_type != zipfile.ZIP_STORED and member.filename == VECTORS:
        raise RunError(f"{name} was packed by another program. {_AGAIN}")
    if size > limit:
        raise RunError(f"{name} unpacks to {size:,} bytes, more than the {limit:,} it may have.")
    if size > _RATIO_FROM and size > _RATIO * packed:
        raise RunError(f"{name} unpacks to {size:,} bytes from {packed:,}: that is no run.")
    if member.compress_type == zipfile.ZIP_STORED and size != packed:
        raise RunError(f"{name} is damaged: it has {packed:,} bytes and announces {size:,}.")


def _extract(archive: zipfile.ZipFile, member: zipfile.ZipInfo, folder: Path, name: str) -> None:
    label = f"{name}/{member.filename}"
    source = open_member(archive, member, label, _AGAIN)
    # Reading and writing fail for different reasons, and are told apart.
    with source, (folder / member.filename).open("xb") as file:
        for chunk in read_chunks(label, source):
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())


@dataclasses.dataclass(frozen=True, slots=True)
class _Unpacked:
    """What a process answers: the id of the run."""

    run: str


def unpack_in_process(path: Path, workspace: Workspace, name: str = "") -> RunFolder:
    """`unpack_run` of the ZIP at `path`, in a process of its own.

    Raises
    ------
    W2VError
        With the message of whatever `unpack_run` raised, or if the process was killed.
    """
    home, owner = workspace.home, workspace.id
    job = {"path": str(path.absolute()), "home": str(home.root), "owner": owner, "name": name}
    return RunFolder(home.runs / jobs.result(_MODULE, job, _WORDS)["run"])


def _do(job: jobs.Job, _tell: object) -> _Unpacked:
    workspace = Workspace(Home(Path(job["home"])), job["owner"])
    with Path(job["path"]).open("rb") as file:
        return _Unpacked(unpack_run(file, workspace, job["name"]).id)


if __name__ == "__main__":
    sys.exit(jobs.serve(_do, _WORDS))

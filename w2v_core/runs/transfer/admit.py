"""Admission: the files of a run from elsewhere become a run of this home, if they make sense.

Leaves out: how they came (`run_zip`).
"""

from __future__ import annotations

import dataclasses
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import FormatError, RunError
from w2v_core.host.files import read_record
from w2v_core.runs import create
from w2v_core.runs.folder.exams import read_exams
from w2v_core.runs.folder.frames import read_frames
from w2v_core.runs.folder.layout import (
    EVENTS,
    EXAMS,
    FRAMES,
    GROWING,
    LABELS,
    PROGRESS_FILE,
    STATE,
    VECTORS,
)
from w2v_core.runs.folder.questions import (
    RunQuestions,
    read_run_questions,
    write_run_questions,
)
from w2v_core.runs.folder.records import Labels, RunInfo, RunState
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.runs.folder.watched import Watched, read_watched, write_watched
from w2v_core.runs.workspaces import Workspace
from w2v_core.text.vocabulary import Vocabulary
from w2v_core.vectors.files.formats import load
from w2v_core.version import __version__

ENDED = ("done", "stopped", "failed")

_HASH = re.compile(r"[0-9a-f]{64}")
_VERSIONS = ("python", "numpy", "scipy", "w2v_core")
_TIMINGS = ("training_seconds", "saving_seconds", "words_per_second")
# Seconds since 1970 or of training, words per second; far beyond it no calendar can say the day.
_MOST = 2.0**33
_MOST_BYTES = 2.0**60
# Pages read all of them at once: nine hours of training, and more than a curve can show.
_MOST_RECORDS = 1 << 17
_MOST_FRAMES = 1 << 14
_MOST_EXAMS = 1 << 8
_LONGEST_NAME = 200
_LONGEST_SENTENCE = 2_000
_LONGEST_MESSAGE = 500


def admit(folder: Path, workspace: Workspace, name: str) -> RunFolder:
    """Make a run of a workspace from the files that lie in a folder; they are moved out of it.

    Raises
    ------
    RunError, FormatError
        If a file makes no sense; `name` stands in the message for where it came from.
    """
    with _told_of(folder.name, name):
        came = RunFolder(folder)
        info, state = _info(came, workspace), _state(folder)
        labels = read_record(Labels, folder / LABELS)
        vocabulary = load(folder / VECTORS).vocabulary
        frames = read_frames(folder, size=len(vocabulary))
        exams = read_exams(folder, size=len(vocabulary))
        watched, questions = _watched(folder, vocabulary), _questions(folder)
        records = _progress(came)
        _check_events(came)
        _thin(folder / PROGRESS_FILE, records, _MOST_RECORDS)
        _thin(folder / FRAMES, frames, _MOST_FRAMES)
        _thin(folder / EXAMS, exams, _MOST_EXAMS)
        (folder / EXAMS).touch()

        def fill(scratch: Path) -> None:
            for each in (*GROWING, VECTORS, EVENTS):
                os.rename(folder / each, scratch / each)
            write_watched(scratch, watched)
            write_run_questions(scratch, questions)
            run = RunFolder(scratch)
            run.label(_whole(labels.name), tuple(map(_whole, labels.tags)))
            run.note(f"Imported from {name}.")

        return create.make(workspace.home, info, state, fill)


@contextmanager
def _told_of(scratch: str, name: str) -> Iterator[None]:
    """Errors name what a person knows, not the folder where it was looked at."""
    try:
        yield
    except RunError as error:
        raise RunError(str(error).replace(scratch, name)[:_LONGEST_MESSAGE]) from error
    except FormatError as error:
        raise FormatError(f"{name}: {error}") from error
    except OverflowError as error:  # a setting of more digits than a float can have
        raise RunError(f"The settings of run {name} cannot be used: {error}.") from error


def _info(came: RunFolder, workspace: Workspace) -> RunInfo:
    info, config = came.info, came.config
    if not _HASH.fullmatch(info.corpus_hash):
        raise RunError(f"{came.id}/run.json cannot be read: corpus_hash is no hash.")
    numbers = {"created": info.created, "expected_seconds": info.expected_seconds, **info.timings}
    _check_numbers(came, numbers, _MOST)
    _check_numbers(came, {"expected_bytes": info.expected_bytes}, _MOST_BYTES)
    versions = {each: info.versions[each] for each in _VERSIONS if each in info.versions}
    return dataclasses.replace(
        info,
        id=create.new_id(time.time()),
        name=_whole(info.name)[:_LONGEST_NAME],
        config=config.as_dict(),
        seed=config.seed,
        corpus_name=_whole(info.corpus_name)[:_LONGEST_NAME],
        # With the last one it `trains_as` no run: the vectors may be anybody's.
        versions={name: _whole(each)[:_LONGEST_NAME] for name, each in versions.items()}
        | {"imported_by": __version__},
        timings={each: info.timings[each] for each in _TIMINGS if each in info.timings},
        owner=workspace.id,
        parent="",
    )


def _state(folder: Path) -> RunState:
    state = read_record(RunState, folder / STATE)
    if state.status not in ENDED:
        raise RunError(f"{folder.name} holds a run that is {state.status}: it has not ended.")
    times = {"started": state.started, "finished": state.finished}
    _check_numbers(RunFolder(folder), times, _MOST)
    reason = _whole(state.reason)[:_LONGEST_SENTENCE]
    return RunState(state.status, reason, started=state.started, finished=state.finished)


def _watched(folder: Path, vocabulary: Vocabulary) -> Watched:
    """The words that are watched, if they are words."""
    found = read_watched(folder)
    pinned, mapped = (
        tuple(word for word in words if word in vocabulary.index)
        for words in (found.pinned, found.mapped)
    )
    return Watched(pinned, mapped)


def _questions(folder: Path) -> RunQuestions:
    """The questions that the run was asked; what stands in them is only shown as text."""
    found = read_run_questions(folder)
    return dataclasses.replace(found, lines=tuple(map(_whole, found.lines)))


def _check_numbers(came: RunFolder, numbers: dict[str, float | None], most: float) -> None:
    for field, value in numbers.items():
        if value is not None and not 0 <= value < most:
            raise RunError(f"{came.id} cannot be read: {_whole(field)} cannot be {value!r}.")


def _progress(came: RunFolder) -> NDArray[np.void]:
    """The records, each of which makes sense."""
    records, _ = came.read_progress()
    done, total = records["done"], records["total"]
    sound = (done >= 0) & (done <= total)
    for name in ("seconds", "epoch"):
        sound &= (records[name] >= 0) & (records[name] < _MOST)
    for name in ("loss", "held_out", "error", "learning_rate", "words_per_second"):
        sound &= np.isnan(records[name]) | (np.abs(records[name]) < _MOST)
    if not sound.all():
        place = int(sound.argmin())
        raise RunError(f"{came.id}/progress.bin is damaged: record {place:,} makes no sense.")
    return records


def _thin(path: Path, records: NDArray[np.void], most: int) -> None:
    """Leave some of a file's records, spread over all and with the last, if there are too many."""
    step = -(-len(records) // most)
    if step > 1:
        path.write_bytes(records[::-step][::-1].tobytes())


def _check_events(came: RunFolder) -> None:
    for then, text in came.events():
        if not 0 <= then < _MOST or len(text) > _LONGEST_SENTENCE or text != _whole(text):
            raise RunError(f"{came.id}/events.jsonl is damaged.")


def _whole(text: str) -> str:
    """Without lone surrogates, which JSON may bring and no browser can be sent."""
    return text.encode("utf-8", "replace").decode("utf-8")

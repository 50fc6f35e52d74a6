"""Checkpoints: the state of a trainer in files, the last two of them.

    checkpoint-<records>.npz     arrays and numbers of `Trainer.state()`, and where the run stood

A file is there whole or not at all: written beside, synced, renamed, and the folder synced. Its
checksums (ZIP's CRC-32) are verified on reading, and a damaged one gives way to the one before.
Nothing in it is executed: no pickles. Leaves out: when one is due (`training`).
"""

from __future__ import annotations

import dataclasses
import json
import os
import secrets
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from w2v_core.errors import RunError
from w2v_core.host.files import sync_folder
from w2v_core.models.progress import State
from w2v_core.runs.folder.layout import CHECKPOINT, checkpoint_name

FORMAT = 1
KEPT = 2

_META = "about"


@dataclasses.dataclass(frozen=True, slots=True)
class Checkpoint:
    """Where a run stood, and what its trainer needs to go on from there.

    Attributes
    ----------
    records : int
        Slices that the state stands for: as many records of progress.bin are kept.
    done, total : int
        As in the last of them.
    seconds : float
        Trained so far.
    tokens : int
        Gone through so far.
    state : dict
        `Trainer.state()`.
    """

    records: int
    done: int
    total: int
    seconds: float
    tokens: int
    state: State


def write_checkpoint(checkpoint: Checkpoint, folder: Path) -> Path:
    """Add a checkpoint to a run folder and remove all but the last two.

    Raises
    ------
    OSError
        If it cannot be written; what was there before is as it was.
    """
    about = {"format": FORMAT} | {
        field.name: getattr(checkpoint, field.name)
        for field in dataclasses.fields(checkpoint)
        if field.name != "state"
    }
    path = folder / checkpoint_name(checkpoint.records)
    scratch = folder / f".{path.name}-{secrets.token_hex(4)}"
    try:
        with scratch.open("xb") as file:
            arrays: dict[str, Any] = {name: np.asarray(x) for name, x in checkpoint.state.items()}
            arrays[_META] = np.frombuffer(json.dumps(about).encode(), np.uint8)
            np.savez(file, allow_pickle=False, **arrays)
            file.flush()
            os.fsync(file.fileno())
        os.replace(scratch, path)
        sync_folder(folder)
    finally:
        scratch.unlink(missing_ok=True)
    for old in list_checkpoints(folder)[KEPT:]:
        old.unlink(missing_ok=True)
    return path


def list_checkpoints(folder: Path) -> list[Path]:
    """The checkpoints of a run, the latest first."""
    names = ((CHECKPOINT.fullmatch(each.name), each) for each in folder.iterdir())
    found = [(int(name[1]), each) for name, each in names if name]
    return [path for _, path in sorted(found, reverse=True)]


def read_checkpoint(path: Path) -> Checkpoint:
    """Read and verify one checkpoint.

    Raises
    ------
    RunError
        If it is damaged, or of another format.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            about = json.loads(archive[_META].tobytes())
            if about.pop("format") != FORMAT:
                raise RunError(f"{path.name} is of another version of this program.")
            state = {name: _plain(archive[name]) for name in archive.files if name != _META}
        return Checkpoint(state=state, **about)
    except RunError:
        raise
    except Exception as error:  # a damaged file can make NumPy, zipfile and json raise anything
        raise RunError(f"{path.name} is damaged: {error}") from error


def sound_checkpoint(folder: Path) -> tuple[Path, int] | None:
    """The last checkpoint of which every byte is as it was written, and its number of records.

    Read once, but not taken into memory: for whoever only hands it on.
    """
    for path in list_checkpoints(folder):
        with suppress(OSError, zipfile.BadZipFile, zlib.error), zipfile.ZipFile(path) as archive:
            if archive.testzip() is None:
                return path, int(path.stem.partition("-")[2])
    return None


def latest_checkpoint(folder: Path) -> tuple[Checkpoint | None, list[str]]:
    """The last checkpoint that can be read, and what is wrong with those that cannot."""
    trouble: list[str] = []
    for path in list_checkpoints(folder):
        try:
            return read_checkpoint(path), trouble
        except RunError as error:
            trouble.append(str(error))
    return None, trouble


def _plain(array: np.ndarray[Any, Any]) -> Any:
    """Numbers and text as they were before they went into arrays."""
    return array.item() if array.ndim == 0 else array

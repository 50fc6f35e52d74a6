"""Library: what a list shows of each run, cheap enough for a list of a thousand.

Of a run that has ended everything is remembered until its folder changes: each record is replaced
by a new file, which changes the folder. Leaves out: drawing the list, and taking runs out of it
and back (`trash`, `parcel`).
"""

from __future__ import annotations

import dataclasses
import math
import os
import time
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import RunError
from w2v_core.runs.records import PROGRESS, UNDER_WAY, Labels, RunInfo, RunState
from w2v_core.runs.store import RunFolder
from w2v_core.runs.workspaces import Workspace

_LAST_RECORDS = 16
# File systems tell time in ticks: a folder may change twice in one, and look the same.
_TICK = 1_000_000_000


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """One run in the list.

    Attributes
    ----------
    run : RunFolder
    info, labels, state
        What it is, what a person calls it, how far it is. A state that cannot be read is that
        of a run that has failed.
    share : float
        Work done, from 0 to 1.
    seconds : float
        Trained so far; NaN before the first slice.
    loss, held_out : float
        The last ones, in nats per pair; NaN where there is none, and for PPMI-SVD.
    error : float
        Relative error of the factorization; NaN for SGNS and CBOW.
    bytes : int
        On disk.
    """

    run: RunFolder
    info: RunInfo
    labels: Labels
    state: RunState
    share: float
    seconds: float
    loss: float
    held_out: float
    error: float
    bytes: int

    @property
    def under_way(self) -> bool:
        """Whether the run has not ended."""
        return self.state.status in UNDER_WAY


def entries(workspace: Workspace) -> list[Entry]:
    """The runs of a workspace, newest first, without those that are being discarded.

    A folder that is no readable run is passed over.
    """
    found = []
    for each in os.scandir(workspace.home.runs):
        if each.name.startswith("."):
            continue
        with suppress(RunError, OSError):
            entry = _entry(Path(each.path))
            if workspace.may_steer(entry.run) and not _is_discarded(entry):
                found.append(entry)
    return sorted(found, key=lambda each: (each.info.created, each.run.id), reverse=True)


def _is_discarded(entry: Entry) -> bool:
    if entry.under_way:
        return entry.run.wish().what == "cancel"
    return entry.state.status == "cancelled"


def _entry(path: Path) -> Entry:
    now = path.stat()
    if time.time_ns() - now.st_mtime_ns < _TICK:
        return look(path)
    kept = _kept(path, now.st_ino, now.st_mtime_ns)
    return look(path) if kept.under_way else kept


@lru_cache(maxsize=20_000)
def _kept(path: Path, inode: int, changed: int) -> Entry:
    return look(path)


def look(path: Path) -> Entry:
    """The entry of the run in a folder as it stands; RunError if it is no run."""
    run = RunFolder(path)
    info, labels = run.info, run.labels
    try:
        state = run.state()
    except RunError as error:
        state = RunState("failed", str(error))
    last = _last_records(path / "progress.bin")
    done, total = (int(last[name][-1]) if len(last) else 0 for name in ("done", "total"))
    return Entry(
        run=run,
        info=info,
        labels=labels,
        state=state,
        share=min(done / total, 1.0) if total > 0 else 0.0,
        seconds=_last(last["seconds"]),
        loss=_last(last["loss"]),
        held_out=_last(last["held_out"]),
        error=_last(last["error"]),
        bytes=run.size(),
    )


def _last_records(path: Path) -> NDArray[np.void]:
    """The last records of a progress file; none where it cannot be read."""
    data = b""
    with suppress(OSError), path.open("rb") as file:
        count = file.seek(0, os.SEEK_END) // PROGRESS.itemsize
        first = max(0, count - _LAST_RECORDS)
        file.seek(first * PROGRESS.itemsize)
        data = file.read((count - first) * PROGRESS.itemsize)
    return np.frombuffer(data, PROGRESS, count=len(data) // PROGRESS.itemsize)


def _last(values: NDArray[np.floating]) -> float:
    """The last finite value; NaN if there is none."""
    return next((each for each in values[::-1].tolist() if math.isfinite(each)), math.nan)

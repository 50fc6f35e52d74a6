"""Library: what a list shows of each run, cheap enough for a list of a thousand.

Of a run that has ended everything is remembered until its folder changes: each record is replaced
by a new file, which changes the folder. Long lists are remembered beyond the process too (`index`).
Leaves out: drawing the list, and taking runs out of it and back (`trash`, `run_zip`).
"""

from __future__ import annotations

import dataclasses
import json
import math
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import RunError
from w2v_core.host.home import Home
from w2v_core.models.progress import recent
from w2v_core.runs import index
from w2v_core.runs.folder.progress import last_records
from w2v_core.runs.folder.records import UNDER_WAY, Labels, RunInfo, RunState
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.runs.index import Mark
from w2v_core.runs.workspaces import Workspace

# File systems tell time in ticks: a folder may change twice in one, and look the same.
_TICK = 1_000_000_000
_FEW = 50  # folders that are read sooner than an index is opened
_MOST_KEPT = 20_000
_RECORDS = {"info": RunInfo, "labels": Labels, "state": RunState}
_PLAIN = ("share", "seconds", "loss", "held_out", "error", "bytes")


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
        Where the smoothed loss ends, and the last one of the held-out sentences, in nats per pair;
        NaN where there is none.
    error : float
        Relative error of a factorization; NaN of what has a loss.
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


_kept: dict[Mark, Entry] = {}


def entries(workspace: Workspace) -> list[Entry]:
    """The runs of a workspace, newest first, without those that are being discarded.

    A folder that is no readable run is passed over.
    """
    found = [
        entry
        for entry in _all(workspace.home)
        if workspace.may_steer(entry.run) and not _is_discarded(entry)
    ]
    return sorted(found, key=lambda each: (each.info.created, each.run.id), reverse=True)


def _is_discarded(entry: Entry) -> bool:
    if entry.under_way:
        return entry.run.wish().what == "cancel"
    return entry.state.status == "cancelled"


def _all(home: Home) -> list[Entry]:
    marks = list(_marks(home))
    unknown = [each for each in marks if each not in _kept]
    if len(unknown) > _FEW:
        for mark, text in index.read(home, unknown).items():
            with suppress(ValueError, TypeError, KeyError, RecursionError):
                _keep(mark, _from_json(mark, text))
    found, fresh = [], {}
    for mark in marks:
        entry = _kept.get(mark)
        if entry is None:
            with suppress(RunError, OSError):
                entry = look(mark.path)
        if entry is None:
            continue
        found.append(entry)
        settled = time.time_ns() - mark.changed > _TICK
        if mark not in _kept and settled and not entry.under_way:
            _keep(mark, entry)
            fresh[mark] = _to_json(entry)
    if len(fresh) > _FEW:
        index.write(home, fresh)
    return found


def _marks(home: Home) -> Iterator[Mark]:
    for each in os.scandir(home.runs):
        if not each.name.startswith("."):
            with suppress(OSError):
                now = each.stat()
                yield Mark(Path(each.path), now.st_ino, now.st_mtime_ns)


def _keep(mark: Mark, entry: Entry) -> None:
    if len(_kept) >= _MOST_KEPT:
        _kept.clear()
    _kept[mark] = entry


def _to_json(entry: Entry) -> str:
    values = {name: getattr(entry, name) for name in _PLAIN}
    records = {name: dataclasses.asdict(getattr(entry, name)) for name in _RECORDS}
    return json.dumps(values | records)


def _from_json(mark: Mark, text: str) -> Entry:
    """What `_to_json` made; ValueError, TypeError or KeyError if another version did."""
    fields = json.loads(text)
    fields["labels"]["tags"] = tuple(fields["labels"]["tags"])
    records = {name: kind(**fields[name]) for name, kind in _RECORDS.items()}
    return Entry(run=RunFolder(mark.path), **records, **{name: fields[name] for name in _PLAIN})


def look(path: Path) -> Entry:
    """The entry of the run in a folder as it stands; RunError if it is no run."""
    run = RunFolder(path)
    info, labels = run.info, run.labels
    try:
        state = run.state()
    except RunError as error:
        state = RunState("failed", str(error))
    last, slices = last_records(run.source)
    done, total = (int(last[name][-1]) if len(last) else 0 for name in ("done", "total"))
    return Entry(
        run=run,
        info=info,
        labels=labels,
        state=state,
        share=min(done / total, 1.0) if total > 0 else 0.0,
        seconds=_last(last["seconds"]),
        loss=recent(last["loss"], slices),
        held_out=_last(last["held_out"]),
        error=_last(last["error"]),
        bytes=run.size(),
    )


def _last(values: NDArray[np.floating]) -> float:
    """The last finite value; NaN if there is none."""
    return next((each for each in values[::-1].tolist() if math.isfinite(each)), math.nan)

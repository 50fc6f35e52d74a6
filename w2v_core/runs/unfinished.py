"""Which runs have not ended: asked every second, so a thousand that have cost a look each.

Leaves out: what is due to them (`queue`), and lists of all runs (`library`).
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

from w2v_core.errors import RunError
from w2v_core.host.files import TICK
from w2v_core.host.home import Home
from w2v_core.runs.folder.records import UNDER_WAY, RunState
from w2v_core.runs.folder.run_folder import RunFolder

# Runs with nothing due to them, and the state.json that says so: inode and time of change, which
# tell two files apart once the clock of the file system has ticked.
_DUE = (*UNDER_WAY, "cancelled")
_ENDED: dict[str, tuple[int, int]] = {}


def unfinished(home: Home) -> list[RunFolder]:
    """The runs to which something may be due."""
    found = []
    for entry in os.scandir(home.runs):
        try:
            now = os.stat(f"{entry.path}/state.json")
            stamp = now.st_ino, now.st_mtime_ns
            if _ENDED.get(entry.path) == stamp or entry.name.startswith("."):
                continue
            run = RunFolder(Path(entry.path))
            state = run.written_state()
            if state.status in _DUE:
                found.append(run)
            elif not run.alive():  # from now on nobody waits for a worker to hear a wish
                if is_unheard(run, state):
                    found.append(run)
                elif time.time_ns() - stamp[1] > TICK:
                    _ENDED[entry.path] = stamp
        except (OSError, RunError):  # told where the run is shown; the others go on
            continue
    return found


def is_unheard(run: RunFolder, state: RunState) -> bool:
    """Whether a wish came in the last moments of a worker, when it did not look any more.

    A run without a pid never had a worker: it was imported.
    """
    wish = run.wish().what
    lost = wish == "run" and state.status == "stopped" and state.pid is not None
    return wish == "cancel" or lost


def under_way(home: Home) -> list[RunFolder]:
    """The runs that have not ended and are not being discarded, newest first."""
    found = []
    for run in unfinished(home):
        with suppress(RunError):
            if run.state().status in UNDER_WAY and run.wish().what != "cancel":
                found.append((run.info.created, run.id, run))
    return [run for *_, run in sorted(found, key=lambda each: each[:2], reverse=True)]

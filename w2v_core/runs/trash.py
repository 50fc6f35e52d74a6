"""Deleting runs, and taking that back.

A deleted run lies in the trash for some days. Leaves out: emptying it (`sweep`).
"""

from __future__ import annotations

import dataclasses
import os
import shutil
from contextlib import suppress

from w2v_core.errors import RunError
from w2v_core.runs import lock
from w2v_core.runs.files import read_record
from w2v_core.runs.home import Home
from w2v_core.runs.records import UNDER_WAY, RunState
from w2v_core.runs.store import RunFolder


def delete(run: RunFolder) -> bool:
    """Move a run to the trash; one that is being trained is cancelled first.

    Returns
    -------
    bool
        Whether it is in the trash already; else its worker has been told, and `queue.advance`
        moves it when the worker is gone.

    Raises
    ------
    RunError
        If the folder cannot be moved.
    """
    if run.alive():
        if is_under_way(run):
            run.request("cancel")
            return False
        lock.wait(run.path)  # its worker is on its way out
    try:
        run.path.rename(run.home.trash / run.id)
        os.utime(run.home.trash / run.id)  # its days in the trash begin now
    except OSError as error:
        raise RunError(f"Run {run.id} cannot be deleted: {error.strerror}.") from error
    return True


def is_under_way(run: RunFolder) -> bool:
    """Whether the run has not ended, as far as that can be read."""
    with suppress(RunError):
        return run.state().status in UNDER_WAY
    return False


def undo(home: Home, identifier: str) -> RunFolder:
    """Take a run out of the trash; one that had not ended is paused.

    Raises
    ------
    RunError
        If it is not there any more.
    """
    folder, run = home.trash / identifier, RunFolder(home.runs / identifier)
    if identifier in ("", ".", "..") or os.sep in identifier or not folder.is_dir():
        raise RunError(f"The run {identifier[:80]!r} is not in the trash any more.")
    try:
        # While it lies here nobody trains it; once it is back, the queue may look at any time.
        with suppress(RunError):
            thrown = RunFolder(folder)
            state = read_record(RunState, folder / "state.json")
            if state.status in (*UNDER_WAY, "cancelled"):
                thrown.request("pause")
                thrown.write_state(dataclasses.replace(state, status="paused", follows=""))
        folder.rename(run.path)
    except OSError as error:
        raise RunError(f"Run {identifier} cannot be brought back: {error.strerror}.") from error
    return run


def empty(home: Home, identifier: str) -> None:
    """Remove a run from the trash for good; never fails."""
    shutil.rmtree(home.trash / identifier, ignore_errors=True)

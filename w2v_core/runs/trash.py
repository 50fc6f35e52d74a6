"""Deleting runs, and taking that back.

A deleted run lies in the trash for some days. Leaves out: emptying it (`sweep`).
"""

from __future__ import annotations

import dataclasses
import os
from contextlib import suppress

from w2v_core.errors import RunError, system_errors_as
from w2v_core.host import lock
from w2v_core.host.files import discard, read_record
from w2v_core.host.home import Home
from w2v_core.runs.folder.layout import STATE
from w2v_core.runs.folder.records import UNDER_WAY, RunState
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.runs.reach import tell


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
    descriptor = lock.attempt(run.path)  # told only if need be: no disk is too full to delete
    if descriptor is None:
        descriptor = tell(run, "cancel")
    if descriptor is None:
        return False
    try:
        move(run)
    finally:
        os.close(descriptor)
    return True


def move(run: RunFolder) -> None:
    """Move a run to the trash; for whoever holds its lock, so that no worker begins meanwhile.

    Raises
    ------
    RunError
        If the folder cannot be moved.
    """
    with system_errors_as(RunError, f"Run {run.id} cannot be deleted"):
        os.utime(run.path)  # its days in the trash begin now
        run.path.rename(run.home.trash / run.id)


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
    with system_errors_as(RunError, f"Run {identifier} cannot be brought back"):
        # While it lies here nobody trains it; once it is back, the queue may look at any time.
        with suppress(RunError):
            thrown = RunFolder(folder)
            if thrown.wish().what == "cancel":
                thrown.request("pause")
            state = read_record(RunState, folder / STATE)
            if state.status in (*UNDER_WAY, "cancelled"):
                thrown.request("pause")
                thrown.write_state(dataclasses.replace(state, status="paused", follows=""))
        folder.rename(run.path)
    return run


def empty(home: Home, identifier: str) -> None:
    """Remove a run from the trash for good; never fails."""
    discard(home.trash / identifier)

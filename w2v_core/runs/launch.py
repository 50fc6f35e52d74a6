"""Start the process that trains a run.

Leaves out: what it does (`worker`, `training`) and whose turn it is (`queue`).
"""

from __future__ import annotations

import dataclasses
import os
import threading
import time

from w2v_core.errors import RunError, system_errors_as
from w2v_core.host import lock
from w2v_core.host.machine import memory_kills
from w2v_core.host.process import start_python
from w2v_core.runs.folder.layout import LOG
from w2v_core.runs.folder.records import RunState
from w2v_core.runs.folder.run_folder import RunFolder


def start_worker(run: RunFolder, *, guest: bool = False) -> None:
    """Start the process that trains a run, and come back at once.

    The process outlives this one. It inherits the lock, so there is no moment at which the run
    is under way and nobody holds it; where it cannot, it takes the lock before this comes back, so
    whoever judges by locks lets this end first (as `queue.advance` does). Should it end before this
    one, a thread that waits for it sees to it that it does not stay as a zombie.

    Parameters
    ----------
    run : RunFolder
    guest : bool
        Whether it gets no slot: it only does what takes a moment.

    Raises
    ------
    RunError
        If the run has a worker or is done already, or no process can be started.
    """
    descriptor = lock.take(run.path)
    inherited = (descriptor,) if lock.INHERITED else ()
    try:
        state = begin(run, guest=guest)
        try:
            process = start_python(
                "w2v_core.runs.worker",
                [str(run.path), *(f"--lock={each}" for each in inherited)],
                log=run.path / LOG,
                inherited=inherited,
            )
        except OSError as error:
            reason = f"The worker could not be started: {error}."
            run.write_state(dataclasses.replace(state, status="failed", reason=reason))
            raise RunError(reason) from error
    finally:
        os.close(descriptor)
    if not inherited:
        lock.wait_for_holder(run.path, lambda: process.poll() is None)
    threading.Thread(target=process.wait, name=f"reap-{process.pid}", daemon=True).start()


def begin(run: RunFolder, pid: int | None = None, *, guest: bool | None = None) -> RunState:
    """Write down that the run is being trained, and return what was written; with its lock held.

    Whether it is a guest was said by whoever handed it over, unless it is said anew.

    Raises
    ------
    RunError
        If the run is done: training again would overwrite its vectors.
    """
    state = run.written_state()
    if state.status == "done":
        raise RunError(f"Run {run.id} has been trained already; make a new run to train again.")
    state = dataclasses.replace(
        state,
        status="running",
        reason="",
        pid=pid,
        started=state.started or time.time(),
        finished=None,
        memory_kills=memory_kills(),
        follows="",
        guest=state.guest if guest is None else guest,
    )
    with system_errors_as(RunError, f"Run {run.id} cannot be started"):
        run.write_state(state)
    return state

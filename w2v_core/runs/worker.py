"""The process that trains one run.

    python -m w2v_core.runs.worker RUN_DIR

It reads what is to be done from the folder, writes what happens into it, and reads no other
input: it neither knows nor needs whoever started it. On its way out it lets the next run begin.
Exit codes: 0 trained, paused or stopped, 1 failed (state.json says why, log.txt in full), 2
nothing was done. Leaves out: the training itself (`training`).
"""

from __future__ import annotations

import argparse
import dataclasses
import errno
import os
import sys
import time
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from w2v_core.errors import RunError, W2VError
from w2v_core.host import limits, lock
from w2v_core.host.machine import total_memory
from w2v_core.host.process import be_nice
from w2v_core.runs import launch, queue
from w2v_core.runs.folder.checkpoints import list_checkpoints
from w2v_core.runs.folder.layout import LOG, RESERVE
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.runs.training import Training

NICENESS = 10
_MEMORY_SHARE = 0.75
# What a run was expected to need may be wrong by so much, and no less than that is allowed.
_ALLOWANCE = 2.0
_LEAST_MEMORY = 1_500_000_000
# Room that is given up when the disk is full, so that the run can still say so.
_RESERVED_BYTES = 1 << 16
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def main(arguments: Sequence[str] | None = None) -> int:
    """Train the run of the folder that is named; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m w2v_core.runs.worker")
    parser.add_argument("folder", type=Path, metavar="RUN_DIR")
    parser.add_argument("--lock", type=int, help="descriptor of the lock, if the starter holds it")
    given = parser.parse_args(arguments)
    run = RunFolder(given.folder)
    be_nice(NICENESS)
    descriptor = given.lock
    try:
        if descriptor is None:
            descriptor = lock.take(run.path)
        _limit_memory(run)
        went_well = work(run)
    except RunError as error:
        print(error, file=sys.stderr)
        return 2
    os.close(descriptor)  # whoever comes next may have this one's place
    with suppress(OSError, W2VError):
        queue.advance(run.home)
    return 0 if went_well else 1


def work(run: RunFolder) -> bool:
    """Train a run, whatever happens say so in its state, and return whether it went well.

    Raises
    ------
    RunError
        If the run is done already, or its folder cannot be written at all.
    """
    state = launch.begin(run, os.getpid())
    try:
        _reserve(run)
        training = Training(run, state)
        ended = training.carry_on()
    except Exception as error:
        ended = dataclasses.replace(
            state, status="failed", reason=_explain(run, error), finished=time.time(), deaths=0
        )
        (run.path / RESERVE).unlink(missing_ok=True)
        with suppress(OSError), (run.path / LOG).open("a", encoding="utf-8") as log:
            traceback.print_exc(file=log)
    if run.wish().what == "cancel":  # it has come after the last slice
        ended = dataclasses.replace(ended, status="cancelled")
    # If not even this can be written, the free lock will tell that the worker is gone.
    with suppress(OSError):
        (run.path / RESERVE).unlink(missing_ok=True)
        run.write_state(ended)
    return ended.status != "failed"


def _reserve(run: RunFolder) -> None:
    with (run.path / RESERVE).open("wb") as file:
        file.write(bytes(_RESERVED_BYTES))
        file.flush()
        os.fsync(file.fileno())


def _explain(run: RunFolder, error: Exception) -> str:
    """Why a run has failed, in a sentence for a person."""
    if isinstance(error, W2VError):
        return str(error)
    if isinstance(error, MemoryError):
        return (
            "Training needs more memory than there is: choose a smaller dim, or a higher "
            "min_count for fewer words."
        )
    if isinstance(error, OSError):
        kept = list_checkpoints(run.path) if run.path.exists() else []
        good = " Its last checkpoint is good: resume the run when that is mended." if kept else ""
        full = "The disk is full" if error.errno in _FULL else "The run's folder cannot be used"
        return f"{full} ({error.strerror or error}).{good}"
    return (
        f"Training ended with an error that nobody foresaw ({type(error).__name__}); "
        "the run's log.txt has it in full."
    )


def _limit_memory(run: RunFolder) -> None:
    """Cap what this process may allocate, so that it fails alone instead of the machine."""
    limit = int(_MEMORY_SHARE * total_memory())
    with suppress(RunError):  # `work` says it
        expected = run.info.expected_bytes
        if expected:
            limit = min(limit, max(_LEAST_MEMORY, int(_ALLOWANCE * expected)))
    limits.hold_memory(limit)


if __name__ == "__main__":
    sys.exit(main())

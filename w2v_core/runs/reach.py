"""Reach: tell a run what is wished when nobody knows whether its worker still listens.

Leaves out: what follows from a wish (`training` with a worker, `queue` without one).
"""

from __future__ import annotations

from contextlib import suppress

from w2v_core.errors import RunError
from w2v_core.host import lock
from w2v_core.runs.folder.records import UNDER_WAY
from w2v_core.runs.folder.run_folder import RunFolder


def tell(run: RunFolder, what: str) -> int | None:
    """Write down a wish; returns the run's lock if no worker is there to fulfill it.

    The wish stands in the folder before anybody asks for the worker. So one that was there and did
    not see it any more lets go of the lock after that, and `queue.advance` finds the wish unheard.

    Raises
    ------
    RunError
        If the folder is gone, or cannot be written.
    """
    run.request(what)
    while (descriptor := lock.attempt(run.path)) is None:
        if is_under_way(run):
            return None
        lock.wait(run.path)  # a worker on its way out
    return descriptor


def is_under_way(run: RunFolder) -> bool:
    """Whether the run has not ended, as far as that can be read."""
    with suppress(RunError):
        return run.state().status in UNDER_WAY
    return False

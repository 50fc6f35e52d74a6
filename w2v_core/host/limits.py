"""Limits: what this process may take of memory and time; the system holds it to them.

                 Linux            macOS        Windows
    memory       RLIMIT_DATA      nobody       nobody
    computing    a timer of the system         a timer of Python's, by the clock
    a block      a timer of the system         nobody

Leaves out: how much there is (`machine`), and what is said of a process that went beyond (`jobs`).
"""

from __future__ import annotations

import faulthandler
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

try:
    import resource

    _LIMITS = True
except ImportError:  # Windows
    _LIMITS = False

_TIMERS = hasattr(signal, "setitimer")
_LAST_CRY = b"Timeout ("  # of faulthandler


def hold_memory(most: int) -> None:
    """Let this process set aside so many bytes and no more: then it fails, and not the machine."""
    if not _LIMITS:
        return
    # Not RLIMIT_AS: files that are mapped would count, of which only parts are in memory.
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    with suppress(OSError, ValueError):  # some systems know the limit but refuse to set it
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def hold_time(seconds: float) -> None:
    """End this process when it has computed for so long, whatever Python is busy with then."""
    if _TIMERS:
        signal.setitimer(signal.ITIMER_PROF, seconds)
    else:
        faulthandler.dump_traceback_later(seconds, exit=True, file=sys.stdout)


def ran_out(code: int, last: bytes) -> bool:
    """Whether `hold_time` has ended a process: by its exit code, and the last that it has said."""
    return code == -signal.SIGPROF if _TIMERS else last.startswith(_LAST_CRY)


@contextmanager
def at_most(seconds: float, error: Exception) -> Iterator[None]:
    """Raise an error in a block that takes longer, even in the middle of a regular expression.

    Only a process's main thread can be interrupted; elsewhere the block takes what it takes.
    """
    if not _TIMERS or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(*_: object) -> None:
        raise error

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)

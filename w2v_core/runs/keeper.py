"""Keeper: a thread of the server that sees to runs and files when nobody looks at a page.

Every second it lets the queue go on: a free slot is used, a run whose worker was killed is taken
up. At its start and once an hour it sweeps. Several servers may do so at a time, or none: pages,
workers and the command line let the queue go on as well.
Leaves out: what is done (`queue`, `sweep`).
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from w2v_core.errors import W2VError
from w2v_core.host.home import Home
from w2v_core.host.sweep import sweep
from w2v_core.runs.queue import advance

SWEEP_SECONDS = 3600.0

_log = logging.getLogger(__name__)


class Keeper:
    """One for each server process, from its start to its stop.

    Parameters
    ----------
    home : Home
        What to care for.
    interval : float
        Seconds between two looks at the queue.
    """

    def __init__(self, home: Home, *, interval: float = 1.0) -> None:
        self.home = home
        self.interval = interval
        self._stop = threading.Event()
        self._logged: set[str] = set()
        self._thread = threading.Thread(target=self._keep, name="keeper", daemon=True)

    def start(self) -> None:
        """Begin, and come back at once. A keeper can be started once only."""
        self._thread.start()

    def stop(self) -> None:
        """End as soon as what is being done is done, and come back then."""
        self._stop.set()
        self._thread.join()

    def _keep(self) -> None:
        next_sweep = time.monotonic()
        while True:
            if time.monotonic() >= next_sweep:
                next_sweep += SWEEP_SECONDS
                self._logged.clear()
                self._try(sweep)
            self._try(advance)
            if self._stop.wait(self.interval):
                return

    def _try(self, care: Callable[[Home], None]) -> None:
        """Do something for the home; trouble is logged once an hour, and tried again."""
        try:
            care(self.home)
        except Exception as error:  # whatever it is, the other runs still need a keeper
            # Without the file's name, which is another one each time if it is scratch.
            reason = str((isinstance(error, OSError) and error.strerror) or error)
            if reason not in self._logged:
                self._logged.add(reason)
                foreseen = isinstance(error, OSError | W2VError)
                _log.error("%s: %s", care.__name__, error, exc_info=not foreseen)

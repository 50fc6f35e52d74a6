"""BLAS: keep the matrix library on one thread while a trainer works.

Many small products lose time when each is spread over threads, and sums that are split
differently round differently: with one thread the vectors do not depend on the machine's cores.
The number of threads is the whole process's. So trainers that work at the same time share one
limit, which the first of them sets and the last takes away: were each to put back what it found,
one would work on with several threads, or all that comes later with one.
Without the package threadpoolctl there is no limit, and a TrainingWarning says so.
"""

from __future__ import annotations

import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from w2v_core.errors import TrainingWarning
from w2v_core.models.progress import Progress

_UNLIMITED = (
    "threadpoolctl is not installed: the matrix library may use several threads, which is slower, "
    "and the last digits of the vectors may depend on how many."
)
_lock = threading.Lock()
_at_work = 0
_limit: Any = None


def single_threaded(steps: Iterator[Progress]) -> Iterator[Progress]:
    """The same steps, each with one BLAS thread; between them the caller has its own again."""
    try:
        import threadpoolctl
    except ModuleNotFoundError:
        warnings.warn(_UNLIMITED, TrainingWarning, stacklevel=2)
        yield from steps
        return
    controller = threadpoolctl.ThreadpoolController()
    while True:
        with _one_thread(controller):
            progress = next(steps, None)
        if progress is None:
            return
        yield progress


@contextmanager
def _one_thread(controller: Any) -> Iterator[None]:
    global _at_work, _limit
    with _lock:
        if _at_work == 0:
            _take_over()
            _limit = controller.limit(limits=1, user_api="blas")
        _at_work += 1
    try:
        yield
    finally:
        with _lock:
            _at_work -= 1
            if _at_work == 0:
                _take_over()
                _limit.restore_original_limits()
                _take_over()


def _take_over() -> None:
    """Since 3.8 threadpoolctl listens to the thread alone that has set a limit first."""
    openblas = getattr(sys.modules["threadpoolctl"], "OpenBLASController", None)
    clear = getattr(openblas, "clear_controlling_thread", None)
    if clear:
        clear(force=True)

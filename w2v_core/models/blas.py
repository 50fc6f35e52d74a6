"""BLAS: keep the matrix library on one thread while a trainer works.

Many small products lose time when each is spread over threads, and sums that are split
differently round differently: with one thread the vectors do not depend on the machine's cores.
"""

from __future__ import annotations

from collections.abc import Iterator

from threadpoolctl import ThreadpoolController

from w2v_core.models.progress import Progress


def single_threaded(steps: Iterator[Progress]) -> Iterator[Progress]:
    """The same steps, each with one BLAS thread; between them the caller has its own again."""
    controller = ThreadpoolController()
    while True:
        with controller.limit(limits=1, user_api="blas"):
            progress = next(steps, None)
        if progress is None:
            return
        yield progress

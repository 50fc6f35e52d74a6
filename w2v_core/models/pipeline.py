"""Pipeline: chunks trained in overlapping lanes, with one result on any number of threads.

Chunk k reads the tables as chunk k − LANES left them and is applied right after chunk k − 1,
whoever computes it:

    in turn, in the order of the text:   apply chunk k − LANES,   gather the rows of chunk k
    at the same time, in each lane:      the products of chunk k

What a chunk sees depends on its number alone, so the vectors are the same, bit for bit, with one
thread or many; Hogwild threads (Recht et al. 2011) give others each time. Threads need no
barrier either: while one computes, another has its turn.
Leaves out: starting threads. An executor is handed in, or everything runs in the caller.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Executor

import numpy as np

from w2v_core.errors import DivergenceError
from w2v_core.models.kernel import Gradients, Kernel, Tables
from w2v_core.models.plan import Job, Plan, Position
from w2v_core.models.scatter import scatter_add

# The loss is taken from every fourth chunk, the first of a segment always among them.
_LOSS_EVERY = 4


class Sums:
    """What the chunks of one slice add up to, in the order of the text.

    Attributes
    ----------
    loss, pairs : float, int
        Nats, and over how many positive pairs.
    rate : float
        Learning rate of the last chunk.
    after, following
        Tokens done, and the next chunk, once all of them are in the tables.
    """

    def __init__(self) -> None:
        self.loss = 0.0
        self.pairs = 0
        self.rate = np.nan
        self.after = 0
        self.following = Position(0, 0, 0)


class _Lane:
    """A kernel with the chunk that is in it."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel
        self.job: Job | None = None
        self.gradients: Gradients | None = None
        self.computed = threading.Event()


class Pipeline:
    """Trains the chunks of one slice after another.

    Parameters
    ----------
    kernels : list of Kernel
        One for each lane; they own the work arrays.
    tables : two (V, d) arrays
        Changed in place.
    """

    def __init__(self, plan: Plan, kernels: list[Kernel], tables: Tables) -> None:
        self.plan = plan
        self.tables = tables
        self._lanes = [_Lane(kernel) for kernel in kernels]
        self._turn = threading.Lock()
        self._number = 0
        self._stopped = False
        self._sums = Sums()

    def run(self, jobs: Iterator[Job], executor: Executor | None, threads: int) -> Sums:
        """Train these chunks to the last one, on up to `threads` threads, the caller's included.

        Raises
        ------
        DivergenceError
            If a step would not be finite. Neither it nor any later one is in the tables.
        """
        self._sums, self._number, self._stopped = Sums(), 0, False
        helpers = min(threads, len(self._lanes)) - 1 if executor else 0
        futures = [executor.submit(self._work, jobs) for _ in range(helpers)] if executor else []
        try:
            self._work(jobs)
        finally:
            for future in futures:
                future.result()
        for number in range(self._number, self._number + len(self._lanes)):
            self._land(self._lanes[number % len(self._lanes)])
        return self._sums

    def _work(self, jobs: Iterator[Job]) -> None:
        """Take chunks in turn and compute them, until there are no more."""
        # Divergence is found by looking; a warning from every chunk costs more than the chunk.
        with np.errstate(all="ignore"):
            while lane := self._next_lane(jobs):
                self._compute(lane)

    def _next_lane(self, jobs: Iterator[Job]) -> _Lane | None:
        with self._turn:
            if self._stopped:
                return None
            lane = self._lanes[self._number % len(self._lanes)]
            self._stopped = True  # stays so if landing raises
            self._land(lane)
            job = next(jobs, None)
            if job is None:
                return None
            self._stopped = False
            lane.job = job
            lane.computed.clear()
            lane.kernel.gather(job.chunk, self.tables)
            self._number += 1
            return lane

    def _compute(self, lane: _Lane) -> None:
        job = lane.job
        try:
            if job is not None:
                wants_loss = job.here.chunk % _LOSS_EVERY == 0
                lane.gradients = lane.kernel.gradients(job.chunk, loss=wants_loss)
        finally:
            lane.computed.set()  # whoever waits for a lane that failed must not wait forever

    def _land(self, lane: _Lane) -> None:
        """Apply what the lane has computed."""
        if lane.job is None:
            return
        lane.computed.wait()
        job, gradients = lane.job, lane.gradients
        lane.job = lane.gradients = None
        if gradients is None:
            raise RuntimeError("a chunk failed; its own error says why")
        rate = self.plan.learning_rate(job.before)
        self._check_finite(gradients, rate)
        for table, ids, rows in gradients.updates:
            step = np.minimum(np.float32(rate), self.plan.caps[table][ids])
            scatter_add(self.tables[table], ids, rows, -step)
        self._add(job, gradients, rate)

    def _check_finite(self, gradients: Gradients, rate: float) -> None:
        """A step that is not finite never reaches the tables; the sum of squares shows it."""
        for update in gradients.updates:
            flat = update.rows.ravel()
            if not np.isfinite(np.dot(flat, flat)):
                limit = self.plan.config.learning_rate
                raise DivergenceError(
                    f"Training left the finite numbers at learning rate {rate:.4g}; the last good "
                    f"vectors are kept. Use a learning_rate below {limit:g}."
                )

    def _add(self, job: Job, gradients: Gradients, rate: float) -> None:
        sums = self._sums
        if not np.isnan(gradients.loss):
            sums.loss += gradients.loss
            sums.pairs += gradients.pairs
        sums.after, sums.following, sums.rate = job.after, job.following, rate

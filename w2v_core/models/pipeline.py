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
from typing import NamedTuple

import numpy as np

from w2v_core.models.kernel import Chunk, Floats, Kernel, Loss, Tables
from w2v_core.models.plan import Job, Plan, Position
from w2v_core.models.scatter import gather, scatter_add

# The loss is taken from every eighth chunk of a slice, and always from the first.
_LOSS_EVERY = 8
# Stands for the length of a step that goes nowhere, which could not be divided by.
_NO_LENGTH = np.float32(1e-30)


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


class _Outcome(NamedTuple):
    """What computing a chunk has brought, besides the gradients in the kernel."""

    loss: Loss | None = None
    into_input: Floats | None = None  # the steps; None if a gradient is not finite
    error: BaseException | None = None


class _Lane:
    """Kernels, and the chunk that is in one of them.

    What came of it is None until it is computed. Filling a lane takes the outcome of the chunk
    before away, so gradients are never applied for another chunk than theirs.
    """

    def __init__(self, kernels: tuple[Kernel, Kernel]) -> None:
        self._kernels = kernels
        self.kernel = kernels[0]
        self.job: Job | None = None
        self.wants_loss = False
        self.outcome: _Outcome | None = None

    def fill(self, job: Job, tables: Tables, *, wants_loss: bool) -> None:
        """Take the chunk in, with the rows that it needs."""
        self.job, self.wants_loss, self.outcome = job, wants_loss, None
        self.kernel = self._kernels[job.kernel]
        gather_rows(self.kernel, job.chunk, tables)

    def compute(self) -> None:
        """Gradients of the chunk; what goes wrong is part of the outcome."""
        assert self.job is not None
        kernel, chunk = self.kernel, self.job.chunk
        try:
            kernel.score(chunk)
            loss = kernel.loss(chunk) if self.wants_loss else None
            kernel.differentiate(chunk)
            if all(map(_is_finite, kernel.gradients)):
                into_input = self.job.updates[0].steps
                shorter = _shortened(into_input, kernel.gradients[0], self.job.farthest)
                self.outcome = _Outcome(loss, shorter)
            else:
                self.outcome = _Outcome(loss)
        except BaseException as error:
            self.outcome = _Outcome(error=error)

    def empty(self) -> tuple[Job, _Outcome] | None:
        """The chunk with what came of it, to be applied; None if the lane is empty."""
        if self.job is None:
            return None
        if self.outcome is None:
            raise RuntimeError("a chunk was to be applied that nobody has computed")
        done = self.job, self.outcome
        self.job = self.outcome = None
        return done


class Pipeline:
    """Trains the chunks of one slice after another.

    Parameters
    ----------
    kernels : list of two Kernels
        Those of each lane, as the plan has them; they own the work arrays.
    tables : two (V, d) arrays
        Changed in place.
    """

    def __init__(self, plan: Plan, kernels: list[tuple[Kernel, Kernel]], tables: Tables) -> None:
        self.plan = plan
        self.tables = tables
        self._lanes = [_Lane(each) for each in kernels]
        self._sums = Sums()
        self._number = 0
        self._ended = False
        # Each worker waits for its own baton, a lock that the one before it lets go of. A lane
        # stays with its worker, so its arrays stay in one processor's cache.
        self._batons: list[threading.Lock] = []
        self._present: list[bool] = []

    def run(self, jobs: Iterator[Job], executor: Executor | None, threads: int) -> Sums:
        """Train these chunks to the last one, on up to `threads` threads, the caller's included.

        Raises
        ------
        FloatingPointError
            If a step would not be finite. Neither it nor any later one is in the tables.
        """
        workers = min(threads, len(self._lanes)) if executor else 1
        self._sums, self._number, self._ended = Sums(), 0, False
        self._batons = [threading.Lock() for _ in range(workers)]
        self._present = [worker == 0 for worker in range(workers)]
        for baton in self._batons[1:]:
            baton.acquire()
        futures = []
        if executor:
            futures = [executor.submit(self._work, each, jobs) for each in range(1, workers)]
        try:
            self._work(0, jobs)
        finally:
            for future in futures:
                if not future.cancel():  # what the executor has not begun is not missed
                    future.result()
        for number in range(self._number, self._number + len(self._lanes)):
            self._land(self._lanes[number % len(self._lanes)])
        return self._sums

    def _work(self, worker: int, jobs: Iterator[Job]) -> None:
        """Take turns and compute, until there are no more chunks."""
        self._present[worker] = True
        # Divergence is found by looking; a warning from every chunk costs more than the chunk.
        with np.errstate(all="ignore"):
            while lane := self._take_turn(worker, jobs):
                lane.compute()

    def _take_turn(self, worker: int, jobs: Iterator[Job]) -> _Lane | None:
        """Wait for the baton, land what is in the lane and fill it; None once there is no more.

        A lane that comes out has a chunk to be computed, whatever others find out after the baton
        was passed: they land it at the latest when all workers are done.
        """
        self._batons[worker].acquire()
        if self._ended:
            return None
        lane = self._lanes[self._number % len(self._lanes)]
        self._ended = True  # unless there is another chunk, and no error
        try:
            self._land(lane)
            if job := next(jobs, None):
                lane.fill(job, self.tables, wants_loss=self._wants_loss(job))
                self._ended = False
            return lane if job else None
        finally:
            self._pass_baton()

    def _wants_loss(self, job: Job) -> bool:
        """Of the first chunk of a slice, and of others in each epoch: none is never looked at."""
        return self._number == 0 or (self._number + job.here.epoch) % _LOSS_EVERY == 0

    def _pass_baton(self) -> None:
        """To the worker of the next lane if it has begun, else to the caller; at the end to all."""
        if self._ended:
            for baton in self._batons:
                baton.release()
            return
        self._number += 1
        worker = self._number % len(self._lanes) % len(self._batons)
        self._batons[worker if self._present[worker] else 0].release()

    def _land(self, lane: _Lane) -> None:
        """Apply what the lane has computed."""
        done = lane.empty()
        if done is None:
            return
        job, outcome = done
        if outcome.error:
            raise outcome.error
        if outcome.into_input is None:
            raise FloatingPointError("a step would leave the finite numbers")
        gradients = lane.kernel.gradients
        steps = outcome.into_input, job.updates[1].steps
        for i in range(2):
            scatter_add(self.tables[i], job.updates[i].ids, gradients[i], steps[i])
        self._add(job, outcome.loss)

    def _add(self, job: Job, loss: Loss | None) -> None:
        sums = self._sums
        if loss:
            sums.loss += loss.nats
            sums.pairs += loss.pairs
        sums.after, sums.following, sums.rate = job.after, job.following, job.rate


def gather_rows(kernel: Kernel, chunk: Chunk, tables: Tables) -> None:
    """Copy the rows that the chunk needs; from here on it looks at no table any more."""
    for table, ids, rows in zip(
        tables, (chunk.input_ids, chunk.output_ids), kernel.rows, strict=True
    ):
        gather(table, ids, rows)


def _is_finite(rows: Floats) -> bool:
    """Whether every number is finite, and none so large that it soon would not be."""
    flat = rows.ravel()
    return bool(np.isfinite(np.dot(flat, flat)))


def _shortened(steps: Floats, gradients: Floats, farthest: Floats) -> Floats:
    """The steps (n,), of which none takes its row farther than it may go (n,)."""
    lengths = -steps * np.sqrt(np.vecdot(gradients, gradients))
    shorter: Floats = steps * np.minimum(1, farthest / np.maximum(lengths, _NO_LENGTH))
    return shorter

"""Plan: the order of a training run, and how large its steps may be.

Everything here follows from corpus, config and kernel shape alone, so a run can be taken up at
any chunk. Leaves out: the gradients (`kernel`) and the tables (`descent`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from itertools import islice, product
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from w2v_core.models.descent_config import DescentConfig
from w2v_core.models.held_out import HeldOut
from w2v_core.models.kernel import Chunk, Floats, Ids, Kernel, Shares
from w2v_core.models.noise import NoiseSampler
from w2v_core.models.windows import prepare
from w2v_core.text.corpus import Corpus, Segment

Item = TypeVar("Item")
Result = TypeVar("Result")

# Chunks in flight at once (see `pipeline`). More feed more threads, and make every step staler.
LANES = 2

# Centers of a step: all chunks in flight. Fewer than 64 are slow, more than 1,024 no faster.
SMALLEST_STEP, LARGEST_STEP = 64, 1024
# A step is no larger than to hold its most frequent word this often, or a run has this many.
_MOST_PLACES, _ENOUGH_STEPS = 7.0, 25_000

# At most this many pair updates of one row at the full learning rate in one step, in units of
# 1 / learning rate: far above it runs end in NaN, below it frequent words learn too slowly for
# small texts. It holds for the updates that are expected from the whole text, and for those that
# this very step brings: a list, a table or a key held down puts a word that is rare in the text
# into every other place of a step (at 12 such bursts end in NaN, at 6 some, at 3 none).
_STEP_BOUND = 3.0


class Position(NamedTuple):
    """The next chunk to train."""

    epoch: int
    segment: int
    chunk: int


class Update(NamedTuple):
    """Which rows (n,) of a table a chunk changes, and by how much (n,) of their gradients.

    A step is minus the learning rate, held back for words that stand too often in one step.
    """

    ids: Ids
    steps: Floats


class Job(NamedTuple):
    """One chunk and its place in the work.

    `before` and `after` count tokens of the corpus, epochs added up, at its two ends.
    """

    chunk: Chunk
    rate: float
    updates: tuple[Update, Update]
    here: Position
    following: Position
    before: int
    after: int


class Plan:
    """All chunks of a run in their order.

    Attributes
    ----------
    total : int
        Tokens of the corpus times epochs.
    held_out : HeldOut
        The sentences that are left out.
    caps : two (V,) arrays of float32
        The largest rate that each input and each output row may move at in one step, by the counts
        of the whole text.
    """

    def __init__(self, corpus: Corpus, config: DescentConfig, kernel: Kernel) -> None:
        self.corpus = corpus
        self.config = config
        self.kernel = kernel
        self.bounds = corpus.segment_bounds()
        self.tokens = len(corpus.ids)
        self.total = self.tokens * config.epochs
        self.held_out = HeldOut(corpus, config.held_out)
        noise_share = corpus.vocabulary.noise_distribution(config.noise_exponent)
        self._noise = NoiseSampler(noise_share)
        keep = corpus.vocabulary.keep_probability(config.sample)
        self._keep = None if config.sample == 0 else keep.astype(np.float32)
        contexts = config.window + 1.0 if config.dynamic_window else 2.0 * config.window
        share = surviving_share(corpus, config)
        expected = kernel.expected_updates(share, noise_share, contexts)
        first, second = (
            (_STEP_BOUND / np.maximum(LANES * each, 1e-12)).astype(np.float32) for each in expected
        )
        self.caps: tuple[Floats, Floats] = (first, second)
        self._of_a_place = kernel.updates_of_a_place(contexts)

    def learning_rate(self, done: NDArray[np.int64]) -> NDArray[np.float64]:
        """Falls evenly over the tokens of the run, down to the floor."""
        start, floor = self.config.learning_rate, self.config.min_learning_rate
        return np.maximum(floor, start - (start - floor) * done / self.total)

    def jobs(self, start: Position, executor: Executor | None = None) -> Iterator[Job]:
        """The chunks from `start` on; an executor prepares a segment while another is trained."""
        segments = product(range(start.epoch, self.config.epochs), range(len(self.bounds) - 1))
        to_come = islice(segments, start.segment, None)
        skipped = start.chunk
        for jobs in one_ahead(self._segment_jobs, to_come, executor):
            yield from jobs[skipped:]
            skipped = 0

    def _segment_jobs(self, place: tuple[int, int]) -> list[Job]:
        """Chance is keyed by (seed, epoch, segment): no other segment has to be run before."""
        epoch, number = place
        rng = np.random.default_rng([self.config.seed, epoch + 1, number])
        segment = self.held_out.without(self.corpus.segment(self.bounds, number))
        chunks = self.lay_out(segment, rng)
        count = len(chunks.windows)
        low, high = int(self.bounds[number]), int(self.bounds[number + 1])
        ends = epoch * self.tokens + low + (high - low) * np.arange(count + 1) // max(count, 1)
        rates = self.learning_rate(ends[:-1])
        steps = self._steps(chunks, rates)
        jobs = []
        for i in range(count):
            chunk = Chunk(*(each[i] for each in chunks))
            updates = (
                Update(chunk.input_ids, steps[0][i]),
                Update(chunk.output_ids, steps[1][i]),
            )
            here = Position(epoch, number, i)
            last = i + 1 == count
            following = self._next(epoch, number) if last else here._replace(chunk=i + 1)
            jobs.append(
                Job(
                    chunk, float(rates[i]), updates, here, following, int(ends[i]), int(ends[i + 1])
                )
            )
        return jobs

    def _steps(self, chunks: Chunk, rates: NDArray[np.float64]) -> list[Floats]:
        """Minus the rate of each input and each output row of each chunk."""
        rate = rates[:, None].astype(np.float32)
        crowds = chunks.input_crowd, chunks.output_crowd
        steps = []
        for ids, crowd, caps, of_a_place in zip(
            chunks[:2], crowds, self.caps, self._of_a_place, strict=True
        ):
            here = np.float32(_STEP_BOUND / of_a_place) / crowd
            steps.append(-np.minimum(np.minimum(rate, here), caps[ids]))
        return steps

    def lay_out(self, segment: Segment, rng: np.random.Generator) -> Chunk:
        """All chunks of a segment, stacked: subsampling, windows and noise are drawn."""
        stretch = prepare(
            segment,
            self._keep,
            window=self.config.window,
            dynamic=self.config.dynamic_window,
            chunk=self.kernel.chunk,
            together=LANES * self.kernel.chunk,
            rng=rng,
        )
        count = len(stretch.left) // self.kernel.chunk
        noise = self._noise.draw((count, *self.kernel.noise_shape), rng)
        return self.kernel.lay_out(stretch, noise)

    def _next(self, epoch: int, number: int) -> Position:
        if number + 1 < len(self.bounds) - 1:
            return Position(epoch, number + 1, 0)
        return Position(epoch + 1, 0, 0)


def surviving_share(corpus: Corpus, config: DescentConfig) -> Shares:
    """(V,) share of each word of the tokens that survive subsampling."""
    vocabulary = corpus.vocabulary
    surviving = vocabulary.counts * vocabulary.keep_probability(config.sample)
    share: Shares = surviving / surviving.sum()
    return share


def zero_loss(corpus: Corpus, config: DescentConfig) -> float:
    """Loss of vectors that know nothing, in nats per positive pair: (K + 1)·ln 2 at most.

    Noise that is the target itself is dropped, which takes its share off a small vocabulary's.
    """
    noise_share = corpus.vocabulary.noise_distribution(config.noise_exponent)
    met = float(noise_share @ surviving_share(corpus, config))
    return (1 + config.negative * (1 - met)) * math.log(2)


def chunk_size(corpus: Corpus, config: DescentConfig, multiple: int) -> int:
    """Centers of a chunk (T), a multiple of the kernel's blocks.

    The chunks in flight do not see each other's updates. A word that occurs often in them gets
    many that do not know of each other, and is held back. That costs a little of what can be
    learned in an epoch, which matters where steps are few: then no word shall stand seven times
    in a step. A run of more than 25,000 steps can afford larger ones.
    """
    few_places = _MOST_PLACES / surviving_share(corpus, config)[0]
    many_steps = len(corpus.ids) * config.epochs / _ENOUGH_STEPS
    step = np.clip(max(few_places, many_steps), SMALLEST_STEP, LARGEST_STEP)
    return max(multiple, int(step / LANES) // multiple * multiple)


def one_ahead(
    function: Callable[[Item], Result], items: Iterable[Item], executor: Executor | None
) -> Iterator[Result]:
    """`map`, with the next result coming from the executor while this one is used.

    What the executor has not begun when it is wanted is done here, so one that is busy, even with
    the caller itself, holds nothing up.
    """
    if executor is None:
        yield from map(function, items)
        return
    pending: tuple[Item, Future[Result]] | None = None
    for item in items:
        coming = item, executor.submit(function, item)
        if pending:
            yield _outcome(function, *pending)
        pending = coming
    if pending:
        yield _outcome(function, *pending)


def _outcome(function: Callable[[Item], Result], item: Item, future: Future[Result]) -> Result:
    return function(item) if future.cancel() else future.result()

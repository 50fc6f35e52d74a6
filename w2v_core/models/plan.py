"""Plan: the order of a training run, and how large its steps may be.

Everything here follows from corpus, config and kernel shape alone, so a run can be taken up at
any chunk. Leaves out: the gradients (`kernel`) and the tables (`descent`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from itertools import islice, pairwise, product
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from w2v_core.models.descent_config import DescentConfig
from w2v_core.models.held_out import HeldOut
from w2v_core.models.kernel import Chunk, Floats, Ids, Kernel, Shares
from w2v_core.models.noise import NoiseSampler
from w2v_core.models.windows import Stretch, prepare
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
# into every other place of a step (at 12 such a burst ends in NaN).
_STEP_BOUND = 3.0
# No input row goes farther than this in one step, each place of its word having its share. What the
# bound above leaves open is that input and output rows grow on each other: of random texts of many
# bursts one in five ran away so, with this none of a hundred. Ordinary text never comes so far.
# (Output rows cannot be held so: what pulls them and what pushes them are different places.)
_FARTHEST = np.float32(0.7)
# Where words stand so close that their bounds take more than half of the rate away, on average, the
# text is trained in the smallest chunks instead: fewer updates at once need less holding back.
_HELD_BACK = 0.5


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

    `kernel` is which of the plan's kernels it is for; `farthest` (n,) how far each input row may go
    at most; `before` and `after` count tokens of the corpus, epochs added up, at its two ends.
    """

    kernel: int
    chunk: Chunk
    rate: float
    updates: tuple[Update, Update]
    farthest: Floats
    here: Position
    following: Position
    before: int
    after: int


class Plan:
    """All chunks of a run in their order.

    Parameters
    ----------
    kernels : two Kernels
        For chunks of the usual size, and for the smallest ones, where the text is crowded.

    Attributes
    ----------
    total : int
        Tokens of the corpus times epochs.
    held_out : HeldOut
        The sentences that are left out.
    caps : two (V,) arrays of float32
        The largest rate that each input and each output row may move at in one step of usual size,
        by the counts of the whole text.
    """

    def __init__(
        self, corpus: Corpus, config: DescentConfig, kernels: tuple[Kernel, Kernel]
    ) -> None:
        self.corpus = corpus
        self.config = config
        self.kernels = kernels
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
        expected = kernels[0].expected_updates(share, noise_share, contexts)
        first, second = (
            (_STEP_BOUND / np.maximum(LANES * each, 1e-12)).astype(np.float32) for each in expected
        )
        self.caps: tuple[Floats, Floats] = (first, second)
        self._of_a_place = kernels[0].updates_of_a_place(contexts)

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
        stretch = self._stretch(segment, rng)
        low, high = int(self.bounds[number]), int(self.bounds[number + 1])
        begin = epoch * self.tokens + low
        jobs: list[Job] = []
        for kernel, start, end in self._parts(stretch, begin):
            part = stretch.part(start, end)
            size = self.kernels[kernel].chunk
            if kernel:
                part = part.recounted(LANES * size)
            centers = np.arange(start, end + 1, size)
            ends = begin + (high - low) * centers // len(stretch.left)
            chunks = self._lay_out(part, kernel, rng)
            first = Position(epoch, number, len(jobs))
            jobs += self._jobs_of(chunks, kernel, ends, first)
        jobs[-1] = jobs[-1]._replace(following=self._next(epoch, number))
        return jobs

    def _parts(self, stretch: Stretch, begin: int) -> Iterator[tuple[int, int, int]]:
        """Kernel, first and last center (excluded) of parts of a stretch, in its order."""
        rate = float(self.learning_rate(np.array([begin]))[0])
        free = _STEP_BOUND / (self._of_a_place[0] * rate)  # places that are not held back
        size = self.kernels[0].chunk
        held = np.minimum(1, free / stretch.crowd_of_centers().reshape(-1, size)).mean(axis=1)
        crowded = (held < _HELD_BACK * min(1.0, free)) & (self.kernels[1].chunk < size)
        edges = np.flatnonzero(np.diff(crowded)) + 1
        for low, high in pairwise([0, *edges.tolist(), len(crowded)]):
            yield int(crowded[low]), low * size, high * size

    def _jobs_of(
        self, chunks: Chunk, kernel: int, ends: NDArray[np.int64], first: Position
    ) -> list[Job]:
        """The chunks of a part as jobs; `ends` (n + 1,) are the tokens done at their edges."""
        rates = self.learning_rate(ends[:-1])
        into_input, into_output = self._steps(chunks, kernel, rates)
        farthest = _FARTHEST / chunks.input_crowd
        jobs = []
        for i in range(len(rates)):
            chunk = Chunk(*(each[i] for each in chunks))
            updates = (
                Update(chunk.input_ids, into_input[i]),
                Update(chunk.output_ids, into_output[i]),
            )
            here = first._replace(chunk=first.chunk + i)
            following = here._replace(chunk=here.chunk + 1)
            before, after = int(ends[i]), int(ends[i + 1])
            rate = float(rates[i])
            jobs.append(
                Job(kernel, chunk, rate, updates, farthest[i], here, following, before, after)
            )
        return jobs

    def _steps(self, chunks: Chunk, kernel: int, rates: NDArray[np.float64]) -> list[Floats]:
        """Minus the rate of each input and each output row of each chunk."""
        rate = rates[:, None].astype(np.float32)
        smaller = np.float32(self.kernels[0].chunk / self.kernels[kernel].chunk)
        crowds = chunks.input_crowd, chunks.output_crowd
        steps = []
        for ids, crowd, caps, of_a_place in zip(
            chunks[:2], crowds, self.caps, self._of_a_place, strict=True
        ):
            here = np.float32(_STEP_BOUND / of_a_place) / crowd
            steps.append(-np.minimum(np.minimum(rate, here), smaller * caps[ids]))
        return steps

    def lay_out(self, segment: Segment, rng: np.random.Generator) -> Chunk:
        """All of a segment in chunks of usual size, stacked."""
        return self._lay_out(self._stretch(segment, rng), 0, rng)

    def _stretch(self, segment: Segment, rng: np.random.Generator) -> Stretch:
        """A segment with subsampling and windows drawn."""
        return prepare(
            segment,
            self._keep,
            window=self.config.window,
            dynamic=self.config.dynamic_window,
            chunk=self.kernels[0].chunk,
            together=LANES * self.kernels[0].chunk,
            rng=rng,
        )

    def _lay_out(self, stretch: Stretch, kernel: int, rng: np.random.Generator) -> Chunk:
        """A stretch in chunks of one kernel, stacked, with noise drawn."""
        chosen = self.kernels[kernel]
        count = len(stretch.left) // chosen.chunk
        return chosen.lay_out(stretch, self._noise.draw((count, *chosen.noise_shape), rng))

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

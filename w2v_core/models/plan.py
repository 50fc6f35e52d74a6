"""Plan: the order of a training run, and how large its steps may be.

Everything here follows from corpus, config and kernel shape alone, so a run can be taken up at
any chunk. Leaves out: the gradients (`kernel`) and the tables (`descent`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from w2v_core.models.kernel import Chunk, Floats, Kernel, Shares
from w2v_core.models.noise import NoiseSampler
from w2v_core.models.windows import Stretch, prepare
from w2v_core.text.corpus import Corpus

if TYPE_CHECKING:
    from w2v_core.models.descent import DescentConfig

# Chunks in flight at once (see `pipeline`). More feed more threads, and make every step staler.
LANES = 2

# Centers of a step: all chunks in flight. Beyond 512 quality falls, below 64 speed does.
LARGEST_STEP = 512
SMALLEST_STEP = 64

# At most this many expected pair updates of one row at the full learning rate in one step, in
# units of 1 / learning rate: below it a row cannot overshoot, above it runs end in NaN.
_STEP_BOUND = 0.75


class Position(NamedTuple):
    """The next chunk to train."""

    epoch: int
    segment: int
    chunk: int


class Job(NamedTuple):
    """One chunk and its place in the work.

    `before` and `after` count tokens of the corpus, epochs added up, at its two ends.
    """

    chunk: Chunk
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
    caps : two (V,) arrays of float32
        The largest rate that each input and each output row may move at in one step.
    """

    def __init__(self, corpus: Corpus, config: DescentConfig, kernel: Kernel) -> None:
        self.corpus = corpus
        self.config = config
        self.kernel = kernel
        self.bounds = corpus.segment_bounds()
        self.tokens = len(corpus.ids)
        self.total = self.tokens * config.epochs
        noise_share = corpus.vocabulary.noise_distribution(config.noise_exponent)
        self._noise = NoiseSampler(noise_share)
        keep = corpus.vocabulary.keep_probability(config.sample)
        self._keep = None if config.sample == 0 else keep.astype(np.float32)
        contexts = config.window + 1.0 if config.dynamic_window else 2.0 * config.window
        expected = kernel.expected_updates(surviving_share(corpus, config), noise_share, contexts)
        self.caps: tuple[Floats, Floats] = (_cap(LANES * expected[0]), _cap(LANES * expected[1]))

    def learning_rate(self, done: int) -> float:
        """Falls evenly over the tokens of the run, down to the floor."""
        start, floor = self.config.learning_rate, self.config.min_learning_rate
        return max(floor, start - (start - floor) * done / self.total)

    def jobs(self, start: Position) -> Iterator[Job]:
        """The chunks from `start` on."""
        segment, chunk = start.segment, start.chunk
        for epoch in range(start.epoch, self.config.epochs):
            for number in range(segment, len(self.bounds) - 1):
                yield from self._segment_jobs(epoch, number, chunk)
                chunk = 0
            segment = 0

    def _segment_jobs(self, epoch: int, number: int, start: int) -> Iterator[Job]:
        """Chance is keyed by (seed, epoch, segment): no other segment has to be run before."""
        rng = np.random.default_rng([self.config.seed, epoch + 1, number])
        low, high = int(self.bounds[number]), int(self.bounds[number + 1])
        stretch = prepare(
            self.corpus.segment(self.bounds, number),
            self._keep,
            window=self.config.window,
            dynamic=self.config.dynamic_window,
            chunk=self.kernel.chunk,
            rng=rng,
        )
        count = len(stretch.left) // self.kernel.chunk
        groups = self.kernel.chunk // self.kernel.group
        noise = self._noise.draw((count, groups, self.kernel.noise), rng)
        origin = epoch * self.tokens + low
        for i in range(start, count):
            chunk = self._cut(stretch, i)._replace(noise=noise[i])
            following = (
                Position(epoch, number, i + 1) if i + 1 < count else self._next(epoch, number)
            )
            yield Job(
                chunk,
                Position(epoch, number, i),
                following,
                before=origin + (high - low) * i // count,
                after=origin + (high - low) * (i + 1) // count,
            )

    def _cut(self, stretch: Stretch, i: int) -> Chunk:
        size = self.kernel.chunk
        here = slice(i * size, (i + 1) * size)
        ids = stretch.ids[i * size : (i + 1) * size + 2 * self.config.window]
        return Chunk(ids, stretch.left[here], stretch.right[here], noise=ids[:0].reshape(0, 0))

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
    """Centers of a chunk (T): few enough that no word stands seven times in a step.

    The chunks in flight do not see each other's updates. A word that occurs often in them then
    receives many that do not know of each other and overshoots, so a step has near
    7 / (share of the most frequent word) centers, within [64, 512], and a chunk is a multiple of
    the kernel's blocks.
    """
    step = np.clip(7.0 / surviving_share(corpus, config)[0], SMALLEST_STEP, LARGEST_STEP)
    return max(multiple, int(step / LANES) // multiple * multiple)


def _cap(expected: Shares) -> Floats:
    cap: Floats = (_STEP_BOUND / np.maximum(expected, 1e-12)).astype(np.float32)
    return cap

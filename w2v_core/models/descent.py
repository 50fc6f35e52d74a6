"""Descent: what SGNS and CBOW share: stochastic gradient descent, checkpoints.

    for each slice of the plan:  its chunks through the pipeline, then a word on progress

The tables are two (V, d) matrices: input rows (the vectors that are kept) and output rows.
Leaves out: the order of the chunks and the step sizes (`plan`), how they overlap (`pipeline`), the
gradients (`sgns`, `cbow`).

References
----------
Mikolov, Sutskever, Chen, Corrado, Dean 2013, arXiv 1310.4546: negative sampling, subsampling.
Ji, Satish, Li, Dubey 2016, arXiv 1604.04661: noise shared within a block, as matrix products.
"""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Iterator
from concurrent.futures import Executor
from typing import Any, ClassVar, cast

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import CorpusError, DivergenceError
from w2v_core.models.blas import single_threaded
from w2v_core.models.descent_config import DescentConfig
from w2v_core.models.kernel import Chunk, Kernel, Tables
from w2v_core.models.pairs import check_pairs
from w2v_core.models.pipeline import Pipeline, Sums, gather_rows
from w2v_core.models.plan import LANES, Job, Plan, Position, chunk_size
from w2v_core.models.progress import Onlooker, Progress, State, drain, recent
from w2v_core.models.watch import Seen, Watch
from w2v_core.text.corpus import Corpus
from w2v_core.vectors.word_vectors import WordVectors

# Multiply-adds of one slice: 0.05 s on one modern core, so that one that is five times slower
# still answers within a quarter of a second.
_SLICE_OPERATIONS = 2.5e9
# A run has at least this many slices, or a small corpus would have no curve.
_LEAST_SLICES = 200
# A token in the smallest chunks takes so many times as long, at most.
_SMALL_CHUNKS_COST = 10
# A loss above this share of what it began with is no better: the rest is chance.
_LEARNED = 0.97
# Tokens trained between two examinations, in multiples of the tokens held out.
_EXAM_EVERY = 32


class DescentTrainer(ABC):
    """Base of SGNS and CBOW; the contract stands in `models.progress`.

    Parameters
    ----------
    config : DescentConfig
    executor : Executor, optional
        Where helping threads come from; without one everything runs in the caller.
    threads : int
        Threads to use, the caller's included. The vectors do not depend on it.
    """

    multiple: ClassVar[int]  # what a chunk has to be a multiple of

    def __init__(self, config: Any, *, executor: Executor | None = None, threads: int = 1) -> None:
        self.config: DescentConfig = config
        self._executor = executor
        self._threads = threads
        self._tables: Tables | None = None
        self._position = Position(0, 0, 0)
        self._seen = Seen()
        self._corpus: Corpus | None = None

    def _kernels(self, corpus: Corpus) -> tuple[Kernel, Kernel]:
        """One whose chunks suit the corpus, and one for the smallest chunks."""
        usual = chunk_size(corpus, self.config, self.multiple)
        return self._kernel(usual), self._kernel(self.multiple)

    @abstractmethod
    def _kernel(self, chunk: int) -> Kernel:
        """A kernel for chunks of so many centers."""

    @abstractmethod
    def _operations(self) -> float:
        """Multiply-adds for one surviving token, about."""

    def fit(self, corpus: Corpus, watch: Onlooker | None = None) -> WordVectors:
        """Train to the end and return the vectors; a TrainingWarning says if they are none."""
        return drain(self, corpus, watch)

    def vectors(self) -> WordVectors:
        """The vectors as they stand; a copy that further training does not touch."""
        if self._tables is None or self._corpus is None:
            raise ValueError("there are no vectors before the first slice")
        return WordVectors(
            self._corpus.vocabulary,
            self._tables[0].copy(),
            self._tables[1].copy(),
            all_types=self._corpus.all_types,
            min_count=self.config.min_count,
        ).select(self.config.output)

    def preview(self) -> NDArray[np.float32] | None:
        """The tables themselves, or their sum, to be read until the next slice."""
        if self._tables is None:
            return None
        first, second = self._tables
        if self.config.output == "sum":
            return first + second
        return second if self.config.output == "context" else first

    def state(self) -> State:
        """Both tables, the next chunk, and what the watch goes by; to be taken between two slices.

        The tables it kept are given as they are; they cannot be changed.
        """
        if self._tables is None:
            raise ValueError("there is no state before the first slice")
        tables: State = {"input": self._tables[0].copy(), "output": self._tables[1].copy()}
        return tables | self._position._asdict() | self._seen.state(self._position)

    def restore(self, state: State) -> None:
        """Go on from a `state()`; the next `steps` must be given the same corpus."""
        first, second = (np.array(state[name], np.float32) for name in ("input", "output"))
        self._tables = (first, second)
        self._position = Position(*(int(cast(int, state[name])) for name in Position._fields))
        self._seen = Seen.of(state, self._tables)

    def doubt(self, curve: NDArray[np.floating]) -> str:
        """Whether the loss has ended where it began, with vectors that know nothing.

        See `Trainer`. The first slice begins with output rows of 0, which know nothing of just this
        text: how much of the noise is the target itself is in its loss.
        """
        known = curve[np.isfinite(curve)]
        if not len(known):
            return (
                "Nothing can be said of what was learned: no pair of words was met where the loss "
                "is taken. Use a larger sample, or 0, or less held out."
            )
        begin, end = float(known[0]), recent(curve, len(curve))
        if end < _LEARNED * begin:
            return ""
        return (
            f"Next to nothing was learned: the loss began at {begin:.3g}, with vectors that know "
            f"nothing, and ended at {end:.3g}. Use more epochs, or a learning_rate other than "
            f"{self.config.learning_rate:g}."
        )

    def steps(self, corpus: Corpus) -> Iterator[Progress]:
        """Train, yielding after each slice; memory is the tables and one segment.

        Raises
        ------
        VocabularyError
            Before any work, if `min_count` keeps fewer than two words.
        CorpusError
            Before any work, if no two words stand together; or if a restored state does not fit.
        DivergenceError
            If norms or loss run away. `vectors()` and `state()` are then the last good ones, and
            raise ValueError if it came before the first of them.
        """
        corpus = corpus.restrict(self.config.min_count)  # refuses at once; the rest can wait
        check_pairs(corpus)
        return single_threaded(self._slices(corpus))

    def _slices(self, corpus: Corpus) -> Iterator[Progress]:
        kernels = [self._kernels(corpus) for _ in range(LANES)]
        plan = Plan(corpus, self.config, kernels[0])
        self._corpus = corpus
        self._tables = self._tables or start_tables(len(corpus.vocabulary), self.config)
        shape = (len(corpus.vocabulary), self.config.dim)
        if self._tables[0].shape != shape:
            raise CorpusError(
                f"The saved tables have the shape {self._tables[0].shape}, this corpus and these "
                f"settings make {shape}: they belong to another run; train anew."
            )
        try:
            yield from self._train(plan, kernels, self._tables)
        except DivergenceError:
            self._go_back(self._tables)
            raise

    def _train(
        self, plan: Plan, kernels: list[tuple[Kernel, Kernel]], tables: Tables
    ) -> Iterator[Progress]:
        """All slices from the position on."""
        watch = Watch(plan, self._seen)
        pipeline = Pipeline(plan, kernels, tables)
        exam = _Exam(plan, kernels[0][0])
        size = min(_SLICE_OPERATIONS / self._operations(), plan.total / _LEAST_SLICES)
        jobs = plan.jobs(self._position, self._executor)
        job = next(jobs, None)
        if job is None:  # the state was that of a finished run
            end = _progress(plan, Sums(), tokens=0, held_out=np.nan, finished=True)
            yield dataclasses.replace(end, again=True)
        elif self._seen.untold:
            watch.look(tables, self._position, job.before)
        while job is not None:
            before = job.before
            try:
                sums = pipeline.run(_slice(job, jobs, size), self._executor, self._threads)
            except FloatingPointError:
                raise watch.stopped(tables, before) from None
            job = next(jobs, None)
            watch.see(sums.loss, sums.pairs)
            if job is None or watch.is_due(before, sums.after):
                watch.look(tables, sums.following, sums.after)
            self._position = sums.following
            due = job is None or exam.is_due(before, sums.after)
            held_out = exam.loss(tables) if due else np.nan
            yield _progress(plan, sums, sums.after - before, held_out, finished=job is None)

    def _go_back(self, tables: Tables) -> None:
        """To the last good vectors; they go into the tables, so there is no copy more."""
        kept = self._seen.kept
        self._tables, self._position, self._seen = None, Position(0, 0, 0), Seen(kept)
        if kept:
            for table, good in zip(tables, kept.tables, strict=True):
                table[:] = good
            self._tables, self._position = tables, kept.position


def _slice(first: Job, rest: Iterator[Job], tokens: float) -> Iterator[Job]:
    """The next jobs, until they stand for so many tokens. Where it ends is no matter of time."""
    job: Job | None = first
    while job is not None:
        yield job
        tokens -= (job.after - job.before) * (_SMALL_CHUNKS_COST if job.kernel else 1)
        job = next(rest, None) if tokens > 0 else None


class _Exam:
    """Takes the held-out loss, so seldom that it costs less than a fiftieth of the training.

    Windows and noise are drawn once and do not depend on the run's seed.
    """

    def __init__(self, plan: Plan, kernel: Kernel) -> None:
        self._kernel = kernel
        segment = plan.held_out.segment()
        self._chunks = plan.lay_out(segment, np.random.default_rng(0))
        # A chunk is examined in half the time it takes to train it.
        self._every = _EXAM_EVERY * segment.raw_tokens

    def is_due(self, before: int, after: int) -> bool:
        """Whether an examination falls between two counts of tokens trained."""
        return self._every > 0 and before // self._every != after // self._every

    def loss(self, tables: Tables) -> float:
        """Mean in nats per positive pair; NaN if nothing is held out."""
        nats, pairs = 0.0, 0
        for i in range(len(self._chunks.windows)):
            chunk = Chunk(*(each[i] for each in self._chunks))
            gather_rows(self._kernel, chunk, tables)
            self._kernel.score(chunk)
            loss = self._kernel.loss(chunk)
            nats, pairs = nats + loss.nats, pairs + loss.pairs
        return nats / pairs if pairs else np.nan


def _progress(plan: Plan, sums: Sums, tokens: int, held_out: float, *, finished: bool) -> Progress:
    done = plan.total if finished else sums.after
    return Progress(
        done=done,
        total=plan.total,
        stage="training",
        epoch=done / plan.tokens,
        loss=sums.loss / sums.pairs if sums.pairs else np.nan,
        held_out=held_out,
        learning_rate=sums.rate,
        tokens=tokens,
    )


def start_tables(size: int, config: DescentConfig) -> Tables:
    """Input rows uniform in ±1/(2d), output rows zero, as word2vec.c starts them.

    With zero output rows every score is 0, so the loss starts at (K + 1)·ln 2 exactly.
    """
    rng = np.random.default_rng([config.seed, 0, 0])
    start = (rng.random((size, config.dim), dtype=np.float32) - np.float32(0.5)) / config.dim
    return start.astype(np.float32, copy=False), np.zeros((size, config.dim), dtype=np.float32)

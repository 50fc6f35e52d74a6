"""Descent: what SGNS and CBOW share: settings, stochastic gradient descent, checkpoints.

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
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import CorpusError
from w2v_core.models.blas import single_threaded
from w2v_core.models.kernel import Chunk, Kernel, Tables
from w2v_core.models.pipeline import Pipeline, Sums, gather_rows
from w2v_core.models.plan import LANES, Job, Plan, Position
from w2v_core.models.progress import Progress, State
from w2v_core.models.settings import Config, setting
from w2v_core.text.corpus import Corpus
from w2v_core.vectors.word_vectors import WordVectors

# Multiply-adds of one slice: 0.05 s on one modern core, so that one that is five times slower
# still answers within a quarter of a second.
_SLICE_OPERATIONS = 2.5e9
# A run has at least this many slices, or a small corpus would have no curve.
_LEAST_SLICES = 200
# Tokens trained between two examinations, in multiples of the tokens held out.
_EXAM_EVERY = 32


@dataclasses.dataclass(frozen=True, kw_only=True)
class DescentConfig(Config):
    """Hyperparameters that SGNS and CBOW have in common.

    Five noise words, the learning rate 0.025 falling evenly to 0.0001, five epochs and the noise
    exponent 0.75 are word2vec.c's (Mikolov et al. 2013, arXiv 1310.4546); Levy, Goldberg & Dagan
    2015 confirm 0.75, and more noise words where the text is small.
    """

    negative: int = setting(
        5,
        low=1,
        high=20,
        label="Noise words",
        help="Random words that each true pair is told apart from (K). "
        "Small corpora want 5 to 20, large ones 2 to 5; more costs time.",
    )
    epochs: int = setting(
        5,
        low=1,
        high=1000,
        label="Epochs",
        help="How often the whole text is read. Small corpora need many, large ones few.",
    )
    learning_rate: float = setting(
        0.025,
        low=0.0001,
        high=0.2,
        label="Learning rate",
        help="Size of the first steps; it falls evenly to the floor. "
        "Too small learns nothing, too large overshoots.",
    )
    min_learning_rate: float = setting(
        0.0001,
        low=0.0,
        high=0.2,
        label="Learning rate floor",
        help="Where the learning rate ends.",
        advanced=True,
    )
    held_out: float = setting(
        0.05,
        low=0.0,
        high=0.5,
        label="Held-out share",
        help="Up to this share of the sentences is never trained on; their loss shows when more "
        "training only learns the text by heart. At least 100 sentences, no more than it takes; "
        "none of a corpus of fewer than 1,000.",
        advanced=True,
    )
    noise_exponent: float = setting(
        0.75,
        low=-1.0,
        high=1.0,
        label="Noise exponent",
        help="Noise is drawn by count to this power: 1 by frequency, 0 evenly; "
        "0.75 is the choice of the word2vec paper.",
        advanced=True,
    )


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

    def __init__(self, config: Any, *, executor: Executor | None = None, threads: int = 1) -> None:
        self.config: DescentConfig = config
        self._executor = executor
        self._threads = threads
        self._tables: Tables | None = None
        self._position = Position(0, 0, 0)
        self._corpus: Corpus | None = None

    @abstractmethod
    def _kernel(self, corpus: Corpus) -> Kernel:
        """A kernel whose chunks suit the corpus."""

    @abstractmethod
    def _operations(self) -> float:
        """Multiply-adds for one surviving token, about."""

    def fit(self, corpus: Corpus) -> WordVectors:
        """Train to the end and return the vectors."""
        for _ in self.steps(corpus):
            pass
        return self.vectors()

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
        """Both tables and the next chunk; to be taken between two slices."""
        if self._tables is None:
            raise ValueError("there is no state before the first slice")
        tables: State = {"input": self._tables[0].copy(), "output": self._tables[1].copy()}
        return tables | self._position._asdict()

    def restore(self, state: State) -> None:
        """Go on from a `state()`; the next `steps` must be given the same corpus."""
        first, second = (np.array(state[name], np.float32) for name in ("input", "output"))
        self._tables = (first, second)
        self._position = Position(*(int(cast(int, state[name])) for name in Position._fields))

    def steps(self, corpus: Corpus) -> Iterator[Progress]:
        """Train, yielding after each slice; memory is the tables and one segment.

        Raises
        ------
        VocabularyError
            Before any work, if `min_count` keeps fewer than two words.
        CorpusError
            If a restored state does not fit the corpus.
        DivergenceError
            If a step would not be finite; the tables keep their last good values.
        """
        corpus = corpus.restrict(self.config.min_count)  # refuses at once; the rest can wait
        return single_threaded(self._slices(corpus))

    def _slices(self, corpus: Corpus) -> Iterator[Progress]:
        kernels = [self._kernel(corpus) for _ in range(LANES)]
        plan = Plan(corpus, self.config, kernels[0])
        self._corpus = corpus
        self._tables = self._tables or start_tables(len(corpus.vocabulary), self.config)
        shape = (len(corpus.vocabulary), self.config.dim)
        if self._tables[0].shape != shape:
            raise CorpusError(
                f"The saved tables have the shape {self._tables[0].shape}, this corpus and these "
                f"settings make {shape}: they belong to another run; train anew."
            )
        pipeline = Pipeline(plan, kernels, self._tables)
        exam = _Exam(plan, kernels[0])
        size = min(_SLICE_OPERATIONS / self._operations(), plan.total / _LEAST_SLICES)
        jobs = plan.jobs(self._position, self._executor)
        job = next(jobs, None)
        if job is None:  # the state was that of a finished run
            end = _progress(plan, Sums(), tokens=0, held_out=np.nan, finished=True)
            yield dataclasses.replace(end, again=True)
        while job is not None:
            sums = pipeline.run(_slice(job, jobs, size), self._executor, self._threads)
            self._position = sums.following
            tokens = sums.after - job.before
            before, job = job.before, next(jobs, None)
            due = job is None or exam.is_due(before, sums.after)
            held_out = exam.loss(self._tables) if due else np.nan
            yield _progress(plan, sums, tokens, held_out, finished=job is None)


def _slice(first: Job, rest: Iterator[Job], tokens: float) -> Iterator[Job]:
    """The next jobs, until they stand for so many tokens. Where it ends is no matter of time."""
    yield first
    job = first
    while job.after - first.before < tokens:
        following = next(rest, None)
        if following is None:
            return
        job = following
        yield job


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

"""Descent: what SGNS and CBOW share: settings, stochastic gradient descent, checkpoints.

    for each chunk of the plan:  gradients against the tables as they stand, then one update

The tables are two (V, d) matrices: input rows (the vectors that are kept) and output rows.
Leaves out: the order of the chunks and the step sizes (`plan`), the gradients (`sgns`, `cbow`).

References
----------
Mikolov, Sutskever, Chen, Corrado, Dean 2013, arXiv 1310.4546: negative sampling, subsampling.
Ji, Satish, Li, Dubey 2016, arXiv 1604.04661: noise shared within a block, as matrix products.
"""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any, cast

import numpy as np
from threadpoolctl import ThreadpoolController

from w2v_core.errors import DivergenceError
from w2v_core.models.kernel import Gradients, Kernel, Tables
from w2v_core.models.plan import Job, Plan, Position
from w2v_core.models.progress import Progress, State
from w2v_core.models.scatter import scatter_add
from w2v_core.models.settings import Config, setting
from w2v_core.text.corpus import Corpus
from w2v_core.vectors.word_vectors import WordVectors

# Multiply-adds of one slice: 0.05 s on one modern core, so that one that is five times slower
# still answers within a quarter of a second.
_SLICE_OPERATIONS = 2.5e9
# A run has at least this many slices, or a small corpus would have no curve.
_LEAST_SLICES = 200
# The loss is taken from every fourth chunk, the first of a segment always among them.
_LOSS_EVERY = 4


@dataclasses.dataclass(frozen=True, kw_only=True)
class DescentConfig(Config):
    """Hyperparameters that SGNS and CBOW have in common."""

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
    """Base of SGNS and CBOW; the contract stands in `models.progress`."""

    def __init__(self, config: Any) -> None:
        self.config: DescentConfig = config
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
        )

    def state(self) -> State:
        """Both tables and the next chunk."""
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
        DivergenceError
            If a step would not be finite; the tables keep their last good values.
        """
        corpus = corpus.restrict(self.config.min_count)
        plan = Plan(corpus, self.config, self._kernel(corpus))
        self._corpus = corpus
        tables = self._tables = self._tables or start_tables(len(corpus.vocabulary), self.config)
        tokens = min(_SLICE_OPERATIONS / self._operations(), plan.total / _LEAST_SLICES)
        blas = ThreadpoolController()
        jobs = plan.jobs(self._position)
        job = next(jobs, None)
        while job is not None:
            sums = _Sums(job.before)
            # Many small products: a BLAS that spreads each over threads only loses time on it.
            with blas.limit(limits=1, user_api="blas"):
                while job is not None and sums.tokens < tokens:
                    self._train(plan, job, tables, sums)
                    job = next(jobs, None)
            yield sums.progress(plan, finished=job is None)

    def _train(self, plan: Plan, job: Job, tables: Tables, sums: _Sums) -> None:
        rate = plan.learning_rate(job.before)
        wants_loss = job.here.chunk % _LOSS_EVERY == 0
        gradients = plan.kernel.gradients(job.chunk, tables, loss=wants_loss)
        self._check_finite(gradients, rate)
        for table, ids, rows in gradients.updates:
            step = np.minimum(np.float32(rate), plan.caps[table][ids])
            scatter_add(tables[table], ids, rows, -step)
        self._position = job.following
        sums.add(gradients, job, rate, wants_loss)

    def _check_finite(self, gradients: Gradients, rate: float) -> None:
        """A step that is not finite never reaches the tables; the sum of squares shows it."""
        for update in gradients.updates:
            flat = update.rows.ravel()
            if not np.isfinite(np.dot(flat, flat)):
                raise DivergenceError(
                    f"Training left the finite numbers at learning rate {rate:.4g}; the last good "
                    f"vectors are kept. Use a learning_rate below {self.config.learning_rate:g}."
                )


class _Sums:
    """What one slice has added up."""

    def __init__(self, before: int) -> None:
        self.before = self.after = before
        self.epoch = 0
        self.loss = 0.0
        self.pairs = 0
        self.rate = np.nan

    @property
    def tokens(self) -> int:
        return self.after - self.before

    def add(self, gradients: Gradients, job: Job, rate: float, has_loss: bool) -> None:
        self.after, self.rate = job.after, rate
        if has_loss:
            self.loss += gradients.loss
            self.pairs += gradients.pairs

    def progress(self, plan: Plan, *, finished: bool) -> Progress:
        done = plan.total if finished else self.after
        return Progress(
            done=done,
            total=plan.total,
            stage="training",
            epoch=done / plan.tokens,
            loss=self.loss / self.pairs if self.pairs else np.nan,
            learning_rate=self.rate,
            tokens=self.tokens,
        )


def start_tables(size: int, config: DescentConfig) -> Tables:
    """Input rows uniform in ±1/(2d), output rows zero, as word2vec.c starts them.

    With zero output rows every score is 0, so the loss starts at (K + 1)·ln 2 exactly.
    """
    rng = np.random.default_rng([config.seed, 0, 0])
    start = (rng.random((size, config.dim), dtype=np.float32) - np.float32(0.5)) / config.dim
    return start.astype(np.float32, copy=False), np.zeros((size, config.dim), dtype=np.float32)

"""Two toy algorithms: vectors that take a random step a slice.

One has passes and an error, the other epochs and a loss; between them they use every field of
`Algorithm`. What a person who adds an algorithm writes is a file like this one.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from w2v_core.models.advice import Advice
from w2v_core.models.algorithm import Algorithm, LossScale
from w2v_core.models.by_size import by_size
from w2v_core.models.cost import Cost
from w2v_core.models.gauge import Gauge
from w2v_core.models.progress import Onlooker, Progress, State, drain
from w2v_core.models.settings import Config
from w2v_core.settings import setting
from w2v_core.text.corpus import Corpus
from w2v_core.vectors.word_vectors import WordVectors

UNLEARNED = 3.0  # the loss of vectors that have not moved


@dataclasses.dataclass(frozen=True, kw_only=True)
class WalkConfig(Config):
    """Settings of the walk with passes."""

    passes: int = setting(40, low=1, high=10_000, label="Passes", help="Steps of every vector.")

    @property
    def steps(self) -> int:
        """Random steps in all."""
        return self.passes


@dataclasses.dataclass(frozen=True, kw_only=True)
class StrollConfig(Config):
    """Settings of the walk with epochs, of four steps each."""

    epochs: int = setting(10, low=1, high=10_000, label="Epochs", help="Of four steps each.")
    pace: str = setting(
        "even", choices={"even": "Even", "slow": "Slow"}, label="Pace", help="How far a step is."
    )

    @property
    def steps(self) -> int:
        """Random steps in all."""
        return 4 * self.epochs


class Walk:
    """Trains nothing; the contract stands in `models.progress`."""

    def __init__(
        self,
        config: WalkConfig | StrollConfig,
        *,
        executor: Executor | None = None,
        threads: int = 1,
    ) -> None:
        self.config = config
        self._table: NDArray[np.float32] | None = None
        self._steps = 0
        self._corpus: Corpus | None = None

    def fit(self, corpus: Corpus, watch: Onlooker | None = None) -> WordVectors:
        """Walk to the end."""
        return drain(self, corpus, watch)

    def steps(self, corpus: Corpus) -> Iterator[Progress]:
        """A step between two yields."""
        return self._walk(corpus.restrict(self.config.min_count))

    def _walk(self, corpus: Corpus) -> Iterator[Progress]:
        shape, self._corpus = (len(corpus.vocabulary), self.config.dim), corpus
        if self._table is None:
            self._table = np.zeros(shape, np.float32)
        while self._steps < self.config.steps:
            chance = np.random.default_rng([self.config.seed, self._steps])
            self._table = self._table + chance.standard_normal(shape, np.float32)
            self._steps += 1
            yield self._progress()

    def _progress(self) -> Progress:
        done, total = self._steps, self.config.steps
        if isinstance(self.config, WalkConfig):
            return Progress(done, total, "training", error=1 - done / total)
        loss = UNLEARNED / (1 + done)
        return Progress(done, total, "training", epoch=done / 4, loss=loss)

    def vectors(self) -> WordVectors:
        """A copy of the table."""
        if self._table is None or self._corpus is None:
            raise ValueError("there are no vectors before the first slice")
        return WordVectors(
            self._corpus.vocabulary,
            self._table.copy(),
            all_types=self._corpus.all_types,
            min_count=self.config.min_count,
        )

    def preview(self) -> NDArray[np.float32] | None:
        """The table itself."""
        return self._table

    def state(self) -> State:
        """The table and the steps done."""
        assert self._table is not None
        return {"table": self._table.copy(), "steps": self._steps}

    def restore(self, state: State) -> None:
        """Go on from there."""
        self._table = np.array(state["table"], np.float32)
        self._steps = int(state["steps"])

    def doubt(self, curve: NDArray[np.floating]) -> str:
        """None: there was nothing to learn."""
        return ""


def _cost(gauge: Gauge, config: WalkConfig | StrollConfig) -> Cost:
    numbers = len(gauge.kept(config.min_count)) * config.dim
    return Cost(work={"training": float(numbers * config.steps)}, memory=12 * numbers)


def _advice(gauge: Gauge, config: StrollConfig, better: StrollConfig) -> Iterable[Advice]:
    if config.pace == "slow":
        yield Advice("So slow a walk comes nowhere; use even.", "pace", better.pace)


def _proposal(corpus: Corpus) -> dict[str, Any]:
    return by_size(corpus) | {"epochs": 7}


WALK = Algorithm(
    name="walk",
    title="Walk",
    summary="Vectors walk at random, a step a pass.",
    config_type=WalkConfig,
    trainer_type=Walk,
    cost=_cost,
)
STROLL = Algorithm(
    name="stroll",
    title="Stroll",
    summary="Vectors walk at random, four steps an epoch.",
    config_type=StrollConfig,
    trainer_type=Walk,
    cost=_cost,
    loss=LossScale(lambda config: UNLEARNED, ("pace",)),
    proposal=_proposal,
    advice=_advice,
    copies=2,
)
TWIN = dataclasses.replace(WALK, title="Twin")

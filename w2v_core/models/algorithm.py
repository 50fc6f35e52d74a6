"""Algorithm: all that the rest of the program asks of a way to learn vectors.

The file of an algorithm ends with its `Algorithm`; nothing outside `models` knows one by name.
Leaves out: which there are (`catalog`), and what a trainer must promise (`progress`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from typing import Any

from w2v_core.models.advice import Advice
from w2v_core.models.by_size import by_size, fit
from w2v_core.models.cost import Cost
from w2v_core.models.gauge import Gauge
from w2v_core.models.progress import Trainer
from w2v_core.models.settings import Config
from w2v_core.settings import settings_of
from w2v_core.text.corpus import Corpus


@dataclasses.dataclass(frozen=True, slots=True)
class LossScale:
    """What a loss can be held against.

    Attributes
    ----------
    unlearned : callable
        From a config to the loss of vectors that know nothing, in nats per pair.
    settings : tuple of str
        Losses of two runs mean the same where these settings are the same: what is predicted,
        and how hard it is.
    """

    unlearned: Callable[[Any], float]
    settings: tuple[str, ...]


def no_advice(gauge: Gauge, config: Config, better: Config) -> Iterable[Advice]:
    """Of an algorithm that has nothing of its own to say."""
    return ()


@dataclasses.dataclass(frozen=True, kw_only=True)
class Algorithm:
    """One way to learn vectors.

    Attributes
    ----------
    name, title, summary : str
        Key in settings files; short name; one sentence for a person.
    config_type, trainer_type : type
        `trainer_type(config_type(...), executor=..., threads=...)` is a trainer. With a setting
        `epochs`, a run that is done can be trained on for more of them.
    cost : callable
        From a gauge of the corpus and a config to what training takes; refuses nothing.
    loss : LossScale or None
        None of an algorithm without a loss: its curve is the error over its passes, else the loss
        over the epochs.
    proposal : callable
        From a corpus to settings that suit it, by name; `fit` makes a valid config of them.
    advice : callable
        From a gauge, a config and the one proposed to what looks wrong with this algorithm only.
    products : bool
        Whether v·c of vectors and context vectors is PMI against the noise less log K where
        training has come to rest (Levy & Goldberg 2014), so that a probe can look for that.
    copies : int
        How many times what its vectors take a run takes on disk, with its last two checkpoints.
    """

    name: str
    title: str
    summary: str
    config_type: type[Config]
    trainer_type: type[Any]
    cost: Callable[[Gauge, Any], Cost]
    loss: LossScale | None = None
    proposal: Callable[[Corpus], dict[str, Any]] = by_size
    advice: Callable[[Gauge, Any, Any], Iterable[Advice]] = no_advice
    products: bool = False
    copies: int = 3

    @property
    def has_epochs(self) -> bool:
        """Whether it reads the text again and again, so that a run can be trained on."""
        return any(each.name == "epochs" for each in settings_of(self.config_type))

    def propose(self, corpus: Corpus) -> Config:
        """Settings that suit the corpus; always valid for it."""
        return fit(self.config_type, self.proposal(corpus), corpus)

    def trainer(
        self, config: Config, *, executor: Executor | None = None, threads: int = 1
    ) -> Trainer:
        """A new trainer with these settings; the vectors do not depend on the threads."""
        trainer: Trainer = self.trainer_type(config, executor=executor, threads=threads)
        return trainer

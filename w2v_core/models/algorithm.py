"""Algorithm: all that the rest of the program asks of a way to learn vectors.

The file of an algorithm ends with its `Algorithm`; nothing outside `models` knows one by name.
Leaves out: which there are (`catalog`), and what a trainer must promise (`progress`).
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from functools import partial
from typing import Any

from w2v_core.models.advice import Advice
from w2v_core.models.by_size import by_size, fit
from w2v_core.models.cost import Cost
from w2v_core.models.gauge import Gauge
from w2v_core.models.progress import Trainer
from w2v_core.models.settings import Config
from w2v_core.models.steady import Member, Steady, seed_of
from w2v_core.settings import settings_of
from w2v_core.text.corpus import Corpus

# Of the work of a training by descent, counting takes about so much.
_COUNTING_SHARE = 0.1


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
        From a gauge of the corpus and a config to what one training takes; refuses nothing. Asked
        through `takes`.
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
        How many times what its vectors take a run of one training takes on disk, with its last two
        checkpoints. Asked through `times_stored`.
    counter : Algorithm or None
        What counts beside it where a config says `counted`.
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
    counter: Algorithm | None = None

    @property
    def has_epochs(self) -> bool:
        """Whether it reads the text again and again, so that a run can be trained on."""
        return any(each.name == "epochs" for each in settings_of(self.config_type))

    def times_stored(self, config: Config) -> int:
        """How many times what its vectors take a run takes on disk."""
        # Checkpoints of steady vectors hold the members that are done, and little beside them.
        return self.copies if config.members == 1 else 3

    def propose(self, corpus: Corpus) -> Config:
        """Settings that suit the corpus; always valid for it."""
        return fit(self.config_type, self.proposal(corpus), corpus)

    def trainer(
        self, config: Config, *, executor: Executor | None = None, threads: int = 1
    ) -> Trainer:
        """A new trainer with these settings; the vectors do not depend on the threads."""

        def make(settings: Config) -> Trainer:
            found: Trainer = self.trainer_type(settings, executor=executor, threads=threads)
            return found

        if config.members == 1:
            return make(config)
        own = [config.single(seed_of(config, i)) for i in range(config.seeds + config.resamples)]
        members = [
            Member(partial(make, each), draw=each.seed if i >= config.seeds else None)
            for i, each in enumerate(own)
        ]
        if beside := self._counting(config):
            counter, settings = beside
            train = partial(counter.trainer, settings, executor=executor, threads=threads)
            members.append(Member(train, weight=math.sqrt(len(own)), share=_COUNTING_SHARE))
        return Steady(config, members)

    def _counting(self, config: Config) -> tuple[Algorithm, Config] | None:
        """What counts beside, with the settings that it shares, if that is asked for."""
        if self.counter is None or not getattr(config, "counted", False):
            return None
        names = {each.name for each in settings_of(self.counter.config_type)}
        shared = {key: value for key, value in config.single().as_dict().items() if key in names}
        return self.counter, self.counter.config_type(**shared)

    def takes(self, gauge: Gauge, config: Config) -> Cost:
        """What training takes, all members of steady vectors together."""
        one = self.cost(gauge, config)
        if config.members == 1:
            return one
        memory = one.memory
        if beside := self._counting(config):
            counter, settings = beside
            memory = max(memory, counter.cost(gauge, settings).memory)
        # Members that are done, their copies when they are handed out, stored and read, and a text.
        done = 12 * config.members * len(gauge.kept(config.min_count)) * config.dim
        text = 8 * len(gauge.corpus.ids) if config.resamples else 0
        return dataclasses.replace(
            one,
            # Counting takes a few hundredths of it, and is left out.
            work={
                stage: (config.seeds + config.resamples) * units
                for stage, units in one.work.items()
            },
            memory=memory + done + text,
        )

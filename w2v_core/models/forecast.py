"""Forecast: what training would take and bring, made while somebody moves a slider.

Leaves out: how a corpus is sized up (`gauge`), what an algorithm says that it takes (`cost`),
seconds, which need a clock (`runs.calibrate`), and what the warnings say (`advice`).
"""

from __future__ import annotations

import dataclasses

from w2v_core.errors import SettingError
from w2v_core.models.advice import Advice, advise
from w2v_core.models.catalog import algorithm
from w2v_core.models.cost import Cost
from w2v_core.models.gauge import Gauge
from w2v_core.models.settings import Config
from w2v_core.text.corpus import Corpus

# Bytes, measured with this engine: a process that trains next to nothing, and one type in memory
# (string and count).
_PROCESS = 80_000_000
_TYPE = 300


@dataclasses.dataclass(frozen=True, slots=True)
class Forecast:
    """What is to be expected.

    Attributes
    ----------
    words : int
        Types that `min_count` keeps.
    types : int
        Types in all.
    covered : float
        Share of all tokens that are of these words.
    cost : Cost
        What the algorithm takes.
    memory : int
        Bytes at the peak, the process itself included.
    disk : int
        Bytes of the vectors when they are stored.
    advice : tuple of Advice
        What looks wrong, each with its cure.
    """

    words: int
    types: int
    covered: float
    cost: Cost
    memory: int
    disk: int
    advice: tuple[Advice, ...]


class Forecaster:
    """Forecasts for one corpus; keep it as long as the corpus, as its `Gauge`.

    Parameters
    ----------
    corpus : Corpus
    """

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self._gauge = Gauge(corpus)

    def forecast(self, name: str, config: Config) -> Forecast:
        """What training of algorithm `name` with these settings would take; refuses nothing."""
        gauge, chosen, types = self._gauge, algorithm(name), self.corpus.all_types
        kept, better = gauge.kept(config.min_count), chosen.propose(self.corpus)
        cost = chosen.takes(gauge, config)
        own = chosen.advice(gauge, config, better)
        # Words and contexts; steady vectors come without contexts.
        tables = 2 if config.members == 1 else config.members
        return Forecast(
            words=len(kept),
            types=len(types),
            covered=kept.total / types.total,
            cost=cost,
            # The text itself is memory-mapped and does not count.
            memory=_PROCESS + _TYPE * len(types) + cost.memory,
            disk=4 * tables * len(kept) * config.dim + self._bytes_of_words(len(kept)),
            advice=tuple(advise(gauge, config, better, own)),
        )

    def _bytes_of_words(self, words: int) -> int:
        some = self.corpus.all_types.words[:1000]
        return words * (8 + sum(map(len, some)) // len(some))


def check_memory(expected: Forecast, config: Config, available_bytes: int) -> None:
    """Refuse training that would not fit.

    Raises
    ------
    SettingError
        If the expected memory is above `available_bytes`, with both numbers and what to lower.
    """
    if expected.memory > available_bytes:
        raise SettingError(
            f"Training {expected.words:,} words with dim {config.dim:,} needs about "
            f"{_megabytes(expected.memory)} of memory, {_megabytes(available_bytes)} can be had: "
            f"use a smaller {expected.cost.lower} or a higher min_count."
        )


def _megabytes(size: float) -> str:
    return f"{size / 1e6:,.0f} MB"

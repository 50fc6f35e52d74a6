"""What training with some settings would take, and whether it can be done here at all.

How fast this machine is gets measured in a process of its own, once an hour for everybody.
Leaves out: where the numbers come from (`w2v_core.models.forecast`, `w2v_core.runs.calibrate`)
and how they are shown.
"""

from __future__ import annotations

import dataclasses
from concurrent.futures import Future
from pathlib import Path

import streamlit as st

from pages.shared import state
from w2v_core.host.home import Home
from w2v_core.host.machine import total_memory
from w2v_core.models.catalog import algorithm
from w2v_core.models.forecast import Forecast, Forecaster, check_memory
from w2v_core.models.settings import Config
from w2v_core.runs.calibrate import Speed, calibrate_in_background, speed_class
from w2v_core.text.corpus import Corpus


@dataclasses.dataclass(frozen=True)
class Outlook:
    """Settings as they are chosen, and what they would take."""

    corpus: Corpus
    algorithm: str
    config: Config
    forecast: Forecast

    def refuse(self) -> None:
        """Raise W2VError if this cannot be trained, or not on this machine."""
        trainer = algorithm(self.algorithm).trainer(self.config)
        trainer.steps(self.corpus.restrict(self.config.min_count))  # work would begin with `next`
        check_memory(self.forecast, self.config, total_memory())

    def speed(self) -> Future[Speed]:
        """The speed of this machine; asks for it to be measured if nobody has."""
        return _speed(
            str(state.home().root),
            self.corpus.content_hash,
            self.algorithm,
            speed_class(self.forecast, self.config),
            self.config,
        )

    def seconds(self) -> float | None:
        """How long training is expected to take; None while or where that cannot be said."""
        speed = self.speed()
        if not speed.done() or speed.exception():
            return None
        return speed.result().seconds(self.forecast)


def look_ahead(corpus: Corpus, algorithm: str, config: Config) -> Outlook:
    """What training with these settings would take."""
    forecaster = _forecaster(str(state.home().root), corpus.content_hash, corpus)
    return Outlook(corpus, algorithm, config, forecaster.forecast(algorithm, config))


# The root stands in the keys as in `state`; a Forecaster holds a few megabytes.
@st.cache_resource(max_entries=8, show_spinner=False)
def _forecaster(root: str, content_hash: str, _corpus: Corpus) -> Forecaster:
    return Forecaster(_corpus)


@st.cache_resource(max_entries=256, ttl=3600, show_spinner=False)
def _speed(
    root: str, content_hash: str, algorithm: str, kind: tuple[int, ...], _config: Config
) -> Future[Speed]:
    """The first settings of a kind are those that are measured."""
    return calibrate_in_background(Home(Path(root)), content_hash, algorithm, _config)

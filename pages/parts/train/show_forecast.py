"""The forecast: what Start would take and bring, while the settings are still being chosen.

How fast this machine is gets measured in a process of its own. Until that is known the panel says
"measuring" and looks again by itself; what was measured serves everybody for an hour.
Leaves out: where the numbers come from (`w2v_core.models.forecast`, `w2v_core.runs.calibrate`)
and the boxes that a cure changes (`ask_settings`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

import streamlit as st

from pages.shared import live, state
from pages.shared.numbers import UNKNOWN, duration, megabytes
from pages.shared.safe_text import escape_markdown
from pages.shared.screen import on_phone
from w2v_core.host.home import Home
from w2v_core.host.machine import total_memory
from w2v_core.models.advice import Advice
from w2v_core.models.catalog import algorithm
from w2v_core.models.forecast import Forecast, Forecaster, check_memory
from w2v_core.models.settings import Config
from w2v_core.runs.calibrate import Speed, calibrate_in_background, speed_class
from w2v_core.text.corpus import Corpus

MEASURING = "measuring"
NO_BREAK = "\N{NO-BREAK SPACE}"

Cure = Callable[[str, int | float | str | None], None]


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


def show(outlook: Outlook, cure: Cure, *, timed: bool) -> None:
    """The numbers, with the time if `timed`, and what looks wrong.

    `cure` is called with a setting, or "algorithm", and its new value.
    """
    st.caption("What a run with these settings takes:")
    if timed:
        live.follow(lambda: _draw(outlook, _time(outlook)), running=not outlook.speed().done())
    else:
        _draw(outlook, UNKNOWN)
    for each in outlook.forecast.advice:
        _show_advice(each, cure)


def _draw(outlook: Outlook, time: str) -> bool:
    """One table; says whether the time is still being measured."""
    rows = {name: text.replace(" ", NO_BREAK) for name, text in _rows(outlook, time).items()}
    st.table(rows if on_phone() else [rows], border="horizontal")
    return time == MEASURING


def _show_advice(each: Advice, cure: Cure) -> None:
    says, cures = st.columns([3, 1], vertical_alignment="center")
    says.markdown(f":orange[:material/warning:] {escape_markdown(each.text)}")
    if each.field:
        cures.button(
            f"Use {_name(each)}",
            key=f"cure_{each.field}",
            on_click=cure,
            args=(each.field, each.value),
            width="stretch",
        )


def _name(each: Advice) -> str:
    if each.field == "algorithm":
        return algorithm(str(each.value)).title
    value = each.value
    if isinstance(value, int | float):
        value = f"{value:,}" if isinstance(value, int) else f"{value:g}"
    return escape_markdown(f"{each.field} {value}")


def _rows(outlook: Outlook, time: str) -> dict[str, str]:
    """What is to be expected, by what it is called."""
    found, cost = outlook.forecast, outlook.forecast.cost
    return {
        "Words": f"{found.words:,} of {found.types:,}",
        "Covered": f"{found.covered:.1%}",
        "Pairs an epoch" if cost.epochs > 1 else "Pairs": f"{round(cost.pairs):,}",
        "Time": time,
        "Memory": f"{found.memory / 1e6:,.0f} MB",
        "Disk": megabytes(found.disk),
    }


def _time(outlook: Outlook) -> str:
    speed = outlook.speed()
    if not speed.done():
        return MEASURING
    if speed.exception():
        return UNKNOWN
    return f"about {duration(speed.result().seconds(outlook.forecast))}"


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

"""The forecast: what Start would take and bring, while the settings are still being chosen.

How fast this machine is gets measured in a process of its own. Until that is known the panel says
"measuring" and looks again by itself; what was measured serves everybody for an hour.
Leaves out: where the numbers come from (`w2v_core.models.forecast`, `w2v_core.runs.calibrate`)
and the boxes that a cure changes (`ask_settings`).
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from pages.shared import live
from pages.shared.numbers import UNKNOWN, duration, megabytes
from pages.shared.outlook import Outlook
from pages.shared.safe_text import escape_markdown
from pages.shared.screen import on_phone
from w2v_core.models.advice import Advice
from w2v_core.models.catalog import algorithm

MEASURING = "measuring"
NO_BREAK = "\N{NO-BREAK SPACE}"

Cure = Callable[[str, int | float | str | None], None]


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

"""How far a run is, as a bar: the share that is done, and in words what is left.

Leaves out: what it has learned so far (`show_run`).
"""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from pages.shared import state
from pages.shared.numbers import duration
from w2v_core.host.home import Home
from w2v_core.models.progress import STAGES
from w2v_core.runs import queue
from w2v_core.runs.calibrate import relative_error
from w2v_core.runs.folder.records import UNDER_WAY, RunInfo, RunState
from w2v_core.runs.folder.run_folder import RunFolder


def bar(run: RunFolder, now: RunState, records: NDArray[np.void]) -> tuple[float, str]:
    """How much is done, and `Training · 62% · 12 s left` or `Waiting · place 2 of 5`."""
    last = records[-1] if len(records) else None
    # Vectors that were trained elsewhere have no record.
    share = float(now.status == "done")
    if last is not None:
        share = float(last["done"] / max(last["total"], 1))
    share = min(share, 1.0)
    if now.status == "queued" and not now.follows:
        return share, _waiting(run)
    if last is None:
        return share, "Starting the worker" if now.status == "running" else now.status.capitalize()
    seconds = float(last["seconds"])
    if now.status == "paused":
        return share, f"Paused · {share:.0%} · {duration(seconds)} so far"
    if now.status not in UNDER_WAY:
        return share, _ended(run.info, now, share, seconds)
    text = f"{STAGES[last['stage']].capitalize()} · {share:.0%}"
    if share > 0:
        text += f" · {duration(seconds * (1 - share) / share)} left"
    return share, text


def _ended(info: RunInfo, now: RunState, share: float, seconds: float) -> str:
    """`Done · expected 12 s, took 11 s (9% off)`, `Stopped · 40% · 5 s`."""
    status = now.status.capitalize()
    if now.status != "done":
        return f"{status} · {share:.0%} · {duration(seconds)}"
    if info.expected_seconds is not None and not info.parent:
        return f"{status} · {_accuracy(info.expected_seconds, seconds)}"
    return f"{status} · {duration(seconds)}"


def _accuracy(expected: float, actual: float) -> str:
    """`expected 12 s, took 11 s (9% off)`."""
    off = abs(relative_error(expected, actual))
    took = f"expected {duration(expected)}, took {duration(actual)}"
    return f"{took} ({off:.0%} off)" if actual > 0 else took


def _waiting(run: RunFolder) -> str:
    place = _places(str(state.home().root)).get(run.id)
    if place is None or (place.number == 1 and place.seconds == 0):
        return "Starting the worker"
    text = f"Waiting · place {place.number} of {place.of}"
    if place.seconds is not None:
        text += f" · begins in about {duration(place.seconds)}"
    return text


# Everybody who waits asks every second, and looking through a thousand folders takes a while.
@st.cache_data(ttl=1.0, max_entries=4, show_spinner=False)
def _places(root: str) -> dict[str, queue.Place]:
    return queue.places(Home(root))

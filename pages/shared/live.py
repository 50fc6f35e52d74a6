"""Work that goes on elsewhere: the one polling fragment that follows it, and a click that waits.

The browser drives the timer, so an abandoned tab costs nothing, and work never runs in here.
Leaves out: what is drawn.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import streamlit as st

from w2v_core.runs.workspaces import classroom

# Seconds between two looks. Thirty who look every second keep a small server busy with that alone.
INTERVAL, CLASSROOM_INTERVAL = 1.0, 2.0

_PATIENCE = 0.5  # seconds that a click waits for what it has brought about
_LOOK = 0.02


def follow(draw: Callable[[], bool], *, running: bool) -> None:
    """Call `draw` now and, while `running`, every second; in a classroom every other one.

    `draw` says whether the work goes on. When it has ended, or has begun again, the whole page runs
    once more: that shows what has changed elsewhere, and stops the timer or starts it.
    """
    interval = CLASSROOM_INTERVAL if classroom() else INTERVAL

    @st.fragment(run_every=interval if running else None)
    def look() -> None:
        if draw() != running:
            st.rerun()

    look()


def wait(happened: Callable[[], bool]) -> None:
    """Come back when something has happened, or when a person would notice the waiting."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and not happened():
        time.sleep(_LOOK)  # what happens happens in another process, which tells by its files

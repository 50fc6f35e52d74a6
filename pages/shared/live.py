"""The one polling fragment: draws something again and again while work goes on elsewhere.

The browser drives the timer, so an abandoned tab costs nothing, and work never runs in here.
Leaves out: what is drawn.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from w2v_core.runs.workspaces import classroom

# Seconds between two looks. Thirty who look every second keep a small server busy with that alone.
INTERVAL, CLASSROOM_INTERVAL = 1.0, 2.0


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

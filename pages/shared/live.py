"""The one polling fragment: draws something again and again while work goes on elsewhere.

The browser drives the timer, so an abandoned tab costs nothing, and work never runs in here.
Leaves out: what is drawn.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

INTERVAL = 0.7  # seconds between two looks


def follow(draw: Callable[[], bool], *, running: bool) -> None:
    """Call `draw` now and, while `running`, every INTERVAL seconds.

    `draw` says whether the work still goes on. When it has ended, the whole page runs once more:
    that shows what the end changes elsewhere, and stops the timer.
    """

    @st.fragment(run_every=INTERVAL if running else None)
    def look() -> None:
        if not draw() and running:
            st.rerun()

    look()

"""Runs that have not ended, each with its progress or its place in the queue.

Leaves out: what a bar says (`run_progress`).
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pages.shared import live, run_progress
from pages.shared.safe_text import plain
from w2v_core.errors import W2VError
from w2v_core.runs.library import Entry, look

MOST_BARS = 5


def show_under_way(going: Sequence[Entry]) -> None:
    """A bar for each, drawn again while they go on."""

    def draw() -> bool:
        try:
            now = [look(each.run.path) for each in going]
        except (W2VError, OSError):  # one has been taken away
            st.rerun()
        if [each.state.status for each in now] != [each.state.status for each in going]:
            st.rerun()
        for each in now[:MOST_BARS]:
            share, text = run_progress.bar(each.run, each.state, each.run.read_progress()[0])
            st.progress(share, text=f"{plain(each.labels.name)} · {text}")
        if len(now) > MOST_BARS:
            st.caption(f"and {len(now) - MOST_BARS:,} more")
        return True

    live.follow(draw, running=True)

"""Runs: all of them, of every corpus: open, name, tag, delete and undo, take along, bring back."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pages.parts.runs import show_table
from pages.parts.runs.ask_actions import ask_actions
from pages.parts.runs.ask_import import ask_import
from pages.parts.runs.last_click import forget_last_visit
from pages.parts.runs.show_news import show_news
from pages.parts.runs.show_under_way import show_under_way
from pages.shared import state
from pages.shared.links import empty_state
from pages.shared.safe_text import plain
from w2v_core.runs.library import Entry, entries


def show_runs(found: Sequence[Entry]) -> None:
    """Those that go on, and all of them as a table with what can be done about some."""
    if going := [each for each in found if each.under_way]:
        show_under_way(going)
    # Above the table, though what they do hangs on what is selected in it.
    actions = st.container(horizontal=True, vertical_alignment="bottom")
    text = actions.text_input(
        "Find",
        placeholder="Name, tag or corpus",
        key="runs_find",
        width=260,
        icon=":material/search:",
    )
    listed = show_table.find(found, text)
    chosen = show_table.show(listed) if listed else []
    if not listed:
        st.info(f"No run has {plain(text)} in its name, its tags or its corpus.")
    with actions:
        ask_actions(chosen)
    show_table.sum_up(found, listed, chosen)


forget_last_visit()
found = entries(state.workspace())
show_news()
if found:
    show_runs(found)
else:
    message = "There are no runs yet: train one, which takes less than a minute."
    empty_state(message, "pages/train.py", "Go to Train")
ask_import()

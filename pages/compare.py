"""Compare: what another setting, seed or text has changed, held against what chance changes."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from pages.parts.compare import ask_runs, ask_what_if, show_overview
from pages.parts.compare.pair import change_of
from pages.parts.compare.show_groups import show_groups
from pages.parts.compare.show_maps import show_maps
from pages.parts.compare.show_words import show_words
from pages.shared import other_runs, state
from pages.shared.address import IN_ADDRESS
from pages.shared.choices import one_of
from pages.shared.guard import vectors_or_stop
from w2v_core.runs.folder.run_folder import RunFolder

VIEWS = ("Overview", "Words", "Maps", "Groups")


def show_pair(
    view: str, run: RunFolder, others: Mapping[str, RunFolder], label: str, min_count: int
) -> None:
    """What the run and one other have learned."""
    pair = ask_runs.pair_of(run, label, others[label], min_count)
    change = None if pair is None else change_of(pair, others)
    if pair is None or change is None:
        return
    if view == "Words":
        show_words(pair, change)
    else:
        show_maps(pair, change)


vectors = vectors_or_stop()
run = state.run()
assert run is not None
ask_what_if.land(run)
others = other_runs.others(run)
controls, result = st.columns([1, 2.4], gap="medium")
with result:
    with st.container():  # always there: the fragment in it is known by its place
        ask_what_if.follow(run)
    view = one_of(
        "Show", VIEWS, default=VIEWS[0], key="compare", label_visibility="collapsed", **IN_ADDRESS
    )
    if view == "Groups":  # within one run
        show_groups(run, vectors, controls)
        st.stop()
with controls:
    chosen = ask_runs.ask_runs(run, others)
    label = ask_runs.ask_one(chosen) if chosen else ""
    min_count = ask_runs.ask_min_count()
    ask_what_if.ask_what_if(run)
with result:
    if not chosen:
        st.info(
            "Choose a run to compare with, or open *What if* and train one with another setting.",
            icon=":material/balance:",
        )
        st.stop()
    show_overview.say_texts(run, chosen)
    if view == "Overview":
        show_overview.show_overview(run, chosen)
    else:
        show_pair(view, run, others, label, min_count)

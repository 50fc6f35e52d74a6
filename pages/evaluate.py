"""Evaluate: whether the vectors are any good, and how sure that is."""

from __future__ import annotations

from typing import Literal, get_args

import streamlit as st

from pages.parts.evaluate import ask_probe, show_probe
from pages.shared import state
from pages.shared.address import IN_ADDRESS
from pages.shared.choices import one_of
from pages.shared.guard import vectors_or_stop

View = Literal["Probe"]


def ask_view() -> View:
    """What to look at."""
    view: View = one_of(
        "Show",
        get_args(View),
        default="Probe",
        key="evaluate",
        width="stretch",
        help="*Probe* looks for what is wrong with the vectors themselves.",
        **IN_ADDRESS,
    )
    return view


vectors, run = vectors_or_stop(), state.run()
controls, result = st.columns([1, 2.4], gap="medium")
with controls:
    view = ask_view()
if view == "Probe" and run is not None:
    with controls:
        words = ask_probe.ask_words(vectors)
    with result:
        show_probe.show(run, vectors, words)

"""Axes: words laid out between opposites, and a test of how far two lists of words lie apart."""

from __future__ import annotations

from typing import Literal, get_args

import streamlit as st

from pages.parts.axes import ask_axes, show_axes, show_weat
from pages.shared.address import IN_ADDRESS
from pages.shared.choices import one_of
from pages.shared.guard import vectors_or_stop
from pages.shared.screen import folded_on_phone

View = Literal["One axis", "Two axes", "WEAT"]


def ask_view() -> View:
    """What to look at."""
    view: View = one_of(
        "Show",
        get_args(View),
        default="One axis",
        key="axes",
        width="stretch",
        help="*One axis* lays words out between two ends, *Two axes* in a plane. *WEAT* tests "
        "whether two lists of words differ in what they are near to.",
        **IN_ADDRESS,
    )
    return view


vectors = vectors_or_stop()
controls, result = st.columns([1, 2.4], gap="medium")
with controls:
    view = ask_view()
if view == "WEAT":
    with controls:
        offered = show_weat.presets(vectors)
        with folded_on_phone("Lists and examples"):
            lists = show_weat.ask_lists(offered)
            show_weat.offer_presets(offered)
    with result:
        show_axes.guarded(show_weat.show, vectors, lists)
else:
    with controls:
        examples = ask_axes.examples(vectors)
        starts = [*examples.values(), "", ""]
        texts = {ask_axes.FIRST: ask_axes.ask_axis(ask_axes.FIRST, "Axis", starts[0])}
        if view == "Two axes":
            texts[ask_axes.SECOND] = ask_axes.ask_axis(ask_axes.SECOND, "Axis upwards", starts[1])
    with result:
        read = [show_axes.read_axis(vectors, text, key) for key, text in texts.items()]
    axes = [axis for axis in read if axis is not None]
    with controls, folded_on_phone("Words and examples"):
        choice = ask_axes.ask_choice()
        rows = ask_axes.ask_rows(vectors, choice, axes)
        ask_axes.offer_examples(vectors, examples)
    with result:
        if len(axes) == 2:
            show_axes.guarded(show_axes.show_two, vectors, (axes[0], axes[1]), rows)
        elif axes:
            show_axes.guarded(show_axes.show_one, vectors, axes[0], rows)
        show_axes.caution()

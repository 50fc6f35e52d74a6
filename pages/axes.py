"""Axes: words laid out between opposites, and a test of how far two lists of words lie apart."""

from __future__ import annotations

from typing import Literal, get_args

import streamlit as st

from pages.parts.axes import axis_views, axis_weat, axis_words
from pages.shared import results, widgets
from pages.shared.address import IN_ADDRESS
from pages.shared.choices import one_of

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


vectors = results.vectors_or_stop()
controls, result = st.columns([1, 2.4], gap="medium")
with controls:
    view = ask_view()
if view == "WEAT":
    with controls:
        offered = axis_weat.presets(vectors)
        with widgets.folded_on_phone("Lists and examples"):
            lists = axis_weat.ask_lists(offered)
            axis_weat.offer_presets(offered)
    with result:
        axis_views.guarded(axis_weat.show, vectors, lists)
else:
    with controls:
        examples = axis_words.examples(vectors)
        starts = [*examples.values(), "", ""]
        texts = {axis_words.FIRST: axis_words.ask_axis(axis_words.FIRST, "Axis", starts[0])}
        if view == "Two axes":
            texts[axis_words.SECOND] = axis_words.ask_axis(
                axis_words.SECOND, "Axis upwards", starts[1]
            )
    with result:
        read = [axis_views.read_axis(vectors, text, key) for key, text in texts.items()]
    axes = [axis for axis in read if axis is not None]
    with controls, widgets.folded_on_phone("Words and examples"):
        choice = axis_words.ask_choice()
        rows = axis_words.ask_rows(vectors, choice, axes)
        axis_words.offer_examples(vectors, examples)
    with result:
        if len(axes) == 2:
            axis_views.guarded(axis_views.show_two, vectors, (axes[0], axes[1]), rows)
        elif axes:
            axis_views.guarded(axis_views.show_one, vectors, axes[0], rows)
        axis_views.caution()

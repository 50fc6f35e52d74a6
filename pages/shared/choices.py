"""Choices of one thing of several: in a row, or in a select box by an id that a label stands for.

Leaves out: which things there are (`sidebar`, `ask_source`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import streamlit as st

from pages.shared import boxes

T = TypeVar("T")


def one_of(label: str, options: Sequence[T], *, default: T, **look: Any) -> T:
    """A row of choices of which one always holds.

    Streamlit lets an address, or a browser that has forgotten the row, name none all the same:
    that means the default.
    """
    chosen = st.segmented_control(label, options, default=default, required=True, **look)
    return default if chosen is None else chosen


def distinct(labels: Mapping[str, str]) -> dict[str, str]:
    """The same labels, with the end of the id behind those that several ids have.

    Streamlit tells the options of a select box apart by their labels alone.
    """
    times = Counter(labels.values())
    return {
        each: label if times[label] == 1 else f"{label} · {each[-4:]}"
        for each, label in labels.items()
    }


def pick(
    label: str,
    labels: Mapping[str, str],
    chosen: str,
    choose: Callable[[str], None],
    *,
    key: str,
    **look: Any,
) -> None:
    """A select box that shows what is chosen elsewhere, and hands on what is chosen in it.

    It cannot be emptied: an empty box is one in which nothing was chosen yet.
    """
    shown = distinct(labels)

    def hand_on(identifier: str) -> None:
        if identifier in shown:  # a label that has changed since comes back as it was
            choose(identifier)

    st.selectbox(
        label,
        list(shown),
        index=list(shown).index(chosen) if chosen in shown else None,
        format_func=lambda each: shown.get(each, each),
        **boxes.show(key, chosen, hand_on),
        **look,
    )

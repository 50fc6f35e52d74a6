"""Select boxes of things that are known by an id and shown by a label.

Leaves out: which things there are (`widgets`, `sources`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st


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
    required: bool = False,
    **look: Any,
) -> None:
    """A select box that shows what is chosen elsewhere, and hands on what is chosen in it."""
    shown = distinct(labels)
    st.session_state[key] = chosen if chosen in shown else None
    st.selectbox(
        label,
        list(shown),
        index=0 if required and shown else None,
        key=key,
        format_func=lambda each: shown.get(each, each),
        on_change=lambda: choose(st.session_state[key] or ""),
        **look,
    )

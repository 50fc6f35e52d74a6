"""Widgets whose values stand in the address, so that a view can be shared, prepared, reloaded.

A widget's key is its name there, hence different from all others on all pages. What an address
holds was typed by anybody: Streamlit passes over values that a widget cannot have.
Leaves out: what travels from page to page (`state`).
"""

from __future__ import annotations

import math
from typing import Any

import streamlit as st

# Arguments of such a widget; its value also stays when its page is left.
IN_ADDRESS: dict[str, Any] = {"bind": "query-params", "persist_state": "session"}


def whole_number(
    label: str,
    *,
    key: str,
    value: int,
    min_value: int,
    max_value: int = 1_000_000_000,
    step: int = 1,
    help: str | None = None,
) -> int:
    """`st.number_input` for a whole number that stands in the address.

    To Streamlit (1.67) it is a float: it fails where the address has a number without end
    (`?k=1e999`) and the widget has whole ones.
    """
    chosen = st.number_input(
        label,
        key=key,
        value=float(value),
        min_value=float(min_value),
        max_value=float(max_value),
        step=float(step),
        format="%.0f",
        help=help,
        **IN_ADDRESS,
    )
    return int(chosen) if math.isfinite(chosen) else value

"""How much room there is on the visitor's screen, as far as her browser tells.

Leaves out: the layout of the pages.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

# Streamlit does not tell how wide a column is. These are its result column on a projector with
# the sidebar open, and a phone; where there is more room, labels only stand further apart.
DESKTOP_WIDTH = 590
PHONE_WIDTH = 350


def on_phone() -> bool:
    """Whether the browser says that it runs on a phone."""
    return "Mobi" in (st.context.headers.get("User-Agent") or "")


def chart_width(columns: int = 1) -> int:
    """Pixels that a chart in the result column is likely to get, or in one of several in it.

    On a phone they stand one below the other.
    """
    return PHONE_WIDTH if on_phone() else DESKTOP_WIDTH // columns


def folded_on_phone(label: str) -> Any:
    """A container for settings, folded away where they would push the result off the screen."""
    return st.expander(label) if on_phone() else st.container()

"""A sign under the place in a text where it cannot be read.

Leaves out: reading it (`w2v_core.vectors.expression`).
"""

from __future__ import annotations

import unicodedata

import streamlit as st

from pages.drawing.theme import sendable
from pages.shared.safe_text import escape_markdown
from w2v_core.errors import ExpressionError


def point_at(text: str, error: ExpressionError) -> None:
    """What is wrong with a text, and where."""
    st.warning(escape_markdown(str(error)), icon=":material/help:")
    at = min(error.position, len(text))
    low = text.rfind("\n", 0, at) + 1
    high = text.find("\n", at)
    line = text[low : len(text) if high < 0 else high]
    st.code(f"{sendable(line)}\n{_caret(line, at - low)}", language=None)


def _caret(text: str, position: int) -> str:
    """A line that points at a character of the line above it, in a monospaced font."""
    pads = (
        ""
        if unicodedata.combining(c)
        else "\u3000"
        if unicodedata.east_asian_width(c) in "WF"
        else " "
        for c in text[:position]
    )
    return "".join(pads) + "^"

"""Work that a person waits for, with a bar that says how far it is.

Leaves out: work that goes on elsewhere (`live`).
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

import streamlit as st

from w2v_core.steps import drain

T = TypeVar("T")


def with_bar(steps: Generator[float, None, T], text: str) -> T:
    """What the steps come to; the bar is gone when they end, whatever ends them."""
    bar = st.progress(0.0, text)
    try:
        return drain(steps, lambda share: bar.progress(min(share, 1.0)))
    finally:
        bar.empty()

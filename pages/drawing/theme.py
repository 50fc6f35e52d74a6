"""The one look of all charts, and the one door through which words reach plotly.

Colors follow the theme in the browser, without a rerun: Streamlit's plotly theme replaces the
codes below by the colors that `.streamlit/config.toml` names for light and for dark. So pages
draw with `st.plotly_chart`'s own theme, and no figure needs to know which one is on.
Leaves out: how a figure is put together (`figure`), and the figures themselves.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]

# Stand-ins, as in `streamlit.elements.lib.streamlit_plotly_theme`; a test compares them.
# Okabe and Ito's colors, each with its own dash or shape, never alone.
SECOND = "#000001"  # first of chartCategoricalColors: blue
THIRD = "#000003"  # green
ACCENT = "#000006"  # vermilion: the focus word and the curve that matters, nothing else
INK = "#000008"  # black on light, white on dark
BACKGROUND = "#000038"
GRAY = "#808080"  # 3.9:1 on white, 4.6:1 on the dark background

FONT_SIZE = 14
MONOSPACE = '"Source Code Pro", Menlo, Consolas, monospace'

# What pages hand to `st.plotly_chart(config=…)` for curves, which are for looking.
CURVE_CONFIG: dict[str, Any] = {"displayModeBar": False, "doubleClick": False}


def shorten(word: str, longest: int = 30) -> str:
    """Cut the middle out of a word of more than `longest` characters.

    Example: shorten("abcdefgh", 5) -> "ab…gh"
    """
    if len(word) <= longest:
        return word
    tail = (longest - 1) // 2
    return f"{word[: longest - 1 - tail]}…{word[len(word) - tail :]}"


def sendable(text: str) -> str:
    """Without lone surrogates, which cannot be sent as UTF-8 and would stop the page."""
    return text.encode("utf-8", "replace").decode("utf-8")


def plot_text(word: str) -> str:
    """A word as plotly shows it letter by letter: plotly reads some HTML, links included.

    For `text` and `customdata` only; never inside a template string.
    """
    return html.escape(shorten(sendable(word)), quote=False)


def plot_texts(words: Iterable[str]) -> list[str]:
    """`plot_text` of each."""
    return [plot_text(word) for word in words]


def word_font(size: int = FONT_SIZE, weight: int = 400) -> dict[str, Any]:
    """Corpus words: monospaced, with a halo that keeps them readable over points."""
    halo = ", ".join(f"{x}px {y}px 2px {BACKGROUND}" for x in (-1, 1) for y in (-1, 1))
    return {
        "family": MONOSPACE,
        "size": size,
        "weight": weight,
        "color": INK,
        "shadow": halo,
    }

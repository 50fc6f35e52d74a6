"""Charts: arrays in, plotly figure out.

No Streamlit call stands here, and no word is drawn but through `theme.plot_text`. Every figure
has a fixed height, labels at its lines and points instead of a legend, and a hover that says all.
Leaves out: what training brings (`curves`), pictures of vectors (`word_map`) and the look
(`figure`, `theme`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray

from pages.drawing.figure import Sketch
from pages.drawing.theme import (
    ACCENT,
    GRAY,
    SECOND,
    plot_texts,
    shorten,
    word_font,
)

CURVE_HEIGHT = 320

# With its value, a word of a bar has to fit half a column.
BAR_LETTERS = 20


def rank_frequency(counts: NDArray[np.int64], words: Sequence[str]) -> go.Figure:
    """Counts over ranks, both logarithmic, with Zipf's line: count in proportion to 1/rank.

    Parameters
    ----------
    counts : (V,) array of int
        Descending, at least 1; V at least 1.
    words : sequence of str
        The V words, for the hover.
    """
    ranks = np.unique(np.geomspace(1, len(counts), 400).round().astype(np.int64))
    drawn = counts[ranks - 1]
    sketch = Sketch(height=CURVE_HEIGHT, x_title="rank", y_title="count")
    sketch.add(
        x=ranks,
        y=drawn,
        text=plot_texts(words[i - 1] for i in ranks),
        mode="lines+markers",
        line={"width": 2, "color": SECOND},
        marker={"size": 5},
        hovertemplate="%{text}<br>rank %{x:,}<br>count %{y:,}<extra></extra>",
    )
    for axis in (sketch.x_axis, sketch.y_axis):
        axis.update(type="log", dtick=1, tickformat=",d")
    # Logarithms. Left to itself plotly makes room for the label down to a rank of 0.1.
    sketch.x_axis["range"] = [-0.1, np.log10(len(counts)) + 0.1]
    _zipf_line(sketch, ranks, drawn)
    return sketch.figure()


def _zipf_line(sketch: Sketch, ranks: NDArray[np.int64], counts: NDArray[np.int64]) -> None:
    """The line of slope -1 that fits best on the logarithmic axes, down to a count of 1."""
    top = float(np.exp(np.mean(np.log(counts) + np.log(ranks))))
    ends = np.array([1.0, min(float(ranks[-1]), top)])
    sketch.add(
        x=ends,
        y=top / ends,
        mode="lines",
        hoverinfo="skip",
        line={"width": 1.5, "dash": "dash", "color": GRAY},
    )
    # In the corner, the one place where neither the line nor a curve that descends can come.
    corner = {"xref": "paper", "yref": "paper", "xanchor": "right", "yanchor": "top"}
    sketch.note(1, 1, "╌ Zipf: count ∝ 1/rank", **corner)


def similarity_bars(words: Sequence[str], similarities: ArrayLike, *, marked: str) -> go.Figure:
    """One bar a word, in the order given; the marked word in the accent, with a sign before it.

    Each word stands above its bar, so that no length of word can push the bars away.
    """
    values = np.asarray(similarities, dtype=np.float64)
    low = min(float(values.min()), 0.0)
    rows = np.arange(len(words), 0, -1)
    chosen = [word == marked for word in words]
    sketch = Sketch(height=24 + 46 * len(words), grid=False)
    sketch.add(
        type="bar",
        x=values,
        y=rows,
        orientation="h",
        width=0.3,
        customdata=plot_texts(words),
        marker={"color": [ACCENT if each else GRAY for each in chosen]},
        hovertemplate="%{customdata}<br>similarity %{x:.3f}<extra></extra>",
    )
    short = plot_texts(shorten(word, BAR_LETTERS) for word in words)
    lines = zip(short, values, chosen, strict=True)
    sketch.add(
        x=np.full(len(words), low),
        y=rows + 0.18,
        text=[f"{'▸ ' if sign else ''}{word}  {value:.3f}" for word, value, sign in lines],
        mode="text",
        textposition="top right",
        textfont=word_font(),
        hoverinfo="skip",
        cliponaxis=False,
    )
    sketch.y_axis["range"] = [0.6, len(words) + 0.8]
    sketch.x_axis["range"] = [low, 1.0]
    return sketch.figure()

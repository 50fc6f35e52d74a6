"""Charts: arrays in, plotly figure out.

No Streamlit call stands here, and no word is drawn but through `template.plot_text`. Every figure
has a fixed height, labels at its lines and points instead of a legend, and a hover that says all.
Leaves out: pictures of vectors (`maps`) and the common look (`template`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray

from pages.shared.template import (
    ACCENT,
    GRAY,
    SECOND,
    note,
    plot_texts,
    shorten,
    styled,
    word_font,
)

CURVE_HEIGHT = 320

# More points than pixels only make the page slow to send.
MOST_CURVE_POINTS = 600

# With its value, a word of a bar has to fit half a column.
BAR_LETTERS = 20


def loss_curve(
    x: ArrayLike,
    loss: ArrayLike,
    *,
    held_out: ArrayLike | None = None,
    x_title: str = "epoch",
    x_end: float | None = None,
    baseline: float | None = None,
) -> go.Figure:
    """Training loss, thin as it came and thick smoothed; held-out loss; what guessing would give.

    Parameters
    ----------
    x : (n,) array
        Epochs or seconds, ascending; `x_title` says which.
    loss : (n,) array
        Nats per positive pair; NaN where a slice had no pair.
    held_out : (n,) array, optional
        The same of sentences that are not trained on; NaN where it was not taken.
    x_end : float, optional
        Where `x` will end, so that the axis stays the same while the curve grows.
    baseline : float, optional
        Loss of all-zero vectors, (K + 1)·ln 2.
    """
    exams = _finite(x, np.full(np.shape(x), np.nan) if held_out is None else held_out)
    x, y = _finite(x, loss)
    smooth = _smoothed(y)
    rows = _thinned(len(x))
    figure = go.Figure()
    figure.add_scatter(
        x=x[rows], y=y[rows], mode="lines", line={"width": 1, "color": GRAY}, hoverinfo="skip"
    )
    figure.add_scatter(
        x=x[rows],
        y=smooth[rows],
        customdata=y[rows],
        mode="lines",
        line={"width": 3, "color": ACCENT},
        hovertemplate=f"{x_title} %{{x:.3~f}}<br>smoothed %{{y:.3f}}<br>"
        "raw %{customdata:.3f}<extra></extra>",
    )
    styled(figure, height=CURVE_HEIGHT, x_title=x_title, y_title="loss, nats per pair")
    if baseline is not None:
        figure.add_hline(y=baseline, line={"dash": "dash", "width": 1.5, "color": GRAY})
        text = f"all-zero vectors: {baseline:.3f}"
        note(figure, 0.01, baseline, text, xref="paper", xanchor="left", yanchor="bottom")
    if x_end is not None:
        figure.update_xaxes(range=[0, x_end])
    if len(x):
        _name_the_end(figure, x, y, f"smoothed: {smooth[-1]:.3f}", x_end)
    if len(exams[0]):
        _add_held_out(figure, *exams, x_title, x_end)
    return figure


def _add_held_out(
    figure: go.Figure,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    x_title: str,
    x_end: float | None,
) -> None:
    """A dotted line with diamonds, named below its end."""
    rows = _thinned(len(x))
    figure.add_scatter(
        x=x[rows],
        y=y[rows],
        mode="lines+markers",
        line={"width": 2, "dash": "dot", "color": SECOND},
        marker={"size": 7, "symbol": "diamond", "maxdisplayed": 20},  # more would hide the line
        cliponaxis=False,  # the last one stands at the edge
        hovertemplate=f"{x_title} %{{x:.3~f}}<br>held out %{{y:.3f}}<extra></extra>",
    )
    side = "left" if x_end is not None and x[-1] < x_end / 2 else "right"
    note(figure, x[-1], y[-1], f"held out: {y[-1]:.3f}", xanchor=side, yanchor="top", yshift=-6)


def _name_the_end(
    figure: go.Figure,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    text: str,
    x_end: float | None,
) -> None:
    """Label a curve where it ends: above it, or after it while there is room."""
    if x_end is not None and x[-1] < x_end / 2:
        note(figure, x[-1], y[-1], text, xanchor="left", yanchor="bottom", xshift=4)
    else:
        above = y[-(len(y) // 5 + 1) :].max()  # clear of the raw line
        note(figure, x[-1], above, text, xanchor="right", yanchor="bottom")


def error_curve(x: ArrayLike, error: ArrayLike) -> go.Figure:
    """Relative error of a factorization, in [0, 1], over its passes.

    Parameters
    ----------
    x : (n,) array
        Passes done, ascending.
    error : (n,) array
        NaN where none is known.
    """
    x, y = _finite(x, error)
    figure = go.Figure()
    figure.add_scatter(
        x=x,
        y=y,
        mode="lines+markers",
        line={"width": 3, "color": ACCENT},
        marker={"size": 8},
        hovertemplate="pass %{x}<br>relative error %{y:.4f}<extra></extra>",
    )
    styled(figure, height=CURVE_HEIGHT, x_title="pass", y_title="relative error")
    figure.update_yaxes(range=[-0.05, 1.05])
    if len(x):
        room = 0.03 * max(x[-1] - x[0], 1)  # for the marks at both ends
        figure.update_xaxes(range=[x[0] - room, x[-1] + room], dtick=1 + len(x) // 10)
        text = f"error: {y[-1]:.4f}"
        # Below the end, where a curve that descends cannot come.
        note(figure, x[-1], y[-1], text, xanchor="right", yanchor="top", yshift=-8)
    return figure


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
    figure = go.Figure()
    figure.add_scatter(
        x=ranks,
        y=drawn,
        text=plot_texts(words[i - 1] for i in ranks),
        mode="lines+markers",
        line={"width": 2, "color": SECOND},
        marker={"size": 5},
        hovertemplate="%{text}<br>rank %{x:,}<br>count %{y:,}<extra></extra>",
    )
    styled(figure, height=CURVE_HEIGHT, x_title="rank", y_title="count")
    figure.update_xaxes(type="log", dtick=1, tickformat=",d")
    figure.update_yaxes(type="log", dtick=1, tickformat=",d")
    _zipf_line(figure, ranks, drawn)
    return figure


def _zipf_line(figure: go.Figure, ranks: NDArray[np.int64], counts: NDArray[np.int64]) -> None:
    """The line of slope -1 that fits best on the logarithmic axes, down to a count of 1."""
    top = float(np.exp(np.mean(np.log(counts) + np.log(ranks))))
    ends = np.array([1.0, min(float(ranks[-1]), top)])
    figure.add_scatter(
        x=ends,
        y=top / ends,
        mode="lines",
        hoverinfo="skip",
        line={"width": 1.5, "dash": "dash", "color": GRAY},
    )
    # In the corner, the one place where neither the line nor a curve that descends can come.
    corner = {"xref": "paper", "yref": "paper", "xanchor": "right", "yanchor": "top"}
    note(figure, 1, 1, "╌ Zipf: count ∝ 1/rank", **corner)


def similarity_bars(words: Sequence[str], similarities: ArrayLike, *, marked: str) -> go.Figure:
    """One bar a word, in the order given; the marked word in the accent, with a sign before it.

    Each word stands above its bar, so that no length of word can push the bars away.
    """
    values = np.asarray(similarities, dtype=np.float64)
    low = min(float(values.min()), 0.0)
    rows = np.arange(len(words), 0, -1)
    chosen = [word == marked for word in words]
    figure = go.Figure()
    figure.add_bar(
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
    figure.add_scatter(
        x=np.full(len(words), low),
        y=rows + 0.18,
        text=[f"{'▸ ' if sign else ''}{word}  {value:.3f}" for word, value, sign in lines],
        mode="text",
        textposition="top right",
        textfont=word_font(),
        hoverinfo="skip",
        cliponaxis=False,
    )
    styled(figure, height=24 + 46 * len(words), grid=False)
    figure.update_yaxes(range=[0.6, len(words) + 0.8])
    figure.update_xaxes(range=[low, 1.0])
    return figure


def _finite(x: ArrayLike, y: ArrayLike) -> tuple[NDArray[Any], NDArray[Any]]:
    """Both as arrays, without the places where y is not a number."""
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    kept = np.isfinite(y)
    return x[kept], y[kept]


def _smoothed(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean over a twentieth of the curve around each point; less at the ends."""
    n, reach = len(values), len(values) // 40
    sums = np.concatenate([[0.0], np.cumsum(values)])
    low, high = np.maximum(np.arange(n) - reach, 0), np.minimum(np.arange(n) + reach + 1, n)
    return (sums[high] - sums[low]) / (high - low)


def _thinned(n: int) -> NDArray[np.int64]:
    """At most MOST_CURVE_POINTS of n places, evenly spread, both ends among them."""
    return np.unique(np.linspace(0, n - 1, min(n, MOST_CURVE_POINTS)).round().astype(np.int64))

"""Curves of exams: what share of the questions is answered, and how far words have settled.

Arrays in, plotly figure out, as in `charts`. Shares in [0, 1], drawn as percents.
Leaves out: the loss (`curves`), and what the shares mean.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from pages.drawing.charts import CURVE_HEIGHT
from pages.drawing.curves import add_moment
from pages.drawing.earlier_curves import STYLES, End, name_ends
from pages.drawing.figure import Sketch
from pages.drawing.theme import ACCENT

Floats = NDArray[np.float64]

# Beside no line, and as high as the axis shall be.
_WHOLE = np.array([-np.inf, -np.inf]), np.array([0.0, 1.0])


def score_curve(
    x: Floats, shares: Floats, *, x_title: str, x_end: float, at: float | None = None
) -> go.Figure:
    """Share of the questions that is answered rightly, with a mark at every exam.

    Parameters
    ----------
    x : (n,) array
        Ascending; `x_title` says what.
    shares : (n,) array
        NaN where no question was asked.
    x_end : float
        Where `x` will end.
    at : float, optional
        Where to draw a vertical line: the moment that is looked at.
    """
    sketch = _sketch("answered rightly", x_title, x_end)
    known = np.isfinite(shares)
    x, shares = x[known], shares[known]
    sketch.add(
        x=x,
        y=shares,
        mode="lines+markers",
        line={"width": 3, "color": ACCENT},
        marker={"size": 6},
        cliponaxis=False,  # the last one stands at the edge
        hovertemplate=f"{x_title} %{{x:.3~f}}<br>%{{y:.1%}} right<extra></extra>",
    )
    if len(x):
        side = "left" if x[-1] < x_end / 2 else "right"
        low = shares[-1] < 0.85
        way = {"yanchor": "bottom", "yshift": 8} if low else {"yanchor": "top", "yshift": -10}
        sketch.note(x[-1], shares[-1], f"right: {shares[-1]:.1%}", xanchor=side, **way)
    if at is not None:
        add_moment(sketch, at, x_title, x_end)
    return sketch.figure()


def settling_curves(
    x: Floats,
    shares: Floats,
    names: Sequence[str],
    *,
    y_title: str,
    x_title: str,
    x_end: float,
    at: float | None = None,
) -> go.Figure:
    """A line for each band of words, with a dash of its own and named where they differ most.

    Parameters
    ----------
    x : (n,) array
        Ascending; `x_title` says what.
    shares : (n, bands) array
        NaN where there is none; a band of which nothing is known is left out.
    names : sequence of str
        Of the bands; ours, no words. At most five.
    x_end, at
        As for `score_curve`.
    """
    sketch = _sketch(y_title, x_title, x_end)
    drawn = np.isfinite(shares).any(axis=0).nonzero()[0]
    lines, ends = [], []
    for band in drawn:
        color, dash = STYLES[band]
        known = np.isfinite(shares[:, band])
        lines.append((x[known], shares[known, band]))
        sketch.add(
            x=lines[-1][0],
            y=lines[-1][1],
            mode="lines",
            line={"width": 2, "dash": dash, "color": color},
            hovertemplate=f"{names[band]}<br>{x_title} %{{x:.3~f}}<br>%{{y:.0%}}<extra></extra>",
        )
    if len(drawn):
        row = _widest(shares[:, drawn])
        ends = [
            End(names[band], float(x[row]), float(shares[row, band]), STYLES[band][0])
            for band in drawn
            if np.isfinite(shares[row, band])
        ]
        name_ends(sketch, ends, [*lines, _WHOLE], x_end, form="")
    if at is not None:
        add_moment(sketch, at, x_title, x_end)
    return sketch.figure()


def _sketch(y_title: str, x_title: str, x_end: float) -> Sketch:
    sketch = Sketch(height=CURVE_HEIGHT, x_title=x_title, y_title=y_title)
    sketch.x_axis["range"] = [0, x_end]
    sketch.y_axis.update(range=[-0.06, 1.06], tickformat=".0%")
    return sketch


def _widest(shares: Floats) -> int:
    """The row in which most lines are known and lie furthest apart."""
    known = np.isfinite(shares)
    low, high = np.where(known, shares, np.inf), np.where(known, shares, -np.inf)
    spread = np.where(known.any(axis=1), high.max(axis=1) - low.min(axis=1), 0)
    return int(np.argmax(known.sum(axis=1) + spread / 2))

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
from pages.drawing.earlier_curves import STYLES
from pages.drawing.figure import Sketch
from pages.drawing.theme import ACCENT, FONT_SIZE

Floats = NDArray[np.float64]

_LINE = FONT_SIZE * 1.4
_PIECE = 44  # pixels of a line beside its name
_EMPTY = 0.45  # of the width, that lines have left when their names stand to the right


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
    """A line for each band of words, with a dash of its own.

    Parameters
    ----------
    shares : (n, bands) array
        NaN where there is none; a band of which nothing is known is left out.
    names : sequence of str
        Of the bands; ours, no words. At most five.
    x, x_title, x_end, at
        As for `score_curve`.
    """
    sketch = _sketch(y_title, x_title, x_end)
    drawn = np.isfinite(shares).any(axis=0).nonzero()[0].tolist()
    for band in drawn:
        color, dash = STYLES[band]
        known = np.isfinite(shares[:, band])
        sketch.add(
            x=x[known],
            y=shares[known, band],
            mode="lines",
            line={"width": 2, "dash": dash, "color": color},
            hovertemplate=f"{names[band]}<br>{x_title} %{{x:.3~f}}<br>%{{y:.0%}}<extra></extra>",
        )
    late = shares[x >= x_end * _EMPTY]
    _name_lines(sketch, drawn, names, right=bool((late[np.isfinite(late)] > 0.5).all()))
    if at is not None:
        add_moment(sketch, at, x_title, x_end)
    return sketch.figure()


def _name_lines(sketch: Sketch, drawn: Sequence[int], names: Sequence[str], *, right: bool) -> None:
    """A piece of each line with its name, in the corner where lines that rise cannot come.

    They end at one point and cross before it, so there is no room for names beside them.
    """
    corner, low = (1, 0) if right else (0, 1)
    for place, band in enumerate(reversed(drawn)):
        color, dash = STYLES[band]
        row = len(drawn) - place if right else -place - 0.5
        height = row * _LINE + (0.5 * _LINE if right else 0)
        ends = (-_PIECE, 0) if right else (0, _PIECE)
        sketch.shapes.append(
            {
                "type": "line",
                "line": {"width": 2, "dash": dash, "color": color},
                "xref": "paper",
                "xsizemode": "pixel",
                "xanchor": corner,
                "yref": "paper",
                "ysizemode": "pixel",
                "yanchor": low,
                "x0": ends[0],
                "x1": ends[1],
                "y0": height,
                "y1": height,
            }
        )
        sketch.note(
            corner,
            low,
            names[band],
            xref="paper",
            yref="paper",
            xanchor="right" if right else "left",
            yanchor="middle",
            xshift=(-1 if right else 1) * (_PIECE + 6),
            yshift=height,
        )


def _sketch(y_title: str, x_title: str, x_end: float) -> Sketch:
    sketch = Sketch(height=CURVE_HEIGHT, x_title=x_title, y_title=y_title)
    sketch.x_axis["range"] = [0, x_end]
    sketch.y_axis.update(range=[-0.06, 1.06], tickformat=".0%")
    return sketch

"""Curves: what training brings, over epochs or passes.

Arrays in, plotly figure out, as in `charts`. Leaves out: which runs can be laid over one another;
losses of other settings may mean something else, and only the caller knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray

from pages.drawing.charts import CURVE_HEIGHT
from pages.drawing.earlier_curves import MOST_EARLIER, End, draw_earlier, name_ends
from pages.drawing.figure import Sketch
from pages.drawing.theme import (
    ACCENT,
    GRAY,
    INK,
    SECOND,
)

# More points than pixels only make the page slow to send.
MOST_CURVE_POINTS = 500
_MOST_EARLIER_POINTS = 100  # enough for a smooth line

Floats = NDArray[np.float64]


class _Curve(NamedTuple):
    """Points of one line."""

    x: Floats
    y: Floats


def loss_curve(
    x: ArrayLike,
    loss: ArrayLike,
    *,
    held_out: ArrayLike | None = None,
    earlier: Sequence[tuple[str, ArrayLike, ArrayLike]] = (),
    x_title: str = "epoch",
    x_end: float | None = None,
    baseline: float | None = None,
    at: float | None = None,
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
    earlier : sequence of (label, x, loss)
        Runs to compare with, smoothed; the first `MOST_EARLIER` are drawn. Labels are any text.
    x_end : float, optional
        Where `x` will end, so that the axis stays the same while the curve grows.
    baseline : float, optional
        Loss of all-zero vectors, (K + 1)·ln 2.
    at : float, optional
        Where to draw a vertical line: the moment that is looked at.
    """
    raw = _finite(x, loss)
    exams = _finite(x, np.full(np.shape(x), np.nan) if held_out is None else held_out)
    others = [
        (label, *_thinned(_smoothed(curve), _MOST_EARLIER_POINTS))
        for label, curve in ((label, _finite(*points)) for label, *points in earlier)
        if len(curve.x)
    ][:MOST_EARLIER]
    if x_end is not None:
        x_end = max([x_end, *(float(x[-1]) for _, x, _ in others)])
    sketch = Sketch(height=CURVE_HEIGHT, x_title=x_title, y_title="loss, nats per pair")
    ends = draw_earlier(sketch, others, x_title)
    _add_loss(sketch, raw, x_title)
    _add_held_out(sketch, exams, x_title)
    if ends:
        ends += _own_ends(raw, exams)
        lines = [raw, exams, *((x, y) for _, x, y in others)]
        name_ends(sketch, ends, lines, x_end or max(end.x for end in ends), baseline)
    else:
        _name_own_ends(sketch, raw, exams, x_end)
    if baseline is not None:
        _add_baseline(sketch, baseline)
    if at is not None:
        add_moment(sketch, at, x_title, x_end)
    if x_end is not None:
        sketch.x_axis["range"] = [0, x_end]
    return sketch.figure()


def _add_loss(sketch: Sketch, raw: _Curve, x_title: str) -> None:
    """The loss as it came, and smoothed, at the same places."""
    smooth = _smoothed(raw)
    thin, thick = _thinned(raw, MOST_CURVE_POINTS), _thinned(smooth, MOST_CURVE_POINTS)
    sketch.add(x=thin.x, y=thin.y, mode="lines", line={"width": 1, "color": GRAY}, hoverinfo="skip")
    sketch.add(
        x=thick.x,
        y=thick.y,
        customdata=thin.y,
        mode="lines",
        line={"width": 3, "color": ACCENT},
        hovertemplate=f"{x_title} %{{x:.3~f}}<br>smoothed %{{y:.3f}}<br>"
        "raw %{customdata:.3f}<extra></extra>",
    )


def _add_held_out(sketch: Sketch, exams: _Curve, x_title: str) -> None:
    """A dotted line with diamonds, if any exam was taken."""
    if not len(exams.x):
        return
    x, y = _thinned(exams, MOST_CURVE_POINTS)
    sketch.add(
        x=x,
        y=y,
        mode="lines+markers",
        line={"width": 2, "dash": "dot", "color": SECOND},
        marker={"size": 7, "symbol": "diamond", "maxdisplayed": 20},  # more would hide the line
        cliponaxis=False,  # the last one stands at the edge
        hovertemplate=f"{x_title} %{{x:.3~f}}<br>held out %{{y:.3f}}<extra></extra>",
    )


def _own_ends(raw: _Curve, exams: _Curve) -> list[End]:
    """Where the lines of the run itself end, as far as there are any."""
    own = (("smoothed", _smoothed(raw), ACCENT), ("held out", exams, SECOND))
    return [
        End(label, float(curve.x[-1]), float(curve.y[-1]), color)
        for label, curve, color in own
        if len(curve.x)
    ]


def _name_own_ends(sketch: Sketch, raw: _Curve, exams: _Curve, x_end: float | None) -> None:
    """Label the smoothed loss above its end, or after it while there is room, exams below."""
    for end in _own_ends(raw, exams):
        text, after = f"{end.label}: {end.y:.3f}", _has_room_after(end.x, x_end)
        side = "left" if after else "right"
        if end.label == "held out":
            sketch.note(end.x, end.y, text, xanchor=side, yanchor="top", yshift=-6)
        elif after:
            sketch.note(end.x, raw.y[-1], text, xanchor=side, yanchor="bottom", xshift=4)
        else:
            above = raw.y[-(len(raw.y) // 5 + 1) :].max()  # clear of the raw line
            sketch.note(end.x, above, text, xanchor=side, yanchor="bottom")


def _add_baseline(sketch: Sketch, baseline: float) -> None:
    sketch.across(baseline)
    text = f"all-zero vectors: {baseline:.3f}"
    sketch.note(0.01, baseline, text, xref="paper", xanchor="left", yanchor="bottom")


def add_moment(sketch: Sketch, at: float, x_title: str, x_end: float | None) -> None:
    """A vertical line that says where it stands, at its foot: there no curve begins."""
    line = {"width": 1.5, "color": INK}
    ends = {"x0": at, "x1": at, "y0": 0, "y1": 1, "yref": "y domain"}
    sketch.shapes.append({"type": "line", **ends, "line": line})
    side = {"xanchor": "left", "xshift": 4}
    if not _has_room_after(at, x_end):
        side = {"xanchor": "right", "xshift": -4}
    sketch.note(at, 0, f"{x_title} {at:.2f}", yref="paper", yanchor="bottom", **side)


def _has_room_after(x: float, x_end: float | None) -> bool:
    """Whether a label fits to the right of a place."""
    return x_end is not None and x < x_end / 2


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
    sketch = Sketch(height=CURVE_HEIGHT, x_title="pass", y_title="relative error")
    sketch.add(
        x=x,
        y=y,
        mode="lines+markers",
        line={"width": 3, "color": ACCENT},
        marker={"size": 8},
        hovertemplate="pass %{x}<br>relative error %{y:.4f}<extra></extra>",
    )
    sketch.y_axis["range"] = [-0.05, 1.05]
    if len(x):
        room = 0.03 * max(x[-1] - x[0], 1)  # for the marks at both ends
        sketch.x_axis.update(range=[x[0] - room, x[-1] + room], dtick=1 + len(x) // 10)
        text = f"error: {y[-1]:.4f}"
        # Below the end, where a curve that descends cannot come.
        sketch.note(x[-1], y[-1], text, xanchor="right", yanchor="top", yshift=-8)
    return sketch.figure()


def passes(errors: ArrayLike) -> Floats:
    """The error before the first pass of a factorization and after each; others say it again."""
    known = np.asarray(errors, dtype=np.float64)
    known = known[np.isfinite(known)]
    changed: Floats = known[np.diff(known, prepend=np.nan) != 0]
    return changed


def _finite(x: ArrayLike, y: ArrayLike) -> _Curve:
    """Both as arrays, without the places where y is not a number."""
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    kept = np.isfinite(y)
    return _Curve(x[kept], y[kept])


def _smoothed(curve: _Curve) -> _Curve:
    """Mean over a twentieth of the curve around each point; less at the ends."""
    n, reach = len(curve.y), len(curve.y) // 40
    sums = np.concatenate([[0.0], np.cumsum(curve.y)])
    low, high = np.maximum(np.arange(n) - reach, 0), np.minimum(np.arange(n) + reach + 1, n)
    return _Curve(curve.x, (sums[high] - sums[low]) / (high - low))


def _thinned(curve: _Curve, most: int) -> _Curve:
    """At most so many of the points, evenly spread, both ends among them."""
    n = len(curve.x)
    rows = np.unique(np.linspace(0, n - 1, min(n, most)).round().astype(np.int64))
    return _Curve(curve.x[rows], curve.y[rows])

"""A distance over the distances of random splits.

Arrays in, plotly figure out, as in `pages.drawing.charts`. Leaves out: the numbers (`show_groups`).
"""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from pages.drawing.figure import Sketch
from pages.drawing.theme import ACCENT, GRAY
from w2v_core.evaluation.difference import Difference

HEIGHT = 210
_BINS = 30


def placebo(test: Difference) -> go.Figure:
    """The figure with its interval, over the histogram of the random splits."""
    counts, edges = np.histogram(test.placebo, bins=_BINS)
    top = float(counts.max())
    sketch = Sketch(height=HEIGHT, x_title="distance without bias", y_title="random splits")
    sketch.add(
        type="bar",
        x=(edges[:-1] + edges[1:]) / 2,
        y=counts,
        width=np.diff(edges),
        marker={"color": GRAY},
        hovertemplate="%{y} random splits near %{x:.3f}<extra></extra>",
    )
    height = 1.15 * top
    sketch.add(
        x=[test.low, test.high],
        y=[height, height],
        mode="lines",
        line={"color": ACCENT, "width": 4},
        hovertemplate="95 % interval, end at %{x:.3f}<extra></extra>",
    )
    sketch.add(
        x=[test.figure, test.figure],
        y=[0, height],
        mode="lines+markers",
        line={"color": ACCENT, "width": 2, "dash": "dash"},
        marker={"symbol": ["line-ew", "diamond"], "size": 12, "color": ACCENT},
        hovertemplate="the groups: %{x:.3f}<extra></extra>",
    )
    low, high = (min(test.low, float(edges[0])), max(test.high, float(edges[-1])))
    room = 0.06 * (high - low)
    late = test.figure > (low + high) / 2  # the label goes to where there is more room
    side = {"xanchor": "right" if late else "left", "xshift": -10 if late else 10}
    sketch.note(test.figure, 0.9 * height, "the groups", **side, yanchor="top")
    sketch.x_axis["range"] = [low - room, high + room]
    sketch.y_axis["range"] = [0, 1.1 * height]
    return sketch.figure()

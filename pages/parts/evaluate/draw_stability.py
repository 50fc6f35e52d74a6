"""Pictures of how sure neighbors are: by frequency, and by votes.

Arrays in, plotly figure out, as in `charts`. Leaves out: the figures (`show_stability`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from pages.drawing.figure import Sketch
from pages.drawing.theme import ACCENT, GRAY, SECOND, THIRD, Floats

HEIGHT = 300


def by_frequency(names: Sequence[str], seeds: Floats, draws: Floats, k: int) -> go.Figure:
    """Neighbors that stay, of `k`, for each band of frequency, rare to frequent.

    Parameters
    ----------
    names : sequence of str
        Of the n bands; ours, not words.
    seeds, draws : (n,) arrays
        Shares in [0, 1]; NaN where nothing is known.
    """
    sketch = Sketch(height=HEIGHT, x_title="occurrences", y_title=f"of {k} neighbors")
    places = np.arange(len(names))
    kinds = (
        ("another seed", seeds, SECOND, "circle", "bottom"),
        ("other documents", draws, THIRD, "square", "top"),
    )
    for name, shares, color, symbol, side in kinds:
        values = k * np.asarray(shares, dtype=np.float64)
        sketch.add(
            x=places,
            y=values,
            mode="lines+markers",
            line={"color": color, "width": 2},
            marker={"symbol": symbol, "size": 11, "color": color},
            hovertemplate=f"{name} keeps %{{y:.1f}} of {k}<extra></extra>",
        )
        known = np.flatnonzero(np.isfinite(values))
        if len(known):
            last = int(known[-1])
            shift = 8 if side == "bottom" else -8
            sketch.note(last, values[last], name, xanchor="right", yanchor=side, yshift=shift)
    sketch.x_axis.update(tickvals=places, ticktext=list(names), range=[-0.4, len(names) - 0.6])
    sketch.y_axis["range"] = [0, k * 1.05]
    return sketch.figure()


def by_votes(shares: Floats, levels: Sequence[tuple[float, str]]) -> go.Figure:
    """Share of the neighbors with so many votes that came back in a training that had no vote.

    Parameters
    ----------
    shares : (n,) array
        For 0, 1, … n - 1 votes.
    levels : sequence of (share, name)
        Where a level begins.
    """
    sketch = Sketch(height=HEIGHT, x_title="votes of the others", y_title="came back, %")
    votes = np.arange(len(shares))
    sketch.add(
        type="bar",
        x=votes,
        y=100 * np.asarray(shares),
        marker={"color": [ACCENT if each >= levels[0][0] else GRAY for each in shares]},
        hovertemplate="%{x} votes: %{y:.0f} % came back<extra></extra>",
    )
    for share, name in levels:
        sketch.across(100 * share)
        sketch.note(-0.5, 100 * share, name, xanchor="left", yanchor="bottom")
    sketch.x_axis.update(tickvals=votes)
    sketch.y_axis["range"] = [0, 105]
    return sketch.figure()

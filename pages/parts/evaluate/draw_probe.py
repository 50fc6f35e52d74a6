"""Pictures of the probe: length and frequency, products and PMI, hubs.

Arrays in, plotly figure out. Leaves out: what is drawn from (`w2v_core.evaluation`), and how it
looks (`figure`, `theme`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from pages.drawing.figure import Sketch
from pages.drawing.theme import GRAY, SECOND, Floats, plot_texts

PROBE_HEIGHT = 300
MOST_POINTS = 1_500

_POINT = {"size": 5, "opacity": 0.55, "color": SECOND}


def lengths(counts: NDArray[np.int64], norms: Floats, words: Sequence[str]) -> go.Figure:
    """Length of each vector over the count of its word, which is logarithmic.

    Parameters
    ----------
    counts, norms : (n,) arrays
        Counts of at least 1, finite lengths.
    words : sequence of str
        The n words, for the hover.
    """
    sketch = Sketch(height=PROBE_HEIGHT, x_title="count", y_title="length")
    sketch.add(
        x=counts,
        y=norms,
        text=plot_texts(words),
        mode="markers",
        marker=_POINT,
        hovertemplate="%{text}<br>count %{x:,}<br>length %{y:.3g}<extra></extra>",
    )
    sketch.x_axis.update(type="log", dtick=1, tickformat=",d")
    sketch.y_axis["rangemode"] = "tozero"
    return sketch.figure()


def products(pmi: Floats, values: Floats, pairs: Sequence[tuple[str, str]]) -> go.Figure:
    """v·c + log K over PMI against the noise, with the line on which both would be equal."""
    sketch = Sketch(height=PROBE_HEIGHT, x_title="PMI against the noise", y_title="v·c + log K")
    words, contexts = (plot_texts(each) for each in zip(*pairs, strict=True))
    sketch.add(
        x=pmi,
        y=values,
        customdata=list(zip(words, contexts, strict=True)),
        mode="markers",
        marker=_POINT,
        hovertemplate="%{customdata[0]} near %{customdata[1]}<br>PMI %{x:.2f}<br>v·c + log K "
        "%{y:.2f}<extra></extra>",
    )
    ends = [float(pmi.min()), float(pmi.max())]
    sketch.add(
        x=ends,
        y=ends,
        mode="lines",
        hoverinfo="skip",
        line={"width": 1.5, "dash": "dash", "color": GRAY},
    )
    corner = {"xref": "paper", "yref": "paper", "xanchor": "right", "yanchor": "bottom"}
    sketch.note(1, 0, "╌ equal", **corner)
    return sketch.figure()


def lists(times: NDArray[np.int64], words: Sequence[str]) -> go.Figure:
    """In how many lists of ten nearest each word stands, most first, over its rank."""
    order = np.argsort(-times, kind="stable")
    shown = np.unique(np.geomspace(1, len(order), 300).round().astype(np.int64)) - 1
    sketch = Sketch(height=PROBE_HEIGHT, x_title="words, most often first", y_title="lists")
    sketch.add(
        x=shown + 1,
        y=times[order[shown]],
        text=plot_texts(words[i] for i in order[shown].tolist()),
        mode="lines+markers",
        line={"width": 2, "color": SECOND},
        marker={"size": 5},
        hovertemplate="%{text}<br>in %{y:,} lists<extra></extra>",
    )
    sketch.x_axis.update(type="log", dtick=1, tickformat=",d")
    sketch.y_axis["rangemode"] = "tozero"
    return sketch.figure()

"""Charts of a corpus: how much of it its frequent words make up.

Leaves out: counts over ranks, which stand with the other curves in `charts`.
"""

from __future__ import annotations

import plotly.graph_objects as go

from pages.drawing.charts import CURVE_HEIGHT
from pages.drawing.figure import Sketch
from pages.drawing.theme import SECOND
from w2v_core.text.views.statistics import Coverage

MARKED = 0.9  # share at which the curve is read off


def coverage_curve(found: Coverage, marked_words: int) -> go.Figure:
    """Share of tokens over the number of frequent words.

    Parameters
    ----------
    found : Coverage
    marked_words : int
        How many words cover `MARKED` of the tokens.
    """
    sketch = Sketch(height=CURVE_HEIGHT, x_title="most frequent words", y_title="share of tokens")
    sketch.add(
        x=found.words,
        y=found.shares,
        customdata=found.min_counts,
        mode="lines+markers",
        line={"width": 2, "color": SECOND},
        marker={"size": 5},
        hovertemplate="%{x:,} words<br>cover %{y:.1%} of the tokens"
        "<br>minimum count %{customdata:,}<extra></extra>",
    )
    sketch.x_axis.update(type="log", dtick=1, tickformat=",d")
    sketch.y_axis.update(range=[0, 1.05], tickformat=".0%")
    sketch.across(MARKED)
    text = f"{marked_words:,} words cover {MARKED:.0%}"
    sketch.note(0.01, MARKED, text, xref="paper", xanchor="left", yanchor="bottom")
    return sketch.figure()

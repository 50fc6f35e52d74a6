"""A picture of scores by section: a mark for each method, with its interval as a line.

Arrays in, plotly figure out, as in `charts`. Leaves out: the scores (`show_analogies`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from pages.drawing.figure import Sketch
from pages.drawing.theme import SECOND, THIRD, Floats, plot_text, plot_texts, word_font

SYMBOLS = ("circle", "square")  # of the first and the second method
MOST_SECTIONS = 30

_COLORS = (SECOND, THIRD)
_ROW = 58  # pixels
_APART = 0.13  # rows between the two methods


class Scores(NamedTuple):
    """What one method has scored: (n,) shares and the (n,) ends of their intervals; NaN if none."""

    method: str
    shares: Floats
    low: Floats
    high: Floats


def sections(names: Sequence[str], scores: Sequence[Scores]) -> go.Figure:
    """One row a section, its name above its marks, so that no name can push the marks away.

    Parameters
    ----------
    names : sequence of str
        The n sections, at least 1; of more than 30 the first are drawn.
    scores : sequence of Scores
        Of one or two methods.
    """
    names = names[:MOST_SECTIONS]
    n = len(names)
    rows = np.arange(n, 0, -1, dtype=np.float64)
    sketch = Sketch(height=64 + _ROW * n, x_title="share answered rightly, %")
    sketch.x_axis.update(range=[-2, 104], tickvals=[0, 25, 50, 75, 100])
    sketch.y_axis.update(visible=False, range=[0.4, n + 0.75])
    none = np.ones(n, dtype=bool)
    for place, score in enumerate(scores):
        shares, low, high = (100 * np.asarray(each[:n]) for each in score[1:])
        none &= np.isnan(shares)
        sketch.add(
            x=shares,
            y=rows - 0.08 - place * 2 * _APART,
            mode="markers",
            marker={"symbol": SYMBOLS[place], "size": 11, "color": _COLORS[place]},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": high - shares,
                "arrayminus": shares - low,
                "color": _COLORS[place],
                "thickness": 2,
                "width": 4,
            },
            customdata=np.column_stack([low, high]),
            text=plot_texts(names),
            hovertemplate=f"%{{text}}<br>{score.method} %{{x:.1f}} %, "
            "%{customdata[0]:.1f} to %{customdata[1]:.1f}<extra></extra>",
        )
    sketch.notes += [
        {
            "x": 0,
            "y": float(row),
            "text": plot_text(name) + (": no score" if empty else ""),
            "showarrow": False,
            "xanchor": "left",
            "yanchor": "bottom",
            "yshift": 4,
            "borderpad": 0,
            "font": word_font(),
        }
        for name, row, empty in zip(names, rows, none, strict=True)
    ]
    return sketch.figure()

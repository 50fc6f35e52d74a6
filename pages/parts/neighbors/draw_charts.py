"""Charts of the Neighbors page: a list of words against itself, and one vector.

No Streamlit call stands here. Leaves out: what is drawn from (`w2v_core.vectors.scales`) and the
common look (`figure`, `theme`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import plotly.graph_objects as go

from pages.drawing.figure import Sketch
from pages.drawing.heat import CIVIDIS
from pages.drawing.theme import ACCENT, FONT_SIZE, GRAY, Floats, plot_texts, shorten, word_font

STRIP_HEIGHT = 180
_CELL = 34  # pixels
_LETTERS = 14


def heat_map(matrix: Floats, words: Sequence[str], *, values: bool = True) -> go.Figure:
    """Similarity of each word with each, in the order given.

    Parameters
    ----------
    matrix : (n, n) array
    words : sequence of str
        The n words.
    values : bool
        Whether each cell says its number; where it is narrow there is no room.
    """
    n = len(words)
    places = list(range(n))
    sketch = Sketch(height=90 + _CELL * max(n, 3))
    names = plot_texts(words)
    sketch.add(
        type="heatmap",
        z=np.asarray(matrix),
        x=places,
        y=places,
        zmin=min(float(np.min(matrix)), 0.0),
        zmax=1.0,
        colorscale=CIVIDIS,
        showscale=not values,
        xgap=1,
        ygap=1,
        customdata=[[[a, b] for b in names] for a in names],
        text=[[f"{value:.2f}" for value in row] for row in np.asarray(matrix).tolist()],
        texttemplate="%{text}" if values else None,
        textfont={"size": FONT_SIZE - 2},
        hovertemplate="%{customdata[0]}, %{customdata[1]}<br>similarity %{z:.3f}<extra></extra>",
    )
    short = plot_texts(shorten(word, _LETTERS) for word in words)
    for axis in (sketch.x_axis, sketch.y_axis):
        font = word_font(FONT_SIZE - 1)
        del font["shadow"]
        axis.update(tickvals=places, ticktext=short, showgrid=False, tickfont=font)
    sketch.x_axis.update(side="top", tickangle=-45)
    sketch.y_axis.update(autorange="reversed", ticklabelstandoff=6)
    return sketch.figure()


def vector_strip(values: Floats, marked: Collection[int]) -> go.Figure:
    """The numbers of one vector as bars, the marked ones in the accent and with their number."""
    values = np.asarray(values, dtype=np.float64)
    sketch = Sketch(height=STRIP_HEIGHT, x_title="dimension", y_title="value")
    sketch.add(
        type="bar",
        x=np.arange(1, len(values) + 1),
        y=values,
        marker={"color": [ACCENT if i in marked else GRAY for i in range(len(values))]},
        hovertemplate="dimension %{x}<br>%{y:.4f}<extra></extra>",
    )
    for i in sorted(marked):
        up = values[i] >= 0
        sketch.note(i + 1, values[i], str(i + 1), yanchor="bottom" if up else "top")
    top = float(np.abs(values).max(initial=0.0)) * 1.3 or 1.0
    sketch.y_axis["range"] = [-top, top]
    sketch.x_axis["range"] = [0, len(values) + 1]
    return sketch.figure()

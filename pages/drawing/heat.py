"""Pictures of tables of amounts, a colored cell for each.

Leaves out: similarities of words (`parts/neighbors/draw_charts`).
"""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from pages.drawing.figure import Sketch
from pages.drawing.theme import FONT_SIZE, Floats, plot_texts, shorten

# cividis, for amounts
CIVIDIS = [
    [0.0, "#00224e"],
    [0.25, "#3b496c"],
    [0.5, "#707173"],
    [0.75, "#a59c74"],
    [1, "#fee838"],
]

_CELL = 34  # pixels
_LETTERS = 18
_WITH_NUMBERS = 12  # rows; where there are more, cells are too small


def confusion(shares: Floats, names: Sequence[str]) -> go.Figure:
    """Share of each group (rows) that is taken for each (columns).

    Parameters
    ----------
    shares : (n, n) array
        In [0, 1].
    names : sequence of str
        The n groups; any text.
    """
    n = len(names)
    places = list(range(n))
    short = plot_texts(shorten(name, _LETTERS) for name in names)
    sketch = Sketch(height=110 + _CELL * max(n, 3), x_title="taken for", y_title="group")
    whole = plot_texts(names)
    sketch.add(
        type="heatmap",
        z=(100 * shares).tolist(),
        x=places,
        y=places,
        zmin=0,
        zmax=100,
        colorscale=CIVIDIS,
        showscale=n > _WITH_NUMBERS,
        xgap=1,
        ygap=1,
        customdata=[[[one, other] for other in whole] for one in whole],
        text=[[f"{100 * share:.0f}" for share in row] for row in shares.tolist()],
        texttemplate="%{text}" if n <= _WITH_NUMBERS else None,
        textfont={"size": FONT_SIZE - 1},
        hovertemplate="%{customdata[0]} taken for %{customdata[1]}: %{z:.1f} %<extra></extra>",
    )
    for axis in (sketch.x_axis, sketch.y_axis):
        axis.update(tickvals=places, ticktext=short, showgrid=False)
    sketch.y_axis["autorange"] = "reversed"
    sketch.x_axis["tickangle"] = -45 if n > 3 else 0
    return sketch.figure()

"""A picture of rated pairs: what people said against the cosine, with those named that disagree.

Arrays in, plotly figure out, as in `charts`. Leaves out: the score (`show_similarity`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from pages.drawing.figure import Properties, Sketch
from pages.drawing.labels import place_labels
from pages.drawing.theme import GRAY, SECOND, THIRD, Floats, plot_texts, shorten, word_font
from pages.drawing.word_plane import write_labels

PAIRS_HEIGHT = 460
MOST_NAMED = 10

_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 8, 12, 52
_ROOM = 0.08  # of each range, left free on each side
_HALF = 8  # letters of a word in a label, where both are long


def scatter(
    pairs: Sequence[tuple[str, str]],
    ratings: Floats,
    cosines: Floats,
    gaps: Floats,
    *,
    width: int = 560,
) -> go.Figure:
    """Each pair at its rating and its cosine.

    Parameters
    ----------
    pairs : sequence of pairs of str
        n of them, at least 1. The first trace holds them in this order.
    ratings, cosines : (n,) arrays
        Where they stand.
    gaps : (n,) array
        Ranks by which vectors hold a pair for more alike than people do. The ten furthest from 0
        are marked: a triangle that points up where it is positive, down where it is negative; and
        named where there is room.
    width : int
        Pixels the picture is likely to get: decides which names fit.
    """
    points = np.column_stack([ratings, cosines])
    low, high = points.min(axis=0), points.max(axis=0)
    room = _ROOM * np.maximum(high - low, 1e-3)
    low, high = low - room, high + room
    sketch = Sketch(height=PAIRS_HEIGHT, x_title="rating by people", y_title="cosine")
    sketch.layout["margin"].update(l=_LEFT, r=_RIGHT, t=_TOP, b=_BOTTOM)
    sketch.x_axis.update(range=[low[0], high[0]], automargin=False)
    sketch.y_axis.update(range=[low[1], high[1]], automargin=False)
    names = [_name(*pair) for pair in pairs]
    named = np.argsort(-np.abs(gaps), kind="stable")[:MOST_NAMED].tolist()
    sketch.add(
        x=ratings,
        y=cosines,
        mode="markers",
        text=plot_texts(a for a, _ in pairs),
        customdata=plot_texts(b for _, b in pairs),
        hovertemplate="%{text}, %{customdata}<br>rating %{x}<br>cosine %{y:.3f}<extra></extra>",
        marker=_marker(gaps, set(named)),
    )
    frame = (width - _LEFT - _RIGHT, PAIRS_HEIGHT - _TOP - _BOTTOM)
    pixels = (points - low) / (high - low) * np.array(frame)
    sides = place_labels(pixels, names, named, (), most=MOST_NAMED, frame=frame)
    write_labels(sketch, points, names, sides, lambda _: word_font())
    return sketch.figure()


def _name(a: str, b: str) -> str:
    """Both words, each still to be told when they are long."""
    return f"{a} · {b}" if len(a) + len(b) <= 2 * _HALF else f"{_short(a)} · {_short(b)}"


def _short(word: str) -> str:
    return shorten(word, _HALF)


def _marker(gaps: Floats, named: set[int]) -> Properties:
    """Triangles for the pairs that disagree most, dots for the others."""
    up = [float(gap) > 0 for gap in gaps]
    return {
        "symbol": [
            ("triangle-up" if each else "triangle-down") if i in named else "circle"
            for i, each in enumerate(up)
        ],
        "color": [(SECOND if each else THIRD) if i in named else GRAY for i, each in enumerate(up)],
        "size": [12 if i in named else 6 for i in range(len(gaps))],
        "opacity": [1.0 if i in named else 0.6 for i in range(len(gaps))],
        "line": {"width": 0},
    }

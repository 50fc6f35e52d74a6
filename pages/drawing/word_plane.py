"""What pictures of words in the plane have in common: a frame, one scale, labels.

Leaves out: what is drawn (`word_map`, `draw_frame`) and where labels fit (`labels`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from pages.drawing.figure import Sketch
from pages.drawing.labels import GAP, LETTERS, SIDE_GAP
from pages.drawing.theme import Floats, plot_text, shorten

# Fixed, so that the pixels in which labels are placed are those that are drawn.
LEFT, RIGHT, TOP, BOTTOM = 30, 8, 12, 36

_ANCHORS = {  # anchors of a label on each side of its point, and where it is shifted to
    "above": ("center", "bottom", 0, 1),
    "below": ("center", "top", 0, -1),
    "right": ("left", "middle", 1, 0),
    "left": ("right", "middle", -1, 0),
}


def fix_frame(sketch: Sketch, width: int, height: int, *, top: int) -> tuple[int, int]:
    """Fix the margins; return width and height of what is inside, in pixels."""
    sketch.layout["margin"].update(l=LEFT, r=RIGHT, t=top, b=BOTTOM)
    sketch.y_axis["automargin"] = False
    return width - LEFT - RIGHT, height - top - BOTTOM


def fit(
    sketch: Sketch,
    points: Floats,
    frame: tuple[int, int],
    *,
    room: float,
    extent: Floats | None = None,
) -> Floats:
    """Give both axes one scale that fits the points; return where these fall, in pixels.

    `room` is the share of the frame left free on each side. With `extent` the scale fits those
    points instead.
    """
    held = points if extent is None else extent
    low, high = held.min(axis=0), held.max(axis=0)
    size = np.array(frame, dtype=np.float64)
    scale = float(np.min(size * (1 - 2 * room) / np.maximum(high - low, 1e-9)))
    middle, half = (low + high) / 2, size / scale / 2
    left, right = middle - half, middle + half
    sketch.x_axis.update(range=[left[0], right[0]], showticklabels=False)
    sketch.y_axis.update(range=[left[1], right[1]], showticklabels=False, scaleanchor="x")
    return (points - left) * scale


def name_below(sketch: Sketch, text: str) -> None:
    """Title of the x axis; plotly's own slips into the picture where a color bar is."""
    where = {"xref": "paper", "yref": "paper", "xanchor": "center", "yanchor": "top"}
    sketch.note(0.5, 0, text, yshift=-6, **where)


def write_labels(
    sketch: Sketch,
    points: Floats,
    words: Sequence[str],
    sides: Mapping[int, str],
    font: Callable[[int], dict[str, Any]],
) -> None:
    """Write words beside their points, on the sides that were found for them.

    Annotations, since WebGL draws its points over any other text.
    """
    sketch.notes += [
        _label(points[i], words[i], side) | {"font": font(i)} for i, side in sides.items()
    ]


def _label(point: Floats, word: str, side: str) -> dict[str, Any]:
    xanchor, yanchor, right, up = _ANCHORS[side]
    return {
        "x": float(point[0]),
        "y": float(point[1]),
        "text": plot_text(shorten(word, LETTERS)),
        "showarrow": False,
        "borderpad": 0,
        "xanchor": xanchor,
        "yanchor": yanchor,
        "xshift": right * SIDE_GAP,
        "yshift": up * GAP,
    }

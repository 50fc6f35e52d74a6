"""Maps in space: what `word_map` draws in the plane, to be turned about with the mouse.

Arrays in, plotly figure out. Labels stand at the few most important words only: as the picture
turns, nothing can keep them from covering one another. Leaves out: choosing with a lasso, which
plotly has in the plane only.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from pages.drawing.figure import Properties, Sketch
from pages.drawing.labels import LETTERS
from pages.drawing.map_colors import BAR_ROOM, Paint, by_frequency
from pages.drawing.theme import FONT_SIZE, INK, Floats, sendable, shorten, word_font
from pages.drawing.word_map import (
    LABELS,
    MAP_HEIGHT,
    NO_MARKS,
    Marks,
    cloud,
    marked,
    to_label,
)
from pages.drawing.word_plane import TOP

# Near, and so that the titles of the axes are not cut off below.
_CAMERA = {"eye": {"x": 1.5, "y": 1.5, "z": 0.8}, "center": {"x": 0, "y": 0, "z": -0.2}}
_SMALLER = 0.6  # than in the plane: points in space lie before one another


def space_map(
    points: Floats,
    words: Sequence[str],
    counts: NDArray[np.int64],
    *,
    marks: Marks = NO_MARKS,
    paint: Paint | None = None,
    labels: int = LABELS,
    axes: tuple[str, str, str] = ("", "", ""),
) -> go.Figure:
    """A map of words in three dimensions; parameters as of `word_map.plane_map`.

    Parameters
    ----------
    points : (n, 3) array
        Where each word stands. The first trace of the figure holds them, in this order.
    words, counts, marks, paint, labels
        As in the plane.
    axes : triple of str
        Titles of the axes; without them no axis is drawn.
    """
    paint = paint or by_frequency(counts)
    sketch = Sketch(height=MAP_HEIGHT, grid=False)
    for each in (cloud(points, words, counts, paint), *marked(points, marks)):
        if "marker" in each:
            each["marker"] = {**each["marker"], "size": each["marker"]["size"] * _SMALLER}
            each["marker"]["line"] = {"width": 0}  # in space it would hide the color
        sketch.add(type="scatter3d", **each)
    first = marks.first
    named = [*first, *to_label(counts, labels, marks)][: len(first) + labels]
    sketch.add(type="scatter3d", **_names(points, words, named))
    sketch.layout["margin"] = {"l": 0, "r": 0, "t": TOP + BAR_ROOM * paint.barred, "b": 0}
    sketch.layout["dragmode"] = "orbit"
    sketch.layout["scene"] = {
        **{f"{name}axis": _axis(title) for name, title in zip("xyz", axes, strict=True)},
        "aspectmode": "data",  # one scale on all axes
        "bgcolor": "rgba(0,0,0,0)",
        "camera": _CAMERA,
    }
    return sketch.figure()


def _names(points: Floats, words: Sequence[str], named: Sequence[int]) -> Properties:
    font = word_font()
    where = {name: points[list(named), i].tolist() for i, name in enumerate("xyz")}
    return {
        **where,
        "mode": "text",
        "text": [_label(words[i]) for i in named],
        "textposition": "top center",
        "textfont": {name: font[name] for name in ("family", "size", "color")},
        "hoverinfo": "skip",
    }


def _axis(title: str) -> Properties:
    font = {"size": FONT_SIZE, "color": INK}
    return {
        "visible": bool(title),
        "title": {"text": title, "font": font},
        "showticklabels": False,
        "showbackground": False,
        "showspikes": False,
        "gridcolor": "rgba(128,128,128,0.3)",
        "zeroline": False,
    }


def _label(word: str) -> str:
    """A word as WebGL writes it: it reads some tags, and shows entities as they stand.

    So angle brackets give way to signs that look like them.
    """
    clean = sendable(shorten(word, LETTERS))
    return clean.replace("<", "\u2039").replace(">", "\u203a")

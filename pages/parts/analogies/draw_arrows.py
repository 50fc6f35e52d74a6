"""Arrows: the four words of an analogy in the plane, and the two steps between them.

Arrays in, plotly figure out, as in `charts`. Leaves out: where the points come from, where labels
fit (`labels`) and the frame of a picture (`word_plane`).
"""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from pages.drawing.figure import Properties, Sketch
from pages.drawing.labels import place_labels
from pages.drawing.theme import ACCENT, SECOND, Floats, plot_texts, word_font
from pages.drawing.word_plane import TOP, fit, fix_frame, name_below, write_labels

PLANE_HEIGHT = 300


def plane(
    points: Floats, words: Sequence[str], *, variance_kept: float, width: int = 560
) -> go.Figure:
    """The four words of "a is to b as c is to d" and the arrows a→b and c→d.

    Parameters
    ----------
    points : (4, 2) array
        a, b, c and d in the plane that keeps them best.
    words : sequence of str
        The four words.
    variance_kept : float
        Share of the four words' variance that the plane keeps, in [0, 1].
    width : int
        Pixels the picture is likely to get: decides on which side of its point a word stands.
    """
    sketch = Sketch(height=PLANE_HEIGHT)
    name_below(sketch, f"the plane keeps {variance_kept:.0%} of the four words' variance")
    frame = fix_frame(sketch, width, PLANE_HEIGHT, top=TOP)
    pixels = fit(sketch, points, frame, room=0.2)
    arrows = [(pixels[0], pixels[1]), (pixels[2], pixels[3])]
    sides = place_labels(pixels, words, range(4), (), most=4, frame=frame, lines=arrows)
    sketch.add(
        x=points[:, 0],
        y=points[:, 1],
        text=plot_texts(words),
        mode="markers",
        marker={
            "opacity": 1,
            "line": {"width": 0},
            "size": [12, 12, 12, 18],
            "symbol": ["circle", "circle", "square", "star"],
            "color": [SECOND, SECOND, ACCENT, ACCENT],
        },
        hovertemplate="%{text}<extra></extra>",
    )
    write_labels(sketch, points, words, sides, lambda i: word_font(15, 600))
    sketch.notes += [
        _arrow(points[0], points[1], SECOND),
        _arrow(points[2], points[3], ACCENT),
    ]
    return sketch.figure()


def _arrow(start: Floats, end: Floats, color: str) -> Properties:
    return {
        "x": end[0],
        "y": end[1],
        "ax": start[0],
        "ay": start[1],
        "axref": "x",
        "ayref": "y",
        "text": "",
        "showarrow": True,
        "arrowhead": 2,
        "arrowwidth": 2,
        "arrowcolor": color,
        "standoff": 12,
        "startstandoff": 7,
    }

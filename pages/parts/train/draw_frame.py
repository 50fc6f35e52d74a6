"""A frame of a run: the small map of a few words that is drawn again and again while a run trains.

Arrays in, plotly figure out, as in `charts`. Leaves out: where the words stand (the frames of a
run, turned so that one picture follows from the last) and which they are.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import plotly.graph_objects as go

from pages.drawing.figure import Sketch
from pages.drawing.labels import place_labels
from pages.drawing.theme import ACCENT, SECOND, Floats, plot_texts, word_font
from pages.drawing.word_plane import TOP, fit, fix_frame, name_below, write_labels

HEIGHT = 320


def frame_map(
    points: Floats, words: Sequence[str], pinned: Collection[str] = (), *, width: int = 420
) -> go.Figure:
    """Words as points, the pinned ones as diamonds in the accent; as many labels as fit.

    Parameters
    ----------
    points : (n, 2) array
        Where each word stands; NaN for one that is not to be drawn.
    words : sequence of str
        The n words.
    pinned : collection of str
        Those to mark and to label first.
    width : int
        Pixels the map is likely to get: decides which labels fit.
    """
    drawn = np.flatnonzero(np.isfinite(points).all(axis=1)).tolist()
    marked = [i for i in drawn if words[i] in pinned]
    others = [i for i in drawn if words[i] not in pinned]
    sketch = Sketch(height=HEIGHT, grid=False)
    frame = fix_frame(sketch, width, HEIGHT, top=TOP)
    for some, symbol, color, size in (
        (others, "circle", SECOND, 6),
        (marked, "diamond", ACCENT, 11),
    ):
        sketch.add(
            x=points[some, 0],
            y=points[some, 1],
            text=plot_texts(words[i] for i in some),
            mode="markers",
            marker={"size": size, "symbol": symbol, "color": color, "line": {"width": 0}},
            hovertemplate="%{text}<extra></extra>",
        )
    if not drawn:
        return sketch.figure()
    if marked:
        name_below(sketch, "◆ pinned")
    pixels = np.zeros((len(words), 2))
    pixels[drawn] = fit(sketch, points[drawn], frame, room=0.08)
    sides = place_labels(pixels, words, marked, others, most=len(drawn), frame=frame)
    heavy = set(marked)
    write_labels(
        sketch, points, words, sides, lambda i: word_font(weight=700 if i in heavy else 400)
    )
    return sketch.figure()

"""Maps: pictures of word vectors in the plane.

Arrays in, plotly figure out, as in `charts`; one scale on both axes, since distances are what a
map shows. Leaves out: where the points come from (the projection is the caller's), colors
(`map_colors`), space (`draw_space`), where labels fit (`labels`) and the frame (`word_plane`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from pages.drawing.figure import Properties, Sketch
from pages.drawing.labels import place_labels
from pages.drawing.map_colors import BAR_ROOM, Paint, by_frequency
from pages.drawing.theme import ACCENT, GRAY, SECOND, THIRD, Floats, plot_texts, word_font
from pages.drawing.word_plane import TOP, fit, fix_frame, name_below, write_labels

MAP_HEIGHT = 540
LABELS = 30

# SVG draws one element per point; beyond this WebGL is quicker.
MOST_SVG_POINTS = 1_000
# A picture that moves is drawn once and thrown away, and making a WebGL canvas takes longest.
MOST_MOVING_SVG_POINTS = 2_500
# More squares of full size hide what is under them.
_FEW_FOUND = 20


@dataclasses.dataclass(frozen=True, slots=True)
class Marks:
    """What is marked on a map, as places in its words.

    Attributes
    ----------
    focus : int or None
        The focus word: a ring.
    neighbors, found : sequences of int
        Its neighbors: diamonds, joined to it; the hits of a search: squares.
    naming : sequence of int
        Words to label next, the most important first; the most frequent ones if there are none.
    """

    focus: int | None = None
    neighbors: Sequence[int] = ()
    found: Sequence[int] = ()
    naming: Sequence[int] = ()

    @property
    def first(self) -> list[int]:
        """What is labeled before all else, in order."""
        focus = [] if self.focus is None else [self.focus]
        return list(dict.fromkeys([*focus, *self.found, *self.neighbors]))


NO_MARKS = Marks()


def plane_map(
    points: Floats,
    words: Sequence[str],
    counts: NDArray[np.int64],
    *,
    marks: Marks = NO_MARKS,
    paint: Paint | None = None,
    labels: int = LABELS,
    axes: tuple[str, str] = ("", ""),
    width: int = 820,
    drag: str = "pan",
    moving: bool = False,
    height: int = MAP_HEIGHT,
    extent: Floats | None = None,
) -> go.Figure:
    """A map of words: colored, the focus ringed and joined to its neighbors.

    Parameters
    ----------
    points : (n, 2) array
        Where each word stands. The first trace of the figure holds them, in this order.
    words, counts : sequence of str, (n,) array of int
        What they are and how often they occur.
    marks : Marks
        What stands out.
    paint : Paint, optional
        Colors; by frequency if not given.
    labels : int
        How many other words to label at most, most frequent first.
    axes : pair of str
        Titles of the axes; without them there is no grid, as where distances mean nothing.
    width : int
        Pixels the map is likely to get: decides which labels fit.
    drag : str
        What dragging does: pan, lasso or select (a box).
    moving : bool
        Whether the next picture is to follow at once.
    height : int
        Pixels.
    extent : (m, 2) array, optional
        What has to fit into the frame, where maps are to have one scale; else the points.
    """
    paint = paint or by_frequency(counts)
    sketch = Sketch(height=height, y_title=axes[1], grid=any(axes))
    most = MOST_MOVING_SVG_POINTS if moving else MOST_SVG_POINTS
    kind = "scattergl" if len(points) > most else "scatter"
    sketch.add(type=kind, **cloud(points, words, counts, paint))
    for each in marked(points, marks):
        # What is marked stays so when other words are picked with a lasso.
        sketch.add(type=kind, unselected={"marker": {"opacity": 1}}, **each)
    name_below(sketch, axes[0])
    sketch.layout["dragmode"] = drag
    top = TOP + BAR_ROOM * paint.barred
    frame = fix_frame(sketch, width, height, top=top)
    pixels = fit(sketch, points, frame, room=0.05, extent=extent)
    first = marks.first
    rest = to_label(counts, 4 * labels, marks)
    sides = place_labels(pixels, words, first, rest, most=len(first) + labels, frame=frame)
    heavy = marks.focus
    write_labels(
        sketch, points, words, sides, lambda i: word_font(weight=700 if i == heavy else 400)
    )
    return sketch.figure()


def to_label(counts: NDArray[np.int64], most: int, marks: Marks) -> list[int]:
    """At most so many words besides those that are marked, the most important first."""
    order = marks.naming if len(marks.naming) else np.argsort(-counts, kind="stable").tolist()
    taken = set(marks.first)
    return [i for i in order if i not in taken][:most]


def cloud(
    points: Floats, words: Sequence[str], counts: NDArray[np.int64], paint: Paint
) -> Properties:
    """Every word as a point, in the plane or in space."""
    return {
        **_coordinates(points),
        "mode": "markers",
        "text": plot_texts(words),
        "customdata": counts,
        "hovertemplate": f"%{{text}}<br>count %{{customdata:,}}{paint.hover}<extra></extra>",
        "marker": {
            "size": 7,
            "opacity": 0.85,
            "color": paint.values,
            # Both ends of a scale vanish on one of the two backgrounds; the rim does not.
            "line": {"width": 1, "color": GRAY},
            **paint.marker,
        },
    }


def marked(points: Floats, marks: Marks) -> list[Properties]:
    """Signs around what stands out, and lines from the focus to its neighbors."""
    few = len(marks.found) <= _FEW_FOUND
    signs = [
        _mark(points[list(marks.neighbors)], "diamond-open", THIRD, 13),
        _mark(points[list(marks.found)], "square-open", SECOND, 15 if few else 10),
    ]
    if marks.focus is not None:
        signs.append(_join(points, marks.focus, marks.neighbors))
        signs.append(_mark(points[[marks.focus]], "circle-open", ACCENT, 20))
    return signs


def _coordinates(points: Floats) -> Properties:
    """Columns of points under plotly's names; float32, for half the way to the browser."""
    columns = np.asarray(points, dtype=np.float32).T
    return {name: np.ascontiguousarray(each) for name, each in zip("xyz", columns, strict=False)}


def _join(points: Floats, focus: int, neighbors: Sequence[int]) -> Properties:
    """Thin lines from the focus to its neighbors."""
    ends = np.full((len(neighbors), 3, points.shape[1]), np.nan)  # a gap after each line
    ends[:, 0], ends[:, 1] = points[focus], points[list(neighbors)]
    line = {"width": 1, "color": GRAY}
    flat = ends.reshape(-1, points.shape[1])
    return {**_coordinates(flat), "mode": "lines", "line": line, "hoverinfo": "skip"}


def _mark(points: Floats, symbol: str, color: str, size: int) -> Properties:
    """A ring, diamond or square around some of the points."""
    return {
        **_coordinates(points),
        "mode": "markers",
        "hoverinfo": "skip",
        "marker": {"size": size, "symbol": symbol, "color": color, "line": {"width": 2.5}},
    }

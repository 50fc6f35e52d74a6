"""Maps: pictures of word vectors in the plane.

Arrays in, plotly figure out, as in `charts`; one scale on both axes, since distances are what a
map shows. Leaves out: where the points come from (the projection is the caller's), where labels
fit (`labels`) and the frame of a picture (`planes`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray
from plotly.colors import get_colorscale

from pages.shared.labels import place_labels
from pages.shared.planes import TOP, fit, fix_frame, name_below, write_labels
from pages.shared.sketch import Properties, Sketch
from pages.shared.template import (
    ACCENT,
    FONT_SIZE,
    GRAY,
    INK,
    SECOND,
    THIRD,
    Floats,
    plot_texts,
    word_font,
)

MAP_HEIGHT = 540
LABELS = 30

# SVG draws one element per point; beyond this WebGL is quicker.
MOST_SVG_POINTS = 1_000

_COLORS = get_colorscale("Cividis")
_BAR = 80  # room for the color bar above a map; plotly takes no less


def projection_map(
    points: Floats,
    words: Sequence[str],
    counts: NDArray[np.int64],
    *,
    focus: int | None = None,
    neighbors: Sequence[int] = (),
    found: Sequence[int] = (),
    labels: int = LABELS,
    axes: tuple[str, str] = ("", ""),
    width: int = 820,
) -> go.Figure:
    """A map of words: frequency by color, the focus ringed and joined to its neighbors.

    Parameters
    ----------
    points : (n, 2) array
        Where each word stands. The first trace of the figure holds them, in this order.
    words, counts : sequence of str, (n,) array of int
        What they are and how often they occur.
    focus, neighbors, found : int or None, sequences of int
        Points to mark and to label first: the focus word (ring), its neighbors (diamonds) and
        the hits of a search (squares).
    labels : int
        How many other words to label at most, most frequent first.
    axes : pair of str
        Titles of the axes; without them there is no grid, as where distances mean nothing.
    width : int
        Pixels the map is likely to get: decides which labels fit.
    """
    sketch = Sketch(height=MAP_HEIGHT, y_title=axes[1], grid=any(axes))
    kind = "scattergl" if len(points) > MOST_SVG_POINTS else "scatter"
    traces = [
        _cloud(points, words, counts),
        _mark(points[list(neighbors)], "diamond-open", THIRD, 14),
        _mark(points[list(found)], "square-open", SECOND, 15),
    ]
    if focus is not None:
        traces.append(_join(points, focus, neighbors))
        traces.append(_mark(points[[focus]], "circle-open", ACCENT, 20))
    for each in traces:
        sketch.add(type=kind, **each)
    name_below(sketch, axes[0])
    sketch.layout["dragmode"] = "pan"
    frame = fix_frame(sketch, width, MAP_HEIGHT, top=TOP + _BAR)
    pixels = fit(sketch, points, frame, room=0.05)
    first = list(dict.fromkeys([*([] if focus is None else [focus]), *found, *neighbors]))
    rest = _most_frequent(counts, 4 * labels, set(first))
    sides = place_labels(pixels, words, first, rest, most=len(first) + labels, frame=frame)
    write_labels(
        sketch, points, words, sides, lambda i: word_font(weight=700 if i == focus else 400)
    )
    return sketch.figure()


def _most_frequent(counts: NDArray[np.int64], most: int, but: set[int]) -> list[int]:
    """The most frequent words that are not among `but`."""
    return [i for i in np.argsort(-counts, kind="stable").tolist() if i not in but][:most]


def _cloud(points: Floats, words: Sequence[str], counts: NDArray[np.int64]) -> Properties:
    """Every word as a dot, yellow for frequent and blue for rare, with a bar that says so."""
    return {
        "x": points[:, 0],
        "y": points[:, 1],
        "mode": "markers",
        "text": plot_texts(words),
        "customdata": counts,
        "hovertemplate": "%{text}<br>count %{customdata:,}<extra></extra>",
        "marker": {
            "size": 7,
            "opacity": 0.85,
            "color": np.log10(counts),
            "colorscale": _COLORS,
            "colorbar": _color_bar(_count_ticks(counts)),
            # Both ends of the scale vanish on one of the two backgrounds; the rim does not.
            "line": {"width": 1, "color": GRAY},
        },
    }


def _color_bar(ticks: list[int]) -> Properties:
    """A bar above the map, as wide as a phone can show."""
    return {
        "orientation": "h",
        "lenmode": "pixels",
        "len": 260,
        "thickness": 8,
        "x": 0,
        "xanchor": "left",
        "xpad": 0,
        "y": 1,
        "yanchor": "bottom",
        "ypad": 4,
        "outlinewidth": 1,
        "outlinecolor": GRAY,
        "title": {"text": "occurrences", "side": "top", "font": {"size": FONT_SIZE, "color": INK}},
        "tickvals": np.log10(ticks),
        "ticktext": [f"{tick:,}" for tick in ticks],
        "tickfont": {"size": FONT_SIZE, "color": INK},
    }


def _count_ticks(counts: NDArray[np.int64]) -> list[int]:
    """The least and the largest count, and the powers of ten that are clear of both."""
    low, high = int(counts.min()), int(counts.max())
    powers = (10**power for power in range(1, 19))
    clear = (high / low) ** 0.2  # a fifth of the bar
    return sorted({low, *(each for each in powers if low * clear < each < high / clear), high})


def _join(points: Floats, focus: int, neighbors: Sequence[int]) -> Properties:
    """Thin lines from the focus to its neighbors."""
    ends = np.full((len(neighbors), 3, 2), np.nan)  # a gap after each line
    ends[:, 0], ends[:, 1] = points[focus], points[list(neighbors)]
    flat = ends.reshape(-1, 2)
    line = {"width": 1, "color": GRAY}
    return {"x": flat[:, 0], "y": flat[:, 1], "mode": "lines", "line": line, "hoverinfo": "skip"}


def _mark(points: Floats, symbol: str, color: str, size: int) -> Properties:
    """A ring, diamond or square around some of the points."""
    return {
        "x": points[:, 0],
        "y": points[:, 1],
        "mode": "markers",
        "hoverinfo": "skip",
        "marker": {"size": size, "symbol": symbol, "color": color, "line": {"width": 2.5}},
    }

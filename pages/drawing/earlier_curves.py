"""The curves of other runs, laid under the one that matters, and named at their ends.

Leaves out: that one, and which runs can be compared (`curves` and its caller).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from pages.drawing.charts import CURVE_HEIGHT
from pages.drawing.figure import Properties, Sketch
from pages.drawing.theme import (
    FONT_SIZE,
    INK,
    SECOND,
    THIRD,
    Floats,
    plot_text,
    shorten,
    word_font,
)

# Color and dash of each; in a loss curve dots are the held-out loss and even dashes the baseline.
STYLES = (
    (THIRD, "dashdot"),
    (INK, "longdash"),
    (SECOND, "longdashdot"),
    (THIRD, "9px 3px"),
    (INK, "12px 3px 3px 3px 3px 3px"),
)
MOST_EARLIER = len(STYLES)

_LABEL_LETTERS = 20
_INNER_HEIGHT = CURVE_HEIGHT - 62  # without title and numbers of the axis
_LINE = FONT_SIZE * 1.4
_LIFT = 14  # of a name above the lines, in pixels
_LABEL_SHARE = 0.3  # of the width, that a name takes about

Labeled = tuple[str, Floats, Floats]  # any text; ascending x and y, at least one point


class End(NamedTuple):
    """Where a line ends, and what to write there: any text."""

    label: str
    x: float
    y: float
    color: str


def draw_earlier(sketch: Sketch, curves: Sequence[Labeled], x_title: str) -> list[End]:
    """Thin lines, each with a dash and a color of its own; at most `MOST_EARLIER`."""
    ends = []
    for (label, x, y), (color, dash) in zip(curves, STYLES, strict=False):
        sketch.add(
            x=x,
            y=y,
            text=plot_text(label),
            mode="lines",
            line={"width": 1.5, "dash": dash, "color": color},
            hovertemplate=f"%{{text}}<br>{x_title} %{{x:.3~f}}<br>smoothed %{{y:.3f}}"
            "<extra></extra>",
        )
        ends.append(End(label, float(x[-1]), float(y[-1]), color))
    return ends


def name_ends(
    sketch: Sketch,
    ends: Sequence[End],
    lines: Sequence[tuple[Floats, Floats]],
    x_end: float,
    baseline: float | None = None,
) -> None:
    """Name lines at their ends, one name above the other in the order in which the lines end.

    Parameters
    ----------
    sketch : Sketch
        Its y axis gets a range, because only then a value has a known height.
    ends : sequence of End
        At most ten; more names than that have no room.
    lines : sequence of (x, y)
        Everything that is drawn: names stand above it.
    x_end : float
        Where the x axis ends.
    baseline : float, optional
        Another value that must be inside the range.
    """
    x, y = (np.concatenate(each) for each in zip(*lines, strict=True))
    drawn = y if baseline is None else np.append(y, baseline)
    room = 0.06 * max(float(np.ptp(drawn)), 1e-3)
    low, high = float(drawn.min()) - room, float(drawn.max()) + room
    sketch.y_axis["range"] = [low, high]
    scale = _INNER_HEIGHT / (high - low)
    ordered = sorted(ends, key=lambda end: end.y)
    sides = [1 if end.x < x_end / 2 else -1 for end in ordered]
    clear = []
    for end, side in zip(ordered, sides, strict=True):
        way = (x - end.x) * side
        beside = y[(way >= 0) & (way <= _LABEL_SHARE * x_end)]
        clear.append((max(end.y, beside.max(initial=end.y)) - low) * scale)
    sketch.notes += [
        _tie(end, place - (end.y - low) * scale, side)
        for end, side, place in zip(ordered, sides, _spread(clear), strict=True)
    ]


def _spread(heights: Sequence[float]) -> list[float]:
    """A height for each name, in pixels: above what is drawn and above the name before it."""
    places: list[float] = []
    for height in heights:
        lowest = places[-1] + _LINE if places else _LINE / 2
        places.append(max(height + _LIFT, lowest))
    highest = _INNER_HEIGHT - _LINE / 2
    for i in reversed(range(len(places))):
        places[i] = min(places[i], highest)
        highest = places[i] - _LINE
    return places


def _tie(end: End, above: float, side: int) -> Properties:
    """A name so many pixels above a line's end, to its left (-1) or right (1), tied to it."""
    font = word_font()
    del font["family"]  # names of runs are no words of a corpus
    return {
        "x": end.x,
        "y": end.y,
        "text": f"{plot_text(shorten(end.label, _LABEL_LETTERS))}: {end.y:.3f}",
        "font": font,
        "showarrow": True,
        "arrowhead": 0,
        "arrowwidth": 1.5,
        "arrowcolor": end.color,
        "ax": 24 * side,
        "ay": -above,
        "xanchor": "left" if side > 0 else "right",
        "yanchor": "middle",
        "borderpad": 0,
    }

"""Pictures of axes: words on one line, and words between two.

Arrays in, plotly figure out, as in `charts`. Every word stands where its cosine says; the ends are
named by the words that make the axis. Leaves out: where words stand (`w2v_core.vectors.axes`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from pages.drawing.figure import Properties, Sketch
from pages.drawing.labels import LETTERS, label_width, place_labels
from pages.drawing.theme import (
    ACCENT,
    GRAY,
    SECOND,
    THIRD,
    Floats,
    plot_text,
    plot_texts,
    shorten,
    word_font,
)
from pages.drawing.word_plane import write_labels

Ends = tuple[str, str]  # what the negative and the positive end are called

MOST_LABELED = 60
AXIS_PLANE_HEIGHT = 480
SYMBOLS = ("circle", "square")  # of the first and the second group

_LANE, _FEWEST_LANES = 26, 4  # pixels; lanes
_TOP, _BOTTOM, _LEFT, _RIGHT = 34, 52, 8, 8
_PLANE_LEFT = 56
_AIR = 10.0  # pixels between two words of a lane
_ROOM = 0.06  # of the range, left free on each side
_COLORS = (SECOND, THIRD)


def strip(
    words: Sequence[str],
    values: Floats,
    ends: Ends,
    *,
    focus: int | None = None,
    groups: Sequence[int] | None = None,
    title: str = "cosine with the axis",
    width: int = 560,
) -> go.Figure:
    """Words on one axis, each over its dot, piled up where they would overlap.

    Parameters
    ----------
    words, values : sequence of str, (n,) array
        What stands where; n at least 1. The first trace holds them in this order. Of more than 60
        the outermost are named, and the others are dots on the ground.
    ends : pair of str
        Names of the negative and of the positive end.
    focus : int or None
        The word in focus: a star.
    groups : sequence of int, optional
        0 or 1 for each word: circles and squares.
    title : str
        Of the axis, with its unit.
    width : int
        Pixels the picture is likely to get: decides which words share a lane.
    """
    span = _range(values)
    inner = width - _LEFT - _RIGHT
    pixels = (values - span[0]) / (span[1] - span[0]) * inner
    named = np.argsort(-np.abs(values), kind="stable")[:MOST_LABELED].tolist()
    named = sorted({*named, *([] if focus is None else [focus])}, key=lambda i: values[i])
    lanes, shifts = _pile(pixels, words, named, inner)
    heights = np.array([lanes.get(i, 0) for i in range(len(words))])
    count = max(_FEWEST_LANES, 1 + max(lanes.values(), default=0))
    sketch = Sketch(height=round(_TOP + _BOTTOM + _LANE * (count + 0.5)), x_title=title)
    sketch.layout["margin"].update(l=_LEFT, r=_RIGHT, t=_TOP, b=_BOTTOM)
    sketch.y_axis.update(visible=False, range=[-0.5, count])
    sketch.x_axis.update(range=list(span), automargin=False)
    sketch.shapes.append(_zero("x"))
    sketch.add(**_dots(words, values, heights, focus, groups))
    sketch.notes += [
        _label(words[i], values[i], lanes[i], shifts[i], bold=i == focus) for i in named
    ]
    _name_ends(sketch, ends)
    return sketch.figure()


def _range(values: Floats) -> tuple[float, float]:
    """From the least to the largest, 0 among them, with some room."""
    low, high = min(0.0, float(values.min())), max(0.0, float(values.max()))
    room = _ROOM * max(high - low, 1e-3)
    return low - room, high + room


def _pile(
    pixels: Floats, words: Sequence[str], named: Sequence[int], inner: float
) -> tuple[dict[int, int], dict[int, float]]:
    """The lowest free lane of each named word, in this order, and how far its label is shifted.

    A label is centered over its dot, but for those that would leave the picture.
    """
    ends: list[float] = []  # of each lane, where its last label ends
    lanes, shifts = {}, {}
    for i in named:
        half = label_width(words[i]) / 2 + _AIR / 2
        middle = float(np.clip(pixels[i], half, max(half, inner - half)))
        # The dot belongs to the label, though a shifted label may not reach it.
        start = min(middle - half, float(pixels[i]) - _AIR)
        free = (lane for lane, end in enumerate(ends) if end <= start)
        lane = next(free, len(ends))
        ends[lane:lane] = [0.0] * (lane == len(ends))
        ends[lane] = max(middle + half, float(pixels[i]) + _AIR)
        lanes[i], shifts[i] = lane, middle - float(pixels[i])
    return lanes, shifts


def _dots(
    words: Sequence[str],
    values: Floats,
    heights: Floats,
    focus: int | None,
    groups: Sequence[int] | None,
) -> Properties:
    kinds = [0] * len(words) if groups is None else list(groups)
    chosen = [i == focus for i in range(len(words))]
    return {
        "x": values,
        "y": heights,
        "mode": "markers",
        "text": plot_texts(words),
        "hovertemplate": "%{text}<br>%{x:.3f}<extra></extra>",
        "marker": _marker(kinds, chosen),
    }


def _marker(kinds: Sequence[int], chosen: Sequence[bool]) -> Properties:
    """Circles or squares by group, a star for the focus."""
    return {
        "opacity": 1,
        "line": {"width": 0},
        "size": [14 if star else 8 for star in chosen],
        "symbol": [
            "star" if star else SYMBOLS[kind] for kind, star in zip(kinds, chosen, strict=True)
        ],
        "color": [
            ACCENT if star else _COLORS[kind] for kind, star in zip(kinds, chosen, strict=True)
        ],
    }


def _label(word: str, value: float, lane: int, shift: float, *, bold: bool) -> Properties:
    return {
        "x": float(value),
        "y": float(lane),
        "text": plot_text(shorten(word, LETTERS)),
        "showarrow": False,
        "borderpad": 0,
        "xanchor": "center",
        "yanchor": "bottom",
        "xshift": shift,
        "yshift": 3,
        "font": word_font(weight=700 if bold else 400),
    }


def _zero(axis: str) -> Properties:
    """The line on which words lean to neither end."""
    other = "y" if axis == "x" else "x"
    ends = {f"{axis}0": 0, f"{axis}1": 0, f"{other}0": 0, f"{other}1": 1}
    line = {"width": 1.5, "color": GRAY}
    return {
        "type": "line",
        "layer": "below",
        f"{other}ref": f"{other} domain",
        **ends,
        "line": line,
    }


def _name_ends(sketch: Sketch, ends: Ends) -> None:
    """Name the left and the right end, above the picture."""
    low, high = (plot_text(each) for each in ends)
    where = {"xref": "paper", "yref": "paper", "yanchor": "bottom", "yshift": 6}
    sketch.note(0, 1, f"← {low}", xanchor="left", **where)
    sketch.note(1, 1, f"{high} →", xanchor="right", **where)


def plane(
    words: Sequence[str],
    points: Floats,
    ends: tuple[Ends, Ends],
    *,
    focus: int | None = None,
    width: int = 560,
) -> go.Figure:
    """Words between two axes, one across and one upwards, each on its own scale.

    Parameters
    ----------
    words, points : sequence of str, (n, 2) array
        What stands where; n at least 1. The first trace holds them in this order.
    ends : pair of pairs of str
        Names of the ends of the first and of the second axis.
    focus, width
        As for `strip`; labels are left away where they would overlap.
    """
    sketch = Sketch(height=AXIS_PLANE_HEIGHT)
    sketch.layout["margin"].update(l=_PLANE_LEFT, r=_RIGHT, t=_TOP, b=_BOTTOM)
    frame = (width - _PLANE_LEFT - _RIGHT, AXIS_PLANE_HEIGHT - _TOP - _BOTTOM)
    spans = np.array([_range(points[:, axis]) for axis in (0, 1)])  # (2, low and high)
    sketch.x_axis.update(range=list(spans[0]), automargin=False)
    sketch.y_axis.update(range=list(spans[1]), automargin=False)
    sketch.shapes += [_zero("x"), _zero("y")]
    pixels = (points - spans[:, 0]) / (spans[:, 1] - spans[:, 0]) * np.array(frame)
    outermost = np.argsort(-np.abs(points).max(axis=1), kind="stable").tolist()
    # First, so that no label covers their dots.
    first = [*([] if focus is None else [focus]), *outermost[:MOST_LABELED]]
    sides = place_labels(pixels, words, first, (), most=MOST_LABELED, frame=frame)
    sketch.add(
        x=points[:, 0],
        y=points[:, 1],
        mode="markers",
        text=plot_texts(words),
        hovertemplate="%{text}<br>across %{x:.3f}<br>upwards %{y:.3f}<extra></extra>",
        marker=_marker([0] * len(words), [i == focus for i in range(len(words))]),
    )
    write_labels(
        sketch, points, words, sides, lambda i: word_font(weight=700 if i == focus else 400)
    )
    _name_sides(sketch, ends)
    return sketch.figure()


def _name_sides(sketch: Sketch, ends: tuple[Ends, Ends]) -> None:
    """Name all four ends: below the picture and, turned, on its left."""
    (left, right), (down, up) = [[plot_text(each) for each in pair] for pair in ends]
    paper = {"xref": "paper", "yref": "paper"}
    below = {"yanchor": "top", "yshift": -26, **paper}
    sketch.note(0, 0, f"← {left}", xanchor="left", **below)
    sketch.note(1, 0, f"{right} →", xanchor="right", **below)
    sketch.note(0, 0, f"↓ {down}", xanchor="left", yanchor="bottom", xshift=6, yshift=4, **paper)
    sketch.note(0, 1, f"↑ {up}", xanchor="left", yanchor="bottom", yshift=6, **paper)

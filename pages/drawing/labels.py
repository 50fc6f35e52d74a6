"""Which words of a map can be labeled without overlapping, and on which side of their point.

Works in pixels on the width a chart is likely to get. Leaves out: drawing (`charts`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

import numpy as np

from pages.drawing.theme import FONT_SIZE, Floats, shorten

Box = tuple[float, float, float, float]
Side = tuple[str, Box]

GAP = 6.0  # from the middle of a point to a label above or below it
SIDE_GAP = 12.0  # to one beside it, which has no leading of its own
_MARK = 9.0  # half of the largest mark around a point
_AIR = 8.0  # beside a label, so that two words never read as one phrase

LETTERS = 20  # of a word on a map; the whole of a phone is only twice as wide


def place_labels(
    pixels: Floats,
    words: Sequence[str],
    first: Iterable[int],
    rest: Iterable[int],
    *,
    most: int,
    frame: tuple[float, float],
    lines: Sequence[tuple[Floats, Floats]] = (),
) -> dict[int, str]:
    """Choose labels that overlap neither one another nor the marks that must stay visible.

    Each word in turn gets the first side where its label is free, or no label: greedy, but what
    comes first is what matters, and it takes a millisecond or two.

    Parameters
    ----------
    pixels : (n, 2) array
        Where the points are, from the lower left corner of the frame.
    words : sequence of str
        The n words.
    first : iterable of int
        Points to label before all others; no other label may cover their marks. The very first
        is labeled in any case.
    rest : iterable of int
        The others, by importance.
    most : int
        How many labels at most.
    frame : pair of float
        Width and height that labels must not leave.
    lines : sequence of pairs of (2,) arrays
        Ends of lines that labels must not cover.

    Returns
    -------
    dict
        Point → "above", "below", "right" or "left".
    """
    marks = {i: _around(pixels[i]) for i in first}
    taken = [box for start, end in lines for box in _along(start, end)]
    chosen: dict[int, str] = {}
    for i in (*marks, *rest):
        if len(chosen) == most:
            break
        sides = _sides(pixels[i], label_width(words[i]))
        inside = [each for each in sides if _inside(each[1], frame)]
        free = _free(inside, _around(pixels[i]), taken, marks.values())
        # The most important word, the focus, is labeled come what may.
        for side, box in free[:1] or (inside or sides)[:1] * (not chosen):
            taken.append(box)
            chosen[i] = side
    return chosen


def _free(
    sides: Iterable[Side],
    own: Box,
    taken: Sequence[Box],
    marks: Iterable[Box],
) -> list[Side]:
    """The sides on which a label covers nothing; a mark under one's own cannot be kept free."""
    blocked = [*taken, *(box for box in marks if not _overlap(box, own))]
    return [each for each in sides if not any(_overlap(each[1], other) for other in blocked)]


def label_width(word: str) -> float:
    """Pixels that a word takes in the monospaced font; wide scripts take a full em a letter."""
    ems = (
        0.0 if unicodedata.combining(c) else 1.0 if unicodedata.east_asian_width(c) in "WF" else 0.6
        for c in shorten(word, LETTERS)
    )
    return sum(ems) * FONT_SIZE


def _sides(point: Floats, width: float) -> list[Side]:
    """The four places of a label, the preferred first, as (side, box in pixels)."""
    x, y = float(point[0]), float(point[1])
    half, height = width / 2 + _AIR, FONT_SIZE * 1.3
    return [
        ("above", (x - half, y + GAP, x + half, y + GAP + height)),
        ("below", (x - half, y - GAP - height, x + half, y - GAP)),
        ("right", (x + SIDE_GAP, y - height / 2, x + SIDE_GAP + 2 * half, y + height / 2)),
        ("left", (x - SIDE_GAP - 2 * half, y - height / 2, x - SIDE_GAP, y + height / 2)),
    ]


def _around(point: Floats) -> Box:
    x, y = float(point[0]), float(point[1])
    return x - _MARK, y - _MARK, x + _MARK, y + _MARK


def _along(start: Floats, end: Floats) -> list[Box]:
    """Small boxes in a row from one end to the other, clear of the marks at both."""
    steps = max(2, int(np.hypot(*(end - start)) / _MARK))
    places = (start + (end - start) * i / steps for i in range(steps + 1))
    boxes = [_around(place) for place in places]
    return [box for box in boxes if not any(_overlap(box, _around(tip)) for tip in (start, end))]


def _inside(box: Box, frame: tuple[float, float]) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= frame[0] and box[3] <= frame[1]


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]

"""Labels of a map: none covers another, a mark or a line."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.drawing import labels, theme


@given(st.integers(0, 2**32 - 1))
def test_labels_never_overlap_nor_leave_the_frame(seed):
    rng = np.random.default_rng(seed)
    pixels = rng.uniform(0, 1, size=(80, 2)) * [600, 400]
    words = ["w" * int(n) for n in rng.integers(1, 20, size=80)]
    sides = labels.place_labels(pixels, words, (), range(80), most=40, frame=(600, 400))
    # The first is labeled in any case, also where it leaves the frame.
    boxes = [text_box(pixels[i], len(words[i]), side) for i, side in sides.items()]
    assert 2 < len(sides) <= 40
    for a, b in combinations(boxes, 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
    for x0, y0, x1, y1 in boxes[1:]:
        assert x0 >= 0
        assert y0 >= 0
        assert x1 <= 600
        assert y1 <= 400


def text_box(point: np.ndarray, letters: int, side: str) -> tuple[float, float, float, float]:
    """Where plotly puts a label: lines are 1.3 times the font's 14 px, letters 8.4 px wide."""
    width, height, gap, beside = letters * 8.4, 14 * 1.3, labels.GAP, labels.SIDE_GAP
    x = {"right": beside, "left": -beside - width}.get(side, -width / 2)
    y = {"above": gap, "below": -gap - height}.get(side, -height / 2)
    left, low = point[0] + x, point[1] + y
    return left, low, left + width, low + height


def test_no_label_covers_the_mark_of_another_important_word():
    pixels = np.array([[100.0, 100], [100, 118]])
    sides = labels.place_labels(pixels, ["aaaa", "bbbb"], [0, 1], (), most=2, frame=(300, 300))
    assert sides == {0: "below", 1: "above"}


def test_labels_keep_clear_of_lines():
    pixels = np.array([[150.0, 50], [150, 250]])
    arrow = [(pixels[0], pixels[1])]
    sides = labels.place_labels(
        pixels, ["from", "to"], [0, 1], (), most=2, frame=(300, 300), lines=arrow
    )
    assert sides == {0: "below", 1: "above"}


def test_wide_scripts_take_more_room():
    assert labels.label_width("猫猫") == 2 * theme.FONT_SIZE
    assert labels.label_width("ab") == pytest.approx(2 * 0.6 * theme.FONT_SIZE)
    assert labels.label_width("x" * 200) == labels.label_width("x" * labels.LETTERS)


def test_the_focus_is_labeled_inside_the_frame_even_across_a_line():
    pixels = np.array([[20.0, 200], [280, 200]])
    line = [(pixels[0], pixels[1])]
    sides = labels.place_labels(
        pixels, ["w" * 20, ""], [0], (), most=1, frame=(300, 400), lines=line
    )
    assert sides == {0: "right"}

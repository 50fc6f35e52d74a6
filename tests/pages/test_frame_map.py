"""The map of a frame: every word escaped, pinned ones told apart by more than color."""

from __future__ import annotations

import json

import numpy as np
import pytest

from pages.drawing import theme
from pages.parts.train import draw_frame
from tests.pages.kit import HOSTILE


def points_of(n: int) -> np.ndarray:
    return np.random.default_rng(1).normal(size=(n, 2)).astype(np.float32)


def test_pinned_words_have_another_shape_another_color_and_heavier_letters():
    points, words = points_of(50), [f"w{i}" for i in range(50)]
    figure = draw_frame.frame_map(points, words, ["w3", "w7", "not there"])
    others, marked = figure.data
    np.testing.assert_array_equal(np.column_stack([marked.x, marked.y]), points[[3, 7]])
    assert list(marked.text) == ["w3", "w7"]
    assert len(others.x) == 48
    assert marked.marker.symbol != others.marker.symbol
    assert marked.marker.color == theme.ACCENT != others.marker.color
    heavy = {each.text for each in figure.layout.annotations if each.font.weight == 700}
    assert heavy == {"w3", "w7"}
    assert any("◆" in each.text for each in figure.layout.annotations)


def test_as_many_words_are_labeled_as_fit_and_all_can_be_hovered():
    points, words = points_of(50), [f"longerword{i}" for i in range(50)]
    figure = draw_frame.frame_map(points, words)
    assert sorted(figure.data[0].text) == sorted(words)
    assert 5 < len(figure.layout.annotations) < 50
    assert figure.layout.height == draw_frame.HEIGHT


def test_both_axes_have_one_scale():
    layout = draw_frame.frame_map(points_of(20) * [5, 1], ["w"] * 20, width=500).layout
    width = 500 - layout.margin.l - layout.margin.r
    height = layout.height - layout.margin.t - layout.margin.b
    assert np.ptp(layout.xaxis.range) / width == pytest.approx(np.ptp(layout.yaxis.range) / height)


def test_words_without_a_place_are_left_out():
    points = points_of(4)
    points[2] = np.nan
    figure = draw_frame.frame_map(points, list("abcd"), ["c", "d"])
    assert list(figure.data[0].text) == ["a", "b"]
    assert list(figure.data[1].text) == ["d"]
    assert "NaN" not in figure.to_json()


@pytest.mark.parametrize("n", [0, 1, 2])
def test_maps_of_next_to_nothing_can_be_drawn(n):
    assert len(draw_frame.frame_map(points_of(n), list("ab")[:n]).data[0].x) == n
    assert len(draw_frame.frame_map(np.full((n, 2), np.nan), list("ab")[:n]).data[0].x) == 0
    assert len(draw_frame.frame_map(np.zeros((n, 2)), list("ab")[:n], ["a"]).data[1].x) == min(n, 1)


def test_hostile_words_are_escaped_and_in_data_only():
    spec = json.loads(draw_frame.frame_map(points_of(8), HOSTILE, HOSTILE[:5]).to_json())
    for trace in spec["data"]:
        assert all("<" not in each for each in trace.pop("text"))
    for label in spec["layout"]["annotations"]:
        assert "<" not in label.pop("text")
    rest = json.dumps(spec)
    assert not any(piece in rest for piece in ("javascript", "onerror", "yyyy", "math", "alone"))

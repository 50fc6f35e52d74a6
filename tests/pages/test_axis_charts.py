"""Pictures of axes: labels that do not overlap, ends that are named, words as text only."""

from __future__ import annotations

import json
from itertools import pairwise

import numpy as np
import plotly.graph_objects as go
import pytest

from pages.drawing import theme
from pages.drawing.labels import LETTERS, label_width
from pages.parts.axes import draw_axes

HOSTILE = ["<a href=x>y</a>", "<b>b</b>", "%{x}", "$math$", "\ud800z", "y" * 200]
ENDS = ("low <i>", "high")


def strip(values: np.ndarray, width: int = 560, **options: object) -> go.Figure:
    words = [f"word{i:03}"[: 3 + i % 5] for i in range(len(values))]
    return draw_axes.strip(words, values, ENDS, width=width, **options)


def named(figure: go.Figure) -> list[go.layout.Annotation]:
    """The labels of words; those of the ends stand on the paper."""
    return [each for each in figure.layout.annotations if each.xref != "paper"]


@pytest.mark.parametrize("width", [350, 560])
@pytest.mark.parametrize("seed", range(3))
def test_labels_of_a_lane_do_not_overlap_and_stay_inside(width: int, seed: int) -> None:
    values = np.random.default_rng(seed).normal(scale=0.1, size=50)
    figure = strip(values, width)
    low, high = figure.layout.xaxis.range
    inner = width - figure.layout.margin.l - figure.layout.margin.r
    lanes: dict[float, list[tuple[float, float]]] = {}
    for each in named(figure):
        middle = (each.x - low) / (high - low) * inner + each.xshift
        half = label_width(each.text) / 2
        lanes.setdefault(each.y, []).append((middle - half, middle + half))
        assert middle - half >= 0
        assert middle + half <= inner
    assert sum(len(each) for each in lanes.values()) == 50
    for boxes in lanes.values():
        boxes.sort()
        assert all(a[1] < b[0] for a, b in pairwise(boxes))
    top = figure.layout.yaxis.range[1]
    assert max(lanes) + 1 <= top


def test_words_stand_at_their_values_over_their_dots() -> None:
    figure = strip(np.array([0.3, -0.2, 0.0]))
    assert list(figure.data[0].x) == [0.3, -0.2, 0.0]
    assert {each.x for each in named(figure)} == {0.3, -0.2, 0.0}
    low, high = figure.layout.xaxis.range
    assert low < -0.2 < 0.3 < high


@pytest.mark.parametrize("values", [[0.2, 0.4], [-0.5, -0.1], [0.0], [0.7] * 5])
def test_zero_is_always_there(values: list[float]) -> None:
    figure = strip(np.array(values))
    low, high = figure.layout.xaxis.range
    assert low < 0 < high
    zero = figure.layout.shapes[0]
    assert (zero.x0, zero.x1, zero.yref) == (0, 0, "y domain")


def test_of_many_words_the_outermost_and_the_focus_are_named() -> None:
    values = np.linspace(-1, 1, 300)
    figure = strip(values, focus=150)
    labels = named(figure)
    assert len(labels) == draw_axes.MOST_LABELED + 1
    assert values[150] in [each.x for each in labels if each.font.weight == 700]
    assert {each.x for each in labels} >= {-1.0, 1.0}
    assert len(figure.data[0].x) == 300


def test_the_focus_is_a_star_and_groups_have_their_own_sign() -> None:
    marker = strip(np.array([0.1, 0.2, 0.3]), focus=2, groups=[0, 1, 1]).data[0].marker
    assert list(marker.symbol) == ["circle", "square", "star"]
    assert list(marker.color) == [theme.SECOND, theme.THIRD, theme.ACCENT]


def figures() -> dict[str, go.Figure]:
    values = np.linspace(-0.5, 0.5, len(HOSTILE))
    points = np.column_stack([values, values**2])
    ends = (HOSTILE[0], HOSTILE[4])
    return {
        "strip": draw_axes.strip(HOSTILE, values, ends, focus=1),
        "plane": draw_axes.plane(HOSTILE, points, (ends, ends), focus=1),
    }


@pytest.mark.parametrize("name", ["strip", "plane"])
def test_hostile_words_are_escaped_and_the_figure_is_a_valid_one(name: str) -> None:
    figure = figures()[name]
    go.Figure(json.loads(figure.to_json()))  # raises where a property is unknown
    for trace in figure.data:
        assert not any("<" in text for text in trace.text)
    for label in figure.layout.annotations:
        assert "<" not in label.text
        assert len(label.text) <= 3 * LETTERS


@pytest.mark.parametrize("n", [1, 2, 40, 200])
def test_plane_labels_the_focus_and_stays_a_picture(n: int) -> None:
    points = np.random.default_rng(0).normal(size=(n, 2)) * 0.1
    words = [f"word{i}" for i in range(n)]
    figure = draw_axes.plane(words, points, (ENDS, ("down", "up")), focus=n - 1)
    np.testing.assert_array_equal(np.column_stack([figure.data[0].x, figure.data[0].y]), points)
    assert any(each.text == f"word{n - 1}" for each in figure.layout.annotations)
    assert {"↓ down", "↑ up", "← low &lt;i&gt;", "high →"} <= {
        each.text for each in figure.layout.annotations
    }
    assert len(figure.layout.shapes) == 2


def test_plane_of_equal_points_has_a_range() -> None:
    figure = draw_axes.plane(["a", "b"], np.zeros((2, 2)), (ENDS, ENDS))
    for axis in (figure.layout.xaxis, figure.layout.yaxis):
        assert axis.range[0] < 0 < axis.range[1]

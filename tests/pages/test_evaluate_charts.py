"""Pictures of scores: marks where the scores are, words as text only, names where there is room."""

from __future__ import annotations

import json

import numpy as np
import plotly.graph_objects as go
import pytest

from pages.drawing.labels import label_width
from pages.parts.evaluate import draw_pairs, draw_sections
from pages.parts.evaluate.draw_sections import Scores
from tests.pages.kit import HOSTILE


def scores(n: int) -> list[Scores]:
    shares = np.linspace(0, 1, n)
    shares[0] = np.nan
    return [Scores(name, shares, shares - 0.1, shares + 0.2) for name in ("3CosAdd", "3CosMul")]


def test_each_method_has_its_mark_and_its_interval() -> None:
    figure = draw_sections.sections(["none", "half", "all"], scores(3))
    go.Figure(figure.to_dict())  # which checks it
    first, second = figure.data
    assert list(first.x[1:]) == pytest.approx([50, 100])
    assert list(first.error_x.array[1:]) == pytest.approx([20, 20])
    assert list(first.error_x.arrayminus[1:]) == pytest.approx([10, 10])
    assert first.marker.symbol != second.marker.symbol
    assert first.marker.color != second.marker.color
    assert all(a > b for a, b in zip(first.y, second.y, strict=True))
    named = [each.text for each in figure.layout.annotations]
    assert named == ["none: no score", "half", "all"]


def test_very_many_sections_are_cut() -> None:
    figure = draw_sections.sections([f"s{i}" for i in range(500)], scores(500))
    assert len(figure.data[0].x) == len(figure.layout.annotations) == draw_sections.MOST_SECTIONS
    assert figure.layout.height < 2_000


@pytest.mark.parametrize("width", [350, 560])
def test_pairs_stand_where_they_are_rated_and_the_furthest_are_named(width: int) -> None:
    rng = np.random.default_rng(0)
    ratings, cosines, gaps = rng.uniform(0, 10, 80), rng.uniform(-1, 1, 80), rng.normal(size=80)
    pairs = [(f"left{i}", f"right{i}") for i in range(80)]
    figure = draw_pairs.scatter(pairs, ratings, cosines, gaps, width=width)
    go.Figure(figure.to_dict())
    trace = figure.data[0]
    np.testing.assert_array_equal(trace.x, ratings)
    np.testing.assert_array_equal(trace.y, cosines)
    furthest = set(np.argsort(-np.abs(gaps))[: draw_pairs.MOST_NAMED].tolist())
    marked = {i for i, symbol in enumerate(trace.marker.symbol) if symbol != "circle"}
    assert marked == furthest
    assert all((trace.marker.symbol[i] == "triangle-up") == (gaps[i] > 0) for i in marked)
    named = {each.text for each in figure.layout.annotations}
    assert len(named) >= 3
    assert named <= {f"left{i} · right{i}" for i in furthest}
    low, high = figure.layout.xaxis.range
    inner = width - figure.layout.margin.l - figure.layout.margin.r
    for each in figure.layout.annotations:
        middle = (each.x - low) / (high - low) * inner
        assert middle - label_width(each.text) < inner
        assert low <= each.x <= high


def test_one_pair_and_equal_pairs_can_be_drawn() -> None:
    for n in (1, 4):
        figure = draw_pairs.scatter([("a", "b")] * n, np.ones(n), np.zeros(n), np.zeros(n))
        low, high = figure.layout.xaxis.range
        assert low < 1 < high


def test_hostile_words_are_text_and_cut() -> None:
    n = len(HOSTILE)
    pairs = list(zip(HOSTILE, reversed(HOSTILE), strict=True))
    values = np.arange(n, dtype=float)
    for figure in (
        draw_sections.sections(HOSTILE, scores(n)),
        draw_pairs.scatter(pairs, values, values / n, values - 4),
    ):
        spec = json.loads(figure.to_json())
        for trace in spec["data"]:
            for words in (trace.pop("text", []), trace.pop("customdata", [])):
                assert "<" not in json.dumps(words)
        labels = [each.pop("text") for each in spec["layout"]["annotations"]]
        assert all("<" not in each and len(each) < 60 for each in labels)
        assert not any(each in json.dumps(spec) for each in ("javascript", "onerror", "yyyy"))

"""Figures: plotly takes what every chart makes, and figures are alike where they should be."""

from __future__ import annotations

import json

import numpy as np
import plotly.graph_objects as go
import pytest

from pages.drawing import charts, curves, word_map
from pages.drawing.figure import Sketch
from pages.parts.analogies import draw_arrows
from pages.parts.axes import draw_axes
from pages.parts.corpus import draw_coverage
from pages.parts.neighbors import draw_charts
from pages.parts.projection import draw_space
from pages.parts.train import draw_frame
from w2v_core.text.views.statistics import coverage
from w2v_core.text.vocabulary import Vocabulary


def every_chart() -> dict[str, go.Figure]:
    """One figure of each kind, with all that it can show."""
    rng = np.random.default_rng(3)
    x, loss, points = np.arange(60.0), rng.random(60), rng.normal(size=(40, 2))
    words, counts = [f"word{i}" for i in range(40)], np.arange(40, 0, -1)
    many = rng.normal(size=(word_map.MOST_SVG_POINTS + 1, 2))
    names = [f"w{i}" for i in range(len(many))]
    marks = word_map.Marks(0, [1, 2], [3])
    return {
        "loss": curves.loss_curve(x, loss, held_out=loss, x_end=90, baseline=0.9, at=30),
        "overlaid": curves.loss_curve(x, loss, earlier=[("before", x, loss)] * 5),
        "nothing yet": curves.loss_curve([], [], baseline=4.1),
        "error": curves.error_curve(x, loss),
        "rank": charts.rank_frequency(counts, words),
        "bars": charts.similarity_bars(words, rng.random(40), marked="word7"),
        "coverage": draw_coverage.coverage_curve(coverage(Vocabulary(words, counts)), 20),
        "map": word_map.plane_map(points, words, counts, axes=("x", "y"), marks=marks),
        "large map": word_map.plane_map(many, names, np.arange(len(many), 0, -1)),
        "plane": draw_arrows.plane(points[:4], words[:4], variance_kept=0.9),
        "space": draw_space.space_map(rng.normal(size=(40, 3)), words, counts, marks=marks),
        "axis": draw_axes.strip(words, loss[:40] / 5, ("she", "he"), focus=3),
        "axes": draw_axes.plane(words, points / 9, (("she", "he"), ("cat", "dog"))),
        "matrix": draw_charts.heat_map(np.corrcoef(rng.random((4, 9))), words[:4]),
        "vector": draw_charts.vector_strip(rng.normal(size=20), {3, 7}),
        "frame_map": draw_frame.frame_map(points.astype(np.float32), words, words[:3]),
    }


@pytest.mark.parametrize("name", every_chart())
def test_plotly_finds_nothing_to_object_to_or_to_change(name):
    figure = every_chart()[name]
    checked = go.Figure(figure.to_dict())  # raises where a property is unknown or nonsense
    assert json.loads(checked.to_json()) == json.loads(figure.to_json())


def test_the_template_is_none_as_plotly_writes_it():
    none = go.Figure(layout={"template": go.layout.Template()}).to_dict()
    assert Sketch(height=100).figure().to_dict()["layout"]["template"] == none["layout"]["template"]


def test_a_plotly_that_always_checks_makes_the_same_figure(monkeypatch):
    before = every_chart()["map"].to_json()
    public = go.Figure

    def checking(drawing, **private):
        if private:
            raise TypeError("invalid Figure property: _validate")
        return public(drawing)

    monkeypatch.setattr(go, "Figure", checking)
    assert json.loads(every_chart()["map"].to_json()) == json.loads(before)


def test_sketches_share_nothing():
    one, other = Sketch(height=100), Sketch(height=100)
    one.layout["margin"]["l"] = 99
    one.x_axis["title"]["text"] = one.x_axis["tickfont"]["color"] = "changed"
    one.add(x=[1], y=[2])
    one.note(1, 2, "here")
    one.across(3)
    assert "changed" not in other.figure().to_json() + Sketch(height=100).figure().to_json()
    assert other.figure().layout.margin.l == 8
    assert (other.traces, other.notes, other.shapes) == ([], [], [])


def test_a_finished_figure_does_not_follow_its_sketch():
    sketch = Sketch(height=100)
    sketch.add(x=[1, 2], y=[3, 4])
    figure = sketch.figure()
    sketch.traces[0]["x"][0] = 99
    sketch.layout["height"] = 999
    assert list(figure.data[0].x) == [1, 2]
    assert figure.layout.height == 100

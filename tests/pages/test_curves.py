"""Curves: what is drawn is what went in, thinned, named at its end and never by color alone."""

from __future__ import annotations

import json
from itertools import combinations

import numpy as np
import plotly.graph_objects as go
import pytest

from pages.drawing import curves, earlier_curves, theme
from tests.pages.kit import HOSTILE


def test_loss_curve_leaves_out_what_is_not_a_number():
    figure = curves.loss_curve([0, 1, 2, 3], [4.0, np.nan, 2.0, 1.0], baseline=4.159)
    raw, smooth = figure.data
    assert list(raw.x) == [0, 2, 3]
    assert list(raw.y) == [4.0, 2.0, 1.0]
    assert list(smooth.y) == [4.0, 2.0, 1.0]  # too short to smooth
    assert raw.line.width < smooth.line.width
    assert figure.layout.shapes[0].y0 == 4.159
    assert figure.layout.shapes[0].line.dash == "dash"


@pytest.mark.parametrize(("end", "anchor"), [(10, "left"), (4, "right"), (None, "right")])
def test_the_label_of_a_growing_curve_stays_inside_the_chart(end, anchor):
    figure = curves.loss_curve([1, 2, 3], [4.0, 2.0, 1.0], x_end=end)
    assert figure.layout.annotations[-1].xanchor == anchor
    assert figure.layout.xaxis.range == (None if end is None else (0, end))


def test_held_out_loss_is_a_line_of_its_own_with_its_last_value():
    figure = curves.loss_curve([1, 2, 3], [4.0, 3.0, 2.0], held_out=[np.nan, 3.5, 2.5])
    held_out = figure.data[-1]
    assert (list(held_out.x), list(held_out.y)) == ([2, 3], [3.5, 2.5])
    assert held_out.line.dash not in (None, "solid", figure.data[1].line.dash)
    assert figure.layout.annotations[-1].text == "held out: 2.500"


def test_loss_curve_without_held_out_sentences_has_no_line_for_them():
    nothing = curves.loss_curve([1, 2], [4.0, 3.0], held_out=[np.nan, np.nan])
    assert len(nothing.data) == len(curves.loss_curve([1, 2], [4.0, 3.0]).data) == 2


def test_loss_curve_smooths_like_a_plain_mean():
    loss = np.random.default_rng(1).random(400)
    smooth = np.array(curves.loss_curve(np.arange(400), loss).data[1].y)
    expected = [loss[max(i - 10, 0) : i + 11].mean() for i in range(400)]
    np.testing.assert_allclose(smooth, expected)


def test_a_long_loss_curve_is_thinned_and_keeps_its_ends():
    figure = curves.loss_curve(np.arange(100_000), np.ones(100_000))
    assert len(figure.data[0].x) == curves.MOST_CURVE_POINTS
    assert (figure.data[0].x[0], figure.data[0].x[-1]) == (0, 99_999)


@pytest.mark.parametrize("n", [0, 1])
def test_curves_of_nothing_can_be_drawn(n):
    assert len(curves.loss_curve(np.arange(n), np.ones(n), baseline=1.0).data[0].x) == n
    assert len(curves.error_curve(np.arange(n), np.ones(n)).data[0].x) == n


def test_error_curve_labels_its_last_value():
    figure = curves.error_curve([1, 2, 3], [0.9, 0.5, 0.25])
    assert list(figure.data[0].y) == [0.9, 0.5, 0.25]
    assert figure.layout.annotations[0].text == "error: 0.2500"


def test_a_curve_has_at_most_five_hundred_places():
    x = np.arange(100_000)
    held_out = np.where(x % 10 == 0, 2.0, np.nan)
    runs = [(f"run {i}", x, np.ones(len(x))) for i in range(5)]
    figure = curves.loss_curve(x, np.ones(len(x)), held_out=held_out, earlier=runs)
    assert curves.MOST_CURVE_POINTS == 500
    *others, raw, smooth, exams = figure.data
    assert list(raw.x) == list(smooth.x)
    assert [len(each.x) for each in (raw, exams)] == [500, 500]
    assert sum(len(each.x) for each in others) <= 500
    assert all((each.x[0], each.x[-1]) == (0, 99_999) for each in (*others, raw))


def overlaid(ends: list[float], **options: object) -> go.Figure:
    """A run whose loss ends at 2, and earlier ones that end where they are told to."""
    x = np.linspace(0, 5, 60)
    runs = [(f"run {i}", x, np.linspace(4, end, 60)) for i, end in enumerate(ends)]
    return curves.loss_curve(x, np.linspace(4, 2, 60), earlier=runs, **options)


def test_earlier_runs_lie_below_the_curve_that_matters_and_are_thinner():
    figure = overlaid([1.0, 2.5])
    *others, raw, smooth = figure.data
    assert smooth.line.color == theme.ACCENT
    assert raw.line.color == theme.GRAY
    assert all(each.line.width < smooth.line.width for each in others)
    assert [each.y[0] for each in others] == pytest.approx([4, 4], abs=0.1)


def test_each_earlier_run_has_a_dash_of_its_own_and_its_name_at_its_end():
    figure = overlaid([1.0, 1.5, 2.5, 3.0, 3.5], held_out=np.linspace(4, 2.2, 60), baseline=4.2)
    *others, _, smooth, held_out = figure.data
    dashes = [each.line.dash for each in (*others, held_out, figure.layout.shapes[0])]
    assert len(set(dashes)) == 7
    assert smooth.line.dash is None
    names = {each.text.split(":")[0]: each for each in figure.layout.annotations if each.showarrow}
    for i, trace in enumerate(others):
        name = names[f"run {i}"]
        assert (name.x, name.y) == (trace.x[-1], trace.y[-1])
        assert name.text == f"run {i}: {trace.y[-1]:.3f}"
        assert name.arrowcolor == trace.line.color
    own = {name: each.arrowcolor for name, each in names.items() if name[:3] != "run"}
    assert own == {"smoothed": theme.ACCENT, "held out": theme.SECOND}


@pytest.mark.parametrize("ends", [[2.0] * 5, [1.9, 2.0, 2.01, 2.1, 2.2], [0.5] * 5, [4.2] * 5])
def test_names_of_runs_that_end_together_do_not_cover_one_another(ends):
    figure = overlaid(ends, held_out=np.linspace(4, 2.05, 60))
    low, high = figure.layout.yaxis.range
    height = earlier_curves._INNER_HEIGHT
    up = [
        (each.y - low) / (high - low) * height - each.ay
        for each in figure.layout.annotations
        if each.showarrow
    ]
    assert len(up) == 5 + 2  # with the run itself
    assert all(0 <= each <= height for each in up)
    assert all(abs(a - b) >= theme.FONT_SIZE * 1.3 for a, b in combinations(up, 2))


def test_no_more_than_five_runs_are_laid_over_and_empty_ones_take_no_place():
    figure = overlaid([1.0] * 9)
    assert len(figure.data) == 5 + 2
    nothing = [("none", [], []), ("nan", [1, 2], [np.nan, np.nan])]
    assert len(curves.loss_curve([1, 2], [4.0, 3.0], earlier=nothing).data) == 2


def test_a_longer_earlier_run_is_seen_to_its_end():
    runs = [("long", [0, 20], [4.0, 3.0])]
    figure = curves.loss_curve([1, 2], [4.0, 3.0], x_end=5, earlier=runs)
    assert figure.layout.xaxis.range == (0, 20)


def test_two_earlier_runs_of_one_name_keep_their_colors():
    runs = [("same", [0, 1], [4.0, 3.0]), ("same", [0, 1], [4.0, 2.0])]
    figure = curves.loss_curve([0, 1], [4.0, 2.5], earlier=runs)
    names = [each for each in figure.layout.annotations if each.showarrow]
    colors = {trace.y[-1]: trace.line.color for trace in figure.data[:2]}
    assert {each.y: each.arrowcolor for each in names if "same" in each.text} == colors


@pytest.mark.parametrize(("end", "anchor", "tail"), [(0.5, "left", 24), (4.5, "right", -24)])
def test_names_stay_inside_the_chart(end, anchor, tail):
    runs = [("before", [0, end], [4.0, 3.0])]
    figure = curves.loss_curve([0, end], [4.0, 2.5], earlier=runs, x_end=5)
    names = [each for each in figure.layout.annotations if each.showarrow]
    assert {(each.xanchor, each.ax) for each in names} == {(anchor, tail)}


def test_names_stand_in_the_order_in_which_their_lines_end():
    figure = overlaid([3.0, 1.0, 2.01, 1.99, 2.5])
    names = [each for each in figure.layout.annotations if each.showarrow]
    low, high = figure.layout.yaxis.range
    up = {e.y: (e.y - low) / (high - low) * earlier_curves._INNER_HEIGHT - e.ay for e in names}
    assert sorted(up, key=up.get) == sorted(up)


def test_earlier_runs_can_be_drawn_before_the_first_slice():
    figure = curves.loss_curve([], [], earlier=[("before", [0, 1], [4.0, 3.0])], x_end=5)
    assert list(figure.data[0].y) == [4.0, 3.0]


def test_hostile_names_of_runs_are_escaped_and_only_where_no_template_is():
    runs = [(label, [0, 1], [4.0, 3.0]) for label in HOSTILE]
    for some in (runs[:4], runs[4:]):
        spec = json.loads(curves.loss_curve([0, 1], [4.0, 3.0], earlier=some).to_json())
        for trace in spec["data"]:
            assert "<" not in trace.pop("text", "")
        for label in spec["layout"]["annotations"]:
            assert "<" not in label.pop("text")
        rest = json.dumps(spec)
        assert not any(piece in rest for piece in ("javascript", "onerror", "yyyy", "math"))


@pytest.mark.parametrize(("at", "anchor"), [(0.0, "left"), (1.25, "left"), (4.5, "right")])
def test_the_moment_is_a_vertical_line_that_says_its_epoch(at, anchor):
    figure = curves.loss_curve([0, 5], [4.0, 2.0], x_end=5, at=at)
    (line,) = figure.layout.shapes
    assert (line.x0, line.x1, line.line.dash) == (at, at, None)
    label = next(each for each in figure.layout.annotations if each.text.startswith("epoch"))
    assert (label.text, label.xanchor) == (f"epoch {at:.2f}", anchor)


def test_without_a_moment_there_is_no_line():
    assert not curves.loss_curve([0, 5], [4.0, 2.0]).layout.shapes

"""Curves of exams: what is drawn is what went in, named, and never by color alone."""

from __future__ import annotations

import json

import numpy as np
import plotly.graph_objects as go
import pytest

from pages.drawing.exam_curves import score_curve, settling_curves

NAMES = ["1-9", "10-29", "30-99", "100-999", "1,000 and more"]
X = np.array([1.0, 4, 7, 10])
RISING = np.linspace(0, 1, 4)[:, None] ** np.array([0.2, 0.3, 0.4, 0.5, 0.6])


def settling(shares: np.ndarray, **more: float) -> go.Figure:
    return settling_curves(X, shares, NAMES, y_title="shared", x_title="epoch", x_end=10, **more)


def test_the_score_leaves_out_what_is_none():
    figure = score_curve(X, np.array([0, np.nan, 0.25, 0.5]), x_title="epoch", x_end=20)
    [line] = figure.data
    assert (list(line.x), list(line.y)) == ([1, 7, 10], [0, 0.25, 0.5])
    assert [note.text for note in figure.layout.annotations] == ["right: 50.0%"]
    assert figure.layout.xaxis.range == (0, 20)


def test_without_any_score_there_is_no_label():
    figure = score_curve(X, np.full(4, np.nan), x_title="epoch", x_end=10)
    assert not figure.layout.annotations


@pytest.mark.parametrize("at", [1.0, 9.0])
def test_a_moment_is_a_line_that_says_where_it_stands(at):
    for figure in (
        score_curve(X, RISING[:, 0], x_title="epoch", x_end=10, at=at),
        settling(RISING, at=at),
    ):
        line = figure.layout.shapes[-1]
        assert line.x0 == line.x1 == at
        assert figure.layout.annotations[-1].text == f"epoch {at:.2f}"


def test_each_band_has_a_line_with_its_own_dash_and_the_same_beside_its_name():
    figure = settling(RISING)
    dashes = [line.line.dash for line in figure.data]
    assert len(set(dashes)) == len(NAMES)
    for line, shares in zip(figure.data, RISING.T, strict=True):
        assert list(line.y) == list(shares)
    # From the top: the most frequent words first.
    named = sorted(figure.layout.annotations, key=lambda note: -note.yshift)
    assert [note.text for note in named] == NAMES[::-1]
    pieces = sorted(figure.layout.shapes, key=lambda piece: -piece.y0)
    assert [piece.line.dash for piece in pieces] == dashes[::-1]
    assert [piece.y0 for piece in pieces] == [note.yshift for note in named]


def test_a_band_of_which_nothing_is_known_is_left_out():
    shares = RISING.copy()
    shares[:, 1] = np.nan
    shares[0, 2] = np.nan
    figure = settling(shares)
    assert [len(line.x) for line in figure.data] == [4, 3, 4, 4]
    assert "10-29" not in [note.text for note in figure.layout.annotations]
    assert not settling(np.full((4, 5), np.nan)).data


def test_names_stand_where_no_line_is():
    right = settling(RISING).layout.annotations
    assert {(note.x, note.y) for note in right} == {(1, 0)}
    late = settling(RISING**20).layout.annotations  # rises at its very end
    assert {(note.x, note.y) for note in late} == {(0, 1)}


def test_plotly_takes_the_figures():
    for figure in (settling(RISING, at=2.0), score_curve(X, X / 10, x_title="x", x_end=10)):
        go.Figure(json.loads(figure.to_json()))  # checks every property

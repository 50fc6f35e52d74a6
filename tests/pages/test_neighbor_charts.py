"""Charts of the Neighbors page: plotly takes them, and words stay words."""

from __future__ import annotations

import json

import numpy as np
import plotly.graph_objects as go
import pytest

from pages.parts.neighbors.draw_charts import heat_map, vector_strip
from tests.pages.planted import HOSTILE


@pytest.mark.parametrize("values", [True, False])
def test_a_heat_map_is_valid_and_its_words_are_text(values: bool) -> None:
    words = [*HOSTILE, "cat"]
    matrix = np.eye(len(words)) - 0.1
    figure = heat_map(matrix, words, values=values)
    go.Figure(figure.to_dict())  # checked now, which the page leaves out
    drawn = json.dumps(figure.to_dict(), default=str)
    assert "<img" not in drawn
    assert figure.data[0].zmin == pytest.approx(-0.1)
    assert len(figure.layout.xaxis.ticktext) == len(words)


@pytest.mark.parametrize("values", [[0.5, -2.0, 0.0], [0.0], []])
def test_a_strip_is_valid_and_marks_what_is_strongest(values: list[float]) -> None:
    marked = [1] if len(values) > 1 else []
    figure = vector_strip(np.array(values), marked)
    go.Figure(figure.to_dict())
    assert [note.text for note in figure.layout.annotations] == [str(i + 1) for i in marked]
    low, high = figure.layout.yaxis.range
    assert low == -high
    assert high > max(map(abs, values), default=0)

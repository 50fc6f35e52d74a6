"""Charts: nothing gets in but through the door, and what is drawn is what went in."""

from __future__ import annotations

import html
import json
import tomllib
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.elements.lib import streamlit_plotly_theme

from pages.drawing import charts, theme, word_map
from pages.drawing.word_map import Marks
from pages.parts.analogies import draw_arrows
from tests.pages.kit import HOSTILE

CONFIG = Path(__file__).resolve().parents[2] / ".streamlit" / "config.toml"


def figures(words: list[str]) -> dict[str, go.Figure]:
    """Every chart that shows words."""
    n = len(words)
    rng = np.random.default_rng(0)
    points, counts = rng.normal(size=(n, 2)), np.arange(n, 0, -1)
    return {
        "rank": charts.rank_frequency(counts, words),
        "bars": charts.similarity_bars(words, rng.random(n), marked=words[0]),
        "map": word_map.plane_map(points, words, counts, marks=Marks(0, [1, 2], [3])),
        "plane": draw_arrows.plane(points[:4], words[:4], variance_kept=0.9),
    }


@pytest.mark.parametrize("name", ["rank", "bars", "map", "plane"])
def test_hostile_words_reach_plotly_escaped_and_in_data_only(name):
    spec = json.loads(figures(HOSTILE)[name].to_json())
    for trace in spec["data"]:
        for words in (trace.pop("text", []), trace.pop("customdata", [])):
            if isinstance(words, list):
                assert all("<" not in each for each in words if isinstance(each, str))
    for label in spec["layout"].get("annotations", []):
        assert "<" not in label.pop("text")
    rest = json.dumps(spec, ensure_ascii=True)
    assert not any(piece in rest for piece in ("javascript", "onerror", "yyyy", "math", "alone"))


@given(st.text(max_size=60))
def test_a_word_is_shown_letter_by_letter(word):
    shown = theme.plot_text(word)
    assert "<" not in shown
    assert ">" not in shown
    assert html.unescape(shown) == theme.shorten(word)


@given(st.text(min_size=31, max_size=200))
def test_a_long_word_keeps_both_ends(word):
    shown = theme.shorten(word)
    assert len(shown) == 30
    head, tail = shown.split("…")[0], shown[len(shown) // 2 + 1 :]
    assert word.startswith(head)
    assert word.endswith(tail)


def test_a_short_word_stays_whole():
    assert theme.shorten("a" * 30) == "a" * 30


def test_colors_are_the_stand_ins_that_streamlit_replaces():
    own = streamlit_plotly_theme
    assert theme.SECOND == own.CATEGORY_0
    assert theme.THIRD == own.CATEGORY_2
    assert theme.ACCENT == own.CATEGORY_5
    assert theme.INK == own.CATEGORY_7
    assert theme.BACKGROUND == own.BG_COLOR


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_colors_stand_out_from_the_background(mode):
    settings = tomllib.loads(CONFIG.read_text("utf-8"))["theme"]
    colors = settings[mode].get("chartCategoricalColors", settings["chartCategoricalColors"])
    background = settings[mode]["backgroundColor"]
    for place in (0, 2, 5):  # blue, green, vermilion: marks
        assert contrast(colors[place], background) >= 3
    assert contrast(theme.GRAY, background) >= 3
    assert contrast(colors[7], background) >= 7  # text


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_primary_color_can_be_read_on_and_in(mode):
    settings = tomllib.loads(CONFIG.read_text("utf-8"))["theme"][mode]
    assert contrast(settings["primaryColor"], "#ffffff") >= 4.5  # a button's label is always white
    assert contrast(settings["primaryColor"], settings["backgroundColor"]) >= 4.5


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_captions_can_be_read(mode):
    settings = tomllib.loads(CONFIG.read_text("utf-8"))["theme"][mode]
    text, background = (
        [int(settings[name][i : i + 2], 16) for i in (1, 3, 5)]
        for name in ("textColor", "backgroundColor")
    )
    # Streamlit writes them with 60 % of the text color.
    mixed = [round(0.6 * a + 0.4 * b) for a, b in zip(text, background, strict=True)]
    assert contrast("#" + bytes(mixed).hex(), settings["backgroundColor"]) >= 4.5


def contrast(a: str, b: str) -> float:
    """Contrast ratio of WCAG 2."""
    lights = []
    for color in (a, b):
        parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        lights.append(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)
    return max(lights) / min(lights)


def test_zipf_line_lies_on_counts_that_follow_zipf():
    counts = 10_000 // np.arange(1, 101)
    line = charts.rank_frequency(counts, [f"w{i}" for i in range(100)]).data[1]
    assert line.y[0] == pytest.approx(10_000, rel=0.02)
    assert line.y[-1] == pytest.approx(100, rel=0.02)
    assert (line.x[0], line.x[-1]) == (1, 100)


def test_rank_frequency_of_one_word():
    figure = charts.rank_frequency(np.array([7]), ["only"])
    assert list(figure.data[0].y) == [7]


def test_similarity_bars_mark_one_word_by_color_and_sign():
    figure = charts.similarity_bars(["cat", "dog", "car"], [0.9, 0.8, -0.3], marked="car")
    bars, words = figure.data
    assert list(bars.marker.color) == [theme.GRAY, theme.GRAY, theme.ACCENT]
    assert [text.startswith("▸") for text in words.text] == [False, False, True]
    assert figure.layout.xaxis.range == (-0.3, 1.0)
    assert set(words.x) == {-0.3}  # all begin at the edge, so that none is cut off


def planted_map(n: int = 50, **options: object) -> tuple[np.ndarray, go.Figure]:
    points = (np.random.default_rng(2).normal(size=(n, 2)) * [3, 1]).astype(np.float32)
    words = [f"word{i}" for i in range(n)]
    return points, word_map.plane_map(points, words, np.arange(n, 0, -1) * 10, **options)


def test_map_draws_all_words_first_and_colors_them_by_frequency():
    points, figure = planted_map()
    cloud = figure.data[0]
    np.testing.assert_array_equal(np.column_stack([cloud.x, cloud.y]), points)
    np.testing.assert_allclose(cloud.marker.color, np.log10(np.arange(50, 0, -1) * 10))
    assert list(cloud.customdata[:2]) == [500, 490]


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (12, 12_826, ["12", "100", "1,000", "12,826"]),
        (8, 42, ["8", "42"]),
        (5, 5, ["5"]),
        (1, 100, ["1", "10", "100"]),
    ],
)
def test_color_bar_says_the_least_and_the_largest_count(low, high, ticks):
    counts = np.array([high, low, low])
    figure = word_map.plane_map(np.eye(3)[:, :2], ["a", "b", "c"], counts)
    assert list(figure.data[0].marker.colorbar.ticktext) == ticks


def test_map_marks_focus_neighbors_and_hits_by_different_shapes():
    points, figure = planted_map(marks=Marks(7, [3, 5], [9]))
    by_symbol = {trace.marker.symbol: trace for trace in figure.data if trace.marker.symbol}
    assert list(by_symbol["circle-open"].x) == [points[7, 0]]
    assert by_symbol["circle-open"].marker.color == theme.ACCENT
    assert list(by_symbol["diamond-open"].x) == list(points[[3, 5], 0])
    assert list(by_symbol["square-open"].x) == [points[9, 0]]
    lines = next(trace for trace in figure.data if trace.mode == "lines")
    expected = np.array([points[7, 0], points[3, 0], np.nan, points[7, 0], points[5, 0], np.nan])
    np.testing.assert_array_equal(np.array(lines.x), expected)


def test_map_of_many_words_uses_webgl():
    assert planted_map(50)[1].data[0].type == "scatter"
    assert planted_map(word_map.MOST_SVG_POINTS + 1)[1].data[0].type == "scattergl"


def test_map_has_one_scale_on_both_axes():
    _, figure = planted_map(width=700)
    layout = figure.layout
    width = 700 - layout.margin.l - layout.margin.r
    height = layout.height - layout.margin.t - layout.margin.b
    x, y = np.ptp(layout.xaxis.range), np.ptp(layout.yaxis.range)
    assert x / width == pytest.approx(y / height)


def test_focus_is_labeled_even_in_a_crowd():
    points = np.zeros((20, 2))
    points[-1] = 1
    words = [f"word{i}" for i in range(20)]
    near = list(range(1, 10))
    figure = word_map.plane_map(points, words, np.ones(20, int), marks=Marks(0, near))
    label = next(each for each in figure.layout.annotations if each.text == "word0")
    assert label.font.weight == 700


def test_map_of_equal_points_has_a_range():
    figure = word_map.plane_map(np.zeros((3, 2)), ["a", "b", "c"], np.ones(3, int))
    low, high = figure.layout.xaxis.range
    assert low < 0 < high


def test_arrows_lead_from_a_to_b_and_from_c_to_the_answer():
    points = np.array([[0.0, 0], [1, 0], [0, 1], [1, 1.2]])
    figure = draw_arrows.plane(points, ["a", "b", "c", "d"], variance_kept=0.87)
    drawn = [each for each in figure.layout.annotations if each.showarrow]
    ends = [(each.ax, each.ay, each.x, each.y) for each in drawn]
    assert ends == [(0, 0, 1, 0), (0, 1, 1, 1.2)]
    assert drawn[0].arrowcolor != drawn[1].arrowcolor
    assert len(set(figure.data[0].marker.symbol)) == 3
    assert any("87%" in each.text for each in figure.layout.annotations)

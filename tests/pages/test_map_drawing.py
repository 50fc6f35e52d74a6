"""Maps: their paint, in the plane and in space, and the page that can be taken along."""

from __future__ import annotations

import itertools
import json

import numpy as np
import plotly.graph_objects as go
import pytest

from pages.drawing import map_colors, theme, word_map
from pages.parts.projection import draw_space, save_map

WORDS = [f"word{i}" for i in range(40)]
COUNTS = np.arange(40, 0, -1)
MARKS = word_map.Marks(0, [1, 2], [3])


def points(dims: int) -> np.ndarray:
    return np.random.default_rng(3).normal(size=(40, dims)).astype(np.float32)


def paints() -> dict[str, map_colors.Paint]:
    return {
        "frequency": map_colors.by_frequency(COUNTS),
        "category": map_colors.by_category(np.arange(40) % 21 - 1, "cluster"),
        "none": map_colors.by_category(np.full(40, -1), "group"),
        "axis": map_colors.along_axis(np.linspace(-0.5, 0.3, 40), "she - he"),
        "zero axis": map_colors.along_axis(np.zeros(40), "she - he"),
    }


def space(**options: object) -> go.Figure:
    return draw_space.space_map(points(3), WORDS, COUNTS, **options)


@pytest.mark.parametrize("paint", paints())
@pytest.mark.parametrize("dims", [2, 3])
def test_plotly_finds_nothing_to_object_to(paint: str, dims: int):
    options = {"marks": MARKS, "paint": paints()[paint]}
    flat = word_map.plane_map(points(2), WORDS, COUNTS, axes=("x", "y"), **options)
    figure = flat if dims == 2 else space(axes=("x", "y", "z"), **options)
    checked = go.Figure(figure.to_dict())
    assert json.loads(checked.to_json()) == json.loads(figure.to_json())


def test_categories_differ_in_color_or_shape_and_none_has_the_focus_color():
    looks = [map_colors.look_of(i) for i in range(30)]
    assert len({(each.color, each.sign) for each in looks}) == 30
    assert len({each.name for each in looks}) == 30
    assert theme.ACCENT not in {each.color for each in looks}
    for one, other in itertools.pairwise(looks):
        assert one.color != other.color
        assert one.sign != other.sign


def test_words_get_the_color_and_the_shape_of_their_category():
    paint = map_colors.by_category(np.array([-1, 0, 1, 2, 0]), "cluster")
    scale, top = paint.marker["colorscale"], paint.marker["cmax"]
    colors = []
    for value in paint.values:
        share = (value + 0.5) / (top + 0.5)
        colors.append(next(color for end, color in scale if end >= share))
    assert colors == [theme.GRAY, *map_colors.COLORS[:3], map_colors.COLORS[0]]
    assert paint.marker["symbol"] == ["circle", "circle", "square", "diamond", "circle"]


def test_an_axis_has_gray_at_zero_and_a_shape_for_either_end():
    paint = map_colors.along_axis(np.array([-0.2, 0.001, 0.4]), "she - <b>")
    assert paint.marker["cmin"] == -paint.marker["cmax"] == -0.4
    assert paint.marker["colorscale"][1] == [0.5, theme.GRAY]
    assert paint.marker["symbol"] == ["square", "circle", "diamond"]
    assert paint.marker["colorbar"]["ticktext"] == ["■ −0.40", "● 0", "◆ +0.40"]
    assert "she - &lt;b&gt;" in paint.marker["colorbar"]["title"]["text"]


def test_space_draws_all_words_first_and_marks_and_names_some():
    figure = space(marks=MARKS, labels=5)
    where = points(3)
    np.testing.assert_array_equal(np.stack([figure.data[0][axis] for axis in "xyz"], 1), where)
    assert {each.type for each in figure.data} == {"scatter3d"}
    symbols = {each.marker.symbol: each for each in figure.data[1:] if each.mode == "markers"}
    assert list(symbols["circle-open"].z) == [where[0, 2]]
    assert list(symbols["diamond-open"].z) == list(where[[1, 2], 2])
    assert list(symbols["square-open"].z) == [where[3, 2]]
    assert len(next(each for each in figure.data if each.mode == "lines").x) == 6
    assert list(figure.data[-1].text) == ["word0", "word3", "word1", "word2", *WORDS[4:9]]
    assert figure.layout.scene.aspectmode == "data"


def test_words_that_stand_for_something_are_labeled_before_frequent_ones():
    marks = word_map.Marks(naming=[30, 20])
    assert list(space(marks=marks, labels=2).data[-1].text) == ["word30", "word20"]
    figure = word_map.plane_map(points(2), WORDS, COUNTS, marks=marks, labels=2)
    named = {each.text for each in figure.layout.annotations}
    assert named - {""} == {"word30", "word20"}


def test_twenty_thousand_words_fit_into_two_megabytes():
    n = 20_000
    many = np.random.default_rng(0).normal(size=(n, 3)).astype(np.float32)
    words = [f"w{i}" for i in range(n)]
    options = {"paint": map_colors.by_category(np.arange(n) % 8, "cluster")}
    for figure, kind in (
        (word_map.plane_map(many[:, :2], words, np.arange(n, 0, -1), **options), "scattergl"),
        (draw_space.space_map(many, words, np.arange(n, 0, -1), **options), "scatter3d"),
    ):
        assert figure.data[0].type == kind
        assert len(figure.to_json()) < 2_000_000


def test_a_page_stands_alone_with_real_colors_and_harmless_words():
    words = ["</script><script>alert(1)</script>", "#000001", *WORDS[2:]]
    figure = word_map.plane_map(points(2), words, COUNTS, marks=MARKS)
    page = save_map.map_page(figure)
    own = page[page.rindex("Plotly.newPlot(") :]
    assert "alert(1)</" not in page
    assert "<script src" not in page
    assert '"#000006"' not in own  # a stand-in
    assert '"#000001"' in own  # a word
    assert "#D55E00" in own
    assert page.index("<title>") < 200


@pytest.mark.parametrize("picture", save_map.PICTURES)
def test_the_camera_saves_what_was_chosen(picture: str):
    options = save_map.map_config(picture)["toImageButtonOptions"]
    assert options["format"] == picture.lower()


def test_labels_in_space_hold_no_tag_and_no_entity() -> None:
    words = ["<b>bold</b>", "a<br>b", "plain", "&lt;"]
    figure = draw_space.space_map(points(3)[:4], words, np.arange(4, 0, -1))
    (labels,) = [each.text for each in figure.data if each.mode == "text"]
    assert set(labels) == {"‹b›bold‹/b›", "a‹br›b", "plain", "&lt;"}

"""What colors stand for, which words are shown and picked, and what an address may hold."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from pages.parts.projection import ask_colors, ask_words, show_map
from tests.pages.planted import (
    HOSTILE,
    MEANINGS,
    ROOT,
    assert_no_markup,
    texts,
    words_and_vectors,
)
from w2v_core.runs.folder.run_folder import RunFolder

PAGE = ROOT / "pages" / "projection.py"


def open_address(run: RunFolder, word: str = "", **address: str) -> AppTest:
    app = AppTest.from_file(str(PAGE), default_timeout=60)
    app.session_state["run"] = run.id
    if word:
        app.session_state["word"] = word
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


def table(app: AppTest) -> pd.DataFrame:
    """All words of the map."""
    assert not app.exception
    return app.dataframe[-1].value


def cloud(app: AppTest) -> dict:
    assert not app.exception
    return json.loads(app.get("plotly_chart")[0].proto.spec)["data"][0]


def test_clusters_are_named_and_told_apart_by_color_and_shape(run: RunFolder):
    app = open_address(run, map_color="Clusters", map_k="3")
    legend = app.dataframe[0].value
    assert list(legend["number"]) == [1, 2, 3]
    assert legend["words"].sum() == len(MEANINGS) + len(HOSTILE)
    assert set(legend["named by"].iloc[0].split()) <= set(words_and_vectors()[0])
    assert len(set(legend["sign"])) == 3
    assert set(cloud(app)["marker"]["symbol"]) == {"circle", "square", "diamond"}
    assert set(table(app)["cluster"]) == {1, 2, 3}
    shown = table(app).set_index("word")["cluster"]
    assert shown["kitten"] == shown["puppy"] == shown["cat"]
    assert shown["king"] != shown["kitten"]


def test_own_groups_come_from_lines(run: RunFolder):
    text = "pets: cat dog unheard\nroyals: king, queen cat\n\nnothing:"
    app = open_address(run, map_color="Own groups", map_groups=text)
    shown = table(app).set_index("word")["group"]
    assert (shown["cat"], shown["king"], shown["man"]) == ("pets", "royals", "none")
    assert "Not in the vocabulary: `unheard`" in texts(app)
    assert list(app.dataframe[0].value["group"]) == ["pets", "royals"]
    few = open_address(
        run, map_color="Own groups", map_groups=text, map_words="Own list", map_list="man cat dog"
    )
    assert "2 words of the groups are not on this map" in texts(few)


def test_an_axis_colors_by_cosine(run: RunFolder):
    app = open_address(run, map_color="Axis", map_axis="puppy - dog")
    words, vectors = words_and_vectors()
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    axis = unit[words.index("puppy")] - unit[words.index("dog")]
    expected = unit @ (axis / np.linalg.norm(axis))
    shown = table(app).set_index("word")["axis"]
    np.testing.assert_allclose(shown[words], expected, atol=1e-5)
    marker = cloud(app)["marker"]
    assert marker["cmin"] == -marker["cmax"]
    assert marker["symbol"][words.index("kitten")] == "diamond"


@pytest.mark.parametrize(
    ("axis", "message"),
    [
        ("", "Type a direction"),
        ("cat / dog", "cannot be divided"),
        ("cat - cat", "cancels to zero"),
        ("unheard - cat", "not in the corpus"),
        (HOSTILE[1], r"or quotes around both"),
    ],
)
def test_an_axis_that_cannot_be_read_says_why(run: RunFolder, axis: str, message: str):
    app = open_address(run, map_color="Axis", map_axis=axis)
    assert message in texts(app)
    assert "axis" not in table(app)
    assert_no_markup(app)


def test_picked_words_are_listed_isolated_and_brought_back(run: RunFolder):
    app = open_address(run)
    everything = list(table(app)["word"])
    app.session_state["map_picked"] = (run.id, np.array([0, 1, 2, 5, 6]))
    app.run()
    assert "5 words picked" in texts(app)
    assert list(app.dataframe[0].value["word"]) == [everything[i] for i in (0, 1, 2, 5, 6)]
    app.button("map_isolate").click().run()
    assert list(table(app)["word"]) == [everything[i] for i in (0, 1, 2, 5, 6)]
    assert "5 isolated words" in texts(app)
    code = app.query_params["map_only"]
    again = open_address(run, map_only=code[0] if isinstance(code, list) else code)
    assert list(table(again)["word"]) == [everything[i] for i in (0, 1, 2, 5, 6)]
    app.session_state["map_picked"] = (run.id, np.array([0, 2, 6]))
    app.run().button("map_isolate").click().run()
    assert len(table(app)) == 3
    app.button("map_undo").click().run()
    assert len(table(app)) == 5
    app.button("map_show_all").click().run()
    assert list(table(app)["word"]) == everything
    assert "map_only" not in app.query_params


def test_picked_words_of_another_run_are_forgotten(run: RunFolder):
    app = open_address(run)
    app.session_state["map_picked"] = ("other", np.array([0, 1, 2]))
    assert "words picked" not in texts(app.run())


def test_neighbors_that_are_not_on_the_map_are_named(run: RunFolder):
    app = open_address(run, "kitten", map_words="Own list", map_list="kitten cat king")
    assert "not on this map: `puppy`" in texts(app)
    app = open_address(run, "puppy", map_words="Own list", map_list="kitten cat king")
    assert "`puppy` is not on this map" in texts(app)


def test_a_picture_lies_like_the_one_before(run: RunFolder):
    app = open_address(run)
    first = table(app)[["x", "y"]].to_numpy()
    _, rows, points = app.session_state["map_before"]
    app.session_state["map_before"] = (None, rows, points * np.float32([-1, 1]))
    np.testing.assert_allclose(table(app.run())[["x", "y"]], first * [-1, 1], rtol=1e-5)
    fewer = open_address(run)  # of other words it is mirrored too
    fewer.session_state["map_before"] = (None, rows, points * np.float32([-1, -1]))
    fewer.number_input("map_n").set_value(8).run()
    _, rows, now = fewer.session_state["map_before"]
    assert ((now - now.mean(0)) * (points[rows] - points[rows].mean(0))).sum() < 0


GARBAGE = {
    "map_words": "<b>",
    "map_n": "1e99",
    "map_near": "-4",
    "map_method": "PCA2",
    "map_dims": "17-D",
    "map_perplexity": "nan",
    "map_color": HOSTILE[0],
    "map_k": "99",
    "map_labels": "many",
    "map_picture": "../../etc",
    "map_mouse": "",
    "map_search": "(?",
    "map_only": "zzzzzzz-9999999.1",
    "map_list": "\x00",
}


@pytest.mark.parametrize("name", [*GARBAGE, "all"])
def test_an_address_may_hold_anything(run: RunFolder, name: str):
    garbage = GARBAGE if name == "all" else {name: GARBAGE[name]}
    app = open_address(run, **garbage)
    assert len(table(app)) == len(MEANINGS) + len(HOSTILE)
    assert_no_markup(app)
    empty = open_address(run, **dict.fromkeys(garbage, ""))
    assert len(table(empty)) == len(MEANINGS) + len(HOSTILE)


def test_an_address_opens_every_setting(run: RunFolder):
    app = open_address(
        run, map_n="9", map_dims="3-D", map_color="Clusters", map_k="2", map_search="k"
    )
    assert len(table(app)) == 9
    assert "z" in table(app)
    assert len(app.dataframe[0].value) == 2
    assert "2 of 9 words match" in texts(app)


def test_a_long_list_leaves_the_address(run: RunFolder):
    app = open_address(run, map_words="Own list")
    app.text_area("map_list").set_value("cat dog king " + "unheard" * 1000).run()
    assert "too long to be part of the address" in texts(app)
    assert "map_list" not in app.query_params
    assert list(table(app)["word"]) == ["cat", "dog", "king"]


@given(st.sets(st.integers(0, 5_000), max_size=300))
def test_isolated_rows_come_back_from_an_address(rows: set[int]):
    ordered = np.array(sorted(rows), np.int64)
    code = ask_words.encode_rows(ordered)
    np.testing.assert_array_equal(ask_words.decode_rows(code, 5_001), ordered)
    if rows:
        assert len(ask_words.decode_rows(code, max(rows))) == 0


@given(st.text(max_size=40) | st.from_regex(r"[0-9a-z.\-]{0,40}", fullmatch=True))
def test_any_code_is_rows_or_none(code: str):
    rows = ask_words.decode_rows(code, 1_000)
    assert (np.diff(rows) > 0).all()
    assert ((rows >= 0) & (rows < 1_000)).all()


def test_many_isolated_words_make_a_short_address():
    rng = np.random.default_rng(0)
    assert len(ask_words.encode_rows(np.arange(20_000))) < 20
    some = np.flatnonzero(rng.random(20_000) < 0.15)
    assert len(ask_words.encode_rows(some)) < 10_000


@given(st.text(max_size=100))
def test_groups_of_any_text(text: str):
    assert all(words for words in ask_colors.read_groups(text).values())


def test_search_finds_parts_in_any_case():
    assert show_map.find(["King", "viking", "queen"], " KING ") == [0, 1]
    assert show_map.find(["King"], "  ") == []

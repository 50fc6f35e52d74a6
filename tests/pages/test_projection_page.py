"""Projection page."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.planted import (
    HOSTILE,
    MEANINGS,
    assert_no_markup,
    open_page,
    open_without_run,
    texts,
    type_words,
    words_and_vectors,
)
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.vectors.projection import pca

PAGE = "pages/projection.py"


def table(app: AppTest) -> list[str]:
    """The words of the map."""
    assert not app.exception
    return list(app.dataframe[0].value["word"])


def choose(app: AppTest, words: str) -> AppTest:
    """Another choice of which words to draw."""
    return app.selectbox("map_words").set_value(words).run()


def test_pca_is_drawn_at_once_with_its_caution(run: RunFolder):
    app = open_page(PAGE, run)
    words, vectors = words_and_vectors()
    assert table(app) == words
    expected = pca(vectors)
    assert f"{sum(expected.variance_kept):.0%} of the variance" in texts(app)
    assert f"{expected.neighbors_kept:.0%} of each word's" in texts(app)


def test_chart_has_a_text_for_those_who_do_not_see_it(run: RunFolder):
    app = open_page(PAGE, run)
    assert f"Map of {len(MEANINGS) + len(HOSTILE)} words" in app.get("plotly_chart")[0].proto.alt


def test_focus_is_first_in_the_table_and_marked_on_the_map(run: RunFolder):
    app = open_page(PAGE, run, "kitten")
    assert table(app)[:3] == ["kitten", "puppy", "cat"]
    traces = json.loads(app.get("plotly_chart")[0].proto.spec)["data"]
    symbols = [trace["marker"].get("symbol") for trace in traces if "marker" in trace]
    assert "circle-open" in symbols
    assert "diamond-open" in symbols


def test_focus_and_its_neighbors(run: RunFolder):
    app = choose(open_page(PAGE, run, "kitten"), "Focus and neighbors")
    count = next(each for each in app.number_input if each.label == "How many neighbors")
    count.set_value(3).run()
    assert table(app) == ["kitten", "puppy", "cat", "dog"]


def test_own_list_says_what_is_known(run: RunFolder):
    app = choose(open_page(PAGE, run), "Own list")
    assert "needs at least 3 words" in texts(app)
    app.text_area("map_list").set_value("cat, dog\nhorse king cat").run()
    assert "3 of 4 words" in texts(app)
    assert table(app) == ["cat", "dog", "king"]


def test_unknown_words_of_a_list_are_named(run: RunFolder):
    app = choose(open_page(PAGE, run), "Own list")
    app.text_area("map_list").set_value(f"cat dog king unheard {HOSTILE[0][:-1]}").run()
    assert "3 of 5 words" in texts(app)
    assert "Not in the vocabulary: `unheard` `<img" in texts(app)
    assert table(app) == ["cat", "dog", "king"]


@pytest.mark.parametrize(("words", "count"), [("", 0), ("cat", 1), ("cat dog", 2), ("x y z", 0)])
def test_too_few_words_say_so(run: RunFolder, words: str, count: int):
    app = choose(open_page(PAGE, run), "Own list")
    app.text_area("map_list").set_value(words).run()
    assert not app.exception
    assert f"needs at least 3 words; these are {count}" in texts(app)


def test_search_counts_and_marks_what_it_finds(run: RunFolder):
    app = open_page(PAGE, run)
    app.text_input("map_search").set_value("K").run()
    assert f"3 of {len(MEANINGS) + len(HOSTILE)} words match" in texts(app)
    traces = json.loads(app.get("plotly_chart")[0].proto.spec)["data"]
    assert "square-open" in [each["marker"].get("symbol") for each in traces if "marker" in each]


@pytest.mark.parametrize("word", ["", "unknown", HOSTILE[0]])
def test_hostile_words_are_shown_as_text(run: RunFolder, word: str):
    app = open_page(PAGE, run, word)
    assert not app.exception
    assert_no_markup(app)
    assert "<img" not in app.get("plotly_chart")[0].proto.spec


def test_unknown_focus_gets_its_reason(run: RunFolder):
    app = choose(type_words(open_page(PAGE, run, "kiten")), "Focus and neighbors")
    assert "is not in the corpus" in texts(app)
    type_words(app).button("unknown_0").click().run()
    assert table(app)[0] == "kitten"


def test_the_table_can_be_downloaded(run: RunFolder):
    labels = [each.label for each in open_page(PAGE, run).get("download_button")]
    assert labels == ["Download table", "Download page"]


def test_without_a_run_the_page_says_the_next_step(run: RunFolder):
    assert "train some" in texts(open_without_run(PAGE, run))

"""Neighbors page."""

from __future__ import annotations

import numpy as np
import pytest

from tests.pages.planted import (
    HOSTILE,
    MEANINGS,
    RARE,
    assert_no_markup,
    open_page,
    open_without_run,
    texts,
    type_words,
    words_and_vectors,
)
from w2v_core.runs.store import RunFolder

PAGE = "pages/neighbors.py"


def nearest(word: str) -> list[tuple[str, float]]:
    """All other words by cosine, counted out."""
    words, vectors = words_and_vectors()
    own = vectors[words.index(word)]
    scores = [
        (other, float(own @ each / np.linalg.norm(own) / np.linalg.norm(each)))
        for other, each in zip(words, vectors, strict=True)
        if other != word
    ]
    return sorted(scores, key=lambda each: -each[1])


def test_table_holds_the_nearest_words_by_cosine(run: RunFolder):
    app = open_page(PAGE, run, "queen")
    assert not app.exception
    table = app.dataframe[0].value
    expected = nearest("queen")[:3]
    assert table["word"].tolist()[:3] == [word for word, _ in expected]
    np.testing.assert_allclose(table["score"][:3], [score for _, score in expected], atol=1e-5)
    assert table["rank"].tolist() == list(range(1, 11))
    king = list(MEANINGS).index("king")
    assert table.set_index("word")["count"]["king"] == 2 * (20 - king)


def test_how_many_and_minimum_count(run: RunFolder):
    app = open_page(PAGE, run, "queen")
    app.number_input("neighbors_k").set_value(3).run()
    assert len(app.dataframe[0].value) == 3
    app.number_input("neighbors_min_count").set_value(38).run()
    assert app.dataframe[0].value["word"].tolist() == ["woman", "man"]
    app.number_input("neighbors_min_count").set_value(1000).run()
    assert "lower the minimum count" in texts(app)
    assert not app.dataframe


def test_context_vectors_give_other_neighbors(run: RunFolder):
    app = open_page(PAGE, run, "queen")
    before = app.dataframe[0].value["score"].tolist()
    app.segmented_control("which").set_value("sum").run()
    assert not app.exception
    assert app.dataframe[0].value["score"].tolist() != before


def test_unknown_word_gets_its_reason_and_the_nearest_spellings(run: RunFolder):
    app = type_words(open_page(PAGE, run, "quean"))
    assert "is not in the corpus" in texts(app)
    button = next(each for each in app.button if each.label == "queen")
    button.click().run()
    assert app.session_state["word"] == "queen"
    assert app.dataframe


def test_rare_word_says_how_often_it_occurs(run: RunFolder):
    app = open_page(PAGE, run, RARE)
    assert "occurs 2 times" in texts(app)


def test_trail_leads_back(run: RunFolder):
    app = open_page(PAGE, run, "queen")
    for word in ("king", "man"):
        app.selectbox("neighbors_word").set_value(word).run()
    trail = [each.label for each in app.button if each.key.startswith("trail_")]
    assert trail == ["queen", "king"]
    app.button("trail_0").click().run()
    assert app.session_state["word"] == "queen"
    assert not [each for each in app.button if each.key.startswith("trail_")]


def test_without_a_focus_words_are_offered(run: RunFolder):
    app = open_page(PAGE, run)
    app.button("start_0").click().run()
    assert app.session_state["word"] == "woman"  # the most frequent of more than three letters
    assert app.dataframe


def test_similarity_of_two_words(run: RunFolder):
    app = open_page(PAGE, run, "king")
    assert not app.metric
    type_words(app, pair_second="queen").run()
    assert app.metric[0].value == f"{dict(nearest('king'))['queen']:.3f}"


def test_unknown_word_of_a_pair_is_replaced_in_its_own_box(run: RunFolder):
    app = open_page(PAGE, run, "king")
    type_words(app, pair_second="quean").run()
    type_words(app).button("pair_second_unknown_0").click().run()
    assert app.session_state["pair_second"] == "queen"
    assert app.session_state["word"] == "king"
    assert app.metric


def test_odd_one_out(run: RunFolder):
    app = open_page(PAGE, run, "king")
    app.text_input("odd_list").set_value("cat, dog kitten king").run()
    assert "The odd one is **`king`**" in texts(app)
    assert app.get("plotly_chart")


@pytest.mark.parametrize(
    ("text", "answer"),
    [("cat dog", "at least 3"), ("cat dog horse", "is not in the corpus"), (" , ", "Three words")],
)
def test_odd_one_out_of_too_little(run: RunFolder, text: str, answer: str):
    app = open_page(PAGE, run, "king")
    app.text_input("odd_list").set_value(text).run()
    assert not app.exception
    assert answer in texts(app).replace("\\", "")


@pytest.mark.parametrize("word", HOSTILE)
def test_hostile_words_are_shown_as_text(run: RunFolder, word: str):
    app = open_page(PAGE, run, word)
    app.text_input("odd_list").set_value("cat dog " + " ".join(HOSTILE)).run()
    assert not app.exception
    assert_no_markup(app)


def test_without_a_run_the_page_says_the_next_step(run: RunFolder):
    app = open_without_run(PAGE, run)
    assert "train some" in texts(app)
    assert not app.dataframe
    assert app.get("page_link")


def test_a_run_without_vectors_is_told_apart(run: RunFolder):
    (run.path / "vectors.npz").unlink()
    app = open_without_run(PAGE, run)
    app.session_state["run"] = run.id
    assert "has left no vectors" in texts(app.run())

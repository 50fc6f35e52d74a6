"""Neighbors page."""

from __future__ import annotations

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.planted import (
    HOSTILE,
    MEANINGS,
    RARE,
    assert_no_markup,
    nearest,
    open_page,
    open_without_run,
    texts,
    type_words,
    words_and_vectors,
)
from w2v_core.runs.folder.run_folder import RunFolder

PAGE = "pages/neighbors.py"


def type_focus(app: AppTest, text: str) -> AppTest:
    """Type into the word box, and wait."""
    return app.text_input("typed_word").set_value(text).run()


def labels(app: AppTest, key: str) -> list[str]:
    """What stands on the buttons whose keys begin like this."""
    return [each.label for each in app.button if (each.key or "").startswith(key)]


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
    app.number_input("nearest").set_value(3).run()
    assert len(app.dataframe[0].value) == 3
    app.number_input("least").set_value(38).run()
    assert app.dataframe[0].value["word"].tolist() == ["woman", "man"]
    app.number_input("least").set_value(1000).run()
    assert "lower the minimum count" in texts(app)
    assert not app.dataframe


def test_sums_with_context_vectors_have_their_own_neighbors(run: RunFolder):
    app = open_page(PAGE, run, "queen")
    app.segmented_control("which").set_value("sum").run()
    assert not app.exception
    table = app.dataframe[0].value
    vectors = words_and_vectors()[1]
    expected = nearest("queen", vectors + vectors[:, ::-1])[:10]  # as `plant` turns them
    np.testing.assert_allclose(table["score"], [score for _, score in expected], atol=1e-5)
    assert expected != nearest("queen")[:10]


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
        type_focus(app, word)
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


@pytest.mark.parametrize("part", ["Neighbors", "Why", "Two words", "List", "Vector"])
@pytest.mark.parametrize("word", HOSTILE)
def test_hostile_words_are_shown_as_text(run: RunFolder, word: str, part: str):
    app = open_page(PAGE, run, "cat")
    app.session_state["word"] = word
    app.query_params["among"] = "cat dog " + " ".join(HOSTILE)
    app.query_params["show"] = part
    app.query_params["why"] = app.query_params["one"] = app.query_params["two"] = HOSTILE[0]
    app.run()
    assert not app.exception
    assert_no_markup(app)


def test_words_are_suggested_while_one_types(run: RunFolder):
    app = type_focus(open_page(PAGE, run, "queen"), "ki")
    assert not app.exception
    assert labels(app, "suggested_") == ["king", "kitten"]
    assert app.session_state["word"] == "queen"  # nothing is taken that is no word
    app.button("suggested_1").click().run()
    assert app.session_state["word"] == "kitten"
    assert app.text_input("typed_word").value == "kitten"


def test_a_word_on_the_way_to_a_longer_one_was_not_visited(run: RunFolder):
    app = open_page(PAGE, run, "man")
    app.session_state["trail"] = ["queen", "kit"]
    app.session_state["typed_last"] = "kit"
    type_focus(app, "kitten")
    assert labels(app, "trail_") == ["queen"]


def test_a_typed_word_that_is_unknown_says_why(run: RunFolder):
    app = type_focus(open_page(PAGE, run, "queen"), "quean")
    assert "is not in the corpus" in texts(app)
    assert labels(app, "suggested_") == ["queen"]
    type_focus(app, RARE)
    assert "occurs 2 times" in texts(app)
    type_focus(app, "QUEEN")
    assert labels(app, "suggested_")[0] == "queen"


def test_only_words_of_a_form_with_their_own_ranks(run: RunFolder):
    app = open_page(PAGE, run, "queen")
    app.text_input("pattern").set_value("*n").run()
    ranks = {word: i for i, (word, _) in enumerate(nearest("queen"), start=1)}
    table = app.dataframe[0].value
    assert sorted(table["word"]) == ["kitten", "man", "woman"]
    assert [ranks[word] for word in table["word"]] == table["rank"].tolist()
    app.text_input("pattern").set_value("(x+)+$").run()
    assert "change the pattern" in texts(app)


@pytest.mark.parametrize("k", [1, 2, 3, 4])
def test_how_sure_each_neighbor_is(run: RunFolder, k: int):
    app = open_page(PAGE, run, "queen")
    app.number_input("nearest").set_value(k).run()
    for _, row in app.dataframe[0].value.iterrows():
        back = [word for word, _ in nearest(row["word"])].index("queen") + 1
        assert row["back"].split()[0] == str(back)
        assert row["back"].endswith("⇄") == (back <= k)
        lists = sum(
            row["word"] in [word for word, _ in nearest(each)[:10]]
            for each in words_and_vectors()[0]
            if each != row["word"]
        )
        assert row["lists"].split()[0] == str(lists)
    assert "seeds" not in app.dataframe[0].value


def test_few_occurrences_are_said_to_be_few(run: RunFolder):
    app = open_page(PAGE, run, "queen")
    words = words_and_vectors()[0]
    unsure = next(each.value for each in app.caption if "Unsure" in each.value)
    for i, word in enumerate(words[:8]):
        rare = 2 * (20 - i) < 25
        assert (f"`{word}`" in unsure) == (rare and word in set(app.dataframe[0].value["word"]))
    app.number_input("nearest").set_value(2).run()
    assert not [each for each in app.caption if "Unsure" in each.value]


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

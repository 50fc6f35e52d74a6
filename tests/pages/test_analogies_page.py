"""Analogies page."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.analogies import show_answers
from tests.pages.planted import (
    HOSTILE,
    ROOT,
    assert_no_markup,
    open_page,
    open_without_run,
    plant,
    texts,
    type_words,
)
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.vectors.word_vectors import Neighbor

PAGE = "pages/analogies.py"
BOXES = ("a", "b", "c")


def ask(run: RunFolder, *three: str | None) -> AppTest:
    """The page with three words in its boxes."""
    app = type_words(open_page(PAGE, run), **dict(zip(BOXES, three, strict=True)))
    return type_words(app.run())


def answer(app: AppTest) -> str:
    """The first row of the table."""
    assert not app.exception
    return str(app.dataframe[0].value["word"][0])


def test_the_page_opens_with_an_example_already_answered(run: RunFolder):
    app = open_page(PAGE, run)
    assert answer(app)
    assert all(app.session_state[key] for key in BOXES)


@pytest.mark.parametrize("method", ["3cosadd", "3cosmul"])
def test_both_methods_solve_a_planted_analogy(run: RunFolder, method: str):
    app = ask(run, "man", "king", "woman")
    app.segmented_control("method").set_value(method).run()
    assert answer(app) == "queen"
    assert "`man` is to `king` as `woman` is to `queen`" in texts(app)
    assert "ahead of the next" in texts(app)


def test_picture_says_how_much_variance_it_keeps(run: RunFolder):
    app = ask(run, "man", "king", "woman")
    chart = app.get("plotly_chart")[0].proto
    assert "of the variance" in chart.alt
    assert "four words" in chart.spec


def test_inputs_can_be_let_in(run: RunFolder):
    app = ask(run, "cat", "dog", "queen")
    assert answer(app) == "woman"
    app.toggle("inputs").set_value(True).run()
    assert answer(app) == "queen"


def autopsy(app: AppTest) -> dict[str, str]:
    """What simpler questions are answered with, by the table below the answers."""
    table = app.dataframe[1].value
    return dict(zip(table["asked"], table["answer"], strict=True))


def test_the_answer_is_compared_with_those_of_simpler_questions(run: RunFolder):
    app = ask(run, "man", "king", "woman")
    vectors = run.vectors()
    three = ("man", "king", "woman")
    allowed = vectors.analogy(*three, 1, exclude_inputs=False)[0].word
    near = {
        word: next(each.word for each in vectors.neighbors(word, 3) if each.word not in three)
        for word in ("king", "woman")
    }
    step = vectors.neighbors(vectors["king"] / 2**0.5 - vectors["man"], 4)
    found = autopsy(app)
    assert found["the question itself"] == "queen"
    assert found["its own words allowed"] == allowed
    assert found["nearest to king alone"] == near["king"]
    assert found["nearest to woman alone"] == near["woman"]
    step_answer = next(each.word for each in step if each.word not in three)
    assert found["the step man → king alone"] == step_answer
    alone = [word for word in ("king", "woman") if near[word] == "queen"]
    assert ("alone give" in texts(app)) == bool(alone)


def test_the_expected_answer_has_a_rank(run: RunFolder):
    app = type_words(ask(run, "man", "king", "woman"), expect="cat")
    app = type_words(app.run())
    listed = [each.word for each in run.vectors().analogy("man", "king", "woman", 100)]
    assert f"`cat` stands at rank {listed.index('cat') + 1} of {len(listed)}" in texts(app)
    app = type_words(app, expect="king").run()
    assert "is a word of the question" in texts(app)
    app = type_words(app, expect="cta").run()
    assert "is not in the corpus" in texts(app)
    assert answer(app) == "queen"
    type_words(app).button("expected_unknown_0").click().run()
    assert app.session_state["expect"] == "cat"


def test_counts_of_the_words_are_told_and_rare_ones_named(run: RunFolder):
    app = ask(run, "cat", "kitten", HOSTILE[5])  # occurs 14 times
    assert "counts may be stand-ins" in texts(app)
    app.session_state["corpus"] = run.info.corpus_hash
    app.run()
    counts = run.vectors().vocabulary.counts
    assert f"`cat` {counts[4]}, `kitten` {counts[5]}" in texts(app)
    assert "Under 20 occurrences, so unsure: `xxxx" in texts(app)


@pytest.mark.parametrize(
    ("margin", "says"), [(0.004, "too close to call"), (0.03, "a small lead"), (0.2, "a clear")]
)
def test_a_margin_is_put_into_words(margin: float, says: str):
    found = [Neighbor(1, "a", 0.7, 5), Neighbor(2, "b", 0.7 - margin, 5)]
    assert says in show_answers.lead(found)
    assert show_answers.lead(found[:1]) == ""


def test_an_example_is_one_click(run: RunFolder):
    app = ask(run, "man", "man", "man")
    button = next(each for each in app.button if each.label == "cat : kitten :: dog : ?")
    button.click().run()
    assert [app.session_state[key] for key in BOXES] == ["cat", "kitten", "dog"]
    assert answer(app) == "puppy"


def test_unknown_word_is_replaced_in_its_own_box(run: RunFolder):
    app = ask(run, "man", "kign", "woman")
    assert "is not in the corpus" in texts(app)
    left = run.vectors().neighbors({"man": -1.0, "woman": 1.0}, 1)[0].word
    assert "Without `kign`: −`man` + `woman` is nearest to" in texts(app)
    assert answer(app) == left
    app.button("b_unknown_0").click().run()
    assert app.session_state["b"] == "king"
    assert answer(app) == "queen"


def test_empty_boxes_ask_for_words(run: RunFolder):
    app = ask(run, "man", None, "woman")
    assert "Fill in three words" in texts(app)
    assert not app.exception


def test_hostile_words_are_shown_as_text(run: RunFolder):
    app = ask(run, *HOSTILE[:3])
    assert answer(app)
    assert_no_markup(app)
    assert "<img" not in app.get("plotly_chart")[0].proto.spec


def test_a_very_long_word_is_a_message(run: RunFolder):
    app = ask(run, "man", "z" * 5_000, "woman")
    assert not app.exception
    assert "is not in the corpus" in texts(app)


def test_the_address_holds_the_question(run: RunFolder):
    app = AppTest.from_file(str(ROOT / PAGE), default_timeout=60)
    app.session_state["run"] = run.id
    view = {"a": "cat", "b": "kitten", "c": "dog", "expect": "queen", "method": "3CosMul"}
    app.query_params.update(view | {"inputs": "true"})
    app.run()
    assert answer(app)
    assert [app.session_state[key] for key in BOXES] == ["cat", "kitten", "dog"]
    assert app.toggle("inputs").value
    assert "3CosMul" in texts(app)
    assert "`queen` stands at rank" in texts(app)


@pytest.mark.parametrize("kind", ["Analogy", "Arithmetic", "x", ""])
@pytest.mark.parametrize("value", ["", "x" * 3_000, "(((", "[a](b) : c :: d", "\n\t", "1e999*a"])
def test_any_address_is_answered_without_an_exception(run: RunFolder, kind: str, value: str):
    app = AppTest.from_file(str(ROOT / PAGE), default_timeout=60)
    app.session_state["run"] = run.id
    keys = (*BOXES, "expect", "method", "inputs", "sum")
    app.query_params.update(dict.fromkeys(keys, value) | {"ask": kind})
    app.run()
    assert not app.exception


@pytest.mark.parametrize("words", [2, 3])
def test_a_tiny_vocabulary_is_answered_as_far_as_it_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: int
):
    monkeypatch.setenv("W2V_HOME", str(tmp_path))
    tiny = plant(tmp_path, list("abc")[:words], np.eye(3, dtype=np.float32)[:words])
    app = ask(tiny, "a", "b", "a" if words < 3 else "c")
    assert not app.exception
    assert "no other word" in texts(app)


def test_without_a_run_the_page_says_the_next_step(run: RunFolder):
    assert "train some" in texts(open_without_run(PAGE, run))

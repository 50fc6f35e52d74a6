"""Analogies page: sums of words, and analogies typed as text."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.planted import HOSTILE, ROOT, assert_no_markup, open_page, texts
from w2v_core.runs.folder.run_folder import RunFolder

PAGE = "pages/analogies.py"


def write(run: RunFolder, expression: str) -> AppTest:
    """The page with a sum of words."""
    app = open_page(PAGE, run)
    app.segmented_control("ask").set_value("Arithmetic").run()
    return app.text_input("sum").set_value(expression).run()


def answer(app: AppTest) -> str:
    """The first row of the table."""
    assert not app.exception
    return str(app.dataframe[0].value["word"][0])


def test_arithmetic_draws_a_sum_of_three_as_an_analogy(run: RunFolder):
    app = write(run, "king - man + woman")
    assert answer(app) == "queen"
    assert app.get("plotly_chart")


def test_arithmetic_of_other_sums_has_no_picture(run: RunFolder):
    app = write(run, "2*kitten - cat")
    assert answer(app) == "puppy"
    assert not app.get("plotly_chart")


@pytest.mark.parametrize(
    ("expression", "pointer"), [("king - + man", "       ^"), ("猫 / dog", "\u3000 ^")]
)
def test_a_sum_that_cannot_be_read_is_pointed_at(run: RunFolder, expression: str, pointer: str):
    app = write(run, expression)
    assert not app.exception
    assert app.code[0].value.split("\n")[0] == expression
    assert app.code[0].value.split("\n")[1].endswith("^")
    assert app.warning
    if "猫" in expression:
        assert app.code[0].value.split("\n")[1] == pointer


def test_an_unknown_word_of_a_sum_is_replaced_in_the_sum(run: RunFolder):
    app = write(run, "king - man + womn")
    app.button("sum_unknown_2_0").click().run()
    assert app.session_state["sum"] == "king - man + woman"
    assert answer(app) == "queen"


def test_the_rest_of_a_sum_is_answered(run: RunFolder):
    app = write(run, "zzzzzz + 2*kitten - cat + yyyyyy")
    assert texts(app).count("is not in the corpus") == 2
    assert "Without `zzzzzz`, `yyyyyy`: 2\u202f×\u202f`kitten` − `cat` is nearest to" in texts(app)
    assert answer(app) == "puppy"


def test_a_sum_of_unknown_words_leaves_nothing(run: RunFolder):
    app = write(run, " + ".join(f"unheard{i}" for i in range(9)))
    assert not app.exception
    assert "nothing is left" in texts(app)
    assert "Not known either:" in texts(app)


def test_inputs_may_answer_a_sum(run: RunFolder):
    app = write(run, "2*kitten - cat")
    assert answer(app) == "puppy"
    assert not {"kitten", "cat"} & set(app.dataframe[0].value["word"])
    app.toggle("inputs").set_value(True).run()
    assert answer(app) == "kitten"
    assert list(app.dataframe[0].value["word"])[:3] == ["kitten", "puppy", "cat"]


@pytest.mark.parametrize(
    "typed", ["man : king :: woman : ?", "man:king::woman", "man : king :: woman : queen"]
)
def test_an_analogy_may_be_typed(run: RunFolder, typed: str):
    app = write(run, typed)
    assert answer(app) == "queen"
    assert "`man` is to `king` as `woman` is to `queen`" in texts(app)
    assert ("stands at rank 1 of 11" in texts(app)) == typed.endswith("queen")
    app.segmented_control("method").set_value("3cosmul").run()
    assert "3CosMul" in texts(app)


def test_a_broken_analogy_is_pointed_at(run: RunFolder):
    app = write(run, "man king :: woman : queen")
    assert not app.exception
    app = write(run, "man : king :: : queen")
    assert app.code[0].value == "man : king :: : queen\n              ^"


def test_an_unknown_word_of_a_typed_analogy_is_replaced_in_place(run: RunFolder):
    app = write(run, "man : kign :: woman : ?")
    app.button("sum_unknown_1_0").click().run()
    assert app.session_state["sum"] == "man : king :: woman : ?"
    assert answer(app) == "queen"


@pytest.mark.parametrize("sum_", ["king - king", "man - man + king - king", "0*king"])
def test_words_that_cancel_out_are_a_message(run: RunFolder, sum_: str):
    app = write(run, sum_)
    assert not app.exception
    assert "cancel" in texts(app)


def test_empty_sum(run: RunFolder):
    assert "Write a sum of words" in texts(write(run, " "))


def test_the_address_holds_the_sum(run: RunFolder):
    app = AppTest.from_file(str(ROOT / PAGE), default_timeout=60)
    app.session_state["run"] = run.id
    app.query_params.update({"ask": "Arithmetic", "sum": "king - man + woman"})
    assert answer(app.run()) == "queen"


def test_hostile_words_of_a_sum_are_shown_as_text(run: RunFolder):
    app = write(run, f"'{HOSTILE[0]}' + \"{HOSTILE[2]}\" - nobody")
    assert_no_markup(app)

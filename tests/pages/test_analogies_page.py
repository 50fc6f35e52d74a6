"""Analogies page."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.planted import (
    HOSTILE,
    assert_no_markup,
    open_page,
    open_without_run,
    texts,
    type_words,
)
from w2v_core.runs.store import RunFolder

PAGE = "pages/analogies.py"
BOXES = ("analogy_a", "analogy_b", "analogy_c")


def ask(run: RunFolder, *three: str | None) -> AppTest:
    """The page with three words in its boxes."""
    app = type_words(open_page(PAGE, run), **dict(zip(BOXES, three, strict=True)))
    return type_words(app.run())


def write(run: RunFolder, expression: str) -> AppTest:
    """The page with a sum of words."""
    app = open_page(PAGE, run)
    app.segmented_control("question_kind").set_value("Arithmetic").run()
    return app.text_input("sum").set_value(expression).run()


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
    assert answer(app) not in ("cat", "dog", "queen")
    app.toggle("exclude").set_value(False).run()
    assert answer(app) == "queen"


def test_the_answer_is_compared_with_that_of_one_word_alone(run: RunFolder):
    app = ask(run, "man", "king", "woman")
    near = run.vectors().neighbors("king", 3)
    alone = next(each.word for each in near if each.word not in ("man", "woman"))
    assert f"By nearness to `king` alone, `{alone}` would win" in texts(app)
    assert ("change nothing" in texts(app)) == (alone == answer(app))
    app.toggle("exclude").set_value(False).run()
    assert "By nearness" not in texts(app)


def test_an_example_is_one_click(run: RunFolder):
    app = ask(run, "man", "man", "man")
    button = next(each for each in app.button if each.label == "cat : kitten = dog : ?")
    button.click().run()
    assert [app.session_state[key] for key in BOXES] == ["cat", "kitten", "dog"]
    assert answer(app) == "puppy"


def test_unknown_word_is_replaced_in_its_own_box(run: RunFolder):
    app = ask(run, "man", "kign", "woman")
    assert "is not in the corpus" in texts(app)
    app.button("analogy_b_unknown_0").click().run()
    assert app.session_state["analogy_b"] == "king"
    assert answer(app) == "queen"


def test_empty_boxes_ask_for_words(run: RunFolder):
    app = ask(run, "man", None, "woman")
    assert "Fill in three words" in texts(app)
    assert not app.exception


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
    app.button("sum_unknown_0").click().run()
    assert app.session_state["sum"] == "king - man + woman"
    assert answer(app) == "queen"


def test_words_that_cancel_out_are_a_message(run: RunFolder):
    app = write(run, "king - king")
    assert not app.exception
    assert "cancels" in texts(app)


def test_empty_sum(run: RunFolder):
    assert "Write a sum of words" in texts(write(run, " "))


def test_hostile_words_are_shown_as_text(run: RunFolder):
    app = ask(run, *HOSTILE[:3])
    assert answer(app)
    assert_no_markup(app)
    assert "<img" not in app.get("plotly_chart")[0].proto.spec


def test_without_a_run_the_page_says_the_next_step(run: RunFolder):
    assert "train some" in texts(open_without_run(PAGE, run))

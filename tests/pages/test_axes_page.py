"""Axes page: words between opposites, and WEAT."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.planted import (
    HOSTILE,
    ROOT,
    assert_no_markup,
    open_page,
    open_without_run,
    plant,
    texts,
)
from w2v_core.evaluation.weat import weat
from w2v_core.runs.folder.run_folder import RunFolder

PAGE = "pages/axes.py"
KEYS = ("axis", "axis2", "axis_words", "axis_n", "axis_among", "axis_list")
LISTS = ("weat_x", "weat_y", "weat_a", "weat_b")


def at(run: RunFolder, word: str = "", **address: str) -> AppTest:
    """The page at an address."""
    app = AppTest.from_file(str(ROOT / PAGE), default_timeout=60)
    app.session_state["run"] = run.id
    if word:
        app.session_state["word"] = word
    app.query_params.update(address)
    return app.run()


def spec(app: AppTest) -> str:
    assert not app.exception
    return str(app.get("plotly_chart")[0].proto.spec)


def table(app: AppTest) -> dict[str, float]:
    """Words and positions of the table."""
    assert not app.exception
    shown = app.dataframe[0].value
    return dict(zip(shown["word"], shown.iloc[:, 1], strict=True))


def test_the_first_look_shows_an_axis_of_words_that_are_there(run: RunFolder):
    app = open_page(PAGE, run)
    assert app.text_area("axis").value == "man - woman, king - queen"
    assert "he, she" not in spec(app)
    assert "Furthest towards `man`, `king`" in texts(app)
    assert "2 pairs agree to" in texts(app)
    assert "% of the variance" in texts(app)
    assert "What this does not prove" in texts(app)


def test_words_stand_where_their_cosine_says(run: RunFolder):
    app = at(run, axis="man - woman", axis_words="Own list", axis_list="king, queen cat nobody")
    vectors = run.vectors()
    direction = vectors.combine({"man": 1.0, "woman": -1.0})
    expected = {
        word: float(vectors.unit_rows([vectors.id(word)])[0] @ direction)
        for word in ("king", "queen", "cat")
    }
    assert table(app) == pytest.approx(expected, abs=1e-6)
    assert list(table(app)) == sorted(expected, key=lambda word: -expected[word])
    assert "3 of 4 words are known. Not known: `nobody`." in texts(app)
    assert "One pair makes the axis" in texts(app)


def test_a_click_sets_the_focus_and_the_focus_is_a_star(run: RunFolder):
    app = at(run, word="king", axis="man - woman", axis_words="Own list", axis_list="king cat")
    assert '"star"' in spec(app)
    app = at(run, word="dog", axis="man - woman", axis_words="Own list", axis_list="king cat")
    assert '"star"' not in spec(app)


@pytest.mark.parametrize(
    ("choice", "least"), [("Extremes", 4), ("Most frequent", 14), ("Focus and neighbors", 14)]
)
def test_words_can_be_chosen(run: RunFolder, choice: str, least: int):
    app = at(run, word="king", axis="man - woman", axis_words=choice)
    words = table(app)
    assert len(words) >= least
    if choice == "Extremes":
        assert not {"man", "woman"} & set(words)
        assert max(words, key=words.__getitem__) == next(iter(words))


def test_no_focus_leaves_no_words(run: RunFolder):
    app = at(run, axis="man - woman", axis_words="Focus and neighbors")
    assert not app.exception
    assert "no known word to lay out" in texts(app)


def test_two_axes_make_a_plane(run: RunFolder):
    app = at(run, axes="Two axes", axis="man - woman", axis2="kitten / cat")
    shown = app.dataframe[0].value
    assert list(shown.columns) == ["word", "across", "upwards", "count"]
    assert "The axes' cosine is" in texts(app)
    assert "\\u2193 cat" in spec(app)
    assert "\\u2191 kitten" in spec(app)


def test_a_broken_second_axis_leaves_the_first(run: RunFolder):
    app = at(run, axes="Two axes", axis="man - woman", axis2="cat /")
    assert "1 before the slash" in texts(app)
    assert app.code[0].value == "cat /\n    ^"
    assert table(app)


def test_an_axis_that_cannot_be_read_is_pointed_at_in_its_line(run: RunFolder):
    app = at(run, axis="man - woman\nking queen")
    assert not app.exception
    assert app.code[0].value == "king queen\n     ^"
    assert not app.get("plotly_chart")


def test_an_unknown_pair_is_skipped_and_can_be_mended(run: RunFolder):
    app = at(run, axis="man - woman, kign - queen")
    assert "is not in the corpus" in texts(app)
    assert "made of the other 1 of 2 pairs" in texts(app)
    assert table(app)
    app.button("axis_0_unknown_0").click().run()
    assert app.text_area("axis").value == "man - woman, king - queen"
    assert "2 pairs agree" in texts(app)


def test_an_axis_of_unknown_words_is_a_message(run: RunFolder):
    app = at(run, axis="foo - bar")
    assert "No pair of this axis is known" in texts(app)
    assert not app.exception
    blank = at(run, axis=" ")
    assert "take an example" in texts(blank)
    assert not blank.exception


def test_pairs_that_cancel_or_disagree_are_said(run: RunFolder):
    assert "cancel out" in texts(at(run, axis="man - woman, woman - man"))
    assert "hardly one axis" in texts(at(run, axis="man - woman, kitten - cat, king - man"))
    assert "hardly one axis" not in texts(at(run, axis="man - woman, king - queen"))


def test_examples_are_one_click(run: RunFolder):
    app = at(run, axis="man - woman", axis_words="Most frequent")
    app.button("axis_Age").click().run()
    assert app.text_area("axis").value == "puppy - dog, kitten - cat"
    assert app.selectbox("axis_words").value == "Extremes"


@pytest.fixture
def jobs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunFolder:
    """Occupations along he and she: smiths are none of the list, carpenters lean to he."""
    monkeypatch.setenv("W2V_HOME", str(tmp_path))
    table = {
        "he": (1.0, 0, 1),
        "she": (-1.0, 0, 1),
        "carpenter": (0.8, 1, 0),
        "nurse": (-0.9, 1, 0),
        "teacher": (-0.1, 1, 0),
        "pilot": (0.3, 1, 0),
    }
    return plant(tmp_path, list(table), np.array(list(table.values()), dtype=np.float32))


def test_occupations_are_one_click_and_the_biggest_gaps_are_named(jobs: RunFolder):
    app = open_page(PAGE, jobs)
    app.button("axis_occupations").click().run()
    assert list(table(app)) == ["carpenter", "pilot", "teacher", "nurse"]
    assert "4 of 68 words are known" in texts(app)
    assert "Furthest towards `he`: `carpenter` 0.62, `pilot` 0.29." in texts(app)
    assert "Furthest towards `she`: `nurse` -0.67, `teacher` -0.10." in texts(app)


def test_a_foreign_vocabulary_gets_an_axis_of_its_own_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("W2V_HOME", str(tmp_path))
    numbers = np.float32([[1, 0], [0, 1], [-1, 0.1], [1, 1]])
    app = open_page(PAGE, plant(tmp_path, ["maison", "chien", "jardin", "ville"], numbers))
    assert app.text_area("axis").value == "maison - jardin"
    assert table(app)


@pytest.mark.parametrize("view", ["One axis", "Two axes", "WEAT"])
def test_a_tiny_vocabulary_is_no_exception(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, view: str
):
    monkeypatch.setenv("W2V_HOME", str(tmp_path))
    app = at(plant(tmp_path, ["aa", "bb"], np.eye(2, dtype=np.float32)), axes=view)
    assert not app.exception


def test_weat_says_what_the_core_says(run: RunFolder):
    lists = {
        "weat_x": "man king",
        "weat_y": "woman, queen, lady",
        "weat_a": "cat kitten",
        "weat_b": "dog puppy",
    }
    app = at(run, axes="WEAT", **lists)
    x, y, a, b = (text.replace(",", " ").split() for text in lists.values())
    score = weat(run.vectors(), x, y, a, b)
    assert app.metric[0].value == f"{score.effect:.2f}"
    assert app.metric[1].value == f"{score.p:.3f}"
    assert f"all {score.divisions} ways" in texts(app)
    assert "X 2 of 2, Y 2 of 3, A 2 of 2, B 2 of 2" in texts(app)
    assert "Not known in Y: `lady`" in texts(app)
    assert "under 8 the effect rests" in texts(app)
    assert table(app).keys() == score.associations.keys()
    assert "choice of words" in texts(app)
    assert '"square"' in spec(app)


@pytest.mark.parametrize(
    ("lists", "says"),
    [
        (("", "", "", ""), "Fill in four lists"),
        (("man king", "", "cat dog", "puppy kitten"), "List Y has 0 known words of 0"),
        (("man king", "king man", "cat dog", "puppy kitten"), "X and Y are the same"),
        (("man king", "woman queen", "cat dog", "dog cat"), "A and B are the same"),
        (("q " * 5 + " ".join(f"w{i}" for i in range(300)), "a", "b", "c"), "at most 200"),
    ],
)
def test_lists_without_a_score_say_why(run: RunFolder, lists: tuple[str, ...], says: str):
    app = open_page(PAGE, run)
    app.segmented_control("axes").set_value("WEAT").run()
    for key, text in zip(LISTS, lists, strict=True):
        app.text_area(key).set_value(text)
    app.run()
    assert not app.exception
    assert says in texts(app)
    assert not app.metric


def test_an_unknown_list_offers_spellings(run: RunFolder):
    app = at(run, axes="WEAT", weat_x="mna kign", weat_y="cat dog", weat_a="cat", weat_b="dog")
    app.button("weat_x_1_unknown_0").click().run()
    assert app.text_area("weat_x").value == "mna king"


def test_hostile_words_are_shown_as_text(run: RunFolder):
    words = " ".join(HOSTILE)
    pair = f"'{HOSTILE[0]}' - \"{HOSTILE[1]}\", 'x<b>' - man"
    for view in ("One axis", "Two axes"):
        app = at(run, axes=view, axis=pair, axis2=pair, axis_words="Own list", axis_list=words)
        assert_no_markup(app)
        assert "<img" not in spec(app)
        assert len(table(app)) == len(HOSTILE)
    app = at(
        run, axes="WEAT", weat_x=words, weat_y="man king [u](v)", weat_a=words, weat_b="cat dog"
    )
    assert_no_markup(app)
    assert "<img" not in spec(app)


@pytest.mark.parametrize("view", ["One axis", "Two axes", "WEAT", "x"])
@pytest.mark.parametrize("value", ["", "x" * 3_000, "a - b - (", "-5", "1e999", "\n,;/\t", "nan"])
def test_any_address_is_answered_without_an_exception(run: RunFolder, view: str, value: str):
    app = at(run, axes=view, **dict.fromkeys((*KEYS, *LISTS), value))
    assert not app.exception
    for choice in ("Extremes", "Own list"):
        app = at(run, axes=view, **dict.fromkeys((*KEYS, *LISTS), value) | {"axis_words": choice})
        assert not app.exception


def test_without_a_run_the_page_says_the_next_step(run: RunFolder):
    assert "train some" in texts(open_without_run(PAGE, run))

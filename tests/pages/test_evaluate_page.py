"""Evaluate page: analogies and rated pairs, their scores and what stands beside them."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.evaluate import show_similarity
from pages.shared import ask_set
from tests.pages.kit import HOSTILE as HOSTILE_IN_CHARTS
from tests.pages.planted import (
    HOSTILE,
    ROOT,
    assert_no_markup,
    open_page,
    open_without_run,
    plant,
    texts,
)
from w2v_core.evaluation.analogies import read_questions, score_analogies
from w2v_core.evaluation.pairs import Pair
from w2v_core.evaluation.similarity import score_similarity
from w2v_core.intake.samples import SAMPLES
from w2v_core.runs.folder.run_folder import RunFolder

PAGE = "pages/evaluate.py"
QUESTIONS = """: royal
man woman king queen
Man King Woman Queen
cat kitten dog puppy
: strange
man woman cat kitten
man woman king lady
"""
PAIRS = """word1,word2,POS,rating
cat,kitten,N,9
king,queen,N,3
man,woman,N,8
cat,king,N,1
cat,cow,N,7
"""


def at(run: RunFolder, pasted: str = "", **address: str) -> AppTest:
    """The page at an address, with questions or pairs in the box."""
    app = AppTest.from_file(str(ROOT / PAGE), default_timeout=60)
    app.session_state["run"] = run.id
    app.query_params.update({"judge": "Analogies", **address})
    kind = "pairs" if address.get("judge") == "Similarity" else "questions"
    app.session_state[f"{kind}_pasted"] = pasted
    return app.run()


def spec(app: AppTest) -> str:
    assert not app.exception
    return str(app.get("plotly_chart")[0].proto.spec)


def from_sample(run: RunFolder) -> RunFolder:
    """The same run, as if it had been trained on the sample Kingdom."""
    path = run.path / "run.json"
    record = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(record | {"corpus_name": "kingdom"}), "utf-8")
    return run


def test_both_methods_stand_side_by_side_with_all_that_a_score_needs(run: RunFolder):
    app = at(run, QUESTIONS)
    assert not app.exception
    sections = read_questions(QUESTIONS)
    for place, method in enumerate(("3cosadd", "3cosmul")):
        score = score_analogies(run.vectors(), sections, method=method)
        assert app.metric[place].value == f"{100 * score.accuracy:.1f} %"
        low, high = (100 * end for end in score.interval)
        told = f"{score.correct} of 4 right, 95 % interval {low:.1f} to {high:.1f} %"
        assert told in texts(app)
    assert "4 of 5 questions, 80.0 %" in texts(app)
    assert "14 words, all there are" in texts(app)
    assert "other words are skipped" in texts(app)
    assert "1 words not known: `lady`." in texts(app)
    assert "Analogies alone say little" in texts(app)
    table = app.dataframe[0].value
    assert list(table["section"]) == ["royal", "strange"]
    assert list(table["answered"]) == ["3 of 3", "1 of 2"]
    assert "3CosMul" in spec(app)


def test_the_cut_and_the_rule_stand_in_the_address(run: RunFolder):
    app = at(run, QUESTIONS, cut="1,000", unknown_words="Count as wrong")
    assert app.select_slider("cut").value == 1_000
    score = score_analogies(run.vectors(), read_questions(QUESTIONS), unknown="wrong")
    assert app.metric[0].value == f"{100 * score.accuracy:.1f} %"
    assert f"{score.correct} of 5 right" in texts(app)
    assert "other words count as wrong" in texts(app)
    app.segmented_control("unknown_words").set_value("Skip").run()
    assert f"{score.correct} of 4 right" in texts(app)


def test_wrong_answers_say_what_was_expected_and_at_which_rank(run: RunFolder):
    app = at(run, QUESTIONS)
    score = score_analogies(run.vectors(), read_questions(QUESTIONS))
    failures = [each for section in score.sections for each in section.failures]
    shown = app.dataframe[1].value
    assert list(shown["expected"]) == [each.question[3] for each in failures]
    assert list(shown["answered"]) == [each.answer for each in failures]
    assert list(shown["rank of expected"]) == [each.rank for each in failures]
    app.segmented_control("wrong_of").set_value("3CosMul").run()
    assert not app.exception


def test_all_right_is_said_and_is_not_certain(run: RunFolder):
    app = at(run, "man woman king queen")
    assert app.metric[0].value == "100.0 %"
    assert "95 % interval 2.5 to 100.0 %" in texts(app)
    assert "answered rightly" in texts(app)


def test_nothing_answered_is_no_score(run: RunFolder):
    for rule in ("Skip", "Count as wrong"):
        app = at(run, "athens greece oslo norway", unknown_words=rule)
        assert not app.exception
        assert [each.value for each in app.metric] == ["–", "–"]
        assert "That is not 0 %" in texts(app)
        assert not app.get("plotly_chart")


def test_a_small_part_of_a_set_is_warned_of(run: RunFolder):
    app = at(run, "man woman king queen\n" + "athens greece oslo norway\n" * 3)
    assert "Only 25.0 % of the questions could be asked" in texts(app)


@pytest.mark.parametrize(
    ("view", "text", "says"),
    [
        ("Analogies", "man woman king queen\nman woman\n", "line 2: a question has 4 words"),
        ("Analogies", ": only\n", "There is no question in it"),
        ("Similarity", "cat dog 3\ncat king\n", "line 2: two words and a number"),
        ("Similarity", "cat,dog\n", "line 1: two words and a number"),
        (
            "Similarity",
            "cat,dog,1\nking,man,1\nqueen,cat,1\n",
            "rating 1: there is nothing to rank",
        ),
        ("Similarity", "cat,dog,1\n", "Of 1 pairs 1 have two known words"),
        ("Similarity", "oslo,rome,1\n", "Of 1 pairs 0 have two known words"),
    ],
)
def test_what_gives_no_score_is_one_sentence(run: RunFolder, view: str, text: str, says: str):
    app = at(run, text, judge=view)
    assert not app.exception
    assert says in texts(app).replace("\\", "")
    assert not app.metric


@pytest.mark.parametrize(
    ("view", "line"),
    [("Analogies", "man woman king queen\n"), ("Similarity", "cat,dog,3\n")],
)
def test_a_set_that_would_hold_up_everybody_is_refused(
    run: RunFolder, monkeypatch: pytest.MonkeyPatch, view: str, line: str
):
    monkeypatch.setattr(ask_set, "MOST_QUESTIONS", 5)
    monkeypatch.setattr(show_similarity, "MOST_PAIRS", 5)
    refused = texts(at(run, line * 6, judge=view)).replace("\\", "")
    assert re.search(r"6 (questions|pairs) are too many for the page, which takes 5\.", refused)
    assert "too many" not in texts(at(run, line * 5, judge=view))


def test_a_file_is_known_by_its_name_and_its_line(run: RunFolder):
    app = at(run, questions_from="Upload")
    uploader = app.get("file_uploader")[0]
    uploader.set_value(("my_questions.txt", b"man woman king queen\nman caf\xe9\n", "text/plain"))
    app.run()
    assert not app.exception
    assert "my_questions.txt is not UTF-8: line 2" in texts(app).replace("\\", "")
    uploader = app.get("file_uploader")[0]
    uploader.set_value(("good.txt", QUESTIONS.encode(), "text/plain"))
    app.run()
    assert "4 of 5 questions" in texts(app)
    assert "good.txt" in app.text[0].value


def test_rated_pairs_are_ranked(run: RunFolder):
    app = at(run, PAIRS, judge="Similarity")
    rows = [line.split(",") for line in PAIRS.splitlines()[1:]]
    score = score_similarity(run.vectors(), [Pair(a, b, float(r)) for a, b, _, r in rows])
    assert app.metric[0].value == f"{score.spearman:.3f}"
    said = texts(app).replace("\\", "")
    assert f"95 % interval {score.low:.3f} to {score.high:.3f}" in said
    assert "4 of 5 pairs known, 80.0 %" in said
    assert "The rating is column 4, rating, between commas. First: cat, kitten, 9." in said
    assert "1 words not known: `cow`." in said
    table = app.dataframe[0].value
    assert list(table["gap"]) == [each.gap for each in score.disagreeing()]
    assert len(table) == 4
    assert "cat \\u00b7 king" in spec(app) or "man \\u00b7 woman" in spec(app)
    assert '"triangle-' in spec(app)


def test_the_sample_brings_its_own_questions_and_pairs(run: RunFolder):
    app = at(from_sample(run))
    questions = SAMPLES["kingdom"].questions
    assert questions is not None
    score = score_analogies(run.vectors(), read_questions(questions))
    assert "made by us" in texts(app)
    assert app.metric[0].value == f"{100 * score.accuracy:.1f} %"
    app.segmented_control("judge").set_value("Similarity").run()
    assert "made by us" in texts(app)
    assert "of 50 pairs known" in texts(app)


@pytest.mark.parametrize(
    ("view", "says"), [("Analogies", "questions-words.txt"), ("Similarity", "SimLex-999")]
)
def test_a_text_without_sets_of_its_own_says_the_next_step(run: RunFolder, view: str, says: str):
    app = at(run, judge=view)
    assert not app.exception
    assert "Paste some on the left, or upload a file" in texts(app)
    assert says in texts(app)
    assert not app.metric


def test_a_view_comes_back_from_its_address(run: RunFolder):
    app = open_page(PAGE, run)
    app.segmented_control("judge").set_value("Similarity").run()
    app.segmented_control("pairs_from").set_value("Upload").run()
    assert app.get("file_uploader")
    again = at(run, judge="Similarity", pairs_from="Upload")
    assert again.get("file_uploader")
    assert again.segmented_control("judge").value == "Similarity"


def test_hostile_words_and_names_are_shown_as_text(run: RunFolder):
    in_charts = [each for each in HOSTILE_IN_CHARTS if each.isprintable()]  # no box holds the other
    asked = [f": {HOSTILE[0]}", *(f"{a}\t{b}\tman\tcat" for a in HOSTILE for b in HOSTILE)]
    app = at(run, "\n".join([*asked, *(f"{a}\tman\tcat\tx" for a in in_charts)]))
    assert_no_markup(app)
    assert "<img" not in spec(app)
    assert HOSTILE[1] in set(app.dataframe[1].value["a"])
    pairs = [f"{a}\t{b}\t{i}" for i, (a, b) in enumerate(pairwise([*HOSTILE, "man"]))]
    more = [f"{a}\tman\t3" for a in in_charts]
    app = at(run, "\n".join([f"a\tb\t{HOSTILE[0]}", *pairs, *more]), judge="Similarity")
    assert_no_markup(app)
    assert "<img" not in spec(app)
    for line in HOSTILE:
        assert_no_markup(at(run, f"man woman king queen\n{line}"))
        assert_no_markup(at(run, f"cat,dog,3\n{line},king", judge="Similarity"))


@pytest.mark.parametrize("view", ["Analogies", "Similarity", "x"])
@pytest.mark.parametrize("value", ["", "x" * 3_000, "-5", "1e999", "\n,;/\t", "nan", "Sample"])
def test_any_address_is_answered_without_an_exception(run: RunFolder, view: str, value: str):
    keys = ("cut", "unknown_words", "wrong_of", "questions_from", "pairs_from")
    for text in ("", QUESTIONS, PAIRS):
        app = at(run, text, judge=view, **dict.fromkeys(keys, value))
        assert not app.exception


def test_a_tiny_vocabulary_is_no_exception(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("W2V_HOME", str(tmp_path))
    run = plant(tmp_path, ["aa", "bb"], np.eye(2, dtype=np.float32))
    assert "nothing" in at(run, "aa bb aa bb").dataframe[1].value["answered"].tolist()
    assert not at(run, "aa,bb,1\nbb,aa,2\naa,aa,3", judge="Similarity").exception


def test_without_a_run_the_page_says_the_next_step(run: RunFolder):
    assert "train some" in texts(open_without_run(PAGE, run))

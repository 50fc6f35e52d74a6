"""Train page: how many questions a run answers as it forms, and how its words settle."""

from __future__ import annotations

import json

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.planted import assert_no_markup
from tests.pages.routed import APP, TRAIN
from tests.pages.train.kit import decoded, open_train, start_button
from w2v_core.evaluation.analogies import Section
from w2v_core.host.home import Home
from w2v_core.models.proposals import propose
from w2v_core.runs.create import create_run
from w2v_core.runs.folder.exams import EXAMS, read_exams
from w2v_core.runs.folder.layout import NEW
from w2v_core.runs.folder.questions import read_run_questions
from w2v_core.runs.folder.records import RunState
from w2v_core.runs.folder.run_folder import RunFolder, list_runs
from w2v_core.runs.folder.settling import settled
from w2v_core.runs.launch import start_worker
from w2v_core.text.corpus import Corpus

WORDS = [f"word{i}" for i in range(17)]
QUESTIONS = [Section("all", [(*WORDS[:3], each) for each in WORDS[3:]])]


@pytest.fixture
def asked(corpus: Corpus) -> RunFolder:
    """A run that was asked questions while it trained."""
    home, config = Home.default(), propose("sgns", corpus)
    run = create_run(home, "sgns", config, corpus, questions=QUESTIONS)
    start_worker(run)
    assert run.wait().status == "done"
    return run


def at(corpus: Corpus, run: RunFolder, curve: str) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.session_state["corpus"], app.session_state["run"] = corpus.content_hash, run.id
    app.query_params["curve_of"] = curve
    app = app.switch_page(TRAIN).run()
    assert not app.exception
    return app


def choices(app: AppTest) -> list[str]:
    return [each for row in app.segmented_control if row.label == "Curve" for each in row.options]


def chart(app: AppTest) -> dict:
    return json.loads(app.get("plotly_chart")[0].proto.spec)


def upright(app: AppTest) -> list[dict]:
    return [each for each in chart(app)["layout"].get("shapes", []) if each["x0"] == each["x1"]]


def said(app: AppTest) -> str:
    return "\n".join(each.value for each in (*app.markdown, *app.caption))


def test_only_what_there_is_can_be_chosen(
    corpus: Corpus, done: RunFolder, asked: RunFolder
) -> None:
    assert choices(open_train(corpus, asked.id)) == ["Loss", "Score", "Words settling"]
    assert choices(open_train(corpus, done.id)) == ["Loss", "Words settling"]
    for name in NEW:  # as an older program has left it
        (asked.path / name).unlink()
    app = at(corpus, asked, "Score")
    assert choices(app) == []
    assert chart(app)["layout"]["yaxis"]["title"]["text"].startswith("loss")


def test_the_score_is_drawn_exam_by_exam(corpus: Corpus, asked: RunFolder) -> None:
    exams = read_exams(asked.path)
    assert len(exams) >= 5
    app = at(corpus, asked, "Score")
    x, y = (decoded(chart(app)["data"][0][axis]) for axis in "xy")
    assert np.array_equal(x, exams["epoch"])
    np.testing.assert_allclose(y, exams["correct"] / exams["asked"])
    last = exams[-1]
    assert f"At the end: {last['correct']} of {last['asked']} right" in said(app)
    assert "14 of 14 questions can be asked" in said(app)


def test_the_moment_of_the_replay_is_marked(corpus: Corpus, asked: RunFolder) -> None:
    exams = read_exams(asked.path)
    for curve in ("Score", "Words settling"):
        app = at(corpus, asked, curve)
        assert not upright(app)
        app.select_slider[0].set_value(0).run()
        assert not app.exception
        [line] = upright(app)
        assert line["x0"] == pytest.approx(exams["epoch"][0])
        assert f"At epoch {exams['epoch'][0]:.2f}:" in said(app)


def test_words_settle_as_the_exams_say(corpus: Corpus, asked: RunFolder) -> None:
    shares = settled(read_exams(asked.path))
    app = at(corpus, asked, "Words settling")
    drawn = np.isfinite(shares).any(axis=0).nonzero()[0]
    assert len(chart(app)["data"]) == len(drawn) >= 2
    for band, trace in zip(drawn, chart(app)["data"], strict=True):
        np.testing.assert_allclose(decoded(trace["y"]), shares[:, band])
    names = [each["text"] for each in chart(app)["layout"]["annotations"]]
    assert len(names) == len(drawn)
    assert "The learning rate falls" in said(app)


def test_questions_that_cannot_be_asked_are_no_score(corpus: Corpus) -> None:
    strange = [Section("all", [("a", "b", "c", "d")])]
    config = propose("sgns", corpus)
    run = create_run(Home.default(), "sgns", config, corpus, questions=strange)
    start_worker(run)
    assert run.wait().status == "done"
    app = at(corpus, run, "Score")
    assert "No score: none of the 1 questions" in app.info[0].value
    assert "0.0 %" not in said(app)


def test_while_it_trains_words_are_still_moving(corpus: Corpus, asked: RunFolder) -> None:
    asked.write_state(RunState("queued"))  # as one whose worker was killed
    app = at(corpus, asked, "Words settling")
    assert "Still moving" in said(app)
    assert "as before" in chart(app)["layout"]["yaxis"]["title"]["text"]


def test_a_choice_is_kept_while_nothing_has_been_asked(corpus: Corpus, asked: RunFolder) -> None:
    asked.write_state(RunState("queued"))
    (asked.path / EXAMS).write_bytes(b"")
    app = at(corpus, asked, "Score")
    assert choices(app) == ["Loss", "Score", "Words settling"]
    assert "Nothing has been asked yet" in said(app)
    assert app.segmented_control(key="curve_of").value == "Score"


def test_a_factorization_has_no_epochs(corpus: Corpus) -> None:
    config = propose("ppmi-svd", corpus)
    run = create_run(Home.default(), "ppmi-svd", config, corpus, questions=QUESTIONS)
    start_worker(run)
    assert run.wait().status == "done"
    app = at(corpus, run, "Score")
    assert choices(app)[:2] == ["Error", "Score"]  # how often it is asked, the clock decides
    assert chart(app)["layout"]["xaxis"]["title"]["text"] == "% of the work"
    assert decoded(chart(app)["data"][0]["x"])[-1] == 100


def test_trainings_side_by_side_settle_each_by_itself(corpus: Corpus) -> None:
    config = propose("sgns", corpus).single(1)
    config = type(config)(**(config.as_dict() | {"seeds": 2, "epochs": 5}))
    run = create_run(Home.default(), "sgns", config, corpus, questions=QUESTIONS)
    start_worker(run)
    assert run.wait().status == "done"
    app = at(corpus, run, "Score")
    assert choices(app) == ["Loss", "Score"]
    assert "the last all 2 together." in said(app)
    run.write_state(RunState("queued"))
    app = at(corpus, run, "Words settling")
    assert decoded(chart(app)["data"][0]["x"]).min() > 5  # of the second one alone


@pytest.mark.parametrize("damage", ["exams.bin", "questions.json"])
def test_a_damaged_file_is_a_sentence_and_the_loss_is_still_drawn(
    corpus: Corpus, asked: RunFolder, damage: str
) -> None:
    (asked.path / damage).write_bytes(b"\xff" * (asked.path / EXAMS).stat().st_size)
    app = at(corpus, asked, "Score")
    assert damage in app.warning[0].value.replace("\\", "")
    assert chart(app)["layout"]["yaxis"]["title"]["text"].startswith("loss")


def test_what_was_pasted_is_asked_by_the_next_run(corpus: Corpus) -> None:
    app = open_train(corpus)
    app.text_area(key="questions_pasted").set_value("word0 word1 word2 word3\nno such words here")
    start_button(app.run()).click().run()
    assert not app.exception
    [run] = list_runs(Home.default())
    run.request("stop")
    run.wait()
    questions = read_run_questions(run.path)
    assert questions.questions == [("word0", "word1", "word2", "word3")]
    assert (questions.known, questions.brought) == (1, 2)


def test_what_cannot_be_read_starts_no_run(corpus: Corpus) -> None:
    app = open_train(corpus)
    app.text_area(key="questions_pasted").set_value("<b>three</b> words only").run()
    start_button(app).click().run()
    assert not app.exception
    assert "line 1" in app.error[0].value
    assert_no_markup(app)
    assert not list_runs(Home.default())

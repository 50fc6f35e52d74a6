"""Train page: proposed settings, refusals, a run from start to end."""

from __future__ import annotations

import base64
import dataclasses
import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from streamlit.testing.v1 import AppTest

from pages.shared import widgets
from tests.pages.routed import APP, TRAIN
from w2v_core.models.catalog import ALGORITHMS
from w2v_core.models.proposals import propose
from w2v_core.models.settings import settings_of
from w2v_core.runs import lock
from w2v_core.runs.files import write_record
from w2v_core.runs.home import Home
from w2v_core.runs.launch import start_worker
from w2v_core.runs.making import create_run
from w2v_core.runs.records import RunState
from w2v_core.runs.store import RunFolder, list_runs
from w2v_core.runs.workspaces import Workspace
from w2v_core.text.corpus import Corpus


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Corpus:
    """A small corpus in a home of its own."""
    monkeypatch.setenv("W2V_HOME", str(tmp_path))
    corpus = Corpus.build(
        [f"word{i % 17} word{i % 5} word{i % 3} other".split() for i in range(200)], name="small"
    )
    corpus.save(Home.default().corpora / corpus.content_hash)
    return corpus


@pytest.fixture
def app(corpus: Corpus) -> AppTest:
    """The page with the small corpus."""
    return open_train(corpus)


def open_train(corpus: Corpus, run_id: str = "") -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.session_state["corpus"] = corpus.content_hash
    app.session_state["run"] = run_id
    return app.switch_page(TRAIN).run()


def key(algorithm: str, corpus: Corpus, setting: str) -> str:
    return f"{algorithm}_{corpus.content_hash[:8]}_{setting}"


def decoded(packed: dict[str, str]) -> NDArray[np.generic]:
    """An array as plotly sends it."""
    return np.frombuffer(base64.b64decode(packed["bdata"]), dtype=packed["dtype"])


def value_of(app: AppTest, label: str) -> float:
    return next(each.value for each in app.number_input if each.label == label)


def start_button(app: AppTest) -> object:
    return next(each for each in app.button if each.label == "Start training")


def choose(app: AppTest, algorithm: str) -> AppTest:
    return app.segmented_control(key="algorithm").set_value(algorithm).run()


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_every_setting_has_a_widget_with_the_proposed_value_and_a_tooltip(
    app: AppTest, corpus: Corpus, algorithm: str
) -> None:
    choose(app, algorithm)
    assert not app.exception
    proposed = propose(algorithm, corpus).as_dict()
    widgets = {each.key: each for each in [*app.number_input, *app.toggle, *app.selectbox]}
    for each in settings_of(ALGORITHMS[algorithm].config_type):
        if each.name != "seed":  # stands in the sidebar
            widget = widgets[key(algorithm, corpus, each.name)]
            assert widget.value == proposed[each.name]
            assert widget.proto.help == each.help


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("window", 0, "window must be between 1 and 20; got 0"),
        ("dim", -3, "dim must be between"),
        ("min_count", 300, "min_count 300 keeps 0 of 18 words"),
    ],
)
def test_settings_that_cannot_be_used_are_refused_with_value_and_limit(
    app: AppTest, corpus: Corpus, setting: str, value: int, said: str
) -> None:
    app.number_input(key=key("sgns", corpus, setting)).set_value(value).run()
    assert not app.exception
    assert len(app.error) == 1
    assert said in app.error[0].value.replace("\\", "")
    assert start_button(app).disabled
    app.number_input(key=key("sgns", corpus, setting)).set_value(2).run()
    assert not app.error
    assert not start_button(app).disabled


def test_more_dimensions_than_words_are_refused_for_ppmi_svd(app: AppTest, corpus: Corpus) -> None:
    choose(app, "ppmi-svd")
    app.number_input(key=key("ppmi-svd", corpus, "dim")).set_value(500).run()
    if not app.error:
        start_button(app).click().run()
    assert not app.exception
    message = app.error[0].value.replace("\\", "")
    assert "500" in message
    assert "18" in message


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_start_trains_a_run_that_the_address_names(
    app: AppTest, corpus: Corpus, algorithm: str
) -> None:
    choose(app, algorithm)
    app.sidebar.number_input[0].set_value(7).run()
    start_button(app).click().run()
    assert not app.exception
    assert not app.error
    run = list_runs(Home.default())[0]
    assert run.info.algorithm == algorithm
    assert run.info.seed == 7
    assert app.query_params["run"] == run.id
    assert run.wait().status == "done"

    app = open_train(corpus, run.id)
    assert not app.exception
    assert "Done" in app.progress[0].text
    assert {each.label for each in app.page_link} >= {"Neighbors", "Analogies", "Projection"}
    labels = {each.label for each in app.metric}
    assert ("Loss" in labels) == (algorithm != "ppmi-svd")
    assert not start_button(app).disabled


def test_a_failed_run_says_why_as_text(corpus: Corpus) -> None:
    run = create_run(Home.default(), "sgns", propose("sgns", corpus), corpus)
    reason = "Out of luck: <b>[see](http://evil.example)</b>"
    write_record(RunState("failed", reason), run.path / "state.json")
    app = open_train(corpus, run.id)
    assert not app.exception
    assert "Out of luck" in app.error[0].value
    assert "](http" not in app.error[0].value
    assert not app.page_link
    assert not app.get("plotly_chart")  # nothing was learned, so there is no curve
    assert not start_button(app).disabled


def test_a_run_is_shown_with_the_algorithm_and_the_settings_it_was_made_with(
    corpus: Corpus,
) -> None:
    config = dataclasses.replace(propose("ppmi-svd", corpus), dim=7)
    other = create_run(Home.default(), "sgns", propose("sgns", corpus), corpus)
    app = open_train(corpus, create_run(Home.default(), "ppmi-svd", config, corpus).id)
    assert not app.exception
    assert ALGORITHMS["ppmi-svd"].summary in app.caption[0].value
    assert value_of(app, "Dimensions") == 7
    app.sidebar.selectbox(key="sidebar_run").set_value(other.id).run()
    assert ALGORITHMS["sgns"].summary in app.caption[0].value
    assert value_of(app, "Dimensions") == propose("sgns", corpus).as_dict()["dim"]


def test_a_factorization_is_drawn_pass_by_pass(corpus: Corpus) -> None:
    run = create_run(Home.default(), "ppmi-svd", propose("ppmi-svd", corpus), corpus)
    start_worker(run)
    assert run.wait().status == "done"
    chart = json.loads(open_train(corpus, run.id).get("plotly_chart")[0].proto.spec)
    passes, errors = (decoded(chart["data"][0][axis]) for axis in "xy")
    assert errors[0] == 1  # before the first pass
    assert np.all(np.diff(errors) < 0)
    assert passes.tolist() == list(range(len(errors)))


# Steering


@pytest.fixture
def waiting(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> RunFolder:
    """A run that waits behind another one, whose worker never ends by itself."""
    monkeypatch.setenv("W2V_SLOTS", "1")
    blocker = create_run(Home.default(), "sgns", propose("sgns", corpus), corpus)
    blocker.write_state(RunState("running"))
    descriptor = lock.take(blocker.path)
    run = create_run(Home.default(), "sgns", propose("sgns", corpus), corpus)
    monkeypatch.setattr(os, "fsync", lambda _: None)
    yield run
    os.close(descriptor)


def labels(app: AppTest) -> list[str]:
    return [each.label for each in app.button]


def test_a_waiting_run_says_its_place(corpus: Corpus, waiting: RunFolder) -> None:
    app = open_train(corpus, waiting.id)
    assert not app.exception
    assert app.progress[0].text == "Waiting · place 1 of 1"
    assert {"Pause", "Step", "Stop", "Cancel"} <= set(labels(app))


def test_pause_and_resume(corpus: Corpus, waiting: RunFolder) -> None:
    app = open_train(corpus, waiting.id)
    app.button(key="pause").click().run()
    assert waiting.state().status == "paused"
    assert "Paused" in app.progress[0].text
    app.button(key="resume").click().run()
    assert waiting.state().status == "queued"
    assert not app.exception


def test_stop_before_anything_is_said(corpus: Corpus, waiting: RunFolder) -> None:
    app = open_train(corpus, waiting.id)
    app.button(key="stop").click().run()
    assert waiting.state().status == "stopped"
    assert "before it had any vectors" in " ".join(each.value for each in app.info)


def test_cancel_can_be_undone(corpus: Corpus, waiting: RunFolder) -> None:
    app = open_train(corpus, waiting.id)
    app.button(key="cancel").click().run()
    assert not waiting.path.exists()
    assert app.query_params.get("run") is None
    app = app.run()
    app.button(key="undo_cancel").click().run()
    assert waiting.state().status == "paused"
    assert app.query_params["run"] == waiting.id
    assert "undo_cancel" not in [each.key for each in app.button]


@pytest.fixture
def done(corpus: Corpus) -> RunFolder:
    run = create_run(Home.default(), "sgns", propose("sgns", corpus), corpus)
    start_worker(run)
    assert run.wait().status == "done"
    return run


def test_reset_makes_the_same_run_anew_and_waits(corpus: Corpus, done: RunFolder) -> None:
    app = open_train(corpus, done.id)
    app.button(key="reset").click().run()
    assert not app.exception
    new = list_runs(Home.default())[0]
    assert new.id != done.id
    assert new.info.config == done.info.config
    assert new.state().status == "paused"
    assert app.query_params["run"] == new.id


def test_train_on_makes_a_longer_run(corpus: Corpus, done: RunFolder) -> None:
    app = open_train(corpus, done.id)
    app.number_input(key=f"more_epochs_{done.id}").set_value(2).run()
    app.button(key="train_on").click().run()
    assert not app.exception
    new = list_runs(Home.default())[0]
    assert new.info.config["epochs"] == done.info.config["epochs"] + 2
    assert new.wait().status == "done"


def test_the_same_settings_again_show_the_run_there_is(corpus: Corpus, done: RunFolder) -> None:
    app = open_train(corpus, done.id)
    start_button(app).click().run()
    assert [each.id for each in list_runs(Home.default())] == [done.id]
    assert "bit for bit" in app.info[0].value


def test_a_setting_that_is_changed_is_named(corpus: Corpus, done: RunFolder) -> None:
    app = open_train(corpus, done.id)
    app.number_input(key=f"sgns_{done.id}_window").set_value(2).run()
    before = done.info.config["window"]
    assert any(f"window {before} → 2" in each.value.replace("\\", "") for each in app.caption)
    start_button(app).click().run()
    new = list_runs(Home.default())[0]
    assert new.info.config["window"] == 2
    assert new.wait().status == "done"
    app = open_train(corpus, new.id)  # another window: the losses mean different things
    assert not app.multiselect
    config = dataclasses.replace(new.config, dim=7)
    third = create_run(Home.default(), "sgns", config, corpus)
    app = open_train(corpus, new.id)
    [box] = app.multiselect
    assert box.proto.options == [widgets.run_label(third)]


def test_the_slider_replays_words_and_marks_the_moment(corpus: Corpus, done: RunFolder) -> None:
    app = open_train(corpus, done.id)
    [slider] = app.select_slider
    lines = [each.value for each in app.markdown if "arrow_right_alt" in each.value]
    assert 1 <= len(lines) <= 5
    slider.set_value(0).run()
    assert not app.exception
    early = [each.value for each in app.markdown if "arrow_right_alt" in each.value]
    assert early != lines
    chart = json.loads(app.get("plotly_chart")[0].proto.spec)
    assert any(each.get("x0") == each.get("x1") for each in chart["layout"]["shapes"])


@pytest.mark.parametrize("damage", [b"", b'{"status": "runn', b"null"])
def test_a_state_that_cannot_be_read_is_a_sentence_with_a_cure(
    corpus: Corpus, done: RunFolder, damage: bytes
) -> None:
    (done.path / "state.json").write_bytes(damage)
    app = open_train(corpus, done.id)
    assert not app.exception
    assert "cannot be read" in app.error[0].value.replace("\\", "")
    app.button(key="resume").click().run()
    assert not app.exception
    assert done.wait().status == "done"


def test_damaged_progress_is_a_sentence_and_no_end_to_the_page(
    corpus: Corpus, waiting: RunFolder
) -> None:
    (waiting.path / "progress.bin").write_bytes(b"\xff" * 200)
    app = open_train(corpus, waiting.id)
    assert not app.exception
    assert "damaged" in app.error[0].value


def test_an_address_of_a_run_that_is_gone_says_so(corpus: Corpus, done: RunFolder) -> None:
    shutil.rmtree(done.path)
    app = open_train(corpus, done.id)
    assert not app.exception
    assert "is not here" in app.warning[0].value
    assert not app.run().warning  # said once


# A classroom


@pytest.fixture
def classroom(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("W2V_MODE", "classroom")


@pytest.mark.usefixtures("classroom")
def test_a_visitor_gets_a_key_and_finds_her_runs_by_it(corpus: Corpus) -> None:
    app = open_train(corpus)
    key_ = app.query_params["key"]
    start_button(app).click().run()
    run = list_runs(Home.default())[0]
    assert run.wait().status == "done"
    assert run.info.owner == Workspace.of(Home.default(), key_).id
    again = AppTest.from_file(str(APP), default_timeout=60)
    again.query_params["key"] = key_
    again.query_params["run"] = run.id
    again.switch_page(TRAIN).run()
    assert again.query_params["key"] == key_
    assert "Reset" in labels(again)


@pytest.mark.usefixtures("classroom")
def test_who_has_only_the_run_s_address_may_look_and_not_steer(
    corpus: Corpus, done: RunFolder
) -> None:
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.query_params["run"] = done.id
    app.switch_page(TRAIN).run()
    assert not app.exception
    assert app.get("plotly_chart")
    assert not {"Reset", "Resume", "Pause", "Stop", "Cancel", "Step"} & set(labels(app))
    assert any("not steer" in each.value for each in app.caption)
    assert "shared" in app.sidebar.selectbox(key="sidebar_run").options[0]
    address = app.get("code")[0].proto.code_text
    assert done.id in address
    assert app.query_params["key"] not in address


@pytest.mark.usefixtures("classroom")
def test_nobody_sees_the_corpora_and_runs_of_others(corpus: Corpus, done: RunFolder) -> None:
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.switch_page(TRAIN).run()
    assert not app.exception
    assert "small" not in " ".join(app.sidebar.selectbox(key="sidebar_corpus").options)
    assert app.sidebar.selectbox(key="sidebar_run").options == []

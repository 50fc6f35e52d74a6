"""Steering on the Train page: start, pause, stop, cancel, undo, reset, train on."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.train.kit import choose, labels, open_train, start_button
from w2v_core.host.home import Home
from w2v_core.models.catalog import ALGORITHMS
from w2v_core.runs.folder.run_folder import RunFolder, list_runs
from w2v_core.text.corpus import Corpus


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
    assert ("Loss" in labels) == (ALGORITHMS[algorithm].loss is not None)
    assert not start_button(app).disabled


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

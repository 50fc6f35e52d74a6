"""Train page: proposed settings, refusals, a run from start to end."""

from __future__ import annotations

import base64
import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from streamlit.testing.v1 import AppTest

from tests.pages.routed import APP, RoutedPages
from w2v_core.models.catalog import ALGORITHMS
from w2v_core.models.proposals import propose
from w2v_core.models.settings import settings_of
from w2v_core.runs.home import Home
from w2v_core.runs.records import RunState, write_record
from w2v_core.runs.store import create_run, list_runs, start_worker
from w2v_core.text.corpus import Corpus


@pytest.fixture(autouse=True)
def _routed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streamlit.testing.v1.app_test.PagesManager", RoutedPages)


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
    return app.switch_page("pages/train.py").run()


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


def test_stop_is_written_for_the_worker(corpus: Corpus) -> None:
    run = create_run(Home.default(), "sgns", propose("sgns", corpus), corpus)
    app = open_train(corpus, run.id)
    assert "Starting" in app.progress[0].text
    assert start_button(app).disabled
    app.button(key="stop").click().run()
    assert run.wish() == "stop"

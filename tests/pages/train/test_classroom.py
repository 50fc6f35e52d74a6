"""The Train page in a classroom: each visitor has her own runs, and may look at others."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.routed import APP, TRAIN
from tests.pages.train.kit import labels, open_train, start_button
from w2v_core.host.home import Home
from w2v_core.runs.folder.run_folder import RunFolder, list_runs
from w2v_core.runs.workspaces import Workspace
from w2v_core.text.corpus import Corpus


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

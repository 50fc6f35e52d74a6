"""What-if on the Compare page: one setting changed, trained for real, compared when done."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.shared import other_runs
from tests.core.run_kit import SENTENCES, config_for, stored
from tests.pages.compare.kit import in_app
from tests.pages.planted import texts
from w2v_core.host.home import Home
from w2v_core.runs import queue
from w2v_core.runs.create import create_run
from w2v_core.runs.folder.run_folder import RunFolder, list_runs
from w2v_core.runs.launch import start_worker
from w2v_core.settings import settings_of


@pytest.fixture
def trained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunFolder:
    """A small run that was trained for real, in a home of its own."""
    monkeypatch.setenv("W2V_HOME", str(tmp_path))
    home = Home.default()
    run = create_run(home, "sgns", config_for("sgns", window=2), stored(home, SENTENCES))
    start_worker(run)
    assert run.wait().status == "done"
    return run


def ask(run: RunFolder, label: str, value: float) -> AppTest:
    """The page with one setting changed in the box."""
    app = in_app(run, compare_least="1", compare="Words")
    app.selectbox("what_if").set_value(label).run()
    name = next(each.name for each in settings_of(type(run.config)) if each.label == label)
    return app.number_input(f"what_if_{run.id}_{name}").set_value(value).run()


def test_a_what_if_is_trained_named_and_compared(trained: RunFolder) -> None:
    app = ask(trained, "Window", 3)
    app.button("what_if_train").click().run()
    assert not app.exception
    [made] = [each for each in list_runs(trained.home) if each.id != trained.id]
    assert made.labels.name == "window 2 → 3"
    assert made.info.config == trained.info.config | {"window": 3}
    assert made.info.corpus_hash == trained.info.corpus_hash
    assert made.wait().status == "done"
    app.run()
    assert not app.exception
    assert app.multiselect("against").value == [other_runs.label(made)]
    assert "window 2 → 3" in app.multiselect("against").value[0]
    assert app.metric[0].label == "Words compared"
    assert "train one (*What if*, Seed)" in texts(app)
    assert not app.get("progress")


def test_a_what_if_under_way_is_followed_also_after_a_reload(trained: RunFolder) -> None:
    config = config_for("sgns", window=3)
    waiting = create_run(trained.home, "sgns", config, trained.corpus(), paused=True)
    waiting.label("window 2 → 3", ())
    app = in_app(trained)
    assert "window 2 → 3" in app.get("progress")[0].proto.text.replace("\\", "")
    queue.resume(waiting)
    start_worker(waiting)
    assert waiting.wait().status == "done"
    app.run()
    assert app.multiselect("against").value == [other_runs.label(waiting)]


def test_another_seed_gives_the_baseline(trained: RunFolder) -> None:
    app = ask(trained, "Seed", 2)
    app.button("what_if_train").click().run()
    [made] = [each for each in list_runs(trained.home) if each.id != trained.id]
    assert made.wait().status == "done"
    app.run()
    assert not app.exception
    assert "all that changed is chance" in texts(app)


def test_the_runs_own_value_and_a_bad_one_train_nothing(trained: RunFolder) -> None:
    app = ask(trained, "Window", 2)
    assert app.button("what_if_train").disabled
    app = ask(trained, "Window", 99)
    app.button("what_if_train").click().run()
    assert "window must be between 1 and 20; got 99" in texts(app).replace("\\", "")
    app = ask(trained, "Minimum count", 1_000)
    app.button("what_if_train").click().run()
    assert not app.exception
    assert app.error
    assert [each.id for each in list_runs(trained.home)] == [trained.id]


def test_a_what_if_that_is_there_already_is_shown_at_once(trained: RunFolder) -> None:
    for _ in range(2):
        app = ask(trained, "Window", 3)
        app.button("what_if_train").click().run()
        made = list_runs(trained.home)[0]
        made.wait()
    assert len(list_runs(trained.home)) == 2
    app.run()
    assert app.multiselect("against").value == [other_runs.label(made)]


def test_a_what_if_that_leaves_no_vectors_is_said(trained: RunFolder) -> None:
    config = config_for("sgns", window=3)
    waiting = create_run(trained.home, "sgns", config, trained.corpus(), paused=True)
    app = in_app(trained)
    waiting.request("stop")
    start_worker(waiting)
    waiting.wait()
    app.run()
    assert not app.exception
    assert "ended without vectors" in texts(app)
    assert app.multiselect("against").options == []

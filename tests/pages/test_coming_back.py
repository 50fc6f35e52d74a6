"""A new session whose address names no run: what is under way is shown, and nobody else's."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.routed import APP, TRAIN
from w2v_core.host.files import write_record
from w2v_core.host.home import Home
from w2v_core.models.sgns import SGNSConfig
from w2v_core.runs.create import create_run
from w2v_core.runs.folder.records import RunState
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.runs.workspaces import Workspace, new_key
from w2v_core.text.corpus import Corpus

INTRODUCTION = "There is no run to show yet"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("W2V_HOME", str(tmp_path))
    return Home(tmp_path)


def stored(home: Home, *words: str) -> Corpus:
    corpus = Corpus.build([list(words) * 3] * 20, name=words[0])
    corpus.save(home.corpora / corpus.content_hash)
    return corpus


def begun(home: Home, corpus: Corpus, status: str = "queued", owner: str = "") -> RunFolder:
    run = create_run(home, "sgns", SGNSConfig(dim=4, min_count=1), corpus, owner=owner)
    write_record(RunState(status), run.path / "state.json")
    return run


def visit(**address: str) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    for name, value in address.items():
        app.query_params[name] = value
    app.switch_page(TRAIN).run()
    assert not app.exception
    return app


def shown(app: AppTest) -> str:
    """Id of the run that is shown."""
    run: str = app.session_state["run"]
    introduced = any(INTRODUCTION in each.value for each in app.markdown)
    assert introduced == (not run)
    return run


def test_the_newest_run_under_way_is_shown(home: Home) -> None:
    cats = stored(home, "cat", "milk")
    begun(home, cats)
    newest = begun(home, cats)
    begun(home, cats, "done")
    app = visit()
    assert shown(app) == newest.id
    assert app.query_params["run"] == newest.id


@pytest.mark.parametrize("status", ["done", "stopped", "failed", "cancelled"])
def test_a_run_that_has_ended_is_not_taken_up(home: Home, status: str) -> None:
    begun(home, stored(home, "cat", "milk"), status)
    assert shown(visit()) == ""


def test_a_run_that_is_being_discarded_is_not_taken_up(home: Home) -> None:
    begun(home, stored(home, "cat", "milk")).request("cancel")
    assert shown(visit()) == ""


def test_the_corpus_of_the_address_decides(home: Home) -> None:
    cats, dogs = stored(home, "cat", "milk"), stored(home, "dog", "bone")
    run = begun(home, cats)
    begun(home, stored(home, "bird", "seed"))
    assert shown(visit(corpus=cats.content_hash)) == run.id
    assert shown(visit(corpus=dogs.content_hash)) == ""


def test_a_run_of_the_address_that_is_gone_is_told_and_not_replaced(home: Home) -> None:
    begun(home, stored(home, "cat", "milk"))
    app = visit(run="gone-run")
    assert shown(app) == ""
    assert any("gone-run" in each.value for each in app.warning)


def test_only_the_first_script_run_looks(home: Home) -> None:
    cats = stored(home, "cat", "milk")
    app = visit(corpus=cats.content_hash)
    assert shown(app) == ""
    begun(home, cats)
    assert shown(app.run()) == ""


def test_in_a_classroom_only_ones_own_run_is_shown(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("W2V_MODE", "classroom")
    cats, mine, others = stored(home, "cat", "milk"), new_key(), new_key()
    run = begun(home, cats, owner=Workspace.of(home, mine).id)
    begun(home, cats, owner=Workspace.of(home, others).id)
    begun(home, cats)
    assert shown(visit(key=mine)) == run.id
    assert shown(visit(key=new_key())) == ""
    assert shown(visit()) == ""
    assert shown(visit(corpus=cats.content_hash)) == ""

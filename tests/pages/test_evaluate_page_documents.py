"""The view of telling documents apart: figures of the core, groups of any name, empty states."""

from __future__ import annotations

import json
from pathlib import Path

import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from tests.core.evaluation.texts import corpus_of, planted
from tests.pages.compare.groups import renamed, run_on, two_folders
from tests.pages.planted import HOSTILE, ROOT, assert_no_markup, texts
from tests.pages.routed import APP
from w2v_core.evaluation.downstream import accuracy, tell_apart
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.steps import drain
from w2v_core.text.grouping import group_documents


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("W2V_HOME", str(tmp_path))
    return tmp_path


def at(run: RunFolder, **address: str) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.session_state["run"] = run.id
    app.query_params.update({"judge": "Documents", **address})
    app = app.switch_page(str(ROOT / "pages/evaluate.py")).run()
    assert not app.exception
    return app


def test_figures_are_those_of_the_core(home: Path) -> None:
    run = two_folders(home)
    app = at(run)
    corpus = run.corpus()
    found = drain(tell_apart(corpus, run.vectors(), group_documents(corpus, "folder")))
    expected = [accuracy(each)[0] for each in (found.by_vectors, found.by_words)]
    shown = [float(each.value.removesuffix(" %")) for each in app.metric]
    assert shown == [round(100 * each, 1) for each in (*expected, found.guess)]
    spec = json.loads(app.get("plotly_chart")[0].proto.spec)
    go.Figure(spec)  # plotly checks every property
    assert [sum(row) for row in spec["data"][0]["z"]] == [pytest.approx(100)] * 2
    assert f"{found.documents:,} documents of 2 groups" in texts(app)


def test_by_halves_and_with_nonsense_in_the_address(home: Path) -> None:
    run = two_folders(home)
    assert at(run, told_by="Half").segmented_control("told_by").value == "half"
    assert at(run, told_by="\x00").segmented_control("told_by").value == "folder"


def test_hostile_groups_are_shown_as_text(home: Path) -> None:
    labels = [HOSTILE[i % 2] for i in range(planted(2).n_documents)]
    run = run_on(home, renamed(planted(2), {}, labels))
    app = at(run, told_by="Label")
    assert_no_markup(app)
    assert len(app.metric) == 3


def test_one_document_has_no_groups(home: Path) -> None:
    run = run_on(home, corpus_of([("one", ["a b c"] * 20)]), min_count=1)
    assert "Load several files" in texts(at(run))


def test_few_documents_are_said(home: Path) -> None:
    run = run_on(home, corpus_of([(f"{i}/x", ["a b c"] * 9) for i in range(3)]), min_count=1)
    assert "At least 2 groups of 10 documents" in texts(at(run))

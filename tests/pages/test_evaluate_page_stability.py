"""The view of how sure neighbors are: measured by a panel that is trained for real."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.core.run_kit import stored, two_topics
from tests.pages.planted import HOSTILE, ROOT, assert_no_markup, texts
from tests.pages.routed import APP
from w2v_core.host.home import Home
from w2v_core.models.catalog import ALGORITHMS
from w2v_core.runs import queue
from w2v_core.runs.create import create_run
from w2v_core.runs.folder.run_folder import RunFolder, list_runs
from w2v_core.runs.launch import start_worker
from w2v_core.runs.panels import find_panel, panel_config
from w2v_core.vectors.files.formats import save
from w2v_core.vectors.word_vectors import WordVectors

PAGE = "pages/evaluate.py"


def sentences() -> list[list[str]]:
    """Two topics, with words that would do harm as they are."""
    harm = dict(zip(("a1", "b1"), HOSTILE, strict=False))
    return [[harm.get(word, word) for word in each] for each in two_topics(300)]


def trained(home: Home, lines: list[list[str]], **settings: object) -> RunFolder:
    config = ALGORITHMS["sgns"].config_type(dim=8, min_count=1, epochs=3, sample=0.0)
    config = dataclasses.replace(config, **settings)
    run = create_run(home, "sgns", config, stored(home, lines))
    start_worker(run)
    assert run.wait().status == "done"
    return run


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("W2V_HOME", str(tmp_path))
    return Home.default()


def at(run: RunFolder, page: str = PAGE, **address: str) -> AppTest:
    """A page as part of the app, since it links to others."""
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.session_state["run"] = run.id
    app.session_state["word"] = address.pop("word", "")
    app.query_params.update({"judge": "Stability", **address})
    return app.switch_page(str(ROOT / page)).run()


def test_one_click_trains_a_panel_and_the_page_shows_what_it_says(home: Home) -> None:
    run = trained(home, sentences())
    app = at(run)
    assert not app.exception
    assert "**Measure it**" in texts(app)
    assert "other seeds" in texts(app)
    assert "sentences drawn anew" in texts(app)
    app.button("panel_train").click().run()
    assert not app.exception
    panel = find_panel(run, list_runs(home))
    assert panel is not None
    assert panel.labels.name == f"Panel for {run.labels.name}"
    assert panel.wait().status == "done"
    word = run.vectors().words[0]
    app = at(run, word=word)
    assert not app.exception
    assert [each.label for each in app.metric] == ["Another seed keeps", "Other documents keep"]
    assert all(each.value.endswith(" of 10") for each in app.metric)
    assert "95 % interval" in texts(app)
    assert len(app.get("plotly_chart")) == 2
    assert_no_markup(app)
    # Another click finds it, and trains nothing twice.
    assert "panel_train" not in [each.key for each in app.button]

    # The neighbors of a word are marked by it.
    neighbors = at(run, "pages/neighbors.py", word=word)
    assert not neighbors.exception
    table = neighbors.dataframe[0].value
    assert table["sure"].str.fullmatch(r"[●◐○] (sure|likely|chance) \d+/10").all()
    assert_no_markup(neighbors)


def test_a_panel_under_way_is_followed(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    run = trained(home, sentences())
    panel = create_run(home, "sgns", panel_config(run.config), run.corpus())
    app = at(run)
    assert not app.exception
    assert "You may leave this page" in texts(app)
    assert "**Measure it**" in texts(app)
    panel.request("cancel")
    queue.advance(home)
    assert "Measure how sure neighbors are" in [each.label for each in at(run).button]


def test_steady_vectors_judge_themselves(home: Home) -> None:
    run = trained(home, sentences(), seeds=3, counted=True)
    app = at(run, word=run.vectors().words[3])
    assert not app.exception
    assert "These are steady vectors of 3 seeds and 0 draws" in texts(app)
    assert app.metric[1].value == "–"
    assert "no such training voted" in texts(app)


def test_a_panel_that_was_stopped_early_says_so(home: Home) -> None:
    run = trained(home, sentences(), seeds=2)
    vectors = run.vectors()
    save(WordVectors(vectors.vocabulary, vectors.vectors[:, :8]), run.path / "vectors.npz")
    app = at(run)
    assert not app.exception
    assert "ended before two of its trainings were done" in texts(app)


def test_with_few_words_nothing_is_said(home: Home) -> None:
    run = trained(home, [["a", "b", "c"], ["b", "c", "d"]] * 20)
    app = at(run, word="b")
    assert not app.exception
    assert "With fewer than 50 words" in texts(app)
    assert "panel_train" not in [each.key for each in app.button]
    assert not at(run, "pages/neighbors.py", word="b").exception

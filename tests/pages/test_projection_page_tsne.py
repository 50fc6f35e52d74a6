"""t-SNE on the projection page: asked for, watched, paused, stopped, found again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from pages.shared import state
from tests.core.maps.kit import Gate
from tests.pages.planted import ROOT, open_page, plant, texts, words_and_vectors
from w2v_core.maps import jobs as module
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.vectors.projection import tsne

PAGE = "pages/projection.py"
KEYS = ("run_tsne", "pause_tsne", "resume_tsne", "stop_tsne")


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    made = Gate()
    monkeypatch.setattr(module, "tsne", made.tsne)
    yield made
    made.close()


def open_tsne(run: RunFolder, **address: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / PAGE), default_timeout=60)
    app.session_state["run"] = run.id
    for name, value in {"map_method": "t-SNE", **address}.items():
        app.query_params[name] = value
    return app.run()


def buttons(app: AppTest) -> list[str]:
    assert not app.exception
    return [each.key for each in app.button if each.key in KEYS]


def until(app: AppTest, wanted: list[str]) -> AppTest:
    """Look again, as the browser's timer does, until there are these buttons."""
    for _ in range(500):
        if buttons(app) == wanted:
            return app
        app.run()
    raise AssertionError(f"never {wanted}: {buttons(app)}")


def test_tsne_waits_for_run_and_is_kept(run: RunFolder):
    app = open_tsne(run)
    assert "starts from this picture, PCA" in texts(app)
    assert buttons(app) == ["run_tsne"]
    app.button("run_tsne").click().run()
    until(app, [])
    words, vectors = words_and_vectors()
    *_, expected = tsne(vectors)
    assert "mean nothing in t-SNE" in texts(app)
    assert f"keeps {expected.neighbors_kept:.0%} of each word's 10 nearest" in texts(app)
    shown = app.dataframe[0].value
    assert list(shown["word"]) == words
    distance = np.linalg.norm(np.diff(shown[["x", "y"]].to_numpy(), axis=0), axis=1)
    theirs = np.linalg.norm(np.diff(expected.points, axis=0), axis=1)
    np.testing.assert_allclose(distance, theirs, rtol=1e-3)  # turned, not changed
    module._OF_HOMES.clear()  # the server is started again
    assert buttons(open_tsne(run)) == []
    assert buttons(open_tsne(run, map_perplexity="10")) == ["run_tsne"]
    assert buttons(open_tsne(run, map_dims="3-D")) == ["run_tsne"]


def test_it_is_paused_resumed_stopped_and_found_by_a_reload(run: RunFolder, gate: Gate):
    app = open_tsne(run)
    app.button("run_tsne").click().run()
    until(app, ["pause_tsne", "stop_tsne"])
    gate.until(lambda: gate.begun == [14])
    app.button("pause_tsne").click().run()
    assert buttons(app) == ["resume_tsne", "stop_tsne"]
    gate.passes.release()
    gate.until(lambda: gate.seen == 1)
    reloaded = open_tsne(run)
    assert buttons(reloaded) == ["resume_tsne", "stop_tsne"]
    reloaded.button("resume_tsne").click().run()
    gate.passes.release()
    gate.until(lambda: gate.seen == 2)
    until(app, ["pause_tsne", "stop_tsne"])
    app.button("stop_tsne").click().run()
    assert buttons(app) == ["run_tsne"]
    assert "of 3 iterations. This map keeps 50%" in texts(app)
    assert gate.begun == [14]


def test_others_wait_in_a_queue_and_see_their_place(
    run: RunFolder, gate: Gate, monkeypatch: pytest.MonkeyPatch
):
    module.tsne_jobs(state.home())._slots = 1
    first = open_tsne(run)
    first.button("run_tsne").click().run()
    gate.until(lambda: gate.begun == [14])
    second = open_tsne(run, map_perplexity="9")
    second.button("run_tsne").click().run()
    bar = second.get("progress")[0]
    assert "place 1 of 1 in the queue" in bar.proto.text
    gate.passes.release(6)
    until(second, [])
    assert gate.begun == [14, 14]


def test_an_address_opens_the_map_in_space(run: RunFolder):
    app = open_tsne(run, map_dims="3-D", map_perplexity="7")
    app.button("run_tsne").click().run()
    until(app, [])
    assert {"x", "y", "z"} <= set(app.dataframe[0].value.columns)
    assert "scatter3d" in app.get("plotly_chart")[0].proto.spec


def test_a_failure_is_shown_and_can_be_tried_again(
    run: RunFolder, gate: Gate, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def fails(*_: object, **__: object) -> None:
        raise ValueError("secret detail")

    monkeypatch.setattr(module, "tsne", fails)
    app = open_tsne(run)
    app.button("run_tsne").click().run()
    until(app, ["run_tsne"])
    assert "Something went wrong" in texts(app)
    assert "secret" not in texts(app)


def test_equal_vectors_are_mapped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("W2V_HOME", str(tmp_path))
    words = [f"w{i}" for i in range(8)]
    run = plant(tmp_path, words, np.ones((8, 3), np.float32))
    assert "0% of the variance" in texts(open_page(PAGE, run))
    app = open_tsne(run, map_color="Clusters")
    app.button("run_tsne").click().run()
    until(app, [])
    assert np.isfinite(app.dataframe[1].value[["x", "y"]].to_numpy()).all()


def test_of_too_few_words_there_is_no_tsne(run: RunFolder):
    app = open_tsne(run, map_words="Own list", map_list="cat dog king")
    assert app.button("run_tsne").disabled
    assert "t-SNE takes 5 to 10,000 words; these are 3" in texts(app)

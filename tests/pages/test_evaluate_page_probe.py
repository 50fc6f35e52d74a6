"""Evaluate page: the probe's report, of sound and of sick vectors, and of hostile words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.planted import (
    HOSTILE,
    ROOT,
    assert_no_markup,
    open_page,
    open_without_run,
    plant,
    texts,
)
from w2v_core.evaluation.findings import NOT_BY_ANALOGIES
from w2v_core.evaluation.probe import probe
from w2v_core.host.files import write_record
from w2v_core.models.catalog import IMPORTED
from w2v_core.runs.folder.layout import INFO
from w2v_core.runs.folder.records import NO_CORPUS, RunInfo
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.runs.known_run import known_of

PAGE = "pages/evaluate.py"


def at(run: RunFolder, **address: str) -> AppTest:
    """The page at an address."""
    app = AppTest.from_file(str(ROOT / PAGE), default_timeout=60)
    app.session_state["run"] = run.id
    app.query_params.update(address)
    return app.run()


@pytest.fixture
def big(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunFolder:
    """Eighty words whose vectors are drawn by chance."""
    monkeypatch.setenv("W2V_HOME", str(tmp_path))
    words = [f"w{i:02}" for i in range(80)]
    return plant(tmp_path, words, np.random.default_rng(1).normal(size=(80, 8)).astype(np.float32))


def test_the_verdict_stands_on_top_and_every_finding_is_shown(run: RunFolder) -> None:
    app = open_page(PAGE, run)
    assert not app.exception
    report = probe(run.vectors(), known_of(run))
    alert = {"wrong": app.error, "doubt": app.warning, "fine": app.success}[report.verdict]
    assert alert[0].value.replace("\\", "") == f"**{report.summary}**"
    shown = texts(app).replace("\\", "")
    assert NOT_BY_ANALOGIES in shown
    for finding in report.findings:
        assert finding.name in shown
        assert " ".join(finding.usual.split()) in shown or not finding.figure


def test_sick_vectors_are_called_wrong_and_the_worst_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("W2V_HOME", str(tmp_path))
    same = np.ones((80, 8), dtype=np.float32)
    app = open_page(PAGE, plant(tmp_path, [f"w{i:02}" for i in range(80)], same))
    assert not app.exception
    assert "vectors that are all equal" in app.error[0].value
    shown = texts(app)
    assert shown.index("Copies: wrong") < shown.index("Lengths: fine")
    assert "**Try:**" in shown


def test_pictures_are_drawn_of_what_there_is(big: RunFolder) -> None:
    app = open_page(PAGE, big)
    assert not app.exception
    shown = [str(each.proto.spec) for each in app.get("plotly_chart")]
    assert [name in spec for name, spec in zip(("length", "PMI", "lists"), shown, strict=True)] == [
        True
    ] * 3


def test_vectors_from_elsewhere_are_probed_without_text(big: RunFolder) -> None:
    info = big.info
    config = {"dim": 8}
    elsewhere = RunInfo(
        *(info.id, info.name, IMPORTED, config, NO_CORPUS, "", 1, info.created),
        *(info.versions, {}),
    )
    write_record(elsewhere, big.path / INFO)
    app = open_page(PAGE, big)
    assert not app.exception
    assert "Without the text" in texts(app)
    assert len(app.get("plotly_chart")) == 2


def test_a_run_without_vectors_says_the_next_step(run: RunFolder) -> None:
    (run.path / "vectors.npz").unlink()
    assert "no vectors" in texts(open_without_run_but(run))
    assert "train some" in texts(open_without_run(PAGE, run))


def open_without_run_but(run: RunFolder) -> AppTest:
    """The page as part of the app, with the run."""
    app = open_without_run(PAGE, run)
    app.session_state["run"] = run.id
    return app.run()


def test_words_in_the_address_stand_with_their_neighbors(run: RunFolder) -> None:
    app = at(run, probe_words="king, qeen king")
    shown = texts(app).replace("\\", "")
    assert shown.count("Neighbors of `king`") == 1
    assert "`queen`" in shown
    assert "'qeen' is not in the" in shown
    app.text_input("probe_words").set_value("cat").run()
    assert "Neighbors of `cat`" in texts(app)
    assert "Neighbors of `king`" not in texts(app)


def test_the_word_in_focus_is_asked_for_first(run: RunFolder) -> None:
    assert "Neighbors of `dog`" in texts(open_page(PAGE, run, "dog"))


def test_hostile_words_are_shown_as_text(run: RunFolder) -> None:
    app = at(run, probe_words=" ".join(HOSTILE))
    assert not app.exception
    assert_no_markup(app)
    assert "<img" not in "".join(str(each.proto.spec) for each in app.get("plotly_chart"))


@pytest.mark.parametrize("value", ["", "x" * 3_000, "-5", "1e999", "\n,;/\t", "a " * 500])
def test_any_address_is_answered_without_an_exception(run: RunFolder, value: str) -> None:
    assert not at(run, judge=value, probe_words=value).exception


def test_damaged_settings_are_a_message(run: RunFolder) -> None:
    info = run.info
    info.config["window"] = 10**6
    write_record(info, run.path / INFO)
    app = open_page(PAGE, run)
    assert not app.exception
    assert "cannot be used" in app.error[0].value

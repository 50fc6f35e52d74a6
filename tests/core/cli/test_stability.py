"""How sure neighbors are, asked from a shell; what is needed for it is trained for real."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from tests.core.cli.kit import refused, told
from tests.core.run_kit import SENTENCES, config_for, stored, two_topics
from w2v_core.evaluation.panel import Panel
from w2v_core.evaluation.stability import find_certainty
from w2v_core.host.home import Home
from w2v_core.runs.create import create_run
from w2v_core.runs.folder.run_folder import RunFolder, list_runs
from w2v_core.runs.launch import start_worker
from w2v_core.runs.panels import find_panel, make_of
from w2v_core.steps import drain


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("W2V_HOME", str(tmp_path))
    return Home.default()


def trained(home: Home, lines: list[list[str]], **settings: object) -> RunFolder:
    config = dataclasses.replace(config_for("sgns", dim=8), **settings)
    run = create_run(home, "sgns", config, stored(home, lines))
    start_worker(run)
    assert run.wait().status == "done"
    return run


def test_a_panel_is_trained_once_and_says_what_the_core_says(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    run = trained(home, two_topics(300))
    code, out, err = told(capsys, "stability", run.id)
    assert code == 0
    assert "10 times" in err
    panel = find_panel(run, list_runs(home))
    assert panel is not None
    members = Panel.of(panel.vectors(), *make_of(panel))
    found = drain(find_certainty(members, run.vectors()))
    rows = [line.split("\t") for line in out.splitlines()]
    assert rows[1] == ["another seed", *(f"{each:.4g}" for each in found.seeds)]
    assert rows[2][0] == "another draw"
    assert [row[2] for row in rows[4 : 4 + len(found.bands)]] == [str(b.words) for b in found.bands]
    assert rows[-1] == ["9", f"{found.recurs[9]:.4g}", str(found.trials[9])]

    word = run.vectors().words[2]
    code, out, err = told(capsys, "stability", run.id, "--word", word)
    assert code == 0
    assert len(list_runs(home)) == 2  # nothing was trained anew
    rows = [line.split("\t") for line in out.splitlines()]
    near = run.vectors().neighbors(word, 10)
    assert [row[1] for row in rows] == [each.word for each in near]
    votes = members.votes(2, [run.vectors().id(each.word) for each in near]).tolist()
    assert [row[4:] for row in rows] == [[f"{each}/10", found.level(each)] for each in votes]
    assert "another seed keeps" in err


def test_what_cannot_be_asked_is_said_before_anything_is_trained(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    few, enough = trained(home, SENTENCES), trained(home, two_topics(300))
    assert "with fewer than 50" in refused(capsys, "stability", few.id)
    assert "never" in refused(capsys, "stability", enough.id, "--word", "never")
    assert len(list_runs(home)) == 2

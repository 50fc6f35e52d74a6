"""Runs from a shell: which one is meant, and what is printed of it."""

from __future__ import annotations

import json
import os
import subprocess

import pytest

from tests.core.cli.kit import command, told
from tests.core.run_kit import ROOT, SENTENCES, long_run, new_run, stored, until
from w2v_core.host.home import Home
from w2v_core.runs import queue
from w2v_core.runs.folder.run_folder import list_runs
from w2v_core.runs.launch import start_worker

HOSTILE = "\x1b[2Jname\nwith\ttabs"


# Which run is meant


def test_ids_their_beginnings_and_names(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = stored(home, SENTENCES)
    first, second = new_run(home, corpus), new_run(home, corpus, seed=2)
    first.label("one", ())
    second.label("two", ())
    for text in (first.id, first.id[:-1], "one"):
        assert told(capsys, "runs", "show", text)[1].startswith(f"id\t{first.id}\n")
    for text in ("", first.id[:4]):
        code, out, err = told(capsys, "runs", "pause", text)
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert f"{first.id} (one)" in err
        assert f"{second.id} (two)" in err
    second.label("one", ())
    assert "write more of the id" in told(capsys, "runs", "stop", "one")[2]
    code, out, err = told(capsys, "runs", "delete", first.id, "nobody", "../runs")
    assert (code, out) == (2, "")
    assert "'nobody' is no run; there are " in err
    assert first.id in err
    assert second.id in err
    assert len(list_runs(home)) == 2  # nothing is done where one is not known


def test_without_any_run(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "runs", "list") == (0, "", "")
    assert told(capsys, "runs", "list", "--json") == (0, "[]\n", "")
    assert told(capsys, "runs", "watch", "x")[2] == "error: 'x' is no run; there are none.\n"
    assert told(capsys, "runs", "undo", "x")[0] == 2
    assert told(capsys, "runs")[0] == 2


@pytest.mark.parametrize("wish", ["pause", "step", "stop", "cancel"])
def test_an_ended_run_is_not_asked_for_anything(
    home: Home, capsys: pytest.CaptureFixture[str], wish: str
) -> None:
    run = new_run(home, stored(home, SENTENCES))
    start_worker(run)
    assert run.wait().status == "done"
    code, out, err = told(capsys, "runs", wish, run.id)
    assert (code, out) == (2, "")
    assert f"is done: there is nothing to {wish}" in err
    assert run.wish().what == "run"
    assert "train on" in told(capsys, "runs", "resume", run.id)[2]


def test_what_is_wrong_with_one_stops_no_other(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    done, waits = new_run(home, stored(home, SENTENCES)), long_run(home)
    start_worker(done)
    done.wait()
    code, out, err = told(capsys, "runs", "pause", done.id, waits.id, waits.id)
    assert (code, out) == (2, f"{waits.id}\tpaused\n")
    assert "is done" in err


# What is printed


def test_lists_for_programs_and_for_people(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = stored(home, SENTENCES, name=HOSTILE)
    sgns, ppmi = new_run(home, corpus), new_run(home, corpus, "ppmi-svd")
    sgns.label(HOSTILE, ("a", "b\n"))
    queue.advance(home)  # and a worker lets the next one begin on its way out
    until(lambda: [run.state().status for run in (sgns, ppmi)] == ["done"] * 2)
    code, out, err = told(capsys, "runs", "list")
    assert (code, err) == (0, "")
    lines = [line.split("\t") for line in out.splitlines()]
    rows = {row[0]: row[1:] for row in lines}
    assert len(lines) == 2
    assert rows[sgns.id][:4] == ["done", "sgns", "\\x1b[2Jname\\nwith\\ttabs", "3.0/3"]
    assert float(rows[sgns.id][4]) > 0
    assert rows[sgns.id][6] == "\\x1b[2Jname\\nwith\\ttabs"
    assert rows[ppmi.id][3] == "100%"
    assert rows[ppmi.id][4].startswith("error 0.")
    listed = {each["id"]: each for each in json.loads(told(capsys, "runs", "list", "--json")[1])}
    assert listed[sgns.id]["name"] == HOSTILE
    assert listed[sgns.id]["settings"] == sgns.info.config
    assert listed[ppmi.id]["loss"] is None
    shown = told(capsys, "runs", "show", sgns.id)[1]
    assert "\x1b" not in shown
    facts = dict(line.split("\t", 1) for line in shown.splitlines())
    assert facts["settings.dim"] == "4"
    assert facts["vectors"] == str(sgns.path / "vectors.npz")
    assert float(facts["timings.training_seconds"]) > 0


def test_a_terminal_gets_columns(home: Home) -> None:
    run = new_run(home, stored(home, SENTENCES))
    ours, theirs = os.openpty()
    process = subprocess.run(command("runs", "list"), cwd=ROOT, stdout=theirs, check=True)
    os.close(theirs)
    head, row = os.read(ours, 1 << 16).decode().splitlines()
    os.close(ours)
    assert process.returncode == 0
    assert head.index("status") == row.index("queued")
    assert head.index("name") == row.index(run.labels.name)

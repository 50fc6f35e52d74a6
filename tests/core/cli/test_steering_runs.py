"""Runs from a shell: what it starts others can stop, and the other way round."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import numpy as np
import pytest

from tests.core.cli.kit import start, told
from tests.core.run_kit import SENTENCES, long_run, new_run, stored, trains, until
from w2v_core.host import lock
from w2v_core.host.home import Home
from w2v_core.runs import queue, trash
from w2v_core.runs.folder.records import RunState
from w2v_core.runs.folder.run_folder import RunFolder, find_run, list_runs
from w2v_core.vectors.files.formats import load


def begun(home: Home) -> RunFolder:
    """A run with minutes to go, in the middle of its training, as a page starts it."""
    run = long_run(home)
    queue.advance(home)
    until(lambda: trains(run))
    return run


def alone(home: Home) -> RunFolder:
    """The one run there is, once it is trained."""
    until(lambda: any(map(trains, list_runs(home))))
    (run,) = list_runs(home)
    return run


def test_a_run_from_the_shell_is_one_of_the_app(home: Home, text: Path) -> None:
    out = text.with_suffix(".npz")
    process = start("train", text, "--model", "sgns", "--run", "pets", "--out", out, "--dim", "8")
    stdout, stderr = process.communicate()
    assert (process.returncode, stderr) == (0, "")
    report = json.loads(stdout)
    assert report["status"] == "done"
    assert report["loss"] > 0
    run = find_run(home, report["run"])
    assert run.labels.name == "pets"
    assert run.corpus().name == "pets.txt"
    assert run.info.expected_bytes > 0
    assert load(out).vectors.tobytes() == run.vectors().vectors.tobytes()


def test_a_run_trains_what_the_plain_command_trains(
    home: Home, text: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = []
    for name, ways in (("a.npz", ()), ("b.npz", ("--run", "pets"))):
        out = text.with_name(name)
        assert told(capsys, "train", text, "--model", "cbow", "--out", out, *ways)[0] == 0
        found.append(load(out).vectors)
    np.testing.assert_array_equal(*found)


def test_what_the_shell_starts_a_page_can_stop(home: Home, text: Path) -> None:
    process = start("train", text, "--model", "sgns", "--run", "pets", "--epochs", "1000")
    run = alone(home)
    run.request("stop")
    queue.advance(home)
    stdout, _ = process.communicate()
    assert process.returncode == 0
    assert json.loads(stdout)["status"] == "stopped"
    assert run.has_vectors


def test_what_a_page_starts_the_shell_can_steer(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    run = begun(home)
    assert told(capsys, "runs", "pause", run.id)[:2] == (0, f"{run.id}\tpaused\n")
    lock.wait(run.path)
    before = len(run.read_progress()[0])
    assert told(capsys, "runs", "step", run.id)[:2] == (0, f"{run.id}\tpaused\n")
    assert len(run.read_progress()[0]) == before + 1
    code, out, _ = told(capsys, "runs", "resume", run.id)
    # Queued, if the worker of that step is still on its way out: it lets the queue go on.
    assert (code, out.rstrip().split("\t")[1] in ("running", "queued")) == (0, True)
    until(lambda: len(run.read_progress()[0]) > before + 2)
    assert told(capsys, "runs", "stop", run.id)[:2] == (0, f"{run.id}\tstopped\n")
    assert run.has_vectors


def test_a_paused_run_can_be_stopped_and_resumed_after_that(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    run = begun(home)
    told(capsys, "runs", "pause", run.id)
    assert told(capsys, "runs", "stop", run.id)[:2] == (0, f"{run.id}\tstopped\n")
    before = len(run.read_progress()[0])
    assert told(capsys, "runs", "resume", run.id)[0] == 0
    until(lambda: len(run.read_progress()[0]) > before)


def test_a_run_that_must_wait_says_where_it_stands(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    first = begun(home)
    second = long_run(home, seed=2)
    code, out, err = told(capsys, "runs", "resume", second.id)
    assert (code, out) == (0, f"{second.id}\tqueued\n")
    assert "number 1 of 1" in err
    assert told(capsys, "runs", "pause", second.id)[:2] == (0, f"{second.id}\tpaused\n")
    assert first.state().status == "running"


def test_detached_it_says_the_id_and_goes_on(
    home: Home, text: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train = ("train", text, "--model", "sgns", "--run", "pets", "--epochs", "1000", "--detach")
    code, out, _ = told(capsys, *train)
    assert code == 0
    run = find_run(home, out.strip())
    until(lambda: trains(run))
    code, out, err = told(capsys, *train[:5], "twin", *train[6:])
    assert (code, out.strip()) == (0, run.id)  # the same settings are trained once
    assert "have a run already: pets" in err


def test_watching_needs_no_server(home: Home) -> None:
    run = new_run(home, stored(home, SENTENCES), epochs=100)
    process = start("runs", "watch", run.id)  # nobody has started the run
    stdout, stderr = process.communicate()
    assert (process.returncode, stdout, stderr) == (0, f"{run.id}\tdone\n", "")


def test_watching_ends_when_the_run_pauses_fails_or_is_thrown_away(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    run = begun(home)
    process = start("runs", "watch", run.id)
    run.request("pause")
    assert process.communicate()[0] == f"{run.id}\tpaused\n"
    assert process.returncode == 0
    run.write_state(RunState("failed", reason="a\nb"))
    assert told(capsys, "runs", "watch", run.id)[:2] == (1, f"{run.id}\tfailed\ta\\nb\n")
    queue.resume(run)
    process = start("runs", "watch", run.id)  # it starts the run
    until(run.alive)
    trash.delete(run)
    assert process.communicate()[0] in (f"{run.id}\tdeleted\n", f"{run.id}\tcancelled\n")
    assert process.returncode == 1


@pytest.mark.parametrize("command", ["watch", "train"])
def test_ctrl_c_leaves_the_run_alone(home: Home, text: Path, command: str) -> None:
    if command == "train":
        process = start("train", text, "--model", "sgns", "--run", "pets", "--epochs", "1000")
        run = alone(home)
    else:
        run = long_run(home)
        process = start("runs", "watch", run.id)  # it starts the run, so it watches when it trains
        until(lambda: trains(run))
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate()
    assert (process.returncode, stdout) == (130, "")
    assert stderr.count("\n") == 1
    assert f"watch {run.id}" in stderr
    assert f"stop {run.id}" in stderr
    assert run.wish().what == "run"
    before = len(run.read_progress()[0])
    until(lambda: len(run.read_progress()[0]) > before)
    assert run.state().status == "running"


def test_cancel_delete_and_undo(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    run = begun(home)
    code, out, err = told(capsys, "runs", "cancel", run.id)
    assert (code, out) == (0, f"{run.id}\tdeleted\n")
    assert f"runs undo {run.id}" in err
    assert list_runs(home) == []
    assert told(capsys, "runs", "undo", run.id)[:2] == (0, f"{run.id}\tpaused\n")
    assert told(capsys, "runs", "delete", run.id)[0] == 0
    assert list_runs(home) == []
    assert told(capsys, "runs", "undo", run.id[:-4])[0] == 0
    assert [each.id for each in list_runs(home)] == [run.id]


def test_a_damaged_run_can_be_deleted_by_its_id(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    run = new_run(home, stored(home, SENTENCES))
    for name in ("run.json", "state.json"):
        (run.path / name).write_bytes(b"{")
    code, out, err = told(capsys, "runs", "show", run.id)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert told(capsys, "runs", "delete", run.id)[0] == 0
    assert not run.path.exists()

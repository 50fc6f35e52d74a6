"""Runs from a shell: what it starts others can stop, and the other way round."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.core.run_kit import SENTENCES, long_run, new_run, stored, trains, until
from w2v_core.cli import main
from w2v_core.runs import lock, queue, trash
from w2v_core.runs.home import Home
from w2v_core.runs.launch import start_worker
from w2v_core.runs.records import RunState
from w2v_core.runs.store import RunFolder, find_run, list_runs
from w2v_core.vectors.formats import load

ROOT = Path(__file__).resolve().parents[2]
TEXT = "The cat chased the mouse. The dog chased the cat. A mouse ate the cheese.\n"
HOSTILE = "\x1b[2Jname\nwith\ttabs"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """A home that the shell finds; nothing is trained in it any more when the test is over."""
    found = Home(tmp_path / "home")
    monkeypatch.setenv("W2V_HOME", str(found.root))
    monkeypatch.setenv("W2V_SLOTS", "1")
    monkeypatch.setenv("W2V_LINGER_SECONDS", "0")
    yield found
    runs = list_runs(found)
    for run in runs:
        run.request("cancel")
    for run in runs:
        lock.wait(run.path)


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "pets.txt"
    path.write_text(TEXT * 500, "utf-8")
    return path


def told(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    """The command in this process: exit code, stdout, stderr."""
    try:
        code = main([str(each) for each in arguments])
    except SystemExit as end:  # argparse
        code = int(end.code or 0)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def shell(*arguments: str | Path) -> subprocess.Popen[str]:
    """The command in a process of its own, as a shell runs it."""
    return subprocess.Popen(
        [sys.executable, "-m", "w2v_core", *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


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


# What the shell starts, and what a page starts


def test_a_run_from_the_shell_is_one_of_the_app(home: Home, text: Path) -> None:
    out = text.with_suffix(".npz")
    process = shell("train", text, "--model", "sgns", "--run", "pets", "--out", out, "--dim", "8")
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
    process = shell("train", text, "--model", "sgns", "--run", "pets", "--epochs", "1000")
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
    assert told(capsys, "runs", "resume", run.id)[:2] == (0, f"{run.id}\trunning\n")
    until(lambda: len(run.read_progress()[0]) > before + 2)
    assert told(capsys, "runs", "stop", run.id)[:2] == (0, f"{run.id}\tstopped\n")
    assert run.has_vectors


def test_a_paused_run_can_be_stopped_and_resumed_after_that(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    run = begun(home)
    told(capsys, "runs", "pause", run.id)
    assert told(capsys, "runs", "stop", run.id)[:2] == (0, f"{run.id}\tstopped\n")
    assert told(capsys, "runs", "resume", run.id)[0] == 0
    assert run.state().status in ("queued", "running")


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
    run = new_run(home, stored(home, SENTENCES))
    process = shell("runs", "watch", run.id)  # nobody has started the run
    stdout, stderr = process.communicate()
    assert (process.returncode, stdout, stderr) == (0, f"{run.id}\tdone\n", "")


def test_watching_ends_when_the_run_pauses_fails_or_is_thrown_away(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    run = begun(home)
    process = shell("runs", "watch", run.id)
    run.request("pause")
    assert process.communicate()[0] == f"{run.id}\tpaused\n"
    assert process.returncode == 0
    run.write_state(RunState("failed", reason="a\nb"))
    assert told(capsys, "runs", "watch", run.id)[:2] == (1, f"{run.id}\tfailed\ta\\nb\n")
    queue.resume(run)
    process = shell("runs", "watch", run.id)  # it starts the run
    until(run.alive)
    trash.delete(run)
    assert process.communicate()[0] in (f"{run.id}\tdeleted\n", f"{run.id}\tcancelled\n")
    assert process.returncode == 1


@pytest.mark.parametrize("command", ["watch", "train"])
def test_ctrl_c_leaves_the_run_alone(home: Home, text: Path, command: str) -> None:
    if command == "train":
        process = shell("train", text, "--model", "sgns", "--run", "pets", "--epochs", "1000")
        run = alone(home)
    else:
        run = long_run(home)
        process = shell("runs", "watch", run.id)  # it starts the run, so it watches when it trains
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


# Throwing away


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
    process = subprocess.run(
        [sys.executable, "-m", "w2v_core", "runs", "list"], cwd=ROOT, stdout=theirs, check=True
    )
    os.close(theirs)
    head, row = os.read(ours, 1 << 16).decode().splitlines()
    os.close(ours)
    assert process.returncode == 0
    assert head.index("status") == row.index("queued")
    assert head.index("name") == row.index(run.labels.name)


@pytest.mark.parametrize(
    ("ways", "says"),
    [
        ((), "--out PATH or --run NAME"),
        (("--detach", "--out", "v.npz"), "--detach is for runs"),
        (("--run", " "), "not empty"),
        (("--run", "a", "--threads", "2"), "W2V_THREADS"),
        (("--run", "a", "--detach", "--out", "v.npz"), "leave one of them out"),
        (("--run", "a", "--dim", "0"), "dim must be"),
    ],
)
def test_what_does_not_go_together_is_refused_before_anything_is_stored(
    home: Home, text: Path, capsys: pytest.CaptureFixture[str], ways: tuple[str, ...], says: str
) -> None:
    code, out, err = told(capsys, "train", text, "--model", "sgns", *ways)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert says in err
    assert list(home.runs.iterdir()) == list(home.corpora.iterdir()) == []


def test_slots_that_are_no_number_are_refused(
    home: Home, text: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("W2V_SLOTS", "many")
    code, _, err = told(capsys, "train", text, "--model", "sgns", "--run", "a")
    assert code == 2
    assert "W2V_SLOTS must be a whole number" in err
    assert list(home.corpora.iterdir()) == []


def test_a_home_that_cannot_be_made_is_one_sentence(
    home: Home, text: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home.root.mkdir()
    (home.root / "corpora").write_bytes(b"a file where a folder should be")
    code, out, err = told(capsys, "train", text, "--model", "sgns", "--run", "a")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "cannot be made" in err


def test_a_full_disk_is_one_sentence(home: Home, text: Path) -> None:
    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, resource.RLIM_INFINITY))

    result = subprocess.run(
        [sys.executable, "-m", "w2v_core", "train", str(text), "--model", "sgns", "--run", "a"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        preexec_fn=limit,
    )
    assert (result.returncode, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert "The corpus cannot be stored" in result.stderr
    assert "File too large" in result.stderr

"""The queue: slots, fairness, what is taken up, and what several of them do to one home."""

from __future__ import annotations

import dataclasses
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.core.run_kit import SENTENCES, config_for, long_run, new_run, stored, trains, until
from w2v_core.errors import RunError, SettingError
from w2v_core.host import lock
from w2v_core.host.home import Home
from w2v_core.runs import queue, trash
from w2v_core.runs.create import create_run
from w2v_core.runs.folder.records import RunState
from w2v_core.runs.folder.run_folder import KILLED, RunFolder
from w2v_core.text.corpus import Corpus

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """A home whose workers are gone in the end."""
    monkeypatch.setenv("W2V_LINGER_SECONDS", "0")
    monkeypatch.setenv("W2V_SLOTS", "1")
    home = Home(tmp_path / "home")
    yield home
    runs = [RunFolder(each) for each in home.runs.iterdir() if each.is_dir()]
    for run in runs:
        run.request("cancel")
    for run in runs:
        lock.wait(run.path)


def owned(home: Home, owner: str, seed: int, **more: float) -> RunFolder:
    """A long run of a workspace, in the queue after those that were made before."""
    big = stored(home, SENTENCES * 2000, name="big")
    settings = {"epochs": 1000, "dim": 50, "seed": seed}
    run = create_run(home, "sgns", config_for("sgns", **settings), big, owner=owner, **more)
    now = len(list(home.runs.iterdir()))
    os.utime(run.path / "control", (now, now))
    return run


def order(home: Home) -> list[str]:
    places = queue.places(home)
    return sorted(places, key=lambda each: places[each].number)


def test_no_more_runs_are_trained_than_there_are_slots(home: Home) -> None:
    first, second, third = (owned(home, "", seed) for seed in range(3))
    queue.advance(home)
    queue.advance(home)
    assert [run.alive() for run in (first, second, third)] == [True, False, False]
    until(lambda: trains(first))
    assert order(home) == [second.id, third.id]
    first.request("stop")
    until(lambda: second.alive())  # the worker that ended has started it; nobody else is here
    assert not third.alive()


def test_workspaces_take_turns(home: Home) -> None:
    greedy = [owned(home, "a", seed) for seed in range(3)]
    modest = owned(home, "b", 9)
    late = owned(home, "c", 10)
    assert order(home) == [each.id for each in (greedy[0], modest, late, greedy[1], greedy[2])]
    queue.advance(home)
    assert greedy[0].alive()
    assert order(home)[:2] == [modest.id, late.id]


def test_a_workspace_trains_one_run_at_a_time(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("W2V_SLOTS", "3")
    first, second = owned(home, "a", 1), owned(home, "a", 2)
    queue.advance(home)
    assert first.alive()
    assert not second.alive()
    other = owned(home, "b", 3)
    queue.advance(home)
    assert other.alive()


def test_places_tell_the_expected_start(home: Home) -> None:
    runs = [owned(home, "", seed, expected_seconds=10.0) for seed in range(3)]
    places = queue.places(home)
    assert [places[run.id].seconds for run in runs] == [0.0, 10.0, 20.0]
    assert [places[run.id].of for run in runs] == [3, 3, 3]
    unknown = owned(home, "", 8)
    after = owned(home, "", 9)
    places = queue.places(home)
    assert places[unknown.id].seconds == 30.0
    assert places[after.id].seconds is None


def test_a_run_whose_worker_was_killed_is_taken_up(home: Home) -> None:
    run = long_run(home)
    queue.advance(home)
    until(lambda: trains(run))
    pid = run.state().pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    lock.wait(run.path)
    assert run.state().reason == KILLED
    queue.advance(home)
    until(lambda: run.state().pid not in (pid, None))
    assert run.state().status == "running"
    assert any("killed" in text for _, text in run.events())


def test_a_run_that_kills_every_worker_is_given_up_and_can_be_resumed(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "MOST_DEATHS", 4)
    run = long_run(home)
    for _ in range(4):
        assert run.state().status == "queued"
        queue.advance(home)
        until(lambda: run.state().pid is not None or not run.alive())
        os.kill(run.state().pid or 0, signal.SIGKILL)
        lock.wait(run.path)
    queue.advance(home)
    assert run.state() == dataclasses.replace(run.state(), status="failed", reason=queue.DIED)
    queue.advance(home)
    assert not run.alive()
    queue.resume(run)
    queue.advance(home)
    assert run.alive()


def test_a_worker_that_the_system_ended_for_memory_is_not_tried_again(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = long_run(home)
    run.write_state(RunState("running", pid=1, memory_kills=queue.memory_kills()))
    now = queue.memory_kills() + 1
    monkeypatch.setattr(queue, "memory_kills", lambda: now)
    queue.advance(home)
    assert run.state().status == "failed"
    assert "memory ran out" in run.state().reason


def test_a_run_waits_while_others_have_the_memory(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("W2V_SLOTS", "3")
    small, large = owned(home, "", 1), owned(home, "", 2, expected_bytes=10**15)
    queue.advance(home)
    assert small.alive()
    assert not large.alive()
    small.request("cancel")
    lock.wait(small.path)
    until(lambda: not small.path.exists())
    queue.advance(home)
    until(lambda: large.state().status in ("running", "failed"))  # its own turn: no one to wait for


def test_wishes_on_a_waiting_run_are_fulfilled_without_a_worker(home: Home) -> None:
    blocker = owned(home, "", 0)
    queue.advance(home)
    paused, stopped, cancelled = (owned(home, "", seed) for seed in (1, 2, 3))
    paused.request("pause")
    stopped.request("stop")
    cancelled.request("cancel")
    queue.advance(home)
    assert blocker.alive()
    assert paused.state().status == "paused"
    assert stopped.state() == dataclasses.replace(
        stopped.state(), status="stopped", reason=queue.NOTHING
    )
    assert not cancelled.path.exists()
    assert trash.undo(home, cancelled.id).state().status == "paused"


def test_a_run_that_is_done_is_not_resumed(home: Home, corpus: Corpus) -> None:
    run = new_run(home, corpus)
    queue.advance(home)
    until(lambda: run.state().status == "done")
    with pytest.raises(RunError, match="is done"):
        queue.resume(run)


@pytest.fixture
def corpus(home: Home) -> Corpus:
    return stored(home, SENTENCES)


def test_one_broken_folder_does_not_hold_up_the_others(home: Home, corpus: Corpus) -> None:
    broken = [new_run(home, corpus) for _ in range(4)]
    (broken[0].path / "state.json").write_bytes(b'{"status": "runn')
    (broken[1].path / "run.json").unlink()
    (broken[2].path / "control").write_bytes(b"\xff\xfe nonsense")
    for file in broken[3].path.iterdir():
        file.unlink()
    (home.runs / "no run at all").write_text("a file")
    good = new_run(home, corpus, seed=5)
    queue.advance(home)
    until(lambda: good.state().status == "done")
    until(lambda: broken[2].state().status == "done")  # nonsense is no wish
    queue.resume(broken[0])  # a state that cannot be read is written anew
    queue.advance(home)
    until(lambda: broken[0].state().status == "done")


def test_two_servers_on_one_home_start_each_run_once(home: Home, corpus: Corpus) -> None:
    runs = [new_run(home, corpus, seed=seed) for seed in range(6)]
    script = (
        "import sys; from pathlib import Path\n"
        "from w2v_core.runs import queue; from w2v_core.host.home import Home\n"
        "home = Home(Path(sys.argv[1]))\n"
        "while any(state['status'] != 'done' for state in map(__import__('json').loads,\n"
        "        (each.read_text() for each in home.runs.glob('*/state.json')))):\n"
        "    queue.advance(home)\n"
    )
    command = [sys.executable, "-c", script, str(home.root)]
    servers = [subprocess.Popen(command, cwd=ROOT) for _ in range(2)]
    assert [each.wait() for each in servers] == [0, 0]
    for run in runs:
        assert run.state().status == "done"
        assert "already has a worker" not in (run.path / "log.txt").read_text()
        records, _ = run.read_progress()
        assert (records["done"][1:] > records["done"][:-1]).all()


@pytest.mark.parametrize("value", ["0", "-1", "many", "1.5"])
def test_slots_that_are_no_number_are_refused(
    home: Home, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("W2V_SLOTS", value)
    with pytest.raises(SettingError, match=f"at least 1; got '{value}'"):
        queue.advance(home)


def test_as_many_slots_as_cores_but_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("W2V_SLOTS", raising=False)
    assert queue.slots() == max(1, len(os.sched_getaffinity(0)) - 1)

"""A new algorithm in runs: the queue, pausing, killing, and another computer."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.core.run_kit import TIMELESS, stored, until
from tests.toy.walks import STROLL, WALK
from w2v_core.host import lock
from w2v_core.host.home import Home
from w2v_core.models.algorithm import Algorithm
from w2v_core.runs import queue
from w2v_core.runs.create import create_run
from w2v_core.runs.folder.checkpoints import list_checkpoints
from w2v_core.runs.folder.frames import read_frames
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.runs.transfer.run_zip import pack_run, unpack_in_process
from w2v_core.runs.worker import work
from w2v_core.runs.workspaces import Workspace

# Half a second or so of work.
SENTENCES = [[f"word{i}", f"word{(7 * i) % 4000}"] for i in range(4000)] * 2
SETTINGS = {WALK.name: {"passes": 150}, STROLL.name: {"epochs": 40}}

toys = pytest.mark.parametrize("toy", [WALK, STROLL], ids=lambda each: each.name)


def new(home: Home, toy: Algorithm) -> RunFolder:
    config = toy.config_type(dim=50, min_count=1, **SETTINGS[toy.name])
    return create_run(home, toy.name, config, stored(home, SENTENCES), pinned=["word1"])


def trained(run: RunFolder) -> RunFolder:
    queue.advance(run.home)
    until(lambda: run.state().status in ("done", "failed"))
    assert run.state().status == "done", run.state().reason
    return run


def outcome(run: RunFolder) -> list[bytes]:
    """All that is the same whenever a run is repeated; a map is turned to the one before it."""
    (records, _), frame = run.read_progress(), read_frames(run.path)[-1]
    columns = [records[name] for name in TIMELESS]
    arrays = (run.vectors().vectors, frame["neighbors"], frame["similarities"], *columns)
    return [each.tobytes() for each in arrays]


@toys
def test_killed_and_paused_it_ends_as_it_would_have(
    home: Home, toy: Algorithm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("W2V_CHECKPOINT_SECONDS", "0.05")
    whole, run = trained(new(home, toy)), new(home, toy)
    queue.advance(home)
    until(lambda: list_checkpoints(run.path))
    pid = run.state().pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    lock.wait(run.path)
    assert run.state().status == "queued"
    run.request("pause")
    queue.advance(home)
    before = len(run.read_progress()[0])
    run.request("step")
    queue.advance(home)
    until(lambda: run.state().status == "paused" and not run.alive())
    assert 0 < len(run.read_progress()[0]) <= before + 1
    queue.resume(run)
    assert outcome(trained(run)) == outcome(whole)


@toys
def test_a_run_goes_to_another_computer(home: Home, toy: Algorithm, tmp_path: Path) -> None:
    run, packed = new(home, toy), tmp_path / "run.zip"
    assert work(run)
    with packed.open("wb") as file:
        pack_run(run, file)
    came = unpack_in_process(packed, Workspace(home))
    assert came.info.algorithm == toy.name
    assert outcome(came) == outcome(run)

"""Runs survive whatever is killed, full or gone, and end as if nothing had happened."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from tests.core.run_kit import PATIENCE, SENTENCES, long_run, new_run, stored, trains, until
from w2v_core.host import lock
from w2v_core.host.home import Home
from w2v_core.models.catalog import ALGORITHMS
from w2v_core.runs import queue
from w2v_core.runs.folder.checkpoints import list_checkpoints, read_checkpoint
from w2v_core.runs.folder.records import PROGRESS, UNDER_WAY
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.text.corpus import Corpus

ROOT = Path(__file__).resolve().parents[3]
KILLS = 6  # at any moment; those at every change of a file are in `handovers`
# All that a repeated run must repeat.
TIMELESS = [each for each in PROGRESS.names or () if each not in ("seconds", "words_per_second")]
# Half a second or so of work for each algorithm: types, sentences, settings.
WORK = {
    "sgns": (3000, 8000, {"epochs": 20, "dim": 30, "sample": 1e-3}),
    "cbow": (3000, 8000, {"epochs": 30, "dim": 30, "sample": 1e-3}),
    "ppmi-svd": (10_000, 15_000, {"dim": 100}),
}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture(autouse=True)
def _swift(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("W2V_SLOTS", "1")
    monkeypatch.setenv("W2V_LINGER_SECONDS", "0")
    monkeypatch.setenv("W2V_CHECKPOINT_SECONDS", "0.05")


def text_of(types: int, sentences: int) -> list[list[str]]:
    """Random sentences whose words are as unevenly frequent as those of a language."""
    generator = np.random.default_rng(1)
    ids = np.minimum(generator.zipf(1.3, (sentences, 12)), types)
    return [[f"word{i}" for i in row] for row in ids.tolist()]


def outcome(run: RunFolder) -> tuple[bytes, ...]:
    """All that is the same whenever a run is repeated."""
    vectors, (records, _) = run.vectors(), run.read_progress()
    assert vectors.context_vectors is not None
    arrays = (vectors.vectors, vectors.context_vectors, *(records[name] for name in TIMELESS))
    return tuple(array.tobytes() for array in arrays)


def trained(run: RunFolder) -> RunFolder:
    """A run that is let alone until it is done."""
    queue.advance(run.home)
    until(lambda: run.state().status in ("done", "failed"))
    assert run.state().status == "done", run.state().reason
    return run


def slay(run: RunFolder, *, far: bool, seconds: float) -> bool:
    """Kill the worker of a run so long after it began, or after a checkpoint if it comes so far.

    Returns False if the run has ended before.
    """
    queue.advance(run.home)
    before = list_checkpoints(run.path)[:1]
    until(lambda: run.state().pid is not None or not run.alive())
    if far:
        until(lambda: list_checkpoints(run.path)[:1] != before or not run.alive())
    end = threading.Timer(seconds, _kill, [run])
    end.start()
    end.join()
    lock.wait(run.path)
    return run.state().status in UNDER_WAY


def _kill(run: RunFolder) -> None:
    pid = run.state().pid
    if run.alive() and pid is not None:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("name", ALGORITHMS)
def test_killed_at_any_moment_a_run_ends_as_it_would_have(
    home: Home, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    types, sentences, settings = WORK[name]
    corpus = stored(home, text_of(types, sentences))
    reference = trained(new_run(home, corpus, name, **settings))
    chance = random.Random(name)
    run = new_run(home, corpus, name, **settings)
    kills = 0
    for i in range(KILLS):  # by turns while it begins and when it has come further
        monkeypatch.setenv("W2V_THREADS", str(1 + i // 2 % 2))
        kills += slay(run, far=i % 2 == 1, seconds=chance.uniform(0, 0.2))
    assert kills > 1
    trained(run)
    assert outcome(run) == outcome(reference)
    assert sum("killed" in text for _, text in run.events()) == kills


def test_a_worker_that_never_comes_anywhere_is_not_started_for_ever(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = new_run(home, stored(home, SENTENCES))
    with monkeypatch.context() as patched:
        patched.setattr(sys, "executable", shutil.which("false"))
        patched.setattr(queue, "MOST_DEATHS", 3)
        for _ in range(4):
            assert run.state().status in UNDER_WAY
            queue.advance(home)
            lock.wait(run.path)
    state = run.state()
    assert state.status == "failed"
    assert "Resume the run" in state.reason
    queue.resume(run)
    trained(run)


def test_the_disk_is_full_and_then_it_is_not(home: Home) -> None:
    corpus = stored(home, text_of(3000, 2000))
    settings = {"epochs": 20, "dim": 30}
    reference = trained(new_run(home, corpus, **settings))
    run = new_run(home, corpus, **settings)
    queue.advance(home)
    until(lambda: len(list_checkpoints(run.path)) == 2)
    _kill(run)
    lock.wait(run.path)
    size = list_checkpoints(run.path)[0].stat().st_size

    def limit() -> None:
        # What is too long is then an error instead of the end; files already there may stay.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        # A checkpoint may be half as long as the one before: without tables beside those it is at.
        resource.setrlimit(resource.RLIMIT_FSIZE, (size // 4, resource.RLIM_INFINITY))

    command = [sys.executable, "-m", "w2v_core.runs.worker", str(run.path)]
    assert subprocess.run(command, cwd=ROOT, preexec_fn=limit, check=False).returncode == 1
    state = run.state()
    assert state.status == "failed"
    assert "The disk is full (File too large). Its last checkpoint is good" in state.reason
    for path in list_checkpoints(run.path):
        assert read_checkpoint(path).total > 0
    assert not [each for each in os.listdir(run.path) if each.startswith(".")]
    queue.resume(run)
    assert outcome(trained(run)) == outcome(reference)


def test_a_folder_that_is_deleted_while_it_is_trained_ends_its_worker_and_no_other(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("W2V_CHECKPOINT_SECONDS", "1000")  # nothing else would make it look
    run, other = long_run(home), new_run(home, stored(home, SENTENCES))
    queue.advance(home)
    until(lambda: trains(run))
    pid = run.state().pid
    until(lambda: shutil.rmtree(run.path, ignore_errors=True) or not run.path.exists())
    trained(other)
    for each in threading.enumerate():
        if each.name == f"reap-{pid}":
            each.join(PATIENCE)
            assert not each.is_alive()
    assert not run.path.exists()


@pytest.mark.parametrize("wish", [b"", b"\xff\x00 explode", b"run " * 10_000, b"step"])
def test_nonsense_in_control_stops_nothing(home: Home, wish: bytes) -> None:
    run = new_run(home, stored(home, SENTENCES))
    (run.path / "control").write_bytes(wish)
    queue.advance(home)
    until(lambda: run.state().status in ("done", "paused"))
    lock.wait(run.path)


def test_half_a_state_leaves_the_others_alone_and_can_be_mended(home: Home) -> None:
    corpus = stored(home, SENTENCES)
    broken, other = new_run(home, corpus), new_run(home, corpus, seed=2)
    path = broken.path / "state.json"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    trained(other)
    queue.advance(home)
    assert not broken.alive()
    queue.resume(broken)
    trained(broken)


STARTER = """
import sys
from pathlib import Path
from w2v_core.runs import queue
from w2v_core.host.home import Home
home = Home(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for _ in range(20):
    queue.advance(home)
"""


def test_two_servers_on_one_home_start_each_run_once(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("W2V_SLOTS", "3")
    corpus: Corpus = stored(home, SENTENCES)
    runs = [new_run(home, corpus, seed=i) for i in range(4)]
    servers = [
        subprocess.Popen(
            [sys.executable, "-c", STARTER, str(home.root)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for each in servers:
        assert each.stdout is not None
        each.stdout.readline()
    for each in servers:  # now all at once
        assert each.stdin is not None
        each.stdin.write("\n")
        each.stdin.flush()
    for each in servers:
        each.communicate()
        assert each.returncode == 0
    until(lambda: all(run.state().status == "done" for run in runs))
    for run in runs:
        assert run.state().deaths == 0
        assert "already has a worker" not in (run.path / "log.txt").read_text()
        records, _ = run.read_progress()
        assert np.all(np.diff(records["done"]) > 0)

"""The life of a run, and the one worker that it has."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import threading

import numpy as np
import pytest

from tests.core.run_kit import SENTENCES, new_run, stored
from tests.core.runs.kit import by_hand
from w2v_core.errors import RunError
from w2v_core.host.home import Home
from w2v_core.models.catalog import ALGORITHMS
from w2v_core.models.progress import STAGES
from w2v_core.models.sgns import SGNS, SGNSConfig
from w2v_core.runs.folder.records import PROGRESS, RunState
from w2v_core.runs.folder.run_folder import KILLED, WISHES, RunFolder
from w2v_core.runs.launch import start_worker
from w2v_core.text.corpus import Corpus

# The life of a run


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_run_from_the_cradle_to_its_vectors(home: Home, corpus: Corpus, algorithm: str) -> None:
    long = {"epochs": 100} if ALGORITHMS[algorithm].has_epochs else {}
    run = new_run(home, corpus, algorithm, **long)
    assert run.state() == RunState("queued")
    assert not run.alive()
    start_worker(run)
    state = run.wait()
    assert (state.status, state.reason) == ("done", "")
    assert state.started is not None
    assert state.finished is not None
    assert state.started <= state.finished
    assert run.info.timings["training_seconds"] > 0
    vectors = run.vectors()
    assert vectors.vectors.shape == (len(corpus.vocabulary), 4)
    assert vectors.all_types is not None
    records, offset = run.read_progress()
    assert records["done"][-1] == records["total"][-1]
    assert np.all(np.diff(records["done"]) >= 0)
    assert offset == len(records) * PROGRESS.itemsize


def test_the_worker_trains_what_the_library_trains(home: Home, corpus: Corpus) -> None:
    run = new_run(home, corpus, seed=7, epochs=100)
    start_worker(run)
    assert run.wait().status == "done"
    expected = SGNS(SGNSConfig(dim=4, min_count=1, epochs=100, sample=0.0, seed=7)).fit(corpus)
    np.testing.assert_array_equal(run.vectors().vectors, expected.vectors)


def test_the_curve_of_sgns_falls_and_that_of_ppmi_svd_has_stages(
    home: Home, corpus: Corpus
) -> None:
    runs = [new_run(home, corpus, epochs=300), new_run(home, corpus, "ppmi-svd")]
    for run in runs:
        start_worker(run)
    descent, counting = (run.wait() and run.read_progress()[0] for run in runs)
    assert descent["loss"][-1] < descent["loss"][0] < 6 * np.log(2)
    assert descent["learning_rate"][-1] < descent["learning_rate"][0]
    assert descent["epoch"][-1] == 300
    assert np.isnan(descent["error"]).all()
    assert [STAGES[i] for i in np.unique(counting["stage"])] == list(STAGES[1:])
    assert np.isnan(counting["loss"]).all()
    assert 0 <= counting["error"][-1] < 1


def test_the_worker_is_no_child_of_this_session_and_leaves_no_zombie(
    busy: RunFolder,
) -> None:
    run = busy
    pid = run.state().pid
    assert pid is not None
    assert os.getsid(pid) == pid
    assert os.getpriority(os.PRIO_PROCESS, pid) > os.getpriority(os.PRIO_PROCESS, 0)
    os.kill(pid, signal.SIGKILL)
    for thread in threading.enumerate():
        if thread.name == f"reap-{pid}":
            thread.join()
    with pytest.raises(ProcessLookupError):  # a zombie would still take a signal
        os.kill(pid, 0)


def test_stop_keeps_the_vectors(busy: RunFolder) -> None:
    run = busy
    run.request("stop")
    state = run.wait()
    assert (state.status, state.reason) == ("stopped", "")
    records, _ = run.read_progress()
    assert 0 < records["done"][-1] < records["total"][-1]
    assert np.abs(run.vectors().context_vectors).max() > 0


def test_stop_before_ppmi_svd_has_vectors_is_no_failure(home: Home) -> None:
    big = stored(home, SENTENCES * 200, name="big")
    run = new_run(home, big, "ppmi-svd")
    run.request("stop")
    start_worker(run)
    state = run.wait()
    assert state.status == "stopped"
    assert "no vectors" in state.reason
    with pytest.raises(RunError, match="no vectors"):
        run.vectors()


def test_only_known_wishes_are_heard(home: Home, corpus: Corpus) -> None:
    run = new_run(home, corpus)
    assert run.wish().what == "run"
    with pytest.raises(RunError, match="'explode'"):
        run.request("explode")
    (run.path / "control").write_bytes(b"\xff\x00 explode")
    assert run.wish().what == "run"
    for wish in WISHES:
        run.request(wish)
        assert run.wish().what == wish
    run.request("step")
    first = run.wish().mark
    run.request("step")
    assert run.wish().mark != first


# One worker at a time


def test_a_second_worker_is_turned_away(busy: RunFolder) -> None:
    run = busy
    with pytest.raises(RunError, match="already has a worker"):
        start_worker(run)
    second = by_hand(run)
    assert second.returncode == 2
    assert "already has a worker" in second.stderr
    assert run.state().status == "running"
    run.request("stop")
    assert run.wait().status == "stopped"


def test_a_trained_run_is_not_trained_again(home: Home, corpus: Corpus) -> None:
    run = new_run(home, corpus)
    assert by_hand(run).returncode == 0
    before = (run.path / "vectors.npz").read_bytes()
    with pytest.raises(RunError, match="trained already"):
        start_worker(run)
    assert by_hand(run).returncode == 2
    assert (run.path / "vectors.npz").read_bytes() == before
    assert run.state().status == "done"


def test_a_killed_worker_is_known_by_its_lock(busy: RunFolder) -> None:
    pid = busy.state().pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    state = busy.wait()
    assert (state.status, state.reason) == ("queued", KILLED)
    assert not busy.alive()
    assert json.loads((busy.path / "state.json").read_text())["status"] == "running"
    assert len(busy.read_progress()[0]) > 0
    busy.request("stop")
    start_worker(busy)  # it goes on
    assert busy.wait().status == "stopped"


def test_a_worker_that_dies_before_it_can_say_anything_is_noticed(
    home: Home, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = new_run(home, corpus)
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    start_worker(run)
    assert run.wait().reason == KILLED
    monkeypatch.setattr(sys, "executable", str(home.root / "no python"))
    with pytest.raises(RunError, match="could not be started"):
        start_worker(run)
    assert run.state().status == "failed"


def test_the_worker_starts_from_any_folder(
    home: Home, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = new_run(home, corpus)
    monkeypatch.chdir(home.root)
    start_worker(RunFolder(run.path.relative_to(home.root)))
    assert run.wait().status == "done"

"""Pauses, steps, resets, stops: what comes out is what an undisturbed run yields."""

from __future__ import annotations

import shutil

import numpy as np
import pytest

from tests.core.models.accidents import ACCIDENTS
from tests.core.run_kit import config_for, long_run, new_run, stored, trains, until
from tests.core.runs.training.kit import assert_same, step, trained
from w2v_core.host import lock
from w2v_core.host.home import Home
from w2v_core.models import plan
from w2v_core.models.catalog import ALGORITHMS, algorithm
from w2v_core.runs import create, queue, trash
from w2v_core.runs.folder.checkpoints import (
    Checkpoint,
    list_checkpoints,
    read_checkpoint,
    write_checkpoint,
)
from w2v_core.runs.launch import start_worker
from w2v_core.runs.worker import work
from w2v_core.text.corpus import Corpus


@pytest.mark.parametrize("name", ALGORITHMS)
def test_a_run_of_steps_is_the_run_without_pauses(
    home: Home, corpus: Corpus, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = trained(new_run(home, corpus, name, epochs=20))
    run = new_run(home, corpus, name, epochs=20)
    for i in range(4):
        monkeypatch.setenv("W2V_THREADS", str(1 + i % 2))
        step(run)
    expected = 4 if name != "ppmi-svd" else 1  # counting is done again, and kept nowhere
    assert len(run.read_progress()[0]) == expected
    queue.resume(run)
    assert_same(trained(run), reference)


@pytest.mark.parametrize("name", ALGORITHMS)
def test_every_checkpoint_leads_to_the_same_end(home: Home, corpus: Corpus, name: str) -> None:
    reference = trained(new_run(home, corpus, name, epochs=5))
    trainer = algorithm(name).trainer(reference.config)
    states = []
    for number, progress in enumerate(trainer.steps(corpus), 1):
        if progress.whole:
            states.append((number, progress, trainer.state()))
    for number, progress, state in states[:: max(1, len(states) // 4)] + states[-1:]:
        run = new_run(home, corpus, name, epochs=5)
        shutil.copyfile(reference.path / "progress.bin", run.path / "progress.bin")
        kept = Checkpoint(number, progress.done, progress.total, 1.0, progress.done, state)
        write_checkpoint(kept, run.path)
        trained(run)
        assert_same(run, reference)


def test_a_run_that_runs_away_ends_the_same_if_it_was_paused_when_it_was_sick_already(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan, "_STEP_BOUND", 1e6)  # steps as large as they come
    monkeypatch.setattr(plan, "_FARTHEST", np.float32(1e6))
    text = stored(home, ACCIDENTS["many bursts of one word each"](1))
    rates = {"learning_rate": 0.03, "min_learning_rate": 0.03}
    reference, run = (
        new_run(home, text, epochs=40, dim=20, sample=1e-3, **rates) for _ in range(2)
    )
    assert not work(reference)
    for _ in reference.read_progress()[0]:
        run.request("step")
        assert work(run)
    assert run.state().status == "paused"
    sick = read_checkpoint(list_checkpoints(run.path)[0]).state
    assert not np.array_equal(sick["input"], sick["kept_input"])
    run.request("run")
    assert not work(run)
    assert "are kept" in run.state().reason
    assert run.state().reason == reference.state().reason
    assert_same(run, reference, "failed")


def test_a_paused_worker_stays_for_steps_and_for_going_on(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("W2V_LINGER_SECONDS", "600")
    run = long_run(home)
    start_worker(run)
    until(lambda: trains(run))
    run.request("pause")
    until(lambda: run.state().status == "paused")
    pid = run.state().pid
    before = len(run.read_progress()[0])
    for number in range(1, 4):
        run.request("step")
        until(lambda: run.state().stepped == run.wish().mark and run.state().status == "paused")
        assert len(run.read_progress()[0]) == before + number
    run.request("run")
    until(lambda: len(run.read_progress()[0]) > before + 5)
    assert run.state().pid == pid
    run.request("stop")
    assert run.wait().status == "stopped"
    assert run.has_vectors


def test_a_paused_worker_makes_room_and_comes_back_by_the_queue(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("W2V_LINGER_SECONDS", "600")
    monkeypatch.setenv("W2V_SLOTS", "1")
    first, second = long_run(home), long_run(home, seed=2)
    queue.advance(home)
    until(lambda: trains(first))
    first.request("pause")
    until(lambda: first.state().status == "paused")
    queue.advance(home)
    until(lambda: trains(second))
    first.request("run")
    # Its worker goes: there is no room. Whoever sees to the queue has the lock for a moment, too.
    until(lambda: first.state().status == "queued")
    queue.advance(home)
    assert not first.alive()
    second.request("stop")
    second.wait()
    until(lambda: first.state().status == "running")  # started by the worker that ended
    first.request("cancel")
    lock.wait(first.path)


def test_reset_and_step_begin_at_the_beginning(home: Home, corpus: Corpus) -> None:
    run = create.create_run(home, "sgns", config_for("sgns"), corpus, paused=True)
    queue.advance(home)
    assert run.state().status == "paused"
    assert not run.alive()
    step(run)
    assert len(run.read_progress()[0]) == 1


def test_stop_on_a_paused_run_keeps_its_vectors(home: Home) -> None:
    run = long_run(home)
    for _ in range(2):
        step(run)
    run.request("stop")
    queue.advance(home)
    until(lambda: run.state().status == "stopped")
    assert run.has_vectors
    queue.resume(run)
    assert run.state().status == "queued"


def test_cancel_leaves_nothing_but_a_way_back(home: Home) -> None:
    run = long_run(home)
    start_worker(run)
    until(lambda: trains(run))
    run.request("cancel")
    lock.wait(run.path)
    queue.advance(home)
    until(lambda: not run.path.exists())
    assert trash.undo(home, run.id).state().status == "paused"

"""Training a run: pauses, steps and checkpoints leave no trace in what comes out."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.core.run_kit import SENTENCES, config_for, long_run, new_run, stored, trains, until
from w2v_core.errors import RunError
from w2v_core.models.catalog import ALGORITHMS, algorithm
from w2v_core.runs import lock, making, queue, trash
from w2v_core.runs.checkpoints import (
    Checkpoint,
    list_checkpoints,
    read_checkpoint,
    write_checkpoint,
)
from w2v_core.runs.frames import read_frames
from w2v_core.runs.home import Home
from w2v_core.runs.launch import start_worker
from w2v_core.runs.records import PROGRESS
from w2v_core.runs.store import RunFolder
from w2v_core.runs.training import Training
from w2v_core.text.corpus import Corpus

# All that a repeated run must repeat.
TIMELESS = [each for each in PROGRESS.names or () if each not in ("seconds", "words_per_second")]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def corpus(home: Home) -> Corpus:
    return stored(home, SENTENCES * 50)


@pytest.fixture(autouse=True)
def _no_lingering(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("W2V_LINGER_SECONDS", "0")
    monkeypatch.setenv("W2V_SLOTS", "2")


def curve(run: RunFolder) -> bytes:
    records, _ = run.read_progress()
    return b"".join(records[name].tobytes() for name in TIMELESS)


def assert_same(run: RunFolder, reference: RunFolder) -> None:
    assert run.state().status == reference.state().status == "done"
    mine, theirs = run.vectors(), reference.vectors()
    assert mine.vectors.tobytes() == theirs.vectors.tobytes()
    assert mine.context_vectors is not None
    assert theirs.context_vectors is not None
    assert mine.context_vectors.tobytes() == theirs.context_vectors.tobytes()
    assert curve(run) == curve(reference)


def trained(run: RunFolder) -> RunFolder:
    """Let a run be trained to its end without a pause."""
    queue.advance(run.home)
    until(lambda: run.state().status in ("done", "failed"))
    assert run.state().status == "done", run.state().reason
    lock.wait(run.path)
    return run


def step(run: RunFolder) -> None:
    """One slice, in a process of its own."""
    run.request("step")
    mark = run.wish().mark
    queue.advance(run.home)
    until(lambda: run.state().stepped == mark and run.state().status == "paused")
    lock.wait(run.path)


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
    assert first.wait().status == "queued"  # its worker has gone: there is no room
    queue.advance(home)
    assert not first.alive()
    second.request("stop")
    second.wait()
    until(lambda: first.state().status == "running")  # started by the worker that ended
    first.request("cancel")
    lock.wait(first.path)


def test_reset_and_step_begin_at_the_beginning(home: Home, corpus: Corpus) -> None:
    run = making.create_run(home, "sgns", config_for("sgns"), corpus, paused=True)
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


def test_train_on_goes_on_with_the_curve_and_differs_from_the_start(
    home: Home, corpus: Corpus
) -> None:
    first = trained(new_run(home, corpus, epochs=4))
    longer = trained(making.train_on(first, 3))
    records, _ = longer.read_progress()
    before, _ = first.read_progress()
    assert records["epoch"][-1] == 7
    assert records[: len(before)].tobytes() == before.tobytes()
    assert records["done"][len(before)] > before["done"][-1]
    assert longer.info.parent == first.id
    assert not np.array_equal(longer.vectors().vectors, first.vectors().vectors)
    again = trained(making.train_on(first, 3))
    assert_same(again, longer)


def test_what_cannot_be_trained_on_says_why(home: Home, corpus: Corpus) -> None:
    waiting = new_run(home, corpus)
    with pytest.raises(RunError, match="resume this one"):
        making.train_on(waiting, 1)
    with pytest.raises(RunError, match="no epochs to add"):
        making.train_on(trained(new_run(home, corpus, "ppmi-svd")), 1)
    done = trained(new_run(home, corpus))
    for each in list_checkpoints(done.path):
        each.unlink()
    with pytest.raises(RunError, match="no checkpoint"):
        making.train_on(done, 1)
    with pytest.raises(RunError, match="at least 1"):
        making.train_on(done, 0)


def test_the_last_frame_is_the_result(home: Home, corpus: Corpus) -> None:
    run = trained(new_run(home, corpus, epochs=30))
    frames = read_frames(run.path)
    assert len(frames) > 10
    assert frames["done"][-1] == run.read_progress()[0]["done"][-1]
    vectors, words = run.vectors(), run.vectors().words
    pinned = words[frames["pinned"][-1][0]]
    nearest = [words[i] for i in frames["neighbors"][-1][0] if i >= 0]
    assert nearest == [each.word for each in vectors.neighbors(pinned, len(nearest))]


# Damage


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "cut": lambda data: data[: len(data) // 2],
    "empty": lambda data: b"",
    "flipped": lambda data: (
        data[: len(data) // 3] + bytes([data[len(data) // 3] ^ 1]) + data[len(data) // 3 + 1 :]
    ),
    "nonsense": lambda data: b"nonsense",
}


@pytest.mark.parametrize("how", DAMAGE)
def test_a_damaged_checkpoint_gives_way_to_the_one_before(
    home: Home, corpus: Corpus, how: str
) -> None:
    reference = trained(new_run(home, corpus, epochs=20))
    run = new_run(home, corpus, epochs=20)
    step(run)
    step(run)
    last, before = list_checkpoints(run.path)
    last.write_bytes(DAMAGE[how](last.read_bytes()))
    with pytest.raises(RunError, match=last.name):
        read_checkpoint(last)
    queue.resume(run)
    trained(run)
    assert_same(run, reference)
    assert any(last.name in text for _, text in run.events())
    assert before.name not in str(run.events())


def test_a_checkpoint_of_another_version_is_said_and_the_run_begins_anew(
    home: Home, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = trained(new_run(home, corpus, epochs=20))
    run = new_run(home, corpus, epochs=20)
    step(run)
    [path] = list_checkpoints(run.path)
    found = read_checkpoint(path)
    monkeypatch.setattr("w2v_core.runs.checkpoints.FORMAT", 99)
    write_checkpoint(found, run.path)
    monkeypatch.undo()
    monkeypatch.setenv("W2V_SLOTS", "2")
    queue.resume(run)
    trained(run)
    assert_same(run, reference)
    said = " ".join(text for _, text in run.events())
    assert "another version" in said
    assert "from the beginning" in said


def test_a_curve_that_was_cut_has_a_gap_and_training_goes_on(home: Home, corpus: Corpus) -> None:
    run = new_run(home, corpus, epochs=20)
    for _ in range(3):
        step(run)
    with (run.path / "progress.bin").open("r+b") as file:
        file.truncate(PROGRESS.itemsize + 5)
    queue.resume(run)
    trained(run)
    records, _ = run.read_progress()
    assert np.isnan(records["loss"][1:3]).all()
    assert records["done"][-1] == records["total"][-1]
    assert any("lost" in text for _, text in run.events())


def test_numbers_in_the_environment_that_are_none_fail_the_run_with_a_sentence(
    home: Home, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("W2V_THREADS", "many"), ("W2V_CHECKPOINT_SECONDS", "-1")):
        monkeypatch.setenv(name, value)
        run = new_run(home, corpus)
        start_worker(run)
        state = run.wait()
        assert state.status == "failed"
        assert name in state.reason
        assert value in state.reason
        monkeypatch.undo()


def test_no_more_than_two_checkpoints_are_kept_and_one_in_the_end(
    home: Home, corpus: Corpus
) -> None:
    run = new_run(home, corpus, epochs=20)
    for number in (1, 2, 2, 2):
        step(run)
        assert len(list_checkpoints(run.path)) == number
    queue.resume(run)
    trained(run)
    assert len(list_checkpoints(run.path)) == 1
    assert not [each for each in run.path.iterdir() if each.name.startswith(".")]


def test_settings_are_checked_before_the_first_slice(home: Home, corpus: Corpus) -> None:
    run = new_run(home, corpus)
    data = json.loads((run.path / "run.json").read_text())
    data["config"]["window"] = 0
    (run.path / "run.json").write_text(json.dumps(data))
    with pytest.raises(RunError, match="window must be"):
        Training(run, run.state())

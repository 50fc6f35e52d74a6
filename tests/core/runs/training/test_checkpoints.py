"""Checkpoints that are damaged, of another version or from elsewhere, and a curve that was cut."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pytest

from tests.core.run_kit import new_run
from tests.core.runs.training.kit import assert_same, step, trained
from w2v_core.errors import RunError
from w2v_core.host.home import Home
from w2v_core.runs import queue
from w2v_core.runs.folder.checkpoints import list_checkpoints, read_checkpoint, write_checkpoint
from w2v_core.runs.folder.records import PROGRESS
from w2v_core.runs.launch import start_worker
from w2v_core.runs.training import Training
from w2v_core.text.corpus import Corpus

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
    monkeypatch.setattr("w2v_core.runs.folder.checkpoints.FORMAT", 99)
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

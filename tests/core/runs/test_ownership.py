"""No two runs share a file that is written: who follows a run cannot write into it."""

from __future__ import annotations

import pytest

from tests.core.run_kit import SENTENCES, config_for, stored
from w2v_core.models.forecast import Forecaster
from w2v_core.runs import launch, queue, trash, worker
from w2v_core.runs.home import Home
from w2v_core.runs.store import RunFolder
from w2v_core.runs.workspaces import Workspace, new_key
from w2v_core.text.corpus import Corpus


@pytest.fixture
def corpus(home: Home) -> Corpus:
    return stored(home, SENTENCES * 10)


def submit(home: Home, corpus: Corpus) -> RunFolder:
    """A run of one more visitor, always with the same settings."""
    config = config_for("sgns")
    forecast = Forecaster(corpus).forecast("sgns", config)
    return Workspace.of(home, new_key()).submit("sgns", config, corpus, forecast)


def contents(run: RunFolder) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in sorted(run.path.iterdir())}


def test_a_follower_that_was_cancelled_and_taken_back_does_not_write_into_its_leader(
    home: Home, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    leader = submit(home, corpus)
    (leader.path / "progress.bin").write_bytes(bytes(650))
    follower = submit(home, corpus)
    before = contents(leader)
    assert trash.delete(follower)
    trash.undo(home, follower.id)
    monkeypatch.setattr(launch, "start_worker", lambda run: None)
    queue.resume(follower)
    assert worker.work(follower)
    assert contents(leader) == before
    assert follower.state().status == "done"

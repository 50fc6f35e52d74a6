"""Runs whose result is not what it seems: run away, or nothing learned. Both say so."""

from __future__ import annotations

import numpy as np
import pytest

from tests.core.models.accidents import plain
from tests.core.run_kit import new_run, stored
from w2v_core.host.home import Home
from w2v_core.models import plan
from w2v_core.runs.create import follow, take_over
from w2v_core.runs.worker import work
from w2v_core.text.corpus import Corpus


def test_a_run_that_runs_away_fails_names_its_words_and_leaves_its_last_good_vectors(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    # At the end of the text, when something has been learned.
    text = stored(home, plain(1) + plain(2) + [["ax", "ax", "ax", "max", "g9v"] * 100])
    run = new_run(home, text, epochs=2, learning_rate=0.05, dim=20)
    monkeypatch.setattr(plan, "_STEP_BOUND", 30.0)  # too large a step, as it was once
    monkeypatch.setattr(plan, "_FARTHEST", np.float32(1e6))
    assert not work(run)
    state = run.state()
    assert state.status == "failed"
    assert "ran away at epoch" in state.reason
    assert "are kept" in state.reason
    assert "take out the list or table in which “ax”" in state.reason
    norms = np.linalg.norm(run.vectors().vectors, axis=1)
    assert norms.max() <= max(100.0, 20 * np.median(norms))


def test_a_run_that_has_learned_nothing_is_not_done_without_a_word(
    home: Home, corpus: Corpus
) -> None:
    run = new_run(home, corpus, epochs=1, learning_rate=0.0001)
    assert work(run)
    state = run.state()
    assert state.status == "done"
    assert state.reason.startswith("Next to nothing was learned: the loss began at")
    assert run.vectors()
    follower = follow(run, owner="someone")
    take_over(follower, run)
    assert follower.state().reason == state.reason


def test_a_run_whose_pairs_are_all_subsampled_away_says_so(home: Home) -> None:
    run = new_run(home, stored(home, [["a", "b", "a", "b"]]), epochs=2, sample=1e-9)
    assert work(run)
    assert run.state().reason.startswith("Nothing can be said of what was learned")


def test_a_good_run_is_done_without_a_word(home: Home, corpus: Corpus) -> None:
    run = new_run(home, corpus, epochs=200)
    assert work(run)
    assert (run.state().status, run.state().reason) == ("done", "")

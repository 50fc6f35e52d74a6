"""Where a run that is done goes on, and what its last frame shows."""

from __future__ import annotations

import numpy as np
import pytest

from tests.core.run_kit import new_run
from tests.core.runs.training.kit import assert_same, trained
from w2v_core.errors import RunError
from w2v_core.host.home import Home
from w2v_core.runs import create
from w2v_core.runs.folder.checkpoints import list_checkpoints
from w2v_core.runs.folder.frames import read_frames
from w2v_core.text.corpus import Corpus


def test_train_on_goes_on_with_the_curve_and_differs_from_the_start(
    home: Home, corpus: Corpus
) -> None:
    first = trained(new_run(home, corpus, epochs=4))
    longer = trained(create.train_on(first, 3))
    records, _ = longer.read_progress()
    before, _ = first.read_progress()
    assert records["epoch"][-1] == 7
    assert records[: len(before)].tobytes() == before.tobytes()
    assert records["done"][len(before)] > before["done"][-1]
    assert longer.info.parent == first.id
    assert not np.array_equal(longer.vectors().vectors, first.vectors().vectors)
    again = trained(create.train_on(first, 3))
    assert_same(again, longer)


def test_what_cannot_be_trained_on_says_why(home: Home, corpus: Corpus) -> None:
    waiting = new_run(home, corpus)
    with pytest.raises(RunError, match="resume this one"):
        create.train_on(waiting, 1)
    with pytest.raises(RunError, match="no epochs to add"):
        create.train_on(trained(new_run(home, corpus, "ppmi-svd")), 1)
    done = trained(new_run(home, corpus))
    for each in list_checkpoints(done.path):
        each.unlink()
    with pytest.raises(RunError, match="no checkpoint"):
        create.train_on(done, 1)
    with pytest.raises(RunError, match="at least 1"):
        create.train_on(done, 0)


def test_the_last_frame_is_the_result(home: Home, corpus: Corpus) -> None:
    run = trained(new_run(home, corpus, epochs=30))
    frames = read_frames(run.path)
    assert len(frames) > 10
    assert frames["done"][-1] == run.read_progress()[0]["done"][-1]
    vectors, words = run.vectors(), run.vectors().words
    pinned = words[frames["pinned"][-1][0]]
    nearest = [words[i] for i in frames["neighbors"][-1][0] if i >= 0]
    assert nearest == [each.word for each in vectors.neighbors(pinned, len(nearest))]

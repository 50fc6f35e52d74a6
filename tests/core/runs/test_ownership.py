"""No two runs share a file that is written: who follows a run cannot write into it."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest

from tests.core.run_kit import SENTENCES, config_for, stored
from w2v_core.host.home import Home
from w2v_core.models.forecast import Forecaster
from w2v_core.runs import launch, queue, trash, worker
from w2v_core.runs.folder.layout import GROWING
from w2v_core.runs.folder.links import give
from w2v_core.runs.folder.run_folder import RunFolder
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


def test_a_follower_of_an_earlier_version_whose_files_are_links_does_not_write_into_them(
    home: Home, corpus: Corpus
) -> None:
    leader, follower = submit(home, corpus), submit(home, corpus)
    for name in GROWING:
        (leader.path / name).write_bytes(bytes(9_640))  # 10 frames or 131 records of nothing
        (follower.path / name).unlink()
        os.link(leader.path / name, follower.path / name)
    before = contents(leader)
    assert worker.work(follower)
    assert contents(leader) == before


def test_only_what_is_sealed_is_linked_and_the_rest_is_copied(tmp_path: Path) -> None:
    mine, other = tmp_path / "mine", tmp_path / "other"
    for folder in (mine, other):
        folder.mkdir()
    for name in ("vectors.npz", "checkpoint-12.npz", "progress.bin", "frames.bin", "watch.json"):
        (mine / name).write_text(name)
        give(mine / name, other)
        give(mine / name, other)  # again, as by somebody who was killed in between
        assert (other / name).read_text() == name
        assert (other / name).samefile(mine / name) == name.endswith(".npz")
    assert {each.name for each in other.iterdir()} == {each.name for each in mine.iterdir()}


def test_where_there_are_no_links_sealed_files_are_copied_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, other = tmp_path / "mine", tmp_path / "other"
    for folder in (mine, other):
        folder.mkdir()
    (mine / "vectors.npz").write_bytes(b"whole")

    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "no links")

    def fill(source: Path, target: Path) -> None:
        target.write_bytes(b"who")
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "link", refuse)
    with monkeypatch.context() as full:
        full.setattr(shutil, "copyfile", fill)
        with pytest.raises(OSError, match="full"):
            give(mine / "vectors.npz", other)
    assert list(other.iterdir()) == []
    give(mine / "vectors.npz", other)
    assert (other / "vectors.npz").read_bytes() == b"whole"

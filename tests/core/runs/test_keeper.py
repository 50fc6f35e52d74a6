"""The keeper: real runs, real files, and no timer but its own."""

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.core.run_kit import PATIENCE
from w2v_core.host.home import Home
from w2v_core.models.sgns import SGNSConfig
from w2v_core.runs.create import create_run
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.runs.keeper import Keeper
from w2v_core.text.corpus import Corpus


class Watched(Home):
    """A home that tells whenever somebody looks at it."""

    def __init__(self, root: Path) -> None:
        self._looks = threading.Semaphore(0)
        super().__init__(root)

    @property
    def root(self) -> Path:
        self._looks.release()
        return self._root

    @root.setter
    def root(self, root: Path) -> None:
        self._root = root

    def looked_at(self, times: int = 1) -> None:
        """Wait until somebody has looked so many times."""
        for _ in range(times):
            assert self._looks.acquire(timeout=60)

    def until(self, true: Callable[[], bool]) -> None:
        """Wait until something is true that the keeper brings about."""
        end = time.monotonic() + PATIENCE
        while not true():
            assert time.monotonic() < end, "it has not happened"
            self.looked_at()


@pytest.fixture
def home(tmp_path: Path) -> Watched:
    return Watched(tmp_path / "home")


@contextmanager
def kept(home: Home) -> Iterator[Keeper]:
    """A keeper that hardly rests."""
    keeper = Keeper(home, interval=0.01)
    keeper.start()
    try:
        yield keeper
    finally:
        keeper.stop()


def queued(home: Home, animal: str) -> RunFolder:
    """A run that takes a moment, once it is its turn."""
    corpus = Corpus.build([["a", "cat", "and", "a", animal]] * 5)
    corpus.save(home.corpora / corpus.content_hash)
    return create_run(home, "sgns", SGNSConfig(dim=4, min_count=1, epochs=2), corpus)


def test_queued_runs_are_trained_with_nobody_there(home: Watched) -> None:
    runs = [queued(home, "dog"), queued(home, "mouse")]
    with kept(home):
        home.until(lambda: all(each.state().status == "done" for each in runs))
    assert all(each.has_vectors for each in runs)


def test_the_home_is_swept_at_the_start(home: Watched) -> None:
    old = home.uploads / ("0" * 64)
    old.touch()
    os.utime(old, (0, 0))
    with kept(home):
        home.until(lambda: not old.exists())


def test_a_new_home_is_no_trouble(home: Watched, caplog: pytest.LogCaptureFixture) -> None:
    with kept(home):
        home.looked_at(20)
    assert caplog.messages == []


def test_trouble_is_logged_once_and_survived(
    home: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    home.root.write_text("a file where the folder should be")
    with kept(home), caplog.at_level(logging.ERROR):
        home.looked_at(50)
        assert len(caplog.messages) == 1
        assert str(home.root) in caplog.text
        assert "Traceback" not in caplog.text
        home.root.unlink()
        home.root.mkdir()
        run = queued(home, "dog")
        home.until(lambda: run.state().status == "done")
    assert len(caplog.messages) == 1


def test_stop_does_not_wait_for_the_next_look(home: Watched) -> None:
    keeper = Keeper(home, interval=1e6)
    keeper.start()
    home.looked_at()
    keeper.stop()
    assert "keeper" not in {each.name for each in threading.enumerate()}

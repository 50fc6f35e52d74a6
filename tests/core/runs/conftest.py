"""A home, a corpus, and a run that is busy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.core.run_kit import SENTENCES, long_run, stored, trains, until
from w2v_core.host import lock
from w2v_core.host.home import Home
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.runs.launch import start_worker
from w2v_core.text.corpus import Corpus


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def corpus(home: Home) -> Corpus:
    return stored(home, SENTENCES)


@pytest.fixture
def busy(home: Home) -> Iterator[RunFolder]:
    """A run that is in the middle of minutes of work."""
    run = long_run(home)
    start_worker(run)
    until(lambda: trains(run))
    yield run
    run.request("cancel")
    lock.wait(run.path)

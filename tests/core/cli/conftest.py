"""Files to train on and to ask, and a home that the shell finds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.core.cli.kit import TEXT
from w2v_core.host import lock
from w2v_core.host.home import Home
from w2v_core.runs.folder.run_folder import list_runs
from w2v_core.text.vocabulary import Vocabulary
from w2v_core.vectors.files.formats import save
from w2v_core.vectors.word_vectors import WordVectors

LONGER = "The cat chased the mouse. The dog chased the cat. A mouse ate the cheese.\n" * 500


@pytest.fixture
def pets(tmp_path: Path) -> Path:
    path = tmp_path / "pets.txt"
    path.write_text(TEXT, "utf-8")
    return path


@pytest.fixture
def square(tmp_path: Path) -> Path:
    """Vectors in which queen is exactly king - man + woman."""
    rows = {"king": (1, 0, 1), "man": (1, 0, 0), "woman": (0, 1, 0), "queen": (0, 1, 1)}
    path = tmp_path / "square.npz"
    vectors = np.array(list(rows.values()), dtype=np.float32)
    save(WordVectors(Vocabulary(list(rows), [9, 7, 5, 3]), vectors), path)
    return path


@pytest.fixture
def text(tmp_path: Path) -> Path:
    """Seconds of work."""
    path = tmp_path / "pets.txt"
    path.write_text(LONGER, "utf-8")
    return path


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """A home that the shell finds; nothing is trained in it any more when the test is over."""
    found = Home(tmp_path / "home")
    monkeypatch.setenv("W2V_HOME", str(found.root))
    monkeypatch.setenv("W2V_SLOTS", "1")
    monkeypatch.setenv("W2V_LINGER_SECONDS", "0")
    yield found
    runs = list_runs(found)
    for run in runs:
        run.request("cancel")
    for run in runs:
        lock.wait(run.path)

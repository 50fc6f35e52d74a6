"""A home with a corpus, whose workers do not stay for a next wish."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.run_kit import SENTENCES, stored
from w2v_core.host.home import Home
from w2v_core.text.corpus import Corpus


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

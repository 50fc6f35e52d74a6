"""Fixtures of the page tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pages.planted import plant
from w2v_core.runs.folder.run_folder import RunFolder


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunFolder:
    """A finished run with planted vectors, in a home of its own."""
    monkeypatch.setenv("W2V_HOME", str(tmp_path))
    return plant(tmp_path)

"""The toys, installed as a package brings them, and a home."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.core.run_kit import ROOT
from tests.pages.conftest import _components_are_looked_for_once  # noqa: F401 (a fixture)
from tests.toy.walks import STROLL, WALK
from w2v_core.host.home import Home
from w2v_core.models.catalog import ALGORITHMS

ENTRY_POINTS = """[w2v_core.algorithms]
walk = tests.toy.walks:WALK
stroll = tests.toy.walks:STROLL
"""


@pytest.fixture(autouse=True)
def _installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every process that begins from now on finds them; this one has read its entry points."""
    installed = tmp_path / "site" / "toys-1.0.dist-info"
    installed.mkdir(parents=True)
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: toys\nVersion: 1.0\n")
    (installed / "entry_points.txt").write_text(ENTRY_POINTS)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(installed.parent), str(ROOT))))
    for each in (WALK, STROLL):
        monkeypatch.setitem(ALGORITHMS, each.name, each)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("W2V_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("W2V_SLOTS", "1")
    monkeypatch.setenv("W2V_LINGER_SECONDS", "0")
    return Home.default()

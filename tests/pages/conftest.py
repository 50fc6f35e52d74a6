"""Fixtures of the page tests."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner

from tests.pages.planted import plant
from w2v_core.runs.folder.run_folder import RunFolder


@pytest.fixture(scope="session", autouse=True)
def _components_are_looked_for_once() -> Iterator[None]:
    """Each AppTest would read what every installed package says of itself: most of its time."""
    scan = manifest_scanner.scan_component_manifests
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(scan))
        yield


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunFolder:
    """A finished run with planted vectors, in a home of its own."""
    monkeypatch.setenv("W2V_HOME", str(tmp_path))
    return plant(tmp_path)

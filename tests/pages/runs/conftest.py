"""Runs to be listed."""

from __future__ import annotations

import pytest

from tests.pages.runs.kit import NAMES, copy
from w2v_core.runs.folder.run_folder import RunFolder


@pytest.fixture
def runs(run: RunFolder) -> list[RunFolder]:
    """Five runs, newest first as they are listed."""
    run.label("plain", ("first",))
    return [run, *(copy(run, name, ("tag",)) for name in NAMES)][::-1]

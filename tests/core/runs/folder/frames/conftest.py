"""A run's folder with words to watch, and who writes its frames."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.runs.folder.frames.kit import MAPPED, PINNED, VOCABULARY, Clock
from w2v_core.runs.folder.frames import FrameWriter
from w2v_core.runs.folder.watched import Watched, write_watched


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_watched(tmp_path, Watched(PINNED, MAPPED))
    return tmp_path


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def writer(folder: Path, clock: Clock) -> FrameWriter:
    return FrameWriter(folder, VOCABULARY, clock=clock)

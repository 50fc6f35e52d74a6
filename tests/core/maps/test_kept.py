"""Finished maps in files: whole or not there, and never too many."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from w2v_core.host.home import Home
from w2v_core.maps import kept
from w2v_core.maps.kept import read_map, write_map
from w2v_core.vectors.projection import Projection

NAME = "a" * 64
POINTS = np.random.default_rng(0).normal(size=(60, 2)).astype(np.float32)
MAP = Projection(POINTS, (), 0.25, 750, 750)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def path(home: Home) -> Path:
    return home.root / "maps" / f"{NAME}.npz"


def test_come_back(home: Home):
    assert read_map(home, NAME, (60, 2)) is None
    write_map(home, NAME, MAP)
    found = read_map(home, NAME, (60, 2))
    np.testing.assert_array_equal(found.points, MAP.points)
    assert found.neighbors_kept == 0.25
    assert read_map(home, NAME, (59, 2)) is None


@pytest.mark.parametrize("share", np.linspace(0, 0.999, 30))
def test_damaged_ones_are_not_there(home: Home, share: float):
    write_map(home, NAME, MAP)
    data = bytearray(path(home).read_bytes())
    at = int(share * len(data))
    path(home).write_bytes(data[:at])
    assert read_map(home, NAME, (60, 2)) is None
    data[at] ^= 0xFF
    path(home).write_bytes(data)
    found = read_map(home, NAME, (60, 2))
    assert found is None or np.array_equal(found.points, MAP.points)


def test_with_pickles_or_nonsense_are_not_there(home: Home):
    write_map(home, NAME, MAP)
    about = np.array([0.5, 1, 1, 0])
    for points in (
        np.full((60, 2), None),
        np.full((60, 2), np.nan, np.float32),
        np.zeros((60, 2)),
    ):
        np.savez(path(home), points=points, about=about)
        assert read_map(home, NAME, (60, 2)) is None


def test_the_least_recently_opened_go(home: Home, monkeypatch: pytest.MonkeyPatch):
    names = [digit * 64 for digit in "abcd"]
    monkeypatch.setattr(kept, "MOST_BYTES", 3_500)
    for i, name in enumerate(names[:3]):
        write_map(home, name, MAP)
        os.utime(home.root / "maps" / f"{name}.npz", (i, i))
    assert read_map(home, names[0], (60, 2)) is not None
    scratch = home.root / "maps" / f".{names[0]}.npz-abc"
    scratch.touch()
    os.utime(scratch, (0, 0))
    (home.root / "maps" / "mine.txt").touch()
    write_map(home, names[3], MAP)
    left = {each.name[0] for each in (home.root / "maps").iterdir()}
    assert left == {"a", "c", "d", "m"}
    assert not scratch.exists()

"""Finished maps in files: maps/<hash>.npz in a home, the least recently opened go first.

A file holds the points and their quality, nothing that is executed; ZIP's checksums are verified.
Whatever is wrong with one, it is as if it were not there, and the map is computed anew.
Leaves out: computing (`jobs`).
"""

from __future__ import annotations

import io
import os
import re
import time
from contextlib import suppress
from pathlib import Path

import numpy as np

from w2v_core.host.files import write_atomically
from w2v_core.host.home import Home
from w2v_core.vectors.projection import Projection

MOST_BYTES = 100_000_000  # of all maps of a home

_NAME = re.compile(r"[0-9a-f]{64}\.npz")
_SCRATCH = re.compile(r"\.[0-9a-f]{64}\.npz-\w+")
_SCRATCH_SECONDS = 3600.0  # a file that was not finished by then is nobody's
_HEADERS = 4_096  # bytes of a file besides its points, with room to spare


def read_map(home: Home, name: str, shape: tuple[int, int]) -> Projection | None:
    """The map of that name; None if there is none, it is damaged, or it is of another shape.

    Parameters
    ----------
    home : Home
    name : str
        64 hexadecimal digits.
    shape : pair of int
        Words and dimensions that it must have.
    """
    path = _folder(home) / f"{name}.npz"
    try:
        if path.stat().st_size > 4 * shape[0] * shape[1] + _HEADERS:
            return None
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as archive:
            points, about = archive["points"], archive["about"]
        if points.shape != shape or points.dtype != np.float32 or not np.isfinite(points).all():
            return None
        kept, done, total, estimated = about.astype(np.float64).tolist()
        found = Projection(points, (), kept, int(done), int(total), bool(estimated))
    except Exception:  # a damaged file can make NumPy and zipfile raise anything
        return None
    with suppress(OSError):
        os.utime(path)  # was opened just now
    return found


def write_map(home: Home, name: str, projection: Projection) -> None:
    """Keep a finished map, and make room for it.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    folder = _folder(home)
    folder.mkdir(parents=True, exist_ok=True)
    about = [
        projection.neighbors_kept,
        projection.done,
        projection.total,
        projection.estimated,
    ]
    packed = io.BytesIO()
    np.savez(
        packed, allow_pickle=False, points=projection.points, about=np.array(about, np.float64)
    )
    # Not durable: a power cut costs some seconds of computing, no data.
    write_atomically(packed.getvalue(), folder / f"{name}.npz", durable=False)
    _make_room(folder)


def _folder(home: Home) -> Path:
    return home.root / "maps"


def _make_room(folder: Path) -> None:
    """Remove the maps that were not opened for longest, and what was left half-written."""
    maps = []
    for each in os.scandir(folder):
        with suppress(OSError):
            known = each.stat(follow_symlinks=False)
            if _NAME.fullmatch(each.name):
                maps.append((known.st_mtime_ns, known.st_size, each.path))
            elif _SCRATCH.fullmatch(each.name) and time.time() - known.st_mtime > _SCRATCH_SECONDS:
                os.unlink(each.path)
    size = 0
    for _, bytes_, path in sorted(maps, reverse=True):
        size += bytes_
        if size > MOST_BYTES:
            with suppress(OSError):
                os.unlink(path)

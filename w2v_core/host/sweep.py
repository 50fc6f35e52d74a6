"""Sweep: remove from a home what nobody needs any more, and nothing else.

    uploads/<hash>                      not touched for a day; a page touches what it shows
    */.coming-* .new-* .going-* …       left half-made by a process that was killed, a day ago
    runs/.<id>.lock                     on Windows, which does not remove those that are held
    runs/<id>/.<file>-*                 the same, if no worker holds the run's lock: an hour ago
    trash/<id>                          runs that were thrown away a week ago

Only names that this program gives are removed, so a home may lie in a folder with other things.
Links are not followed, not even of the folders above. Leaves out: runs and corpora that a person
may still want; only a person removes those.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from w2v_core.host import lock
from w2v_core.host.files import discard
from w2v_core.host.home import Home

HOUR = 3600.0
DAY = 24 * HOUR

_RUN = re.compile(r"[0-9a-z-]+")
_CORPUS = re.compile(r"[0-9a-f]{64}")
_SCRATCH = re.compile(r"\.[\w.-]+-\w+")  # of a file that is written beside its place

# Folder, names in it, and how many seconds they are left alone.
_UNNEEDED = (
    ("uploads", re.compile(r"[0-9a-f]{64}|\.coming-\w+"), DAY),
    ("corpora", re.compile(r"\.(new|building|phrases)-\w+"), DAY),
    ("samples", re.compile(r"\.making-\w+"), DAY),
    ("runs", re.compile(r"\.new-\w+|\.[0-9a-z-]+\.lock"), DAY),
    ("trash", _RUN, 7 * DAY),
    *((each, re.compile(r"\.going-\w+"), DAY) for each in ("corpora", "samples", "runs", "trash")),
)


def sweep(home: Home, *, now: float | None = None) -> None:
    """Remove what nobody needs; what cannot be removed or looked at is left for the next time.

    Parameters
    ----------
    home : Home
    now : float, optional
        Seconds since 1970, if not those of the clock.
    """
    now = time.time() if now is None else now
    for name, names, seconds in _UNNEEDED:
        _remove_old(home.root / name, names, now - seconds)
    for folder in _entries(home.root / "corpora", _CORPUS):
        _remove_old(folder, _SCRATCH, now - DAY)
    for folder in _entries(home.root / "runs", _RUN):
        if _is_folder(folder) and not lock.held(
            folder
        ):  # pages write here too, but no file takes them an hour
            _remove_old(folder, _SCRATCH, now - HOUR)


def _remove_old(folder: Path, names: re.Pattern[str], before: float) -> None:
    for path in _entries(folder, names):
        with suppress(OSError):
            if max(each.lstat().st_mtime for each in _parts(path)) >= before:
                continue
            if _is_folder(path):
                discard(path)
            else:
                path.unlink()


def _entries(folder: Path, names: re.Pattern[str]) -> list[Path]:
    """What lies in a folder under such names; nothing if the folder is a link or is missing."""
    with suppress(OSError):
        if _is_folder(folder):
            return [each for each in folder.iterdir() if names.fullmatch(each.name)]
    return []


def _parts(path: Path) -> Iterator[Path]:
    """A file, or a folder and every file in it."""
    yield path
    if _is_folder(path):
        for top, _, files in os.walk(path):
            yield from (Path(top, each) for each in files)


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()

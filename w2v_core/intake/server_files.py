"""Shelf: files of text or vectors that the server's owner has put into a folder, W2V_CORPORA.

It is the way for files that are too large to upload. A person chooses by name among what is listed;
no name is ever joined to a path. Leaves out: reading them (`encode`, `imports`).
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator
from pathlib import Path

from w2v_core.errors import ReadError
from w2v_core.host.environment import Server
from w2v_core.text.files.options import SUFFIXES

_MOST_FILES = 1_000
_MOST_SEEN = 20_000


@dataclasses.dataclass(frozen=True, slots=True)
class ShelfFile:
    """A file to choose.

    Attributes
    ----------
    name : str
        Its path within the folder, with / between the parts.
    path : Path
        Where it really lies.
    bytes : int
    """

    name: str
    path: Path
    bytes: int


def shelf_files(
    folder: Path | None = None, suffixes: tuple[str, ...] = SUFFIXES
) -> tuple[ShelfFile, ...]:
    """The readable files in a folder and the folders in it, by name; at most 1,000.

    Left out are names that are hidden or cannot be shown, endings that are not read, files that
    are not ordinary, and links that lead out of the folder.

    Parameters
    ----------
    folder : Path, optional
        Without one, the folder that W2V_CORPORA names; none if it names none.
    suffixes : tuple of str
        How names end, in lower case; by default those of text.
    """
    if folder is None:
        folder = Server.from_environment().corpora
    if folder is None:
        return ()
    root = folder.resolve()
    found = {each.name: each for path in _seen(root) if (each := _file(root, path, suffixes))}
    return tuple(found[name] for name in sorted(found, key=str.casefold)[:_MOST_FILES])


def shelf_file(name: str, folder: Path | None = None) -> ShelfFile:
    """The file of that name among those that are listed.

    Raises
    ------
    ReadError
        If there is none.
    """
    for each in shelf_files(folder):
        if each.name == name:
            return each
    raise ReadError(f"{name[:120]!r} is not among the server's files any more; choose another.")


def _seen(root: Path) -> Iterator[Path]:
    """Files that are not hidden; links to folders are not entered."""
    seen = 0
    for place, folders, files in os.walk(root):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for file in sorted(files):
            seen += 1
            if seen > _MOST_SEEN:
                return
            if not file.startswith("."):
                yield Path(place, file)


def _file(root: Path, path: Path, suffixes: tuple[str, ...]) -> ShelfFile | None:
    name = path.relative_to(root).as_posix()
    if not name.isprintable() or not name.lower().endswith(suffixes):
        return None
    try:
        real = path.resolve(strict=True)
        inside = real.is_relative_to(root) and real.is_file() and os.access(real, os.R_OK)
        return ShelfFile(name, real, real.stat().st_size) if inside else None
    except (OSError, RuntimeError):  # a link in a circle
        return None

"""Parts of a run's folder: which of its files may stand in another run's folder too.

    sealed     vectors.npz, checkpoint-*.npz      written beside and renamed, never opened to be
                                                  written again: one file may lie in many folders
    growing    progress, frames, exams.bin        the worker appends to what it has made itself
    the rest   records, wish, notes, log, lock    of this run alone

No two runs ever share a file that is written: only `give` brings a file from one run to another,
and it links what is sealed and nothing else. Leaves out: what is in the files (`run_folder`).
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterable
from pathlib import Path

from w2v_core.runs.folder.layout import CHECKPOINT, NEW, VECTORS


def give(path: Path, folder: Path) -> None:
    """Let a run have a file of another one, under the same name; there whole, or as it was before.

    Raises
    ------
    OSError
        If there is no such file, or no room for it.
    """
    scratch = folder / f".{path.name}-{secrets.token_hex(4)}"
    try:
        sealed = path.name == VECTORS or CHECKPOINT.fullmatch(path.name)
        if not (sealed and _linked(path, scratch)):
            shutil.copyfile(path, scratch)
        os.replace(scratch, folder / path.name)
    finally:
        scratch.unlink(missing_ok=True)  # two names of one file are not renamed to each other


def give_all(source: Path, names: Iterable[str], folder: Path) -> None:
    """`give` several files in this order.

    An older program has written no exams and no questions: what it did not know stays away.
    """
    for name in names:
        if name not in NEW or (source / name).exists():
            give(source / name, folder)


def _linked(path: Path, other: Path) -> bool:
    """Whether the file stands under another name too; False where there are no links."""
    try:
        os.link(path, other)
    except OSError:
        return False
    return True

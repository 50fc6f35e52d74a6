"""Files that a worker appends records of one size to, while others read them.

A worker may be killed in the middle of a record: what is not whole is never read, and is written
over. Leaves out: what stands in the records (`frames`, `exams`); the curve, whose file is kept open
and read from where the last look ended, has its own (`progress`).
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import RunError, system_errors_as
from w2v_core.host.files import write_atomically


def append(record: np.void, path: Path) -> None:
    """Add a record, in place of a part of one that a worker or a full disk may have left."""
    size = record.dtype.itemsize
    with path.open("ab") as file:
        file.truncate(file.tell() // size * size)
        file.write(record.tobytes())


def load(path: Path, kind: np.dtype[np.void], newest: int | None = None) -> NDArray[np.void]:
    """All records that are whole, or the newest, whatever they hold; none without the file.

    Raises
    ------
    RunError
        If the file cannot be read.
    """
    size = kind.itemsize
    data = b""
    with (
        system_errors_as(RunError, f"{path.parent.name}/{path.name} cannot be read"),
        suppress(FileNotFoundError),
        path.open("rb") as file,
    ):
        count = file.seek(0, os.SEEK_END) // size
        first = 0 if newest is None else max(0, count - newest)
        file.seek(first * size)
        data = file.read((count - first) * size)
    return np.frombuffer(data, kind, count=len(data) // size)


def rewrite(records: NDArray[np.void], good: NDArray[np.bool_], path: Path) -> None:
    """Keep the records before the first that is not good, in a new file that is this worker's.

    The old file is not cut: it may lie in another folder too, in a copy made of links, and readers
    may be in the middle of it.
    """
    whole = len(records) if good.all() else int(good.argmin())
    write_atomically(records[:whole].tobytes(), path)

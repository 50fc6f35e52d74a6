"""progress.bin: one record for each slice of training, appended while a run is trained.

Readers keep an offset, or look at the end alone; a record that is only partly written is left for
the next time. Leaves out: what stands in a record (`records`), and whose file it is (`run_folder`).
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import RunError
from w2v_core.host.files import write_atomically
from w2v_core.models.progress import STAGES
from w2v_core.runs.folder.layout import PROGRESS_FILE
from w2v_core.runs.folder.records import PROGRESS

_FEWEST = 16


def read_records(folder: Path, offset: int = 0) -> tuple[NDArray[np.void], int]:
    """The records from `offset` on (in bytes), and the offset to go on from the next time.

    Raises
    ------
    RunError
        If the file cannot be read or is damaged; one that is not there has no records.
    """
    try:
        with (folder / PROGRESS_FILE).open("rb") as file:
            file.seek(offset)
            data = file.read()
    except FileNotFoundError:
        data = b""
    except (OSError, ValueError) as error:
        raise RunError(f"The progress of run {folder.name} cannot be read: {error}.") from error
    records = np.frombuffer(data, PROGRESS, count=len(data) // PROGRESS.itemsize)
    if np.any(records["stage"] >= len(STAGES)):
        raise RunError(f"The progress of run {folder.name} is damaged: a record is of no stage.")
    return records, offset + records.nbytes


def last_records(folder: Path) -> tuple[NDArray[np.void], int]:
    """The last fortieth of the records, 16 at least, and how many there are in all.

    None where they cannot be read: for lists, which say elsewhere what is wrong with a run.
    """
    data, count = b"", 0
    with suppress(OSError), (folder / PROGRESS_FILE).open("rb") as file:
        count = file.seek(0, os.SEEK_END) // PROGRESS.itemsize
        first = max(0, count - max(_FEWEST, count // 40 + 1))
        file.seek(first * PROGRESS.itemsize)
        data = file.read((count - first) * PROGRESS.itemsize)
    records = np.frombuffer(data, PROGRESS, count=len(data) // PROGRESS.itemsize)
    return records[records["stage"] < len(STAGES)], count


def begin_anew(folder: Path, records: int) -> bool:
    """Keep so many records, in a new file that is this worker's to append to.

    The old one is not cut: it may lie in another folder too, in a copy made of links, and readers
    may be in the middle of it. False if there were fewer records: then a gap in the curve stands
    for what somebody has cut off.
    """
    data = b""
    with suppress(FileNotFoundError), (folder / PROGRESS_FILE).open("rb") as file:
        data = file.read(records * PROGRESS.itemsize)
    missing = records - len(data) // PROGRESS.itemsize
    gap = np.zeros(missing, PROGRESS)
    for name in ("loss", "held_out", "error"):
        gap[name] = np.nan
    kept = data[: (records - missing) * PROGRESS.itemsize]
    write_atomically(kept + gap.tobytes(), folder / PROGRESS_FILE)
    return not missing

"""Looking into files that somebody has brought, in a process that they cannot make harmful.

    python -m w2v_core.intake.looking < job.json

What a file is and how it begins is wanted as soon as it is chosen; and whatever looks into a file
can be made to take all memory and time, with Python's lock held, by a file that was written for it.
So the process has bounds, and there are no more of them at once than the machine has cores.
Leaves out: reading it all (`encode`).
"""

from __future__ import annotations

import contextlib
import dataclasses
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from w2v_core.errors import ReadError, W2VError
from w2v_core.host import jobs
from w2v_core.host.machine import cores
from w2v_core.text.files.options import PACKED, TABLES, ReadOptions
from w2v_core.text.files.reading import Description, ReadReport, TextFile, describe, read_blocks
from w2v_core.text.files.tables import Column

LINE_LENGTH = 1_000
BOUNDS = jobs.Bounds(memory=256_000_000, seconds=10)

_LINES = 200
_CHARACTERS = 1 << 18
_MOST_DESCRIBED = 100
_MODULE = "w2v_core.intake.looking"
_WORDS = jobs.Words(
    "Looking into the file", "What is in it", "check where it comes from, or bring it as plain text"
)
_PLACES = threading.BoundedSemaphore(cores())


@dataclasses.dataclass(frozen=True, slots=True)
class Look:
    """What a look has shown.

    Attributes
    ----------
    descriptions : tuple of Description or None
        Of each file, the first hundred; None for one that is no table nor packed, or cannot be
        read, of which reading will say why.
    lines : tuple of str
        The first 200 of all files that are not blank, document ends among them, cut to 1,000
        characters.
    trouble : str
        Why there are not more of them, if something went wrong.
    """

    descriptions: tuple[Description | None, ...] = ()
    lines: tuple[str, ...] = ()
    trouble: str = ""


def look(files: Sequence[TextFile]) -> Look:
    """Look into files here."""
    lines: list[str] = []
    trouble, left = "", _CHARACTERS
    try:
        with contextlib.closing(read_blocks(files, ReadReport())) as blocks:
            for block in blocks:
                lines += [line[:LINE_LENGTH] for line in block.split("\n") if line.strip(" \t")]
                left -= len(block)
                if left <= 0 or len(lines) >= _LINES:
                    break
    except W2VError as error:
        trouble = str(error)
    return Look(tuple(map(_describe, files[:_MOST_DESCRIBED])), tuple(lines[:_LINES]), trouble)


def _describe(file: TextFile) -> Description | None:
    if not file.name.lower().endswith(PACKED) and file.options.format_of(file.name) not in TABLES:
        return None
    try:
        return describe(file)
    except ReadError:
        return None


def look_in_process(files: Sequence[TextFile]) -> Look:
    """`look` in a process of its own.

    Raises
    ------
    W2VError
        If it takes more memory or time than it may.
    """
    given = [[each.name, str(each.path.absolute()), each.options.as_dict()] for each in files]
    with _PLACES:
        return _look_of(jobs.result(_MODULE, {"files": given}, _WORDS, BOUNDS))


def _look_of(answer: jobs.Job) -> Look:
    return Look(
        tuple(map(_description_of, answer["descriptions"])),
        tuple(answer["lines"]),
        answer["trouble"],
    )


def _description_of(fields: dict[str, Any] | None) -> Description | None:
    if fields is None:
        return None
    columns = tuple(
        Column(**each | {"samples": tuple(each["samples"])}) for each in fields["columns"]
    )
    return Description(**fields | {"columns": columns})


def _do(job: jobs.Job, _tell: object) -> Look:
    return look(
        [TextFile(name, Path(path), ReadOptions(**how)) for name, path, how in job["files"]]
    )


if __name__ == "__main__":
    sys.exit(jobs.serve(_do, _WORDS, BOUNDS))

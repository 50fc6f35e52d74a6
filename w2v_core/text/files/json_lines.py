"""JSON lines: one object a line, to its texts.

Objects within objects are fields too, called "user.text"; what is no text (numbers, lists) is left
out, and numbers are not even worked out, which takes long for those of millions of digits.
Leaves out: which field is read (`tables`).
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any

from w2v_core.text.files.decoding import FileNote, NotTextError
from w2v_core.text.files.rows import LONGEST_NAME, MOST_CELLS, Lines, check_cells, size_of

_DEEPEST = 5
_MOST_FIELDS = 1_000
_DECODER = json.JSONDecoder(parse_int=bool, parse_float=bool)


def read_objects(
    lines: Lines, note: FileNote, rows: int, characters: int
) -> tuple[tuple[str, ...], Iterator[tuple[int, list[str]]]]:
    """The fields that occur in the first objects, and the rows with a cell for each of them.

    Lines that hold no object are passed over and counted in the note.

    Raises
    ------
    NotTextError
        If there is no object in the first lines.
    """
    objects = _objects(lines, note)
    sample: list[tuple[int, dict[str, str]]] = []
    for each in itertools.islice(objects, rows):
        sample.append(each)
        characters -= size_of(each[1]) + size_of(each[1].values())
        if characters < 0:
            break
    names = tuple(dict.fromkeys(name for _, fields in sample for name in fields))[:_MOST_FIELDS]
    if not names:
        raise NotTextError(
            f"{note.name} holds no JSON object with text in it: each line must be one, like "
            '{"text": "…"}. Save it so, or read the file as plain text.'
        )
    cells = (
        (number, [fields.get(name, "") for name in names])
        for number, fields in itertools.chain(sample, objects)
    )
    return names, cells


def _objects(lines: Lines, note: FileNote) -> Iterator[tuple[int, dict[str, str]]]:
    bad = first = 0
    for number, line in enumerate(lines, 1):
        lines.end_row()
        if line.isspace():
            continue
        fields = _parse(line, note.name, number)
        if fields is None:
            bad += 1
            first = first or number
        else:
            yield number, fields
    if bad:
        others = f" and {bad - 1:,} more" if bad > 1 else ""
        note.remark(f"Line {first:,}{others} passed over: no JSON object.")


def _parse(line: str, name: str, row: int) -> dict[str, str] | None:
    """The texts in an object by their names, of one name the first; None if it is no object."""
    try:
        found = _DECODER.decode(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    fields: dict[str, str] = {}
    for path, value in _texts(found, "", _DEEPEST):
        if len(path) > LONGEST_NAME:
            raise NotTextError(
                f"{name}, row {row:,}, has a field whose name has {len(path):,} characters, more "
                f"than the {LONGEST_NAME:,} that are read. Repair the row, or read the file as "
                "plain text."
            )
        fields.setdefault(path, value)
        if len(fields) > MOST_CELLS:
            check_cells(sum(1 for _ in _texts(found, "", _DEEPEST)), name, row)
    return fields


def _texts(found: dict[str, Any], before: str, depth: int) -> Iterator[tuple[str, str]]:
    for key, value in found.items():
        path = before + key
        if isinstance(value, str):
            yield path, value
        elif isinstance(value, dict) and depth:
            # Cut where it is too long already: many may stand within.
            yield from _texts(value, f"{path[: LONGEST_NAME + 1]}.", depth - 1)

"""Lines of a file of questions or of rated pairs, with their numbers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from w2v_core.errors import FormatError, system_errors_as

# The largest public sets are under 1 MB.
MAX_BYTES = 50_000_000


def read_lines(source: Path | str) -> Iterator[tuple[int, str]]:
    """Lines that are not empty, stripped, with their numbers from 1.

    `source` is a file in UTF-8, or, as str, the text itself. Raises FormatError as `text_of` does.
    """
    text = text_of(source) if isinstance(source, Path) else source
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, line in enumerate(lines, start=1):
        if stripped := line.strip():
            yield number, stripped


def text_of(path: Path, name: str = "") -> str:
    """What stands in a file; `name` is what a person calls it, if it lies under another.

    Raises FormatError if the file cannot be read, is over 50 MB or is no UTF-8.
    """
    name = name or path.name
    with system_errors_as(FormatError, f"{name} cannot be read"), path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise FormatError(f"{name} is larger than {MAX_BYTES:,} bytes.")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FormatError(
            f"{name} is not UTF-8: line {line:,} cannot be read. Save it again as UTF-8."
        ) from error

"""Lines of a file of questions or of rated pairs, with their numbers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from w2v_core.errors import FormatError

# The largest public sets are under 1 MB.
MAX_BYTES = 50_000_000


def read_lines(source: Path | str) -> Iterator[tuple[int, str]]:
    """Lines that are not empty, stripped, with their numbers from 1.

    `source` is a file in UTF-8, or, as str, the text itself. Raises FormatError if the file
    cannot be read, is too large or is no UTF-8.
    """
    text = _text(source) if isinstance(source, Path) else source
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        if stripped := line.strip():
            yield number, stripped


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise FormatError(f"{path} cannot be read: {error.strerror or error}.") from error
    if len(data) > MAX_BYTES:
        raise FormatError(f"{path.name} is larger than {MAX_BYTES:,} bytes.")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FormatError(f"{path.name} is not UTF-8: line {line:,} cannot be read.") from error

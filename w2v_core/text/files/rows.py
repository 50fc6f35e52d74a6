"""Rows: how much of a table may stand in one of them, and text to lines that keep to it.

Leaves out: what the lines mean (`tables`, `json_lines`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from w2v_core.text.files.decoding import NotTextError

LONGEST_ROW = 1 << 22  # characters
MOST_CELLS = 16_384  # of a row, as many as a spreadsheet has columns
LONGEST_NAME = 1_000  # characters of a column's name


def check_cells(count: int, name: str, row: int) -> None:
    """Raise NotTextError if a row has more cells or fields than any table."""
    if count > MOST_CELLS:
        raise NotTextError(
            f"{name}, row {row:,}, has {count:,} cells, more than the {MOST_CELLS:,} that are "
            "read. Split the table, or read the file as plain text."
        )


def size_of(cells: Iterable[str]) -> int:
    """What cells take, in characters; one that is empty takes room too."""
    return sum(len(cell) + 1 for cell in cells)


class Lines(Iterator[str]):
    r"""The lines of a text, each with its "\n".

    A row may go over several lines; whoever takes it says when it ends.

    Parameters
    ----------
    blocks : iterable of str
        At most some MiB each.
    name : str
        Of the file, for the message.

    Raises
    ------
    NotTextError
        While a row is read that has more than 2**22 characters.
    """

    def __init__(self, blocks: Iterable[str], name: str) -> None:
        self._lines = self._cut(blocks)
        self._name = name
        self._row_size = 0

    def __next__(self) -> str:
        line = next(self._lines)
        self._grow(len(line))
        return line

    def end_row(self) -> None:
        """Begin to count anew."""
        self._row_size = 0

    def take(self, characters: int) -> list[str]:
        """The first lines, of about so many characters."""
        taken: list[str] = []
        while characters > 0 and (line := next(self, "")):
            self.end_row()
            taken.append(line)
            characters -= len(line)
        return taken

    def _cut(self, blocks: Iterable[str]) -> Iterator[str]:
        parts: list[str] = []
        size = 0
        for block in blocks:
            first, *others = block.split("\n")
            parts.append(first)
            size += len(first)
            self._check(size)
            if others:
                yield "".join(parts) + "\n"
                for line in others[:-1]:
                    yield line + "\n"
                parts, size = [others[-1]], len(others[-1])
        if size:
            yield "".join(parts) + "\n"

    def _grow(self, size: int) -> None:
        self._row_size += size
        self._check(self._row_size)

    def _check(self, size: int) -> None:
        if size > LONGEST_ROW + 1:
            raise NotTextError(
                f"{self._name} has a row of more than {LONGEST_ROW:,} characters; perhaps a "
                "quotation mark is never closed. Repair it, or read the file as plain text."
            )

"""Tables: CSV, TSV and JSON lines to the texts in one of their columns or fields.

Rows are read as they come; from the first of them it is seen how the columns are parted, whether
they have names, and which holds the most text. A row may have 4 MiB of characters and 16,384
cells, so neither a quotation mark that is never closed nor a million commas can fill the memory.
Leaves out: encodings (`decoding`), and documents (`reading`).
"""

from __future__ import annotations

import csv
import dataclasses
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from w2v_core.text.documents import printable
from w2v_core.text.files.decoding import FileNote, NotTextError
from w2v_core.text.files.json_lines import read_objects
from w2v_core.text.files.options import Format, ReadOptions
from w2v_core.text.files.rows import LONGEST_NAME, LONGEST_ROW, Lines, check_cells, size_of

Row = tuple[int, Sequence[str]]
Quoting = Literal[0, 3]

_QUOTED: Quoting = csv.QUOTE_MINIMAL
_UNQUOTED: Quoting = csv.QUOTE_NONE
_SAMPLE_ROWS = 1_000
_SAMPLE_CHARACTERS = 1 << 20
_GUESS_CHARACTERS = 1 << 16
_MOST_COLUMNS = 1_000
_NUMBER = re.compile(r"\d{1,9}")  # of a column
_LONGEST_NUMBER = 400  # characters; no float that a program writes has more
_WHOLE_LINE = "\x1f"  # parts nothing: the line is the one column
_REGULAR = 0.5  # share of rows with the same number of columns below which it is no table


@dataclasses.dataclass(frozen=True, slots=True)
class Column:
    """A column of a table, or a field of JSON lines.

    Attributes
    ----------
    number : int
        From 1.
    name : str
        Its own, or "column 2".
    letters : int
        How many there are in the first rows (at most 1,000 rows or 2**20 characters).
    samples : tuple of str
        Its first values that are not empty, at most three, cut to 120 characters.
    """

    number: int
    name: str
    letters: int
    samples: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Table:
    """A table whose rows have not been read yet, but for the first.

    Attributes
    ----------
    columns : tuple of Column
        At most 1,000.
    chosen : Column
        The one that is read.
    texts : iterator of (int, str, str)
        Number of the row, as a spreadsheet or an editor counts from 1, what stands in the chosen
        column, and in that of the labels ("" where none was asked for, or nothing stands there);
        rows without a text are passed over.
    """

    columns: tuple[Column, ...]
    chosen: Column
    texts: Iterator[tuple[int, str, str]]


def open_table(blocks: Iterable[str], note: FileNote, kind: Format, options: ReadOptions) -> Table:
    """Look at the first rows of a table and choose what is read of it.

    Raises
    ------
    NotTextError
        If there is no row, or not a column that `options` names; while the texts are read, also
        for a row that is too long.
    """
    lines = Lines(blocks, note.name)
    rows: Iterator[Row]
    if kind == "jsonl":
        names, rows = read_objects(lines, note, _SAMPLE_ROWS, _SAMPLE_CHARACTERS)
        sample = _take(rows)
    else:
        rows = _split(lines, note.name, kind)
        sample = _take(rows)
        names = _header(sample, options.header)
        sample = sample[1:] if names else sample
    columns = _columns(names, sample)
    if not columns:
        raise NotTextError(f"{note.name} holds no row to read. Choose another file.")
    what, wanted = "column", options.column
    if kind == "jsonl":
        what, wanted = "field", options.field
    chosen = _choose(columns, wanted, what, note.name)
    note.part = f'{what} "{printable(chosen.name)}" ({chosen.number} of {len(columns)})'
    label = -1
    if options.label != "":
        label = _choose(columns, options.label, what, note.name).number - 1
    texts = _texts(itertools.chain(sample, rows), chosen.number - 1, label, note)
    return Table(columns, chosen, texts)


def _texts(
    rows: Iterable[Row], index: int, label: int, note: FileNote
) -> Iterator[tuple[int, str, str]]:
    empty = 0
    for number, cells in rows:
        if index < len(cells) and not cells[index].isspace() and cells[index]:
            yield number, cells[index], cells[label].strip() if 0 <= label < len(cells) else ""
        elif cells:
            empty += 1
    if empty:
        rows_without = "1 row has" if empty == 1 else f"{empty:,} rows have"
        note.remark(f"{rows_without} no text in {note.part}.")


def _take(rows: Iterator[Row]) -> list[Row]:
    """The first rows."""
    taken: list[Row] = []
    size = 0
    for row in itertools.islice(rows, _SAMPLE_ROWS):
        taken.append(row)
        size += size_of(row[1])
        if size > _SAMPLE_CHARACTERS:
            break
    return taken


# CSV and TSV


def _split(lines: Lines, name: str, kind: Format) -> Iterator[Row]:
    """Rows as lists of cells; blank lines are rows without a cell."""
    head = lines.take(_GUESS_CHARACTERS)
    delimiter, quoting = _guess(head, kind)
    if csv.field_size_limit() < 2 * LONGEST_ROW:  # of the whole process; `lines` bounds all rows
        csv.field_size_limit(2 * LONGEST_ROW)
    reader = csv.reader(itertools.chain(head, lines), delimiter=delimiter, quoting=quoting)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            lines.end_row()
            check_cells(len(cells), name, number)
            yield number, cells
    except csv.Error as error:
        raise NotTextError(
            f"{name}, row {number + 1:,}, cannot be read as a table: {error}. "
            "Repair the row, or read the file as plain text."
        ) from error


def _guess(head: Sequence[str], kind: Format) -> tuple[str, Quoting]:
    """What parts the columns, and whether quotation marks hold them together."""
    marks = "\t" if kind == "tsv" else ",;\t|"
    best, delimiter, quoting = 0.0, _WHOLE_LINE if kind == "csv" else "\t", _QUOTED
    for rule, penalty in ((_QUOTED, 0.0), (_UNQUOTED, 0.05)):
        for mark in marks:
            share = _regularity(head, mark, rule, strict=kind == "tsv") - penalty
            if share > best and share >= _REGULAR:
                best, delimiter, quoting = share, mark, rule
    return delimiter, quoting


def _regularity(head: Sequence[str], mark: str, quoting: Quoting, *, strict: bool) -> float:
    """The share of rows that have the most usual number of columns, if the first has several.

    With `strict`, none if a quotation mark stands where it would mean nothing: many a TSV table is
    written without regard to them.
    """
    widths: list[int] = []
    try:
        for row in csv.reader(head, delimiter=mark, quoting=quoting, strict=strict):
            widths.append(len(row))
    except csv.Error as error:
        if len(widths) < 3 or "end of data" not in str(error):  # what is cut off may be whole
            return 0.0
    widths = [width for width in widths if width]
    if len(widths) > 2:
        widths = widths[:-1]  # it may be cut off
    if not widths or widths[0] < 2:
        return 0.0
    return Counter(width for width in widths if width > 1).most_common(1)[0][1] / len(widths)


def _header(sample: Sequence[Row], given: bool | None) -> tuple[str, ...]:
    """The names in the first row; none if it is a row like the others."""
    if not sample or given is False:
        return ()
    names = tuple(cell.strip()[:LONGEST_NAME] for cell in sample[0][1][:_MOST_COLUMNS])
    return names if given or _looks_like_names(names, sample[1:]) else ()


def _looks_like_names(names: Sequence[str], body: Sequence[Row]) -> bool:
    """Short, distinct and unlike what stands below: numbers, or longer texts."""
    if not body or len(set(names)) < len(names):
        return False
    if any(not name or len(name) > 40 or len(name.split()) > 3 for name in names):
        return False
    if any(_is_number(name) for name in names):
        return False
    for index, name in enumerate(names):
        cells = [cells[index] for _, cells in body if index < len(cells) and cells[index].strip()]
        numbers = bool(cells) and all(map(_is_number, cells))
        if numbers or sum(map(len, cells)) > 2 * len(name) * max(len(cells), 1):
            return True
    return False


def _is_number(cell: str) -> bool:
    if len(cell) > _LONGEST_NUMBER:
        return False
    try:
        float(cell.replace(",", "."))
    except ValueError:
        return False
    return True


# Which column


def _columns(names: Sequence[str], sample: Sequence[Row]) -> tuple[Column, ...]:
    width = max((len(cells) for _, cells in sample), default=0)
    width = min(_MOST_COLUMNS, width)
    return tuple(_column(index, names, sample) for index in range(width))


def _column(index: int, names: Sequence[str], sample: Sequence[Row]) -> Column:
    cells = [cells[index] for _, cells in sample if index < len(cells)]
    filled = (cell.strip() for cell in cells if not cell.isspace() and cell)
    name = names[index] if index < len(names) and names[index] else f"column {index + 1}"
    return Column(
        number=index + 1,
        name=name,
        letters=sum(sum(map(str.isalpha, cell)) for cell in cells),
        samples=tuple(printable(cell[:200]) for cell in itertools.islice(filled, 3)),
    )


def _choose(columns: Sequence[Column], wanted: str | int, what: str, name: str) -> Column:
    if wanted == "":
        return max(columns, key=lambda column: column.letters)
    text = str(wanted).strip()
    same = [column for column in columns if column.name == text]
    same += [column for column in columns if column.name.casefold() == text.casefold()]
    if same and isinstance(wanted, str):
        return same[0]
    if what == "column" and _NUMBER.fullmatch(text) and 1 <= int(text) <= len(columns):
        return columns[int(text) - 1]
    known = ", ".join(printable(column.name) for column in columns[:10])
    more = f" and {len(columns) - 10:,} more" if len(columns) > 10 else ""
    or_number = f", or a number from 1 to {len(columns)}" if what == "column" else ""
    raise NotTextError(
        f"{name} has no {what} {printable(text)!r}. Choose one of: {known}{more}{or_number}."
    )

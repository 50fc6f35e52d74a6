"""Reading rated pairs as their authors publish them: WordSim-353, SimLex-999, MEN and others.

Between the columns stand tabs, semicolons, commas or blanks, the same in every line. The words are
the first two columns that are no numbers. The rating is the column whose heading says so, else the
first one of numbers after the words, and what was taken is said, since such a guess may be wrong:
a file often has several columns of numbers. Leaves out: what is scored (`similarity`).
"""

from __future__ import annotations

import csv
import dataclasses
import math
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from w2v_core.errors import FormatError
from w2v_core.evaluation.lines import read_lines

Row = tuple[int, str, list[str]]  # number of the line, the line, its columns

_LONGEST_WORD = 1_000  # characters
# One wrong cell shall not hand the rating's place to the next column that happens to hold numbers.
_MOSTLY = 0.9
# Words in headings that name the rating, the surest first.
_RATING = ("simlex999", "rating", "score", "similarity", "relatedness", "human", "mean")
_SPREAD = {"sd", "std", "var", "n"}  # and those that name something about it
_TAG = re.compile(r"(?<=.)-[a-z]$")  # sun-n, as in the lemmas of MEN


class Pair(NamedTuple):
    """Two words and what people said; only the order of the ratings matters."""

    a: str
    b: str
    rating: float


@dataclasses.dataclass(frozen=True, slots=True)
class RatedPairs:
    """A file of rated pairs, and how it was read.

    Attributes
    ----------
    pairs : list of Pair
        In the order of the lines.
    column : int
        Which one the ratings were taken from, 1 for the first.
    heading : str
        What that column is called; "" without a heading.
    separator : str
        "tabs", "semicolons", "commas" or "blanks".
    remarks : tuple of str
        What else was decided in reading, a sentence each.
    """

    pairs: list[Pair]
    column: int
    heading: str
    separator: str
    remarks: tuple[str, ...]

    @property
    def said(self) -> str:
        """How the file was read, for a person to check; words of the file stand in it as they are.

        Example: `The rating is column 4, SimLex999, between tabs. First: old, new, 1.58.`
        """
        called = f", {self.heading}" if self.heading else ""
        a, b, rating = self.pairs[0]
        first = f"First: {a[:40]}, {b[:40]}, {rating:g}."
        read = f"The rating is column {self.column}{called[:60]}, between {self.separator}."
        return " ".join((read, first, *self.remarks))


def read_pairs(source: Path | str) -> RatedPairs:
    """Rated pairs, one a line; see the module for what is understood.

    Lines that begin with # are comments. Decimal commas are read where commas separate nothing.
    Tags of one letter (sun-n) are taken off where every word has one.

    Parameters
    ----------
    source : Path or str
        A file in UTF-8, or the text itself.

    Raises
    ------
    FormatError
        With the line, if it holds not two words and a number; or if there is no pair at all.

    Examples
    --------
    >>> read_pairs("cat dog 7.5").pairs
    [Pair(a='cat', b='dog', rating=7.5)]
    """
    lines = [(number, line) for number, line in read_lines(source) if not line.startswith("#")]
    separator, split = _separator([line for _, line in lines])
    rows: list[Row] = [(number, line, split(line)) for number, line in lines]
    comma = separator != "commas"
    heading, rows = _heading(rows, comma)
    if not rows:
        raise FormatError("There is no rated pair in it; a line such as cat,dog,7.5 is one.")
    words, column = _columns(heading, rows, comma)
    pairs = [_pair(row, words, column, comma) for row in rows]
    remarks = []
    if any("," in cells[column] for _, _, cells in rows):
        remarks.append("Commas in the ratings are decimal.")
    if all(_TAG.search(word) for pair in pairs for word in pair[:2]):
        pairs = [Pair(_TAG.sub("", a), _TAG.sub("", b), rating) for a, b, rating in pairs]
        remarks.append("Tags such as -n are taken off the words.")
    name = heading[column] if column < len(heading) <= max(len(row[2]) for row in rows) else ""
    return RatedPairs(pairs, column + 1, name, separator, tuple(remarks))


def looks_like_pairs(source: Path | str) -> bool:
    """Whether a file is one of rated pairs, and not of analogy questions.

    Questions have sections (`: name`), and in most lines no number behind two words.
    """
    lines = [line for _, line in read_lines(source) if not line.startswith("#")]
    if not lines or any(line.startswith(":") for line in lines):
        return False
    separator, split = _separator(lines)
    comma = separator != "commas"
    rated = sum(any(_number(cell, comma) is not None for cell in split(line)[2:]) for line in lines)
    return 2 * rated >= len(lines)  # of two lines, one may be the heading


def _separator(lines: Sequence[str]) -> tuple[str, Callable[[str], list[str]]]:
    """What stands between the columns: the first that parts most lines into three or more."""
    ways: dict[str, Callable[[str], list[str]]] = {
        "tabs": lambda line: [cell.strip() for cell in line.split("\t")],
        "semicolons": lambda line: _cells(line, ";"),
        "commas": lambda line: _cells(line, ","),
        "blanks": str.split,
    }
    parted = {name: sum(len(split(line)) > 2 for line in lines) for name, split in ways.items()}
    found = max(ways, key=lambda name: parted[name])  # the first of equals
    return found, ways[found]


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter))]
    except csv.Error:  # a field of over 100,000 characters
        return []


def _heading(rows: list[Row], comma: bool) -> tuple[list[str], list[Row]]:
    """The cells of the heading, if there is one, and the rows below it.

    A heading has no number in some column in which the rows below have theirs.
    """
    if not rows:
        return [], []
    first = rows[0][2]
    below = rows[1:]
    numbers = _mostly_numbers(below, comma) if below else set()
    of_words = len(first) > 2 and all(_number(cell, comma) is None for cell in first)
    lacks = any(_number(cell, comma) is None for i, cell in enumerate(first) if i in numbers)
    return (first, below) if lacks or (of_words and all(first[:3])) else ([], rows)


def _columns(heading: Sequence[str], rows: Sequence[Row], comma: bool) -> tuple[list[int], int]:
    """The two columns of words and that of the rating."""
    numbers = _mostly_numbers(rows, comma)
    width = max(len(cells) for _, _, cells in rows)
    words = [i for i in range(width) if i not in numbers][:2]
    if len(words) < 2:
        words = [0, 1]
    # A heading with more columns than the rows has blanks in its names, and names none of theirs.
    named = _named(heading, words) if len(heading) <= width else None
    after = (i for i in sorted(numbers) if i > words[1])
    return words, next(after, words[1] + 1) if named is None else named


def _named(heading: Sequence[str], words: Sequence[int]) -> int | None:
    """The column whose heading says that it is the rating."""
    parts = [set(re.findall(r"[a-z0-9]+", cell.lower())) for cell in heading]
    for name in _RATING:
        for i, each in enumerate(parts):
            if name in each and i not in words and not each & _SPREAD:
                return i
    return None


def _mostly_numbers(rows: Sequence[Row], comma: bool) -> set[int]:
    """Columns that hold numbers in nearly every row."""
    counts: dict[int, int] = {}
    for _, _, cells in rows:
        for i, cell in enumerate(cells):
            counts[i] = counts.get(i, 0) + (_number(cell, comma) is not None)
    return {i for i, count in counts.items() if count >= _MOSTLY * len(rows)}


def _pair(row: Row, words: Iterable[int], column: int, comma: bool) -> Pair:
    number, line, cells = row
    a, b, rating = (cells[i] if i < len(cells) else "" for i in (*words, column))
    value = _number(rating, comma)
    if value is None or not a or not b or max(len(a), len(b)) > _LONGEST_WORD:
        raise FormatError(
            f"line {number:,}: two words and a number in column {column + 1} are needed, with "
            f"tabs, semicolons, commas or blanks between, such as cat,dog,7.5; got {line[:60]!r}."
        )
    return Pair(a, b, value)


def _number(text: str, comma: bool) -> float | None:
    """The finite number in `text`, if it is one; with `comma` also one with a decimal comma."""
    if comma and "." not in text:
        text = text.replace(",", ".")
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None

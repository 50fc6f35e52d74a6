"""Vectors as text: word2vec's and fastText's with a header line, GloVe's without one.

A line holds a word and its numbers, with a space between. Without a header the numbers per word
are what most of the first lines have after their first space, at least 2. A word may hold
spaces as long as what follows the last of them is no number (". . ." in GloVe's own files).
Leaves out: compressed files and naming them (`formats`), what becomes of the rows (`collect`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice
from typing import IO, BinaryIO

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import FormatError
from w2v_core.vectors.files.word2vec import (
    HEADER_BYTES,
    MAX_DIM,
    MAX_WORD_BYTES,
    Piece,
    Source,
    check_dim,
    encoded,
    read_header,
    shown,
)
from w2v_core.vectors.word_vectors import Vectors, WordVectors

# Longer than any float that a program writes, and the space before it.
_NUMBER_BYTES = 40
_LONGEST_LINE = MAX_WORD_BYTES + _NUMBER_BYTES * MAX_DIM
_FIRST_LINES = 20
_PIECE_NUMBERS = 1 << 18
_BLANKS = b" \t\r\n"

Line = tuple[int, bytes]  # its number, from 1, and what it holds


def write_text(vectors: WordVectors, file: IO[bytes]) -> None:
    """A header, and a line a word; raises FormatError for a word that holds white space."""
    _write(vectors, file, b"%d %d\n" % (len(vectors), vectors.dim))


def write_glove(vectors: WordVectors, file: IO[bytes]) -> None:
    """A line a word, no header; raises FormatError for a word that holds white space."""
    if vectors.dim < 2:
        raise FormatError("Without a header at least 2 numbers per word are needed; save as .txt.")
    _write(vectors, file, b"")


def _write(vectors: WordVectors, file: IO[bytes], header: bytes) -> None:
    # Nine digits give every float32 back exactly.
    row_format = b" %.9g" * vectors.dim + b"\n"
    for i, (word, row) in enumerate(encoded(vectors)):
        if i == 0:
            file.write(header)
        file.write(word + row_format % tuple(row.tolist()))


def read_text(file: BinaryIO, size: int) -> Source:
    """The rows of a file of at most `size` bytes."""
    first = file.readline(HEADER_BYTES)
    announced = read_header(first, size - len(first), 2)
    if announced is not None:
        n, d = announced
        rows = islice(_lines(file, MAX_WORD_BYTES + _NUMBER_BYTES * d, 2), n)
        return Source(n, d, "line", _pieces(rows, n, d))
    if not first.endswith(b"\n"):
        first += file.readline(_LONGEST_LINE)
    others = _lines(file, _LONGEST_LINE, 2)
    head = [(1, first), *islice(others, _FIRST_LINES - 1)]
    d = _guess_dim(head)
    lines = (each for each in chain(head, others) if each[1].strip(_BLANKS))
    return Source(None, d, "line", _pieces(lines, None, d))


def _guess_dim(head: list[Line]) -> int:
    """Numbers per word in a file without a header: what most of its first lines have."""
    counts = Counter(line.rstrip(_BLANKS).count(b" ") for _, line in head if line.strip(_BLANKS))
    d = min(counts, key=lambda count: (-counts[count], count), default=0)
    if d < 2 or head[0][1].count(b" ") < 2:
        raise FormatError(
            "line 1 must hold the number of words and the numbers per word, such as 5000 100, or "
            f"a word and its numbers, at least 2; it begins with {shown(head[0][1])}."
        )
    check_dim(d)
    return d


def _lines(file: BinaryIO, longest: int, number: int) -> Iterator[Line]:
    """Lines, cut where they are too long to be any; the first is of that number."""
    while line := file.readline(longest):
        yield number, line
        number += 1


def _pieces(lines: Iterator[Line], n: int | None, d: int) -> Iterator[Piece]:
    size, read = max(1, _PIECE_NUMBERS // d), 0
    while batch := list(islice(lines, size)):
        read += len(batch)
        yield _piece(batch, n is not None, d)
    if n is not None and read < n:
        raise FormatError(f"the file ends before line {read + 2:,}; line 1 announces {n:,}.")


def _piece(batch: list[Line], headed: bool, d: int) -> Piece:
    parts = [line.rstrip(_BLANKS).partition(b" ") for _, line in batch]
    words = [word for word, _, _ in parts]
    table = _parse_all([numbers for _, _, numbers in parts], d)
    if table is None:  # a word with spaces, or something that is wrong with one of the lines
        words = []
        table = np.empty((len(batch), d), dtype=np.float32)
        for row, (number, line) in zip(table, batch, strict=True):
            word, row[:] = _parse_line(number, line, headed, d)
            words.append(word)
    return Piece(words, table, [number for number, _ in batch])


def _parse_all(numbers: list[bytes], d: int) -> Vectors | None:
    """(k, d) numbers of some lines at once, in a fraction of the time; None if it cannot be."""
    if not all(numbers):
        return None
    try:
        table = np.loadtxt(numbers, dtype=np.float64, comments=None, ndmin=2)
    except ValueError:
        return None
    return _narrow(table) if table.shape == (len(numbers), d) else None


def _narrow(numbers: NDArray[np.float64]) -> Vectors:
    with np.errstate(over="ignore"):  # what does not fit is infinite, and said to be
        return numbers.astype(np.float32)


def _parse_line(number: int, line: bytes, headed: bool, d: int) -> tuple[bytes, Vectors]:
    """The word and the numbers of a line, or what is wrong with it."""
    line = line.rstrip(_BLANKS)
    word, *numbers = line.rsplit(b" ", d)
    if len(numbers) != d or _is_number(word.rpartition(b" ")[2], b" " in word):
        known = "line 1 announces" if headed else "the first lines have"
        raise FormatError(
            f"line {number:,} holds {line.count(b' '):,} numbers after its word, {known} {d:,}; "
            f"it begins with {shown(line)}."
        )
    try:
        return word, _narrow(np.array(numbers, dtype=np.float64))
    except ValueError as error:
        raise FormatError(f"line {number:,}: {error}.") from error


def _is_number(text: bytes, after_space: bool) -> bool:
    """Whether the end of a word with spaces is a number, which then belongs to the vector."""
    try:
        float(text)
    except ValueError:
        return False
    return after_space

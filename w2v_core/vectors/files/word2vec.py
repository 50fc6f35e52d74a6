"""word2vec's binary format, and what it has in common with the text formats.

A header line with the number of words and of numbers per word; then a word, a space and its
numbers as little-endian float32, each. Rows are read in pieces of some megabytes, so that a file
of any size can go through. The header is held against the size of the file before anything is set
aside. Leaves out: text (`plain_text`), and what becomes of the rows (`collect`).
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from typing import IO, Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import FormatError
from w2v_core.vectors.cosines import blocks
from w2v_core.vectors.word_vectors import Vectors, WordVectors

# A word of more bytes is the sign of a file that is something else.
MAX_WORD_BYTES = 1_000
MAX_DIM = 65_536

_HEADER = re.compile(rb"([0-9]{1,19})[ \t]+([0-9]{1,19})[ \t\r]*\n")
HEADER_BYTES = 64
_PIECE_BYTES = 1 << 23
# What white space there is that separates words for some reader of these formats.
SEPARATORS = " \t\n\r\v\f"


@dataclasses.dataclass(frozen=True, slots=True)
class Piece:
    """Some consecutive rows of a file.

    Attributes
    ----------
    words : list of bytes
        k words as they stand there.
    table : (k, d) array of float32
    places : sequence of int
        Where each row begins: its line, from 1, or its byte, from 0.
    """

    words: list[bytes]
    table: Vectors
    places: Sequence[int]


@dataclasses.dataclass(frozen=True, slots=True)
class Source:
    """An open file of rows.

    Attributes
    ----------
    words : int or None
        How many it announces, of which room is set aside; None if that is not known.
    dim : int
        Numbers per word.
    unit : str
        What places are counted in, "line" or "byte".
    pieces : iterator of Piece
        The rows; raises FormatError with the place where they end or cannot be read.
    """

    words: int | None
    dim: int
    unit: str
    pieces: Iterator[Piece]


def encoded(vectors: WordVectors) -> Iterator[tuple[bytes, NDArray[Any]]]:
    """Each word that a format of words and spaces can carry, with its vector; checks all first."""
    for word in vectors.words:
        check_separable(word)
        utf8(word)
    at = 0
    for _, rows in blocks(vectors.vectors):
        for row in rows.astype("<f4", copy=False):
            yield utf8(vectors.words[at]), row
            at += 1


def check_separable(word: str) -> None:
    """Raise FormatError for a word that cannot be told from what separates words."""
    if not word or any(c in SEPARATORS for c in word):
        raise FormatError(
            f"The word {word[:100]!r} holds white space, which separates words in this format; "
            "save as .npz instead."
        )


def utf8(word: str) -> bytes:
    """The bytes of a word; raises FormatError if it has too many or is no valid text."""
    try:
        found = word.encode("utf-8")
    except UnicodeEncodeError as error:
        raise FormatError(f"The word {word!r} cannot be written as UTF-8.") from error
    if len(found) > MAX_WORD_BYTES:
        raise FormatError(
            f"The word {word[:30]!r}… has {len(found):,} bytes; at most {MAX_WORD_BYTES:,} fit."
        )
    return found


def write_binary(vectors: WordVectors, file: IO[bytes]) -> None:
    """Little-endian float32; raises FormatError for a word that holds white space."""
    for i, (word, row) in enumerate(encoded(vectors)):
        if i == 0:
            file.write(b"%d %d\n" % (len(vectors), vectors.dim))
        file.write(word + b" " + row.tobytes() + b"\n")


def read_header(line: bytes, left: int, number_bytes: int) -> tuple[int, int] | None:
    """Words and numbers per word that a first line announces; None if it is no such line.

    Parameters
    ----------
    left : int
        The most bytes that can follow.
    number_bytes : int
        The fewest that a number takes.
    """
    match = _HEADER.fullmatch(line)
    if match is None:
        return None
    n, d = int(match[1]), int(match[2])
    if n == 0 or d == 0:
        raise FormatError(f"line 1 announces {n} words of {d} numbers: there is nothing to read.")
    # The least a row takes: a one-byte word, a separator, and the numbers.
    least = n * (2 + d * number_bytes) - 1
    if least > left:
        raise FormatError(
            f"line 1 announces {n:,} words of {d:,} numbers, at least {least:,} bytes; the file "
            f"holds {left:,} after it. It is cut off or no word2vec file."
        )
    check_dim(d)
    return n, d


def check_dim(d: int) -> None:
    """Raise FormatError for more numbers per word than are read."""
    if d > MAX_DIM:
        raise FormatError(f"line 1 announces {d:,} numbers per word; at most {MAX_DIM:,} are read.")


def read_binary(file: BinaryIO, size: int) -> Source:
    """The rows of a file of at most `size` bytes."""
    line = file.readline(HEADER_BYTES)
    announced = read_header(line, size - len(line), 4)
    if announced is None:
        raise FormatError(
            "line 1 must hold the number of words and the numbers per word, such as 5000 100; "
            f"it begins with {shown(line)}."
        )
    n, d = announced
    return Source(n, d, "byte", _binary_pieces(file, n, d, len(line)))


def _binary_pieces(file: BinaryIO, n: int, d: int, begin: int) -> Iterator[Piece]:
    data, left = b"", n
    while left:
        more = file.read(_PIECE_BYTES)
        data += more
        words, starts, rows, end = _split_rows(data, left, 4 * d, begin)
        if words:
            table = np.frombuffer(b"".join(rows), dtype="<f4").reshape(len(words), d)
            yield Piece(words, table, starts)
        elif not more:
            inside = "the vector of a word" if b" " in data else "a word"
            raise FormatError(f"byte {begin:,}: the file ends inside {inside}.")
        left -= len(words)
        data, begin = data[end:], begin + end


def _split_rows(
    data: bytes, most: int, row_bytes: int, begin: int
) -> tuple[list[bytes], list[int], list[memoryview], int]:
    """Words, places and vectors of the rows that are whole, and where the next one begins."""
    view = memoryview(data)
    words: list[bytes] = []
    starts: list[int] = []
    rows: list[memoryview] = []
    at = 0
    while len(words) < most:
        word = at
        while data[word : word + 1] == b"\n":  # the end of the row before
            word += 1
        gap = data.find(b" ", word, word + MAX_WORD_BYTES + 1)
        if gap < 0 and len(data) - word > MAX_WORD_BYTES:
            raise FormatError(
                f"byte {begin + at:,}: no space within {MAX_WORD_BYTES:,} bytes of where a word "
                "begins."
            )
        end = gap + 1 + row_bytes
        if gap < 0 or end > len(data):
            break
        words.append(data[word:gap])
        starts.append(begin + at)
        rows.append(view[gap + 1 : end])
        at = end
    return words, starts, rows, at


def shown(data: bytes) -> str:
    """The beginning of some bytes, for a message."""
    return repr(data[:30].decode("utf-8", "replace"))

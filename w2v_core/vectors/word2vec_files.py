"""The formats of word2vec, text and binary: a header line, then a word and its numbers each.

They have no counts, but the words come most frequent first: on reading, n words get the stand-in
counts n, n - 1, …, 1, which keep that order. A word that stands there twice keeps its first
vector, and bytes that are no UTF-8 are replaced, as some public files need. The header is checked
against the size of the file before memory is set aside. Leaves out: files without a header line
(GloVe), compressed files, and opening and naming files; that is `formats`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import FormatError
from w2v_core.text.vocabulary import Vocabulary
from w2v_core.vectors.word_vectors import Vectors, WordVectors

# A word of more bytes is the sign of a file that is something else.
MAX_WORD_BYTES = 1_000

_HEADER = re.compile(rb"([0-9]{1,19})[ \t]+([0-9]{1,19})[ \t\r]*\n")
_HEADER_BYTES = 64
# Longer than any float that a program writes, and the space before it.
_NUMBER_BYTES = 40


def _encoded(vectors: WordVectors) -> Iterator[tuple[bytes, NDArray[Any]]]:
    """Each word that word2vec's formats can carry, with its vector, after a check of all."""
    for word in vectors.words:
        if not word or any(c in " \t\n\r\v\f" for c in word):
            raise FormatError(
                f"The word {word!r} holds white space, which separates words in this format; "
                "save as .npz instead."
            )
        utf8(word)
    for word, row in zip(vectors.words, vectors.vectors.astype("<f4", copy=False), strict=True):
        yield utf8(word), row


def utf8(word: str) -> bytes:
    """The bytes of a word; raises FormatError if it has too many or is no valid text."""
    try:
        encoded = word.encode("utf-8")
    except UnicodeEncodeError as error:
        raise FormatError(f"The word {word!r} cannot be written as UTF-8.") from error
    if len(encoded) > MAX_WORD_BYTES:
        raise FormatError(
            f"The word {word[:30]!r}… has {len(encoded):,} bytes; at most {MAX_WORD_BYTES:,} fit."
        )
    return encoded


def write_text(vectors: WordVectors, file: IO[bytes]) -> None:
    """One line a word; raises FormatError for a word that holds white space."""
    # Nine digits give every float32 back exactly.
    row_format = b" %.9g" * vectors.dim + b"\n"
    for i, (word, row) in enumerate(_encoded(vectors)):
        if i == 0:
            file.write(b"%d %d\n" % (len(vectors), vectors.dim))
        file.write(word + row_format % tuple(row.tolist()))


def write_binary(vectors: WordVectors, file: IO[bytes]) -> None:
    """Little-endian float32; raises FormatError for a word that holds white space."""
    for i, (word, row) in enumerate(_encoded(vectors)):
        if i == 0:
            file.write(b"%d %d\n" % (len(vectors), vectors.dim))
        file.write(word + b" " + row.tobytes() + b"\n")


def _read_header(file: BinaryIO, size: int, *, number_bytes: int) -> Vectors:
    """Room for the vectors that the first line announces, if the file can hold as many."""
    line = file.readline(_HEADER_BYTES)
    match = _HEADER.fullmatch(line)
    if match is None:
        raise FormatError(
            f"line 1 must hold the number of words and the numbers per word, such as 5000 100; "
            f"it begins with {_shown(line)}."
        )
    n, d = int(match[1]), int(match[2])
    if n == 0 or d == 0:
        raise FormatError(f"line 1 announces {n} words of {d} numbers: there is nothing to read.")
    # The least a row takes: a one-byte word, a separator, and the numbers.
    least = n * (2 + d * number_bytes) - 1
    if least > size - len(line):
        raise FormatError(
            f"line 1 announces {n:,} words of {d:,} numbers, at least {least:,} bytes; the file "
            f"holds {size - len(line):,} after it. It is cut off or no word2vec file."
        )
    return np.empty((n, d), dtype="<f4")


def read_text(file: BinaryIO, size: int) -> WordVectors:
    """Vectors from a file of `size` bytes; raises FormatError with the line."""
    table = _read_header(file, size, number_bytes=2)
    n, d = table.shape
    words: dict[str, None] = {}
    for line_number in range(2, n + 2):
        line = file.readline(MAX_WORD_BYTES + _NUMBER_BYTES * d)
        if not line:
            raise FormatError(f"the file ends before line {line_number:,}; line 1 announces {n:,}.")
        word, *numbers = line.rstrip(b" \t\r\n").split(b" ")
        if len(numbers) != d:
            raise FormatError(
                f"line {line_number:,} holds {len(numbers):,} numbers after its word, line 1 "
                f"announces {d:,}; it begins with {_shown(line)}."
            )
        row = table[len(words)]
        try:
            with np.errstate(over="ignore"):
                row[:] = np.array(numbers, dtype=np.float64)
        except ValueError as error:
            raise FormatError(f"line {line_number:,}: {error}.") from error
        _keep(words, word, row, f"line {line_number:,}")
    return _without_counts(words, table)


def read_binary(file: BinaryIO, size: int) -> WordVectors:
    """Vectors from a file of `size` bytes; raises FormatError with the byte."""
    table = _read_header(file, size, number_bytes=4)
    words: dict[str, None] = {}
    for _ in range(len(table)):
        start = file.tell()
        word = _read_word(file)
        row = table[len(words)]
        if file.readinto(row.view("u1")) != row.nbytes:  # type: ignore[attr-defined]
            raise FormatError(f"byte {start:,}: the file ends inside the vector of a word.")
        _keep(words, word, row, f"byte {start:,}")
    return _without_counts(words, table)


def _read_word(file: BinaryIO) -> bytes:
    """The bytes up to the next space; line ends before it belong to the row before."""
    start = file.tell()
    word = bytearray()
    while (byte := file.read(1)) != b" ":
        if not byte:
            raise FormatError(f"byte {start:,}: the file ends inside a word.")
        if len(word) == MAX_WORD_BYTES:
            raise FormatError(
                f"byte {start:,}: no space within {MAX_WORD_BYTES:,} bytes of where a word begins."
            )
        if word or byte != b"\n":
            word += byte
    return bytes(word)


def _keep(words: dict[str, None], word: bytes, row: NDArray[Any], place: str) -> None:
    """Add the word whose vector stands in the next row; a repeated one leaves its row free."""
    if not 0 < len(word) <= MAX_WORD_BYTES:
        raise FormatError(
            f"{place}: a word of {len(word):,} bytes; 1 to {MAX_WORD_BYTES:,} are read."
        )
    if not np.isfinite(row).all():
        raise FormatError(
            f"{place}: the vector of {_shown(word)} holds a number that is not finite."
        )
    words[word.decode("utf-8", "replace")] = None


def _without_counts(words: dict[str, None], table: Vectors) -> WordVectors:
    n = len(words)
    return WordVectors(Vocabulary(tuple(words), np.arange(n, 0, -1)), table[:n])


def _shown(data: bytes) -> str:
    return repr(data[:30].decode("utf-8", "replace"))

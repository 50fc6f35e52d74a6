"""From the rows of a file to `WordVectors`, in memory or, for tables of any size, on disk.

These files have no counts, but the words come most frequent first: n words get the stand-in counts
n, n - 1, …, 1, which keep that order. A word that stands there twice keeps its first vector, and
bytes that are no UTF-8 are replaced, as some public files need.
Leaves out: the formats (`plain_text`, `word2vec`).
"""

from __future__ import annotations

import mmap
from collections.abc import Callable
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import FormatError
from w2v_core.text.vocabulary import Vocabulary
from w2v_core.vectors.cosines import norms_of
from w2v_core.vectors.files.word2vec import MAX_WORD_BYTES, Piece, Source, shown
from w2v_core.vectors.word_vectors import Vectors, WordVectors

Watch = Callable[[int], None]  # told how many words there are so far


def gather(
    source: Source, scratch: BinaryIO | None = None, watch: Watch | None = None
) -> WordVectors:
    """All rows of a file.

    Parameters
    ----------
    source : Source
        Its pieces are used up.
    scratch : file, optional
        Open for writing and reading, and empty: the table is written there and mapped, so that
        memory holds the words only.
    watch : callable, optional
        Told after each piece.

    Raises
    ------
    FormatError
        With the place, if a row cannot be used.
    """
    words: dict[str, int] = {}
    norms: list[NDArray[np.float64]] = []
    table = _OnDisk(source.dim, scratch) if scratch else _InMemory(source)
    for piece in source.pieces:
        kept, lengths = _fresh(piece, source.unit, words)
        whole = len(kept) == len(piece.words)
        table.add(piece.table if whole else piece.table[kept])
        norms.append(lengths if whole else lengths[kept])
        if watch:
            watch(len(words))
    if not words:
        raise FormatError("there is no word in it.")
    n = len(words)
    vocabulary = Vocabulary(tuple(words), np.arange(n, 0, -1), index=words)
    return WordVectors(vocabulary, table.done(n), norms=np.concatenate(norms))


def _fresh(piece: Piece, unit: str, words: dict[str, int]) -> tuple[list[int], NDArray[np.float64]]:
    """Rows whose word is new, which is added to `words`; and the lengths of all rows."""
    norms = norms_of(piece.table)
    if not np.isfinite(norms).all():
        bad = int(np.flatnonzero(~np.isfinite(norms))[0])
        raise FormatError(
            f"{unit} {piece.places[bad]:,}: the vector of {shown(piece.words[bad])} holds a number "
            "that is not finite."
        )
    kept = []
    for i, word in enumerate(piece.words):
        if not 0 < len(word) <= MAX_WORD_BYTES:
            raise FormatError(
                f"{unit} {piece.places[i]:,}: a word of {len(word):,} bytes; 1 to "
                f"{MAX_WORD_BYTES:,} are read."
            )
        text = word.decode("utf-8", "replace")
        if text not in words:
            words[text] = len(words)
            kept.append(i)
    return kept, norms


class _InMemory:
    """Rows that are put together in memory; once, if it is known how many there will be."""

    def __init__(self, source: Source) -> None:
        self._room = None if source.words is None else np.empty((source.words, source.dim), "<f4")
        self._parts: list[Vectors] = []
        self._n = 0

    def add(self, rows: Vectors) -> None:
        if self._room is None:
            self._parts.append(rows)
        else:
            self._room[self._n : self._n + len(rows)] = rows
        self._n += len(rows)

    def done(self, n: int) -> Vectors:
        return np.concatenate(self._parts) if self._room is None else self._room[:n]


class _OnDisk:
    """Rows that are written to a file, which is mapped in the end."""

    def __init__(self, dim: int, file: BinaryIO) -> None:
        self._file, self._dim = file, dim

    def add(self, rows: Vectors) -> None:
        self._file.write(np.ascontiguousarray(rows, dtype="<f4").data)

    def done(self, n: int) -> Vectors:
        self._file.flush()
        whole = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
        return np.frombuffer(whole, "<f4").reshape(n, self._dim)

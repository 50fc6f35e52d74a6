"""Tables of vectors of any size: their lengths and their cosines, without a second table.

A table may be a mapped file that is larger than memory. It is gone through in blocks, and the
pages of a large mapped one are let go after each, so that a process never holds more than a block
of it. Leaves out: words, and files (`npz`).
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from w2v_core.vectors.ranking import Vectors, normalize

Norms = NDArray[np.float64]

_BLOCK_NUMBERS = 1 << 24  # 64 MB: every table of 100,000 words of 100 numbers is one product
_SMALL_BLOCK_NUMBERS = 1 << 18  # what the processor's cache holds, for more than one pass over it
_LET_GO: int = getattr(mmap, "MADV_DONTNEED", 0)  # Windows has no such thing
_LET_GO_FROM = 1 << 30  # bytes; a page that was let go costs a fault when it is wanted again
# Between these, products of float32 neither overflow nor lose digits.
_LEAST, _MOST = 1e-30, 1e37
_ODD_ROWS = 4096


def blocks(table: Vectors, numbers: int = _BLOCK_NUMBERS) -> Iterator[tuple[int, Vectors]]:
    """Consecutive rows with the place of the first; what has been gone through is let go."""
    size = max(1, numbers // max(1, table.shape[1]))
    mapped = _mapping(table) if _LET_GO and table.nbytes >= _LET_GO_FROM else None
    start = _address(table) - _address(np.frombuffer(mapped, np.uint8, 1)) if mapped else 0
    for low in range(0, len(table), size):
        rows = table[low : low + size]
        yield low, rows
        if mapped:
            begin = start + low * table.strides[0]
            first = begin // mmap.PAGESIZE * mmap.PAGESIZE
            # Of this process alone: the system's cache has the pages while there is room.
            mapped.madvise(_LET_GO, first, begin + rows.nbytes - first)


def _mapping(table: NDArray[np.generic]) -> mmap.mmap | None:
    """The mapped file that an array looks into, if it is one."""
    owner: object = table
    while isinstance(owner, np.ndarray):
        owner = owner.base
    if isinstance(owner, memoryview):
        owner = owner.obj
    return owner if isinstance(owner, mmap.mmap) else None


def _address(array: NDArray[np.generic]) -> int:
    return int(array.ctypes.data)


def norms_of(table: Vectors) -> Norms:
    """(V,) lengths; not finite where a number of the row is not.

    Summed in float64: the squares of tiny or huge float32 numbers leave its range.
    """
    out = np.empty(len(table))
    for low, rows in blocks(table):
        for at, few in blocks(rows, _SMALL_BLOCK_NUMBERS):
            with np.errstate(invalid="ignore"):  # some bit patterns of NaN
                wide = few.astype(np.float64)
            out[low + at : low + at + len(few)] = np.einsum("ij,ij->i", wide, wide)
    norms: Norms = np.sqrt(out, out=out)
    return norms


class Table:
    """Vectors that are asked for cosines.

    Parameters
    ----------
    rows : (V, d) array of float32
        Not copied.
    norms : (V,) array of float64, optional
        Their lengths, where they are known already.
    """

    def __init__(self, rows: Vectors, norms: Norms | None = None) -> None:
        self.rows = rows
        if norms is not None:
            self.norms = norms

    @cached_property
    def norms(self) -> Norms:
        """(V,) lengths of the rows."""
        return norms_of(self.rows)

    @cached_property
    def _divisors(self) -> Norms:
        """(V,) lengths, 1 for zero vectors, whose products are 0."""
        return np.where(self.norms > 0, self.norms, 1.0)

    @cached_property
    def _odd(self) -> NDArray[np.int64]:
        """Rows so short or so long that float32 cannot multiply them as they are."""
        norms = self.norms
        return np.flatnonzero((norms > 0) & ((norms < _LEAST) | (norms > _MOST)))

    def unit(self, rows: Sequence[int] | NDArray[np.integer]) -> Vectors:
        """(n, d) vectors of length 1 of some rows; a zero vector stays zero."""
        return normalize(self.rows[np.asarray(rows, dtype=np.int64)])

    def cosines(self, target: NDArray[np.floating], n: int | None = None) -> Vectors:
        """Cosines with vectors of length 1 of the first n rows, all if None.

        (n,) for a (d,) target, (n, m) for a (d, m) one.
        """
        target = np.asarray(target, dtype=np.float32)
        rows = self.rows[:n]
        found: Vectors = np.empty((len(rows), *target.shape[1:]), dtype=np.float32)
        # What leaves the range of float32 is put right below.
        with np.errstate(over="ignore", under="ignore", invalid="ignore"):
            for low, block in blocks(rows):
                np.matmul(block, target, out=found[low : low + len(block)])
            lengths = self._divisors[: len(rows)]
            found /= lengths if target.ndim == 1 else lengths[:, None]
        odd = self._odd[: np.searchsorted(self._odd, len(rows))]
        for low in range(0, len(odd), _ODD_ROWS):
            few = odd[low : low + _ODD_ROWS]
            found[few] = self.unit(few) @ target
        return np.clip(found, -1.0, 1.0, out=found)

"""Fingerprints: whether a line has been seen before, in 8 bytes each.

A fingerprint is Python's own 64-bit hash of the text, which is keyed anew in every process: nobody
can prepare lines that collide. Among six million lines two different ones share a fingerprint
once in a million texts. Leaves out: what is done with lines seen before (`cleaning`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

MOST = 3 << 21  # remembered at once: 6,291,456, three quarters of a table of 64 MiB
_FIRST_SLOTS = 1 << 14
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SLICE = 1 << 16


class Fingerprints:
    """A set that takes many at a time and stays below 100 MiB.

    When `MOST` are remembered, others are not: what repeats only later is not noticed.

    Examples
    --------
    >>> seen = Fingerprints()
    >>> seen.add([7, 8, 7]).tolist(), seen.add([9, 8]).tolist()
    ([True, True, False], [True, False])
    """

    def __init__(self) -> None:
        self._table = np.zeros(_FIRST_SLOTS, dtype=np.uint64)  # 0 is an empty slot
        self._remembered = 0

    def add(self, fingerprints: Sequence[int]) -> NDArray[np.bool_]:
        """Remember 64-bit integers; returns for each whether it is new."""
        prints = np.array(fingerprints, dtype=np.int64).view(np.uint64)
        prints[prints == 0] = 1
        distinct, first = np.unique(prints, return_index=True)
        new = np.zeros(len(prints), dtype=np.bool_)
        for low in range(0, len(distinct), _SLICE):
            part = slice(low, low + _SLICE)
            new[first[part]] = self._insert(distinct[part])
        return new

    def _insert(self, distinct: NDArray[np.uint64]) -> NDArray[np.bool_]:
        while 4 * (self._remembered + len(distinct)) > 3 * len(self._table):
            if len(self._table) >= 4 * MOST // 3:
                return self._place(distinct, write=False)
            self._grow()
        new = self._place(distinct, write=True)
        self._remembered += int(np.count_nonzero(new))
        return new

    def _place(self, distinct: NDArray[np.uint64], *, write: bool) -> NDArray[np.bool_]:
        """Look for each from its own slot on, all at once, until it or an empty slot is found."""
        mask = len(self._table) - 1
        slots = ((distinct * _MIX) >> np.uint64(32)).astype(np.int64) & mask
        new = np.zeros(len(distinct), dtype=np.bool_)
        pending = np.arange(len(distinct))
        while len(pending):
            held = self._table[slots[pending]]
            empty = held == 0
            if write:  # of several for one slot the last gets it; the others look further
                self._table[slots[pending[empty]]] = distinct[pending[empty]]
                got = self._table[slots[pending]] == distinct[pending]
            else:
                got = empty | (held == distinct[pending])
            new[pending[empty & got]] = True
            pending = pending[~got]
            slots[pending] = (slots[pending] + 1) & mask
        return new

    def _grow(self) -> None:
        old = self._table
        self._table = np.zeros(2 * len(old), dtype=np.uint64)
        for low in range(0, len(old), _SLICE):
            part = old[low : low + _SLICE]
            self._place(part[part != 0], write=True)

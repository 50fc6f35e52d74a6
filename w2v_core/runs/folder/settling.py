"""Settling: how near the neighbors of words of each frequency band are to where they end.

Leaves out: which words, and how their neighbors come into a file (`exams`).
"""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray

Shares = NDArray[np.float64]


def settled(exams: NDArray[np.void]) -> Shares:
    """(n, bands) share of the nearest neighbors at the end that are neighbors already.

    Parameters
    ----------
    exams : (n,) array of EXAM
        As `read_exams` gives them; the last one is the end.

    Returns
    -------
    (n, bands) array
        Means over the words of a band, in [0, 1]; the last row is 1. NaN where a band has no word
        with neighbors at the end, and at that moment.
    """
    return np.array([_shared(each, exams[-1]) for each in exams]).reshape(len(exams), -1)


def kept(exams: NDArray[np.void]) -> Shares:
    """(n, bands) share of the neighbors of each exam that the exam before had too.

    As `settled`, but it needs no end; the first row is NaN.
    """
    rows = [_shared(before, now) for before, now in itertools.pairwise(exams)]
    nothing = np.full((min(len(exams), 1), exams["neighbors"].shape[1]), np.nan)
    return np.concatenate([nothing, *(row[None] for row in rows)])


def _shared(then: np.void, end: np.void) -> Shares:
    """(bands,) share of the one exam's neighbors that are in the other, list by list."""
    wanted, there = end["neighbors"], then["neighbors"]  # (bands, words, k)
    real = wanted >= 0
    found = (wanted[..., :, None] == there[..., None, :]).any(axis=-1) & real
    both = real.any(axis=-1) & (there >= 0).any(axis=-1)
    shares = found.sum(axis=-1) / np.maximum(real.sum(axis=-1), 1)
    sums, counts = (shares * both).sum(axis=-1), both.sum(axis=-1)
    nothing = np.full(len(sums), np.nan)
    return np.divide(sums, counts, out=nothing, where=counts > 0)

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
    found: Shares = np.empty((len(exams), exams["neighbors"].shape[1]))
    for row, each in enumerate(exams):
        found[row] = _shared(each, exams[-1])
    return found


def kept(exams: NDArray[np.void]) -> Shares:
    """(n, bands) share of the neighbors of each exam that the exam before had too.

    As `settled`, but it needs no end; the first row is NaN.
    """
    found: Shares = np.full((len(exams), exams["neighbors"].shape[1]), np.nan)
    for row, (before, now) in enumerate(itertools.pairwise(exams), 1):
        found[row] = _shared(before, now)
    return found


def _shared(then: np.void, end: np.void) -> Shares:
    """(bands,) share of the one exam's neighbors that are in the other, list by list."""
    wanted, there = end["neighbors"], then["neighbors"]  # (bands, words, k)
    real = wanted >= 0
    found = (wanted[..., :, None] == there[..., None, :]).any(axis=-1) & real
    both = real.any(axis=-1) & (there >= 0).any(axis=-1)
    shares = found.sum(axis=-1) / np.maximum(real.sum(axis=-1), 1)
    sums, counts = (shares * both).sum(axis=-1), both.sum(axis=-1)
    means: Shares = np.full(len(sums), np.nan)
    np.divide(sums, counts, out=means, where=counts > 0)
    return means

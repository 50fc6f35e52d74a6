"""What is wrong with single rows of a table of vectors, without looking at what they mean.

Leaves out: how the rows lie to each other (`isotropy`, `hubness`).
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import scipy
from numpy.typing import NDArray

from w2v_core.vectors.cosines import blocks, norms_of
from w2v_core.vectors.ranking import Vectors
from w2v_core.vectors.word_vectors import WordVectors

SHORT, LONG = 0.01, 100.0  # lengths that training seldom leaves

Mask = NDArray[np.bool_]


@dataclasses.dataclass(frozen=True)
class RowFaults:
    """Which rows stand out.

    Attributes
    ----------
    words : int
        All rows.
    broken, zero, short, long, copies, untrained : (words,) array of bool
        Rows with a number that is not finite; of zeros; shorter than 0.01 without being zero;
        longer than 100; that repeat an earlier row, zeros not counted; and those whose context
        vector is still zero, as training by descent starts it (none without context vectors).
    norms : (words,) array of float64
        Lengths.
    frequency : float
        Spearman's rank correlation of length and count, over sound rows; NaN where all are equal.
    """

    words: int
    broken: Mask
    zero: Mask
    short: Mask
    long: Mask
    copies: Mask
    untrained: Mask
    norms: NDArray[np.float64]
    frequency: float

    @property
    def sound(self) -> Mask:
        """(words,) rows that have a direction."""
        return ~(self.broken | self.zero)


def find_row_faults(vectors: WordVectors) -> RowFaults:
    """Go once through all rows, O(V d) and in blocks."""
    norms = norms_of(vectors.vectors)
    broken, zero = ~np.isfinite(norms), norms == 0
    context = vectors.context_vectors
    untrained = np.zeros(len(norms), dtype=np.bool_)
    if context is not None:
        lengths = norms_of(context)
        broken |= ~np.isfinite(lengths)
        untrained = lengths == 0
    with np.errstate(invalid="ignore"):
        short, long = (norms < SHORT) & ~zero, norms > LONG
    sound = ~(broken | zero)
    counts = vectors.vocabulary.counts
    copies = _copies(vectors.vectors) & sound
    frequency = rank_correlation(norms[sound], counts[sound].astype(np.float64))
    return RowFaults(
        len(norms), broken, zero, short, long & ~broken, copies, untrained, norms, frequency
    )


def rank_correlation(x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    """Spearman's, with average ranks; NaN for fewer than 3 values, or where all are equal."""
    if len(x) < 3 or np.ptp(x) == 0 or np.ptp(y) == 0:
        return math.nan
    return float(scipy.stats.spearmanr(x, y)[0])


def _copies(table: Vectors) -> Mask:
    """(V,) whether a row repeats an earlier one, by a hash of 64 bits of its numbers."""
    factors = np.random.default_rng(0).integers(1 << 63, size=table.shape[1], dtype=np.uint64)
    factors |= np.uint64(1)
    hashes = np.empty(len(table), dtype=np.uint64)
    for low, rows in blocks(table):
        bits = np.ascontiguousarray(rows).view(np.uint32).astype(np.uint64)
        bits ^= bits >> np.uint64(15)
        hashes[low : low + len(rows)] = (bits * factors).sum(axis=1, dtype=np.uint64)
    _, first = np.unique(hashes, return_index=True)
    copies = np.ones(len(table), dtype=np.bool_)
    copies[first] = False
    return copies

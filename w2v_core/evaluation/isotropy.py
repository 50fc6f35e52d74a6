"""Isotropy: whether vectors use all directions alike, or lean to one side or to few dimensions.

Every word counts the same, as usual, or as often as it is met in text, which weighs down the many
rare words. Leaves out: what an uneven cloud does to neighbors (`hubness`).

References
----------
Mu, Viswanath 2018, ICLR: frequent words share a mean and a few directions.
Yokoi, Bao, Kurita, Shimodaira 2024, arXiv 2411.00680: expectations weighted by frequency.
"""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray

from w2v_core.vectors.word_vectors import WordVectors

MOST_WORDS = 50_000

Floats = NDArray[np.float64]


@dataclasses.dataclass(frozen=True, slots=True)
class Isotropy:
    """How evenly a cloud of vectors spreads.

    Attributes
    ----------
    mean_cosine : float
        Of two different words, in [-1, 1]; 0 for an even cloud, 1 where all point one way.
    participation : float
        (Σλ)² / (d Σλ²) over the variances along d principal directions, in [1/d, 1]: the share of
        the dimensions that is in use. NaN where nothing varies.
    """

    mean_cosine: float
    participation: float


def isotropy(vectors: WordVectors, weights: NDArray[np.number] | None = None) -> Isotropy:
    """Isotropy of the 50,000 most frequent words, O(V d²).

    Parameters
    ----------
    vectors : WordVectors
        At least two words.
    weights : (V,) array, optional
        How much each word counts, such as its count; all alike without.
    """
    n = min(len(vectors), MOST_WORDS)
    given = np.ones(n) if weights is None else np.asarray(weights[:n], dtype=np.float64)
    share = given / given.sum()
    units = vectors.unit_rows(np.arange(n))
    mean = share @ units.astype(np.float64)
    own = float(share @ (share * np.einsum("ij,ij->i", units, units, dtype=np.float64)))
    others = 1.0 - float(share @ share)
    cosine = (float(mean @ mean) - own) / others if others > 0 else float("nan")
    return Isotropy(min(1.0, max(-1.0, cosine)), participation(vectors.vectors[:n], share))


def participation(rows: NDArray[np.floating], share: Floats) -> float:
    """(Σλ)² / (d Σλ²) of the weighted covariance of (n, d) rows; `share` adds up to 1.

    >>> round(participation(np.array([[1.0, 0], [-1, 0], [0, 1], [0, -1]]), np.full(4, 0.25)), 3)
    1.0
    """
    wide = np.asarray(rows, dtype=np.float64)
    centered = wide - share @ wide
    covariance = centered.T @ (centered * share[:, None])
    scale = float(np.trace(covariance))
    if not scale > 1e-12 * float(np.max(share @ wide**2, initial=0.0)):
        return float("nan")  # rounding is all that varies
    return float(scale**2 / (wide.shape[1] * float((covariance**2).sum())))

"""Unit vectors, and the best of many scores in an order that can be repeated.

Leaves out: where the scores come from; that is `word_vectors`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from w2v_core.text.vocabulary import Vocabulary

Vectors = NDArray[np.float32]

# A float32 product carries about six digits; beyond them equal vectors would be ordered by
# the rounding of the BLAS that happens to be installed.
DIGITS = 6


@dataclasses.dataclass(frozen=True, slots=True)
class Neighbor:
    """One row of an answer.

    Attributes
    ----------
    rank : int
        1 for the best.
    word : str
        The word found.
    similarity : float
        Cosine in [-1, 1]; for 3CosMul the quotient, in [0, 1,000].
    count : int
        Occurrences of the word in the corpus.
    """

    rank: int
    word: str
    similarity: float
    count: int


def normalize(vectors: NDArray[np.floating]) -> Vectors:
    """(n, d) rows of length 1, float32; zero rows stay zero.

    Norms are summed in float64: the squares of tiny or huge float32 numbers leave its range.
    """
    norms = np.sqrt(np.einsum("ij,ij->i", vectors, vectors, dtype=np.float64))[:, None]  # (n, 1)
    out: Vectors = np.zeros(vectors.shape, dtype=np.float32)
    np.divide(vectors, norms, out=out, where=norms > 0, casting="same_kind")
    return out


def best(
    vocabulary: Vocabulary, scores: NDArray[np.floating], k: int, excluded: Collection[int]
) -> list[Neighbor]:
    """The k highest scores, equal ones by frequency.

    Parameters
    ----------
    vocabulary : Vocabulary
        V words.
    scores : (n,) array
        Of the first n words, n at most V.
    k : int
        How many at most.
    excluded : collection of int
        Ids that are passed over.
    """
    rounded = np.round(scores.astype(np.float64), DIGITS)
    rounded[[i for i in excluded if i < len(rounded)]] = -np.inf
    k = min(k, len(rounded))
    if k < 1:
        return []
    threshold = np.partition(rounded, len(rounded) - k)[len(rounded) - k]
    # All that reach the k-th best, in ascending ids: a stable sort then keeps ties in order.
    near = np.flatnonzero((rounded >= threshold) & np.isfinite(rounded))
    order = near[np.argsort(-rounded[near], kind="stable")][:k]
    return [
        Neighbor(rank, vocabulary.words[i], float(rounded[i]), int(vocabulary.counts[i]))
        for rank, i in enumerate(order, start=1)
    ]

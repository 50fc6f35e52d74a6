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

_STRIDES = 64


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
    k = min(k, len(scores))
    if k < 1:
        return []
    floor = _floor(scores, k + len(excluded)) - 10.0**-DIGITS  # rounding moves none farther
    near = np.flatnonzero(scores >= floor)
    near = near[~np.isin(near, list(excluded)) & np.isfinite(scores[near])]
    rounded = np.round(scores[near].astype(np.float64), DIGITS)
    # Candidates stand in ascending ids: a stable sort keeps ties in order.
    order = np.argsort(-rounded, kind="stable")[:k]
    return [
        Neighbor(rank, vocabulary.words[i], score, int(vocabulary.counts[i]))
        for rank, (i, score) in enumerate(
            zip(near[order].tolist(), rounded[order].tolist(), strict=True), start=1
        )
    ]


def _floor(scores: NDArray[np.floating], k: int) -> float:
    """A score that at least k reach, not far below the k-th best.

    It is the k-th best of the maxima of 64 scores each: looking at each score once is several
    times as fast as ordering them.
    """
    stride = len(scores) // _STRIDES
    if stride < k:
        return -np.inf
    maxima = np.fmax.reduce(scores[: _STRIDES * stride].reshape(_STRIDES, stride), axis=0)
    return float(np.partition(maxima, stride - k)[stride - k])

"""Sums of unit vectors, which may point nowhere; and the two ways to put an analogy into numbers.

Leaves out: which words they are the vectors of (`word_vectors`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import ExpressionError
from w2v_core.vectors.ranking import Vectors, normalize

# What is left after cancelling, as a share of what was added up, is the rounding of the terms.
_ROUNDING = 1e-6

# Keeps 3CosMul finite where the divisor is 0 (Levy & Goldberg 2014). gensim has 1e-6.
EPSILON = 0.001


def direction(units: Vectors, weights: Sequence[float]) -> Vectors:
    """(d,) unit vector of the weighted sum of n unit vectors (n, d).

    Zero vectors by themselves give a zero vector.

    Raises
    ------
    ExpressionError
        If there is nothing to add up, a weight is not finite, or the sum cancels to zero.
    """
    factors = np.array(weights, dtype=np.float64)
    if not np.all(np.isfinite(factors)):
        raise ExpressionError("Every weight must be a finite number.", 0)
    if not np.any(factors):
        raise ExpressionError("There is nothing to add up: give one word or more.", 0)
    factors /= np.abs(factors).max()
    terms = factors[:, None] * units.astype(np.float64)  # (n, d)
    total = terms.sum(axis=0)
    if np.any(terms) and np.linalg.norm(total) < _ROUNDING * np.linalg.norm(terms, axis=1).sum():
        raise ExpressionError(
            "These words cancel out: their sum is the zero vector, which points nowhere; "
            "change a word or a weight.",
            0,
        )
    unit: Vectors = normalize(total[None, :])[0]
    return unit


def three_cos_add(a: str, b: str, c: str) -> dict[str, float]:
    """The weights of b - a + c; those of a word that stands in two places add up."""
    weights = dict.fromkeys((a, b, c), 0.0)
    for word, weight in ((a, -1.0), (b, 1.0), (c, 1.0)):
        weights[word] += weight
    return weights


def three_cos_mul(
    a: NDArray[np.floating], b: NDArray[np.floating], c: NDArray[np.floating]
) -> NDArray[np.floating]:
    """Scores s(b) s(c) / (s(a) + 0.001) with s = (cos + 1) / 2, from the cosines with a, b and c.

    Levy & Goldberg 2014. In [0, 1,000], in the shape of the cosines.
    """
    near_a, near_b, near_c = ((each + 1.0) / 2.0 for each in (a, b, c))
    scores: NDArray[np.floating] = near_b * near_c / (near_a + EPSILON)
    return scores

"""Sums of unit vectors, which may point nowhere.

Leaves out: which words they are the vectors of (`word_vectors`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from w2v_core.errors import ExpressionError
from w2v_core.vectors.ranking import Vectors, normalize

# What is left after cancelling, as a share of what was added up, is the rounding of the terms.
_ROUNDING = 1e-6


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

"""Noise: draws from a fixed distribution over the vocabulary in constant time each.

Walker's alias method (Walker 1977; tables after Vose 1991): two (V,) tables instead of the
10⁸-entry list of word2vec.c, and exact. Leaves out: the distribution itself (`Vocabulary`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


class NoiseSampler:
    """Draws word ids with given probabilities.

    Parameters
    ----------
    probabilities : (V,) array of float
        Non-negative, summing to 1.
    """

    def __init__(self, probabilities: NDArray[np.float64]) -> None:
        self._threshold, self._alias = _alias_tables(probabilities)

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> NDArray[np.int32]:
        """Independent ids of the given shape."""
        # One number picks the column and, by what is left of it, the place in the column.
        places = rng.random(shape)
        places *= len(self._alias)
        columns = places.astype(np.int32)
        places -= columns
        return np.where(places < self._threshold[columns], columns, self._alias[columns])


def _alias_tables(
    probabilities: NDArray[np.float64],
) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """Cut V columns of height 1 so that each holds at most two words.

    Column i belongs to word i up to `threshold[i]` and to word `alias[i]` above.
    """
    size = len(probabilities)
    height = (probabilities * size).tolist()
    threshold = [1.0] * size
    alias = list(range(size))
    small = [i for i in range(size) if height[i] < 1.0]
    large = [i for i in range(size) if height[i] >= 1.0]
    while small and large:
        low, high = small.pop(), large[-1]
        threshold[low], alias[low] = height[low], high
        height[high] -= 1.0 - height[low]
        if height[high] < 1.0:
            small.append(large.pop())
    # What is left over on either side is 1 but for rounding, and stays with its own word.
    return np.array(threshold, dtype=np.float32), np.array(alias, dtype=np.int32)

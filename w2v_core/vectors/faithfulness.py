"""Faithfulness: which share of each word's nearest neighbors a picture keeps as neighbors.

The neighbors in the original space are found once and serve every picture of a t-SNE that moves.
Leaves out: the pictures (`projection`).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import SettingError
from w2v_core.vectors.ranking import Vectors, normalize

NEIGHBORS = 10

# Words that are asked about at most; a share of so many is known to about a percent.
MOST_ASKED = 3_000
ASKED_OF_MORE = 1_000

_CHUNK_NUMBERS = 1 << 21


class Faithfulness:
    """The nearest neighbors of some words by cosine, to be looked for in pictures.

    Parameters
    ----------
    vectors : (n, d) array
        The words as they are.
    k : int
        Neighbors a word. Below 2k + 1 words half of the others are asked for instead, for among
        few words every picture would keep nearly all of them.
    most : int
        Up to so many words all of them are asked about; of more, ASKED_OF_MORE at most, spread
        evenly over the rows. Rows are by frequency, so rare words count as much as frequent ones,
        and the same words always give the same share.

    Attributes
    ----------
    asked : (m,) array of int
        The rows that are asked about.

    Notes
    -----
    O(m·n·d) once and O(m·n) a picture, a few MB of memory.
    """

    def __init__(
        self, vectors: NDArray[np.floating], k: int = NEIGHBORS, *, most: int = MOST_ASKED
    ) -> None:
        n = len(vectors)
        self._n, self._k = n, min(k, (n - 1) // 2)
        asked = n if n <= most else min(most, ASKED_OF_MORE)
        self.asked: NDArray[np.int64] = np.linspace(0, n - 1, asked).round().astype(np.int64)
        self._true = self._nearest(normalize(vectors)) if self._k > 0 else None  # (m, k)

    @property
    def estimated(self) -> bool:
        """Whether only some of the words are asked about."""
        return len(self.asked) < self._n

    def share(self, points: NDArray[np.floating]) -> float:
        """Share of the neighbors that are among the k nearest points, in [0, 1].

        NaN for fewer than 3 words. A picture drawn at random keeps about k / (n - 1).

        Parameters
        ----------
        points : (n, dims) array
            The words in the picture; distance is Euclidean, ties count as kept.

        Raises
        ------
        SettingError
            If there is not one point for each word.
        """
        if len(points) != self._n:
            raise SettingError(f"A picture of {self._n:,} words has {len(points):,} points.")
        if self._true is None:
            return math.nan
        places = np.asarray(points, dtype=np.float64)
        kept = 0
        for low, own in self._blocks():
            distance = np.zeros((len(own), self._n))
            for axis in places.T:
                distance += (axis[own, None] - axis[None, :]) ** 2
            distance[np.arange(len(own)), own] = np.inf
            reach = np.partition(distance, self._k - 1, axis=1)[:, self._k - 1]
            true = self._true[low : low + len(own)]
            kept += int((np.take_along_axis(distance, true, axis=1) <= reach[:, None]).sum())
        return kept / self._true.size

    def _nearest(self, unit: Vectors) -> NDArray[np.int64]:
        """(m, k) rows of the nearest neighbors by cosine."""
        found = []
        for _, own in self._blocks():
            cosine = unit[own] @ unit.T  # (rows, n)
            cosine[np.arange(len(own)), own] = -np.inf
            found.append(np.argpartition(cosine, self._n - self._k, axis=1)[:, -self._k :])
        return np.concatenate(found)

    def _blocks(self) -> list[tuple[int, NDArray[np.int64]]]:
        """The rows that are asked about, a few at a time, each with the place of its first."""
        rows = max(1, _CHUNK_NUMBERS // self._n)
        return [(low, self.asked[low : low + rows]) for low in range(0, len(self.asked), rows)]


def neighbors_kept(
    vectors: NDArray[np.floating], points: NDArray[np.floating], k: int = NEIGHBORS
) -> float:
    """Share of the k nearest neighbors that one picture keeps; see `Faithfulness`."""
    return Faithfulness(vectors, k).share(points)

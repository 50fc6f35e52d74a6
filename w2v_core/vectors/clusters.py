"""Clusters of words: k-means on unit vectors, each cluster named by words of its own.

The k-means is scikit-learn's (Lloyd with k-means++ starts); on vectors of length 1 its distance
orders as cosine does. Leaves out: drawing, and groups that a person makes.
"""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import SettingError
from w2v_core.vectors.ranking import Vectors, normalize

MIN_CLUSTERS, MAX_CLUSTERS = 2, 20
NAMES = 3  # words that name a cluster

# Centers are found among at most so many words, spread evenly; the others join the nearest one.
_MOST_FITTED = 4_000
_STARTS = 3


@dataclasses.dataclass(frozen=True, slots=True)
class Clusters:
    """Which word belongs to which cluster.

    Attributes
    ----------
    labels : (n,) array of int
        Cluster of each word, 0 for the largest; equal sizes stand in the order of their first
        word.
    names : tuple of tuple of int
        For each cluster the rows of the words that name it, the most telling first.
    """

    labels: NDArray[np.int64]
    names: tuple[tuple[int, ...], ...]

    @property
    def sizes(self) -> tuple[int, ...]:
        """Words of each cluster."""
        return tuple(np.bincount(self.labels, minlength=len(self.names)).tolist())


def find_clusters(
    vectors: NDArray[np.floating], counts: NDArray[np.int64], k: int, *, seed: int = 1
) -> Clusters:
    """Part words into at most k clusters; the same seed gives the same ones.

    Parameters
    ----------
    vectors : (n, d) array
        n at least 1.
    counts : (n,) array of int
        How often each word occurs, at least 1.
    k : int
        2 to 20. Fewer clusters come back where there are fewer different vectors.
    seed : int
        0 to 2**32 - 1; for the first centers.

    Notes
    -----
    A word names its cluster by the cosine with the center times the logarithm of its count:
    near the center alone are rare words that nobody would know the cluster by.

    Raises
    ------
    SettingError
        If k is out of its range, or there are no words.
    """
    if not MIN_CLUSTERS <= k <= MAX_CLUSTERS:
        raise SettingError(f"k must be between {MIN_CLUSTERS} and {MAX_CLUSTERS}; got {k}.")
    if not len(vectors):
        raise SettingError("Clusters need at least 1 word.")
    unit = normalize(vectors)
    centers = _centers(unit, k, seed)
    labels = _nearest(unit, centers)
    _, first, inverse, sizes = np.unique(
        labels, return_index=True, return_inverse=True, return_counts=True
    )
    order = np.lexsort((first, -sizes))
    labels = np.argsort(order)[inverse]
    names = tuple(_name(unit, counts, np.flatnonzero(labels == i)) for i in range(len(order)))
    return Clusters(labels, names)


def _centers(unit: Vectors, k: int, seed: int) -> Vectors:
    """(at most k, d) centers."""
    # Half a second to import; scikit-learn brings threadpoolctl.
    from sklearn.cluster import KMeans
    from threadpoolctl import threadpool_limits

    rows = np.linspace(0, len(unit) - 1, min(len(unit), _MOST_FITTED)).round().astype(np.int64)
    chosen = unit[rows]
    k = min(k, len(np.unique(chosen, axis=0)))  # more would be a warning, and empty
    with threadpool_limits(1, user_api="openmp"):  # sums of several threads vary
        fitted = KMeans(k, n_init=_STARTS, random_state=seed).fit(chosen)
    centers: Vectors = fitted.cluster_centers_
    return centers


def _nearest(unit: Vectors, centers: Vectors) -> NDArray[np.int64]:
    nearest: NDArray[np.int64] = np.argmax(
        unit @ centers.T - 0.5 * np.einsum("ij,ij->i", centers, centers), axis=1
    )
    return nearest


def _name(unit: Vectors, counts: NDArray[np.int64], members: NDArray[np.int64]) -> tuple[int, ...]:
    """Rows of the members that tell most about their cluster."""
    near = unit[members] @ normalize(unit[members].mean(axis=0)[None, :])[0]
    telling = near * np.log1p(counts[members])
    return tuple(members[np.argsort(-telling, kind="stable")[:NAMES]].tolist())

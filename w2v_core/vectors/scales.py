"""What a number means: similarities against random pairs, lengths against other words, and lists.

Leaves out: pictures of it, and neighbors (`word_vectors`, `neighborhood`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
import scipy
from numpy.typing import NDArray

from w2v_core.vectors.word_vectors import WordVectors

RANDOM_PAIRS = 10_000
MOST_MEASURED = 20_000  # words whose lengths are compared
MOST_SEARCHED = 100_000  # words among which the strongest of a dimension are found

Floats = NDArray[np.float64]


@dataclasses.dataclass(frozen=True, slots=True)
class Dimension:
    """One of the numbers of a word, and the words that have most of it.

    Attributes
    ----------
    index : int
        From 0.
    value : float
        Of the word's unit vector.
    words : tuple of str
        Those whose unit vectors go farthest the same way, farthest first.
    """

    index: int
    value: float
    words: tuple[str, ...]


def random_similarities(vectors: WordVectors, pairs: int = RANDOM_PAIRS) -> Floats:
    """(pairs,) ascending cosines of random pairs of different words, the same every time.

    Empty for a vocabulary of one word.
    """
    n = len(vectors)
    if n < 2:
        return np.empty(0)
    rng = np.random.default_rng(0)
    first = rng.integers(0, n, pairs)
    second = (first + rng.integers(1, n, pairs)) % n
    units = vectors.unit_rows(first), vectors.unit_rows(second)
    return np.sort(np.einsum("ij,ij->i", *units, dtype=np.float64))


def share_below(value: float, ordered: Floats) -> float:
    """Share of ascending values that are below `value`, half of those equal to it; NaN of none."""
    if not len(ordered):
        return float("nan")
    low, high = (np.searchsorted(ordered, value, side) for side in ("left", "right"))
    return float(low + high) / 2 / len(ordered)


def lengths(vectors: WordVectors) -> Floats:
    """Ascending norms of the words; of at most 20,000, evenly from frequent to rare."""
    n = len(vectors)
    rows = np.unique(np.linspace(0, n - 1, min(n, MOST_MEASURED)).astype(np.int64))
    return np.sort(np.linalg.norm(vectors.vectors[rows].astype(np.float64), axis=1))


def strongest_dimensions(
    vectors: WordVectors, row: int, most: int = 5, words: int = 6
) -> list[Dimension]:
    """The dimensions in which a word's unit vector is farthest from 0, farthest first.

    A dimension that is 0 is left out. Their words are sought among the 100,000 most frequent.
    """
    own = vectors.unit_rows([row])[0]
    order = np.argsort(-np.abs(own), kind="stable")[:most]
    order = order[own[order] != 0]
    targets = np.zeros((vectors.dim, len(order)), dtype=np.float32)
    targets[order, np.arange(len(order))] = np.sign(own[order])
    values = vectors.cosines(targets, min(len(vectors), MOST_SEARCHED))  # (n, most)
    return [
        Dimension(
            int(index),
            float(own[index]),
            tuple(vectors.words[i] for i in _highest(values[:, column], words)),
        )
        for column, index in enumerate(order.tolist())
    ]


def _highest(values: NDArray[np.float32], k: int) -> list[int]:
    """Where the k highest stand, equal ones by frequency."""
    if len(values) > k:
        floor = np.partition(values, -k)[-k]
        near = np.flatnonzero(values >= floor)
    else:
        near = np.arange(len(values))
    ordered: list[int] = near[np.argsort(-values[near], kind="stable")][:k].tolist()
    return ordered


def similarity_matrix(vectors: WordVectors, words: Sequence[str]) -> Floats:
    """(n, n) cosines of words with one another, symmetric.

    Raises
    ------
    UnknownWordError
        If a word is not in the vocabulary.
    """
    units = vectors.unit_rows([vectors.id(word) for word in words]).astype(np.float64)
    matrix: Floats = np.clip(units @ units.T, -1.0, 1.0)
    return (matrix + matrix.T) / 2


def dendrogram_order(matrix: Floats) -> list[int]:
    """An order of the rows of a similarity matrix in which what is alike stands together.

    The leaves of average linkage on 1 - cosine, turned so that neighbors are as alike as they can
    be (Bar-Joseph, Gifford, Jaakkola 2001: optimal leaf ordering).
    """
    if len(matrix) < 3:
        return list(range(len(matrix)))
    distances = np.clip(1.0 - matrix, 0.0, None)
    np.fill_diagonal(distances, 0.0)
    tree = scipy.cluster.hierarchy.linkage(
        scipy.spatial.distance.squareform(distances, checks=False), "average", optimal_ordering=True
    )
    order: list[int] = scipy.cluster.hierarchy.leaves_list(tree).tolist()
    return order

"""Pictures of word vectors: PCA and t-SNE, each with how much of the truth it keeps.

Vectors are brought to length 1 first, so that a picture shows what cosine sees. t-SNE is
openTSNE's, because it can be run a few iterations at a time, which gives progress, a moving
picture and a stop for nothing, and is as good as scikit-learn's in less time.
Leaves out: colors, labels and drawing.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import SettingError
from w2v_core.vectors.ranking import normalize

Vectors = NDArray[np.float32]

MIN_PERPLEXITY, MAX_PERPLEXITY = 2, 500

# A third of the iterations pull near points together hard, as van der Maaten's program does.
_EXAGGERATION = 12
_ITERATIONS_A_STEP = 25
# Spread of the first picture (Kobak & Berens 2019): larger, and it would freeze as it is.
_START_SPREAD = 1e-4
_CHUNK_NUMBERS = 1 << 21


@dataclasses.dataclass(frozen=True, slots=True)
class Projection:
    """Points for a picture.

    Attributes
    ----------
    points : (n, dims) array of float32
        Row i is where row i of the vectors went.
    variance_kept : tuple of float
        PCA: the share of the variance along each axis, in [0, 1]; all 0 where all vectors are
        equal. Empty for t-SNE, whose axes mean nothing.
    neighbors_kept : float
        Share of each word's 10 nearest neighbors by cosine that are among its 10 nearest in the
        picture, averaged; see `neighbors_kept`. NaN for t-SNE that is still running.
    done, total : int
        Iterations of t-SNE; 1 of 1 for PCA.
    """

    points: Vectors
    variance_kept: tuple[float, ...]
    neighbors_kept: float
    done: int = 1
    total: int = 1


def pca(vectors: NDArray[np.floating], dims: int = 2) -> Projection:
    """The plane (line, space) that keeps the most variance.

    Parameters
    ----------
    vectors : (n, d) array
        n at least 1; any lengths.
    dims : int
        Axes of the picture. Those beyond the rank of the vectors are 0.

    Notes
    -----
    By singular value decomposition of the centered unit vectors: O(n·d·min(n, d)), and O(n²·d)
    for `neighbors_kept`. Each axis points to where its largest loading is positive, so the
    picture does not flip from one computation to the next.
    """
    unit = _unit(vectors, dims)
    points, variance_kept = _principal(unit, dims)
    return Projection(points.astype(np.float32), variance_kept, neighbors_kept(unit, points))


def tsne(
    vectors: NDArray[np.floating],
    *,
    perplexity: float = 30,
    seed: int = 1,
    dims: int = 2,
    iterations: int = 750,
) -> Iterator[Projection]:
    """t-SNE (van der Maaten & Hinton 2008), a picture every 25 iterations; the last is final.

    It starts from PCA, so large directions stay where PCA has them; the same seed gives the same
    points, bit for bit. Stopping is dropping the iterator.

    Parameters
    ----------
    vectors : (n, d) array
        n at least 1. Fewer than 5 words leave nothing to arrange: their PCA points come back.
    perplexity : float
        About how many neighbors each word tries to stay near to, from 2 to 500. It is lowered to
        a third of the other words, (n - 1) / 3, where there are too few.
    seed : int
        0 to 2**32 - 1; for the tiny noise that parts equal vectors.
    dims : int
        2 or 3.
    iterations : int
        At least 3; the first third of them exaggerates.

    Raises
    ------
    SettingError
        If a number is out of its range.
    """
    _check_range("perplexity", perplexity, MIN_PERPLEXITY, MAX_PERPLEXITY)
    _check_range("dims", dims, 2, 3)
    _check_range("seed", seed, 0, 2**32 - 1)
    _check_range("iterations", iterations, 3, 100_000)
    return _tsne(_unit(vectors, dims), perplexity, seed, dims, iterations)


def _tsne(
    unit: Vectors, perplexity: float, seed: int, dims: int, iterations: int
) -> Iterator[Projection]:
    """The work of `tsne`, after its checks: those must not wait for the first `next`."""
    start, _ = _principal(unit, dims)
    if len(unit) < 5:
        kept = neighbors_kept(unit, start)
        yield Projection(start.astype(np.float32), (), kept, iterations, iterations)
        return
    # Takes a second to import, and few sessions need it.
    from openTSNE import TSNEEmbedding
    from openTSNE.affinity import PerplexityBasedNN

    near = PerplexityBasedNN(unit, min(perplexity, (len(unit) - 1) / 3), method="exact")
    embedding = TSNEEmbedding(
        _spread(start, seed),
        near,
        negative_gradient_method="fft" if len(unit) >= 10_000 and dims == 2 else "bh",
    )
    exaggerated, done = iterations // 3, 0
    while done < iterations:
        early = done < exaggerated
        step = min(_ITERATIONS_A_STEP, (exaggerated if early else iterations) - done)
        embedding = embedding.optimize(
            step, inplace=True, exaggeration=_EXAGGERATION if early else 1, momentum=0.8
        )
        done += step
        points = np.array(embedding, dtype=np.float32)
        kept = neighbors_kept(unit, points) if done == iterations else math.nan
        yield Projection(points, (), kept, done, iterations)


def neighbors_kept(
    vectors: NDArray[np.floating], points: NDArray[np.floating], k: int = 10
) -> float:
    """Share of the k nearest neighbors by cosine that are among the k nearest points.

    Parameters
    ----------
    vectors : (n, d) array
        The words as they are.
    points : (n, dims) array
        The words in the picture; distance is Euclidean, ties count as kept.
    k : int
        Neighbors a word. Below 2k + 1 words half of the others are asked for instead, for among
        few words every picture would keep nearly all of them.

    Returns
    -------
    float
        In [0, 1]; NaN for fewer than 3 words. A picture drawn at random keeps about k / (n - 1).

    Notes
    -----
    O(n²·d) time, a few MB of memory: 5,000 words of 100 numbers take about a second.
    """
    n = len(vectors)
    k = min(k, (n - 1) // 2)
    if k < 1:
        return math.nan
    unit, places = normalize(vectors), np.asarray(points, dtype=np.float64)
    kept = 0
    rows = max(1, _CHUNK_NUMBERS // n)
    for low in range(0, n, rows):
        own = np.arange(low, min(low + rows, n))
        cosine = unit[own] @ unit.T  # (rows, n)
        cosine[own - low, own] = -np.inf
        true = np.argpartition(cosine, n - k, axis=1)[:, n - k :]  # (rows, k)
        distance = np.zeros((len(own), n))
        for axis in places.T:
            distance += (axis[own, None] - axis[None, :]) ** 2
        distance[own - low, own] = np.inf
        reach = np.partition(distance, k - 1, axis=1)[:, k - 1]
        kept += int((np.take_along_axis(distance, true, axis=1) <= reach[:, None]).sum())
    return kept / (n * k)


def _unit(vectors: NDArray[np.floating], dims: int) -> Vectors:
    _check_range("dims", dims, 1, 1000)
    if vectors.ndim != 2 or len(vectors) == 0:
        raise SettingError(f"A picture needs at least 1 word; got vectors of {vectors.shape}.")
    return normalize(vectors)


def _principal(unit: Vectors, dims: int) -> tuple[NDArray[np.float64], tuple[float, ...]]:
    """(n, dims) coordinates along the first principal axes, and the variance along each."""
    centered = unit - unit.mean(axis=0, dtype=np.float64)
    left, values, right = np.linalg.svd(centered, full_matrices=False)
    # What float32 rounding leaves of equal vectors is no direction.
    values[values < 1e-6 * math.sqrt(len(unit))] = 0.0
    largest = np.abs(right).argmax(axis=1)
    signs = np.where(right[np.arange(len(right)), largest] < 0, -1.0, 1.0)
    found = min(dims, len(values))
    points = np.zeros((len(unit), dims))
    points[:, :found] = (left * values * signs)[:, :found]
    share = np.zeros(dims)
    share[:found] = (values**2 / max(float((values**2).sum()), np.finfo(float).tiny))[:found]
    return points, tuple(share.tolist())


def _spread(points: NDArray[np.float64], seed: int) -> NDArray[np.float64]:
    """The first picture of t-SNE: PCA made small, with noise that parts equal points."""
    noise = np.random.default_rng(seed).normal(scale=0.01 * _START_SPREAD, size=points.shape)
    spread = float(points[:, 0].std())
    return noise + (points * (_START_SPREAD / spread) if spread > 0 else 0.0)


def _check_range(name: str, value: float, low: int, high: int) -> None:
    if not low <= value <= high:
        raise SettingError(f"{name} must be between {low:,} and {high:,}; got {value:,}.")

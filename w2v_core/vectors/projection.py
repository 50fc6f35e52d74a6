"""Pictures of word vectors: PCA and t-SNE, each with how much of the truth it keeps.

Vectors are brought to length 1 first, so that a picture shows what cosine sees. t-SNE is
openTSNE's, because it can be run a few iterations at a time, which gives progress, a moving
picture and a stop for nothing, and keeps as many neighbors as scikit-learn's in less time:
`benchmarks/projection.py` compares both. Where openTSNE is not installed, scikit-learn's takes its
place, with one picture, at the end (`MOVING`).
Leaves out: colors, labels and drawing; how a share of neighbors is counted (`faithfulness`).
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import SettingError
from w2v_core.vectors.faithfulness import Faithfulness, neighbors_kept
from w2v_core.vectors.ranking import Vectors, normalize

MIN_PERPLEXITY, MAX_PERPLEXITY = 2, 500
# Whether t-SNE gives pictures on its way, between which it can be paused and stopped.
MOVING = find_spec("openTSNE") is not None

# A third of the iterations pull near points together hard, as van der Maaten's program does.
_EXAGGERATION = 12
# Iterations between two pictures. For each openTSNE computes the forces once more, to know its
# error, which is a twenty-fifth or a fiftieth of the time; few words are quick enough for fifty.
_ITERATIONS_A_STEP, _OF_FEW = 25, 50
# Spread of the first picture (Kobak & Berens 2019): larger, and it would freeze as it is.
_START_SPREAD = 1e-4
# Words asked for their neighbors in a picture on the way: about 5 %, for a percent of the time.
_ASKED_ON_THE_WAY = 100
# From so many words on the forces are quicker by FFT than by a tree; openTSNE has it in the plane
# only. It costs as much as the picture is wide, which is little while groups are pulled together.
_MANY_EARLY, _MANY = 4_000, 10_000


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
        picture, averaged; see `faithfulness`. NaN for fewer than 3 words.
    done, total : int
        Iterations of t-SNE; 1 of 1 for PCA.
    estimated : bool
        Whether `neighbors_kept` is that of some of the words: of many, or of t-SNE on its way.
    """

    points: Vectors
    variance_kept: tuple[float, ...]
    neighbors_kept: float
    done: int = 1
    total: int = 1
    estimated: bool = False


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
    O(n·d·min(n, d)), and O(n²·d) for `neighbors_kept`, O(n·d) where there are so many words that
    it is estimated. Each axis points to where its largest loading is positive, so the picture
    does not flip from one computation to the next.
    """
    unit = _unit(vectors, dims)
    points, variance_kept = _principal(unit, dims)
    truth = Faithfulness(unit)
    return Projection(
        points.astype(np.float32), variance_kept, truth.share(points), estimated=truth.estimated
    )


def align(
    points: NDArray[np.floating],
    now: NDArray[np.floating],
    before: NDArray[np.floating],
    *,
    turn: bool,
) -> Vectors:
    """A picture, mirrored or turned so that it is as near as can be to the one before.

    Parameters
    ----------
    points : (n, dims) array
        The picture.
    now, before : (m, dims), (m, other dims) arrays
        The words that both pictures have: where they are in this one, where they were.
    turn : bool
        Turn it too (orthogonal Procrustes: t-SNE, whose axes mean nothing), or only mirror its
        axes (PCA, whose axes are ordered).
    """
    dims = points.shape[1]
    old = np.zeros((len(before), dims))
    shared = min(dims, before.shape[1])
    old[:, :shared] = before[:, :shared]
    product = (now - now.mean(axis=0)).T @ (old - old.mean(axis=0)) if len(now) else old.T @ old
    if turn:
        left, _, right = np.linalg.svd(product)
        turned = left @ right if product.any() else np.eye(dims)
    else:
        turned = np.diag(np.where(np.diag(product) < 0, -1.0, 1.0))
    aligned: Vectors = (points @ turned).astype(np.float32)
    return aligned


def tsne(
    vectors: NDArray[np.floating],
    *,
    perplexity: float = 30,
    seed: int = 1,
    dims: int = 2,
    iterations: int = 750,
) -> Iterator[Projection]:
    """t-SNE (van der Maaten & Hinton 2008), a picture every 25 iterations, every 50 of few words.

    The last picture is final. It starts from PCA, so large directions stay where PCA has them; the
    same seed gives the same points, bit for bit. Stopping is dropping the iterator.

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
    check_tsne(perplexity, dims, seed)
    _check_range("iterations", iterations, 3, 100_000)
    return _tsne(_unit(vectors, dims), perplexity, seed, dims, iterations)


def check_tsne(perplexity: float, dims: int, seed: int) -> None:
    """Check settings of `tsne` ahead of it; raises SettingError as it does."""
    _check_range("perplexity", perplexity, MIN_PERPLEXITY, MAX_PERPLEXITY)
    _check_range("dims", dims, 2, 3)
    _check_range("seed", seed, 0, 2**32 - 1)


def _tsne(
    unit: Vectors, perplexity: float, seed: int, dims: int, iterations: int
) -> Iterator[Projection]:
    """The work of `tsne`, after its checks: those must not wait for the first `next`."""
    start, _ = _principal(unit, dims)
    if len(unit) < 5:
        kept = neighbors_kept(unit, start)
        yield Projection(start.astype(np.float32), (), kept, iterations, iterations)
        return
    perplexity = min(perplexity, (len(unit) - 1) / 3)
    run = _moving if MOVING else _at_once
    truth = Faithfulness(unit, most=_ASKED_ON_THE_WAY)
    for points, done in run(unit, _spread(start, seed), perplexity, iterations):
        if done == iterations:
            truth = Faithfulness(unit)
        yield Projection(points, (), truth.share(points), done, iterations, truth.estimated)


def _moving(
    unit: Vectors, start: NDArray[np.float64], perplexity: float, iterations: int
) -> Iterator[tuple[Vectors, int]]:
    """Points, and iterations done, again and again: openTSNE's."""
    # Takes a second to import, and few sessions need it.
    from openTSNE import TSNEEmbedding
    from openTSNE.affinity import PerplexityBasedNN

    embedding = TSNEEmbedding(start, PerplexityBasedNN(unit, perplexity, method="exact"))
    exaggerated, done = iterations // 3, 0
    most = _ITERATIONS_A_STEP if len(unit) >= _MANY_EARLY else _OF_FEW
    while done < iterations:
        early = done < exaggerated
        step = min(most, (exaggerated if early else iterations) - done)
        embedding = embedding.optimize(
            step,
            inplace=True,
            exaggeration=_EXAGGERATION if early else 1,
            momentum=0.8,
            negative_gradient_method=_forces(len(unit), start.shape[1], early),
        )
        done += step
        yield np.array(embedding, dtype=np.float32), done


def _at_once(
    unit: Vectors, start: NDArray[np.float64], perplexity: float, iterations: int
) -> Iterator[tuple[Vectors, int]]:
    """The end alone: scikit-learn's."""
    from sklearn.manifold import TSNE

    fitted = TSNE(
        start.shape[1],
        perplexity=perplexity,
        early_exaggeration=_EXAGGERATION,
        max_iter=max(iterations, 250),  # it takes no fewer
        init=start.astype(np.float32),
    ).fit_transform(unit)
    yield fitted.astype(np.float32), iterations


def _forces(n: int, dims: int, early: bool) -> str:
    """By which method openTSNE approximates the forces that drive words apart."""
    return "fft" if dims == 2 and n >= (_MANY_EARLY if early else _MANY) else "bh"


def _unit(vectors: NDArray[np.floating], dims: int) -> Vectors:
    _check_range("dims", dims, 1, 1000)
    if vectors.ndim != 2 or len(vectors) == 0:
        raise SettingError(f"A picture needs at least 1 word; got vectors of {vectors.shape}.")
    return normalize(vectors)


def _principal(unit: Vectors, dims: int) -> tuple[NDArray[np.float64], tuple[float, ...]]:
    """(n, dims) coordinates along the first principal axes, and the variance along each."""
    centered = unit - unit.mean(axis=0, dtype=np.float64)
    if len(unit) > 2 * unit.shape[1]:  # many words: a d × d problem, ten times as fast
        squares, axes = np.linalg.eigh(centered.T @ centered)
        values = np.sqrt(np.maximum(squares[::-1], 0.0))
        right = axes.T[::-1]
    else:
        _, values, right = np.linalg.svd(centered, full_matrices=False)
    # What float32 rounding leaves of equal vectors is no direction.
    values[values < 1e-6 * math.sqrt(len(unit))] = 0.0
    largest = np.abs(right).argmax(axis=1)
    signs = np.where(right[np.arange(len(right)), largest] < 0, -1.0, 1.0)
    found = min(dims, len(values))
    points = np.zeros((len(unit), dims))
    loadings = right[:found].T * np.where(values[:found] > 0, signs[:found], 0.0)
    points[:, :found] = centered @ loadings
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

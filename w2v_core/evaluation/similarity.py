"""Rated pairs: how well cosines rank pairs of words as people do.

Spearman's rank correlation with average ranks for ties, over the pairs whose words are both
known, upper and lower case alike; the others are skipped and counted.
Leaves out: reading the pairs (`pairs`), and what the ratings mean (relatedness, as in WordSim-353,
is not similarity, as in SimLex-999).
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

import numpy as np
import scipy
from numpy.typing import NDArray

from w2v_core.evaluation.pairs import Pair
from w2v_core.vectors.word_vectors import WordVectors

FEWEST = 3  # known pairs, for any score

_RESAMPLES = 1_000
_CHUNK_NUMBERS = 1 << 20
_ROUNDING = 1e-6  # cosines of equal vectors differ by less, and would be ranked by it


@dataclasses.dataclass(frozen=True, slots=True)
class Judged:
    """A pair whose words are both known, as people and as the vectors see it.

    Attributes
    ----------
    pair : Pair
        The words and their rating.
    cosine : float
        Of the two vectors, in [-1, 1].
    by_rating, by_cosine : float
        Ranks among the known pairs, 1 for the most alike; the mean of their ranks for equal ones.
    """

    pair: Pair
    cosine: float
    by_rating: float
    by_cosine: float

    @property
    def gap(self) -> float:
        """Ranks by which the vectors hold the words for more alike than people do; negative: less.

        In (-n, n) for n known pairs.
        """
        return self.by_rating - self.by_cosine


@dataclasses.dataclass(frozen=True, slots=True)
class SimilarityScore:
    """How the pairs were ranked.

    Attributes
    ----------
    spearman : float
        Rank correlation in [-1, 1]; NaN, no score, for fewer than 3 known pairs or where all
        ratings or all cosines are equal.
    low, high : float
        95 % bootstrap interval of `spearman`, over resampled pairs; NaN without a score.
    answered, total : int
        Pairs whose words are both known, and all pairs.
    judged : tuple of Judged
        The `answered` ones, in their order.
    missing : tuple of str
        The words that are not known, each once, in their order.
    problem : str
        Why there is no score; empty if there is one.
    """

    spearman: float
    low: float
    high: float
    answered: int
    total: int
    judged: tuple[Judged, ...]
    missing: tuple[str, ...]
    problem: str

    @property
    def coverage(self) -> float:
        """Share of the pairs that could be scored; NaN without pairs."""
        return self.answered / self.total if self.total else math.nan

    def disagreeing(self) -> list[Judged]:
        """The known pairs, those first whose two ranks lie furthest apart."""
        return sorted(self.judged, key=lambda each: -abs(each.gap))


def score_similarity(
    vectors: WordVectors, pairs: Sequence[Pair], *, seed: int = 1
) -> SimilarityScore:
    """Rank the pairs by cosine and compare with their ratings.

    The coefficient is gensim's (`evaluate_word_pairs`, without its default cut at 300,000 words).

    Parameters
    ----------
    vectors : WordVectors
        Where a spelling occurs in upper and lower case, the most frequent one is taken. A word
        whose vector is not finite is not known.
    pairs : sequence of Pair
        A pair that stands there twice counts twice, as in WordSim-353.
    seed : int
        Of the bootstrap.
    """
    rows = _rows(vectors)
    words = (word for pair in pairs for word in (pair.a, pair.b))
    missing = dict.fromkeys(word for word in words if word.lower() not in rows)
    known = [pair for pair in pairs if pair.a.lower() in rows and pair.b.lower() in rows]
    ratings = np.array([pair.rating for pair in known])
    cosines = _cosines(vectors, rows, known)
    problem = _problem(ratings, cosines, len(pairs))
    spearman, low, high = (math.nan,) * 3
    if not problem:
        every = np.arange(len(known))[None, :]
        spearman = float(_spearman(ratings, cosines, every)[0])
        low, high = _interval(ratings, cosines, seed)
    judged = _judge(known, ratings, cosines)
    return SimilarityScore(
        spearman, low, high, len(known), len(pairs), judged, tuple(missing), problem
    )


def _rows(vectors: WordVectors) -> dict[str, int]:
    """The row of each spelling in lower case."""
    finite = np.isfinite(vectors.norms)
    rows: dict[str, int] = {}
    for row, word in enumerate(vectors.words):
        if finite[row]:
            rows.setdefault(word.lower(), row)
    return rows


def _cosines(
    vectors: WordVectors, rows: dict[str, int], pairs: Sequence[Pair]
) -> NDArray[np.float64]:
    """(n,) cosines of known pairs."""
    firsts = np.array([rows[pair.a.lower()] for pair in pairs], dtype=np.int64)
    seconds = np.array([rows[pair.b.lower()] for pair in pairs], dtype=np.int64)
    units = vectors.unit_rows(firsts), vectors.unit_rows(seconds)
    found: NDArray[np.float64] = np.einsum("ij,ij->i", *units, dtype=np.float64)
    return found


def _problem(ratings: NDArray[np.float64], cosines: NDArray[np.float64], total: int) -> str:
    """Why these pairs give no score."""
    if len(ratings) < FEWEST:
        return (
            f"Of {total:,} pairs {len(ratings):,} have two known words; at least {FEWEST} are "
            "needed."
        )
    alike = f"All {len(ratings):,} known pairs have the"
    if np.ptp(ratings) == 0:
        return f"{alike} rating {ratings[0]:g}: there is nothing to rank."
    if np.ptp(cosines) < _ROUNDING:
        return f"{alike} cosine {cosines[0]:.3f}: there is nothing to rank."
    return ""


def _judge(
    pairs: Sequence[Pair], ratings: NDArray[np.float64], cosines: NDArray[np.float64]
) -> tuple[Judged, ...]:
    ranks = (scipy.stats.rankdata(-values).tolist() for values in (ratings, cosines))
    return tuple(map(Judged, pairs, cosines.tolist(), *ranks))


def _interval(
    ratings: NDArray[np.float64], cosines: NDArray[np.float64], seed: int
) -> tuple[float, float]:
    """95 % percentile interval over pairs drawn with replacement (Efron 1979)."""
    rng = np.random.default_rng(seed)
    n = len(ratings)
    size = max(1, min(_RESAMPLES, _CHUNK_NUMBERS // n))
    values = [
        _spearman(ratings, cosines, rng.integers(n, size=(min(size, _RESAMPLES - done), n)))
        for done in range(0, _RESAMPLES, size)
    ]
    low, high = np.nanquantile(np.concatenate(values), (0.025, 0.975))
    return float(low), float(high)


def _spearman(
    x: NDArray[np.float64], y: NDArray[np.float64], draws: NDArray[np.int64]
) -> NDArray[np.float64]:
    """(m,) rank correlations of x and y, for each row of `draws` (m, n) the pairs it names.

    NaN where all x or all y of a row are equal.
    """
    ranks_x, ranks_y = (scipy.stats.rankdata(values[draws], axis=1) for values in (x, y))
    ranks_x -= ranks_x.mean(axis=1, keepdims=True)
    ranks_y -= ranks_y.mean(axis=1, keepdims=True)
    product = (ranks_x * ranks_y).sum(axis=1)
    scale = np.sqrt((ranks_x**2).sum(axis=1) * (ranks_y**2).sum(axis=1))
    out = np.full(len(draws), np.nan)
    np.divide(product, scale, out=out, where=scale > 0)
    return out

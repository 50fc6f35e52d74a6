"""Reconstruction: whether vectors say of pairs of words what the text says.

Two questions. *Agreement*: are words near in the vectors that stand in like contexts in the text,
by the cosine of their rows of PPMI? That holds for every way to learn vectors, and for the context
vectors as well. *Products*: with noise drawn from P, the optimum of skip-gram with negative
sampling is v·c + log K = log(N_wc / (N_w P(c))), PMI against the noise. That holds only there.
Leaves out: counting (`text.views.near_counts`), and what the noise was (`noise_balance`).

References
----------
Levy, Goldberg 2014, NeurIPS: SGNS factorizes a shifted PMI matrix.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from w2v_core.evaluation.rows import rank_correlation
from w2v_core.text.views.near_counts import NearCounts
from w2v_core.vectors.ranking import Vectors, normalize

Floats = NDArray[np.float64]

MOST_DRAWN = 1_500
LEAST_PAIRS = 3.0  # of two words: a PMI from fewer is chance


def text_cosines(near: NearCounts) -> Floats:
    """(m, m) cosines of the words' rows of PPMI, in [0, 1].

    One pair is added to what was met and to what was expected, so that a single chance pair of rare
    words does not outweigh all others.
    """
    rows = normalize(np.maximum(np.log((near.pairs + 1) / (near.expected + 1)), 0.0))
    wide = rows.astype(np.float64)
    cosines: Floats = wide @ wide.T
    return cosines


def agreement(table: Vectors, rows: NDArray[np.int64], text: Floats) -> float:
    """Correlation, in [-1, 1], of the cosines of some rows with those that the text gives.

    Both are centered by row and column first: frequent words are near to all in either, and rows
    that belong to other words of like frequency would agree through that alone. NaN where all
    cosines are equal.
    """
    units = normalize(table[rows]).astype(np.float64)
    above = np.triu_indices(len(rows), 1)
    mine, theirs = (_centered(each)[above] for each in (units @ units.T, text))
    return _correlation(mine, theirs)


def agreement_by_shift(
    table: Vectors, rows: NDArray[np.int64], text: Floats, shifts: Iterable[int]
) -> dict[int, float]:
    """`agreement` with the rows that stand so many places further down in the table."""
    return {each: agreement(table, (rows + each) % len(table), text) for each in shifts}


def symmetry(vectors: Vectors, contexts: Vectors, rows: NDArray[np.int64]) -> float:
    """Correlation of v_a·c_b with v_b·c_a over pairs of rows, centered, in [-1, 1].

    a stands near b as often as b near a, so a window that is open to both sides makes them alike,
    and rows that were mixed up in one of the tables do not. It needs no text.
    """
    products = vectors[rows].astype(np.float64) @ contexts[rows].astype(np.float64).T
    above = np.triu_indices(len(rows), 1)
    return _correlation(_centered(products)[above], _centered(products.T)[above])


def _centered(matrix: Floats) -> Floats:
    """Less what each row and each column has in common, found without the diagonal.

    The least squares of x_ij = m + a_i + b_j over i ≠ j (Warner, Kenny, Stoto 1979, for judgments
    of each other, where nobody judges himself).
    """
    n = len(matrix)
    out = matrix.copy()
    np.fill_diagonal(out, 0.0)
    if n < 3:
        return out
    rows, columns = out.sum(axis=1), out.sum(axis=0)
    mean = float(rows.sum()) / (n * (n - 1))
    a = ((n - 1) * rows + columns) / (n * (n - 2)) - mean * (n - 1) / (n - 2)
    b = ((n - 1) * columns + rows) / (n * (n - 2)) - mean * (n - 1) / (n - 2)
    centered: Floats = out - mean - a[:, None] - b
    return centered


def _correlation(x: Floats, y: Floats) -> float:
    if len(x) < 3 or float(np.ptp(x)) < 1e-9 or float(np.ptp(y)) < 1e-9:
        return math.nan
    return float(np.corrcoef(x, y)[0, 1])


@dataclasses.dataclass(frozen=True)
class Products:
    """v·c + log K beside PMI against the noise.

    Attributes
    ----------
    rank_correlation : float
        Spearman's over all pairs that met three times or more; NaN for too few.
    pairs : int
        How many those are.
    pmi, products : (n,) array of float64
        Of at most 1,500 of them drawn by chance, in nats.
    drawn : (n, 2) array of int64
        Their rows: word and context.
    """

    rank_correlation: float
    pairs: int
    pmi: Floats
    products: Floats
    drawn: NDArray[np.int64]


def compare_products(
    vectors: Vectors, contexts: Vectors, near: NearCounts, noise: Floats, negative: int
) -> Products:
    """Compare v·c + log K with the text.

    Parameters
    ----------
    noise : (n,) array of float64
        Chance of each word to be drawn as noise.
    negative : int
        K; it moves all products alike, and the correlation not at all.
    """
    n = len(near.totals)
    which, other = np.nonzero(near.pairs >= LEAST_PAIRS)
    scores = vectors[near.rows].astype(np.float64) @ contexts[:n].astype(np.float64).T
    products = scores[which, other] + math.log(negative)
    rows = near.rows[which]
    by_chance = near.totals[rows] * noise[other]
    pmi = np.log(near.pairs[which, other] / np.maximum(by_chance, 1e-300))
    drawn = np.random.default_rng(0).permutation(len(rows))[:MOST_DRAWN]
    return Products(
        rank_correlation(products, pmi),
        len(rows),
        pmi[drawn],
        products[drawn],
        np.column_stack([rows[drawn], other[drawn]]),
    )

"""Rated pairs: how well cosines rank pairs of words as people do.

Spearman's rank correlation with average ranks for ties, over the pairs whose words are both
known, upper and lower case alike; the others are skipped and counted.
Leaves out: what the ratings mean (relatedness, as in WordSim-353, is not similarity, as in
SimLex-999).
"""

from __future__ import annotations

import csv
import dataclasses
import math
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import scipy
from numpy.typing import NDArray

from w2v_core.errors import FormatError
from w2v_core.evaluation.lines import read_lines
from w2v_core.vectors.word_vectors import WordVectors

_RESAMPLES = 1_000
_CHUNK_NUMBERS = 1 << 20
_LONGEST_WORD = 1_000  # characters


class Pair(NamedTuple):
    """Two words and what people said; only the order of the ratings matters."""

    a: str
    b: str
    rating: float


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
    """

    spearman: float
    low: float
    high: float
    answered: int
    total: int

    @property
    def coverage(self) -> float:
        """Share of `total` that is known; NaN without pairs."""
        return self.answered / self.total if self.total else math.nan


def read_pairs(source: Path | str) -> list[Pair]:
    """Pairs from lines of word, word and rating, with tabs or commas between.

    Lines that begin with # are passed over, a first line without a number is a heading, and
    columns after the third are not read.

    Parameters
    ----------
    source : Path or str
        A file in UTF-8, or the text itself.

    Raises
    ------
    FormatError
        With the line, if it is no such line; or if there is no pair at all.

    Examples
    --------
    >>> read_pairs("cat,dog,7.5")
    [Pair(a='cat', b='dog', rating=7.5)]
    """
    pairs: list[Pair] = []
    heading = False
    for number, line in read_lines(source):
        if line.startswith("#"):
            continue
        a, b, rating = (field.strip() for field in [*_fields(line), "", "", ""][:3])
        value = _number(rating)
        if value is None and a and b and rating and not pairs and not heading:
            heading = True
        elif value is None or not a or not b or max(len(a), len(b)) > _LONGEST_WORD:
            raise FormatError(
                f"line {number:,}: two words and a number are needed, with tabs or commas "
                f"between, such as cat,dog,7.5; got {line[:60]!r}."
            )
        else:
            pairs.append(Pair(a, b, value))
    if not pairs:
        raise FormatError("There is no rated pair in it; a line such as cat,dog,7.5 is one.")
    return pairs


def score_similarity(
    vectors: WordVectors, pairs: Sequence[Pair], *, seed: int = 1
) -> SimilarityScore:
    """Rank the pairs by cosine and compare with their ratings.

    The coefficient is gensim's (`evaluate_word_pairs`, without its default cut at 300,000 words).

    Parameters
    ----------
    vectors : WordVectors
        Where a spelling occurs in upper and lower case, the most frequent one is taken.
    pairs : sequence of Pair
        A pair that stands there twice counts twice, as in WordSim-353.
    seed : int
        Of the bootstrap.
    """
    rows: dict[str, int] = {}
    for row, word in enumerate(vectors.words):
        rows.setdefault(word.lower(), row)
    known = [
        (rows[a.lower()], rows[b.lower()], rating)
        for a, b, rating in pairs
        if a.lower() in rows and b.lower() in rows
    ]
    if not known:
        return SimilarityScore(math.nan, math.nan, math.nan, 0, len(pairs))
    firsts, seconds, values = zip(*known, strict=True)
    units = (vectors.unit_rows(firsts), vectors.unit_rows(seconds))
    cosines = np.einsum("ij,ij->i", *units, dtype=np.float64)
    ratings = np.array(values)
    every = np.arange(len(known))[None, :]
    spearman = float(_spearman(ratings, cosines, every)[0]) if len(known) >= 3 else math.nan
    low, high = (math.nan, math.nan) if math.isnan(spearman) else _interval(ratings, cosines, seed)
    return SimilarityScore(spearman, low, high, len(known), len(pairs))


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


def _fields(line: str) -> list[str]:
    if "\t" in line:
        return line.split("\t")
    try:
        return next(csv.reader([line]))
    except csv.Error:  # a field of over 100,000 characters, or a lone carriage return
        return []


def _number(text: str) -> float | None:
    """The finite number in `text`, if it is one."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None

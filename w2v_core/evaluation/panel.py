"""Panel: trainings of one text that vote on neighbors.

Leaves out: what the votes are worth (`stability`), and training a panel (`models.steady`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import scipy
from numpy.typing import NDArray

from w2v_core.errors import SettingError
from w2v_core.vectors.neighborhood import top_rows
from w2v_core.vectors.word_vectors import WordVectors

Rows = NDArray[np.int64]
Floats = NDArray[np.float64]

K = 10


class Interval(NamedTuple):
    """A mean, and where it lies with 95 %; NaN where there is too little to say."""

    mean: float
    low: float
    high: float


@dataclasses.dataclass(frozen=True)
class Panel:
    """Trainings of one text that vote on neighbors.

    Attributes
    ----------
    members : tuple of WordVectors
        With the same words in the same rows: first those that differ in their seed alone, then
        those that read another draw of the text.
    seeds : int
        How many the first are.
    silent : tuple of WordVectors
        What stands beside them in the steady vectors and has no vote, since no chance is in it.
    """

    members: tuple[WordVectors, ...]
    seeds: int
    silent: tuple[WordVectors, ...] = ()

    @classmethod
    def of(cls, vectors: WordVectors, dim: int, seeds: int, draws: int) -> Panel:
        """The panel that steady vectors are made of, `dim` numbers each.

        Of a training that was stopped early there are fewer members.

        Raises
        ------
        SettingError
            If they are not made of members of that size.
        """
        if dim < 1 or vectors.dim % dim or vectors.dim < 2 * dim:
            raise SettingError(
                f"Vectors of {vectors.dim:,} numbers are not made of several of {dim:,}: only "
                "steady vectors can vote."
            )
        parts = [vectors.vectors[:, low : low + dim] for low in range(0, vectors.dim, dim)]
        members = tuple(WordVectors(vectors.vocabulary, part) for part in parts)
        votes = members[: seeds + draws]
        return cls(votes, min(seeds, len(votes)), members[len(votes) :])

    def votes(self, row: int, rows: Sequence[int] | Rows, k: int = K) -> Rows:
        """(n,) how many members have each of `rows` among the k nearest of the word of `row`."""
        own = np.array([row])
        lists = [
            lists_of(each, own, each.cosines(each.unit_rows(own).T), k) for each in self.members
        ]
        asked = np.asarray(rows)
        found: Rows = np.sum([np.isin(asked, each[0]) for each in lists], axis=0, dtype=np.int64)
        return found

    def overlap(self, row: int, rows: Sequence[int] | Rows) -> tuple[Interval, Interval]:
        """Share of a list, the nearest of one word, that other seeds, and other draws, have too."""
        k = len(rows)
        own, asked = np.array([row]), np.asarray(rows)
        shares = [
            np.isin(asked, lists_of(each, own, each.cosines(each.unit_rows(own).T), k)[0]).mean()
            for each in self.members
            if each.norms[row] > 0
        ]
        alone = np.array(shares[: self.seeds])[:, None]
        return interval_of(alone), interval_of(np.array(shares[self.seeds :])[:, None])


def lists_of(vectors: WordVectors, rows: Rows, scores: NDArray[np.float32], k: int) -> Rows:
    """(n, k) nearest words of `rows`; -1 of a word without a vector. `scores` are changed."""
    found = top_rows(scores, rows, min(k, len(vectors) - 1))
    found[vectors.norms[rows] == 0] = -1
    return found


def mean_of(shares: Floats) -> float:
    """Mean of what is known; NaN if nothing is."""
    known = np.isfinite(shares)
    return float(shares[known].mean()) if known.any() else float("nan")


def interval_of(shares: Floats) -> Interval:
    """Of (members, words) shares: members differ by chance, and words are a sample."""
    known = np.isfinite(shares)
    if len(shares) < 2 or not known.any(axis=1).all():
        return Interval(mean_of(shares), float("nan"), float("nan"))
    by_member = np.array([mean_of(each) for each in shares])
    by_word = np.array([mean_of(each) for each in shares.T[known.T.any(axis=1)]])
    spread = by_member.var(ddof=1) / len(by_member)
    if len(by_word) > 1:
        spread += by_word.var(ddof=1) / len(by_word)
    half = float(scipy.stats.t.ppf(0.975, len(by_member) - 1) * np.sqrt(spread))
    mean = float(by_member.mean())
    return Interval(mean, max(0.0, mean - half), min(1.0, mean + half))

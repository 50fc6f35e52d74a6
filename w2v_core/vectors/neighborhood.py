"""How far a neighbor can be trusted: whether it is mutual, and whether it is near to everything.

Nearness is not mutual: a word may stand among the nearest of another that has nearer ones itself.
In many dimensions some words, hubs, stand in the lists of very many words, whatever those mean.
Leaves out: what the text says about it (`text.views.shared_contexts`), and the words' own lists
(`word_vectors`).

References
----------
Radovanović, Nanopoulos, Ivanović 2010, JMLR 11: N_k, in how many lists of k nearest a point
stands, is skewed in many dimensions; hubs are those over the mean by two standard deviations.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Generator, Sequence

import numpy as np
import scipy
from numpy.typing import NDArray

from w2v_core.text.vocabulary import Vocabulary
from w2v_core.vectors.ranking import DIGITS, Neighbor, Vectors
from w2v_core.vectors.word_vectors import WordVectors

Rows = NDArray[np.int64]

HUB_K = 10
MOST_SAMPLED = 2_000
MOST_WORDS = 200_000  # of a larger vocabulary the most frequent are looked at
LONGEST_PATTERN = 50
LOOKED_THROUGH = 100_000  # nearest words, for those that match a pattern
_MOST_WORK = 4e10  # multiplications of a sample of lists, a second or two
_CELLS_AT_ONCE = 1 << 22  # cosines, 16 MB
_STRIDES = 64
# A count this high would come by chance, from the sample alone, to one word in so many.
_CHANCE = 1e-3


def matches(word: str, pattern: str) -> bool:
    """Whether a word is like a pattern, in which `*` stands for any letters, or none.

    From left to right each piece is taken where it first fits: no way is tried twice.

    >>> [matches("undoing", pattern) for pattern in ("un*", "*ing", "u*d*g", "do", "*")]
    [True, True, True, False, True]
    """
    first, *others = pattern.split("*")
    if not others:
        return word == pattern
    *inner, last = others
    if not word.startswith(first):
        return False
    at = len(first)
    for piece in inner:
        found = word.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return len(word) - at >= len(last) and word.endswith(last)


def neighbors_like(
    vectors: WordVectors, word: str, k: int, *, min_count: int = 1, pattern: str = ""
) -> list[Neighbor]:
    """The k nearest words that match a pattern, with their ranks among all neighbors.

    Among the 100,000 nearest, so that no vocabulary is too large. An empty pattern takes all.

    Raises
    ------
    UnknownWordError
        If the word is not in the vocabulary.
    """
    pattern = pattern[:LONGEST_PATTERN]
    depth = k if not pattern else 20 * k
    while True:
        near = vectors.neighbors(word, depth, min_count=min_count)
        found = [each for each in near if not pattern or matches(each.word, pattern)][:k]
        if len(found) == k or len(near) < depth or depth >= LOOKED_THROUGH:
            return found
        depth = min(20 * depth, LOOKED_THROUGH)


def among(vectors: WordVectors, rows: Sequence[int] | Rows) -> WordVectors:
    """Some rows as a table of their own, in this order: what it is asked it answers of them alone.

    Its counts only keep the order.
    """
    chosen = np.asarray(rows, dtype=np.int64)
    words = [vectors.words[row] for row in chosen.tolist()]
    return WordVectors(Vocabulary(words, np.arange(len(words), 0, -1)), vectors.vectors[chosen])


def mutual_ranks(
    vectors: WordVectors, row: int, rows: Sequence[int] | Rows, *, n: int | None = None
) -> Rows:
    """(m,) rank of a word among the neighbors of each of `rows`, 1 for its nearest.

    Parameters
    ----------
    row : int
        The word that is looked for.
    rows : (m,) sequence of int
        Whose neighbors are looked at; not `row` itself.
    n : int, optional
        Only the n most frequent words are ranked (all if None); `row` is in any case.
    """
    others = np.asarray(rows, dtype=np.int64)
    n = len(vectors) if n is None else min(n, len(vectors))
    ranks = np.ones(len(others), dtype=np.int64)
    own = vectors.unit_rows([row])[0]
    for part in _parts(len(others), n):
        targets = vectors.unit_rows(others[part])  # (b, d)
        scores = vectors.cosines(targets.T, n)  # (n, b)
        # From the same product where it can be: another way of adding up rounds otherwise.
        mine = scores[row].copy() if row < n else targets @ own
        level = np.round(mine.astype(np.float64), DIGITS)
        at, of = np.nonzero(scores >= mine - 2.0 * 10.0**-DIGITS)
        value = np.round(scores[at, of].astype(np.float64), DIGITS)
        ahead = (value > level[of]) | ((value == level[of]) & (at < row))
        ahead &= (at != others[part][of]) & (at != row)
        ranks[part] += np.bincount(of[ahead], minlength=len(targets))
    return ranks


def nearest_rows(
    vectors: WordVectors, rows: Sequence[int] | Rows, k: int, *, n: int | None = None
) -> Rows:
    """(m, k) the nearest words of each of `rows`, best first, as `WordVectors.neighbors` has them.

    Of the n most frequent words (all if None), among which `rows` must be; fewer columns if there
    are no k others.
    """
    chosen = np.asarray(rows, dtype=np.int64)
    n = len(vectors) if n is None else min(n, len(vectors))
    k = max(min(k, n - 1), 0)
    found = [
        top_rows(vectors.cosines(vectors.unit_rows(chosen[part]).T, n), chosen[part], k)
        for part in _parts(len(chosen), n)
    ]
    return np.concatenate(found) if found else np.empty((0, k), dtype=np.int64)


def _parts(m: int, n: int) -> list[slice]:
    """Stretches of m words whose cosines with n words fit into memory."""
    step = max(1, min(64, _CELLS_AT_ONCE // max(n, 1)))
    return [slice(low, low + step) for low in range(0, m, step)]


def top_rows(scores: Vectors, own: Rows, k: int) -> Rows:
    """(m, k) rows of the k highest scores of each column of (n, m) `scores`, which is changed."""
    n, m = scores.shape
    if not k:
        return np.empty((m, 0), dtype=np.int64)
    scores[own, np.arange(m)] = -np.inf
    # As in `ranking`: the k-th best of maxima of 64 is a floor, found without ordering all.
    stride = n // _STRIDES
    floor = np.full(m, -2.0, dtype=np.float32)
    if stride >= k:
        shaped = scores[: _STRIDES * stride].reshape(_STRIDES, stride, m)
        maxima = np.maximum.reduce(shaped, axis=0)
        floor = np.partition(maxima, stride - k, axis=0)[stride - k]
    at, of = np.nonzero(scores >= np.maximum(floor - 2.0 * 10.0**-DIGITS, -2.0))
    value = np.round(scores[at, of].astype(np.float64), DIGITS)
    order = np.lexsort((at, -value, of))
    starts = np.searchsorted(of[order], np.arange(m))
    best: Rows = at[order][starts[:, None] + np.arange(k)]
    return best


@dataclasses.dataclass(frozen=True)
class Hubs:
    """In how many lists of ten nearest each word stands, from the lists of a sample of words.

    Attributes
    ----------
    sampled : int
        Words whose lists were made.
    words : int
        Words that could stand in them, the most frequent.
    times : (words,) array of int64
        In how many of those lists each stands.
    limit : int
        A word that stands in so many is a hub: over the mean by two standard deviations, and more
        often than the chance of the sample brings to one word in a thousand.
    """

    sampled: int
    words: int
    times: NDArray[np.int64]
    limit: int

    def is_hub(self, row: int) -> bool:
        """Whether the word of this row is one."""
        return row < self.words and int(self.times[row]) >= self.limit

    def lists(self, row: int) -> int:
        """N_10: in how many lists it would stand, were there one for every word."""
        return round(int(self.times[row]) * self.words / self.sampled) if row < self.words else 0


def find_hubs(vectors: WordVectors) -> Generator[float, None, Hubs]:
    """Make the lists of at most 2,000 words, the same every time; yields the share that is done.

    Fewer words where the vocabulary is large, so that it takes a second or two.
    """
    n = min(len(vectors), MOST_WORDS)
    most = int(min(MOST_SAMPLED, max(1.0, _MOST_WORK / (n * max(vectors.dim, 1)))))
    rows = np.arange(n)
    if n > most:
        rows = np.sort(np.random.default_rng(0).choice(n, most, replace=False))
    times = np.zeros(n, dtype=np.int64)
    step = 128
    for low in range(0, len(rows), step):
        found = nearest_rows(vectors, rows[low : low + step], HUB_K, n=n)
        times += np.bincount(found.ravel(), minlength=n)
        yield min((low + step) / len(rows), 1.0)
    return Hubs(len(rows), n, times, _limit(times, len(rows)))


def _limit(times: NDArray[np.int64], sampled: int) -> int:
    """The fewest lists that make a hub."""
    spread = float(times.mean() + 2.0 * times.std())
    limit = int(np.floor(spread)) + 1
    if sampled < len(times):
        limit = max(limit, int(scipy.stats.poisson.isf(_CHANCE, times.mean())) + 1)
    return limit

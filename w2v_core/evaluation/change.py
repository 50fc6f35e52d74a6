"""Change: which words mean something else in other vectors, as far as these can tell.

For every word that both tables have: how many of its k nearest neighbors are the same (among the
words compared, for what one table lacks it cannot name), and how far apart its two vectors lie
once one table is rotated onto the other. The first needs no alignment and is the one to trust; the
second tells apart what shares as many neighbors.
No word stands still: two seeds of the same settings share about half of their neighbors, and rare
words fewer. So what is called change is held against what seeds alone change, where there are any.
Leaves out: which words can be compared (`shared_words`), and what runs differ in (`runs`).

References
----------
Antoniak & Mimno 2018, TACL 6: neighbors of one model of a small text are mostly chance.
Gonen, Jawahar, Seddah & Goldberg 2020, ACL: the overlap of neighbors finds changed usage more
steadily than distances after alignment do.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Generator, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import SettingError
from w2v_core.evaluation.procrustes import Floats, rotated_distances, rotation
from w2v_core.evaluation.shared_words import (
    MOST_COMPARED,
    Rows,
    SharedWords,
    share_words,
)
from w2v_core.vectors.neighborhood import among, nearest_rows
from w2v_core.vectors.word_vectors import WordVectors

NEIGHBORS = 10
MIN_COUNT = 10  # proposed: what occurs less often is mostly chance

_AT_ONCE = 512  # words between two reports

T = TypeVar("T")


@dataclasses.dataclass(frozen=True)
class Change:
    """How two tables of vectors differ, word by word.

    Attributes
    ----------
    shared : SharedWords
        The n words, and which are left out.
    k : int
        Neighbors a word: as many as asked for, but less than half of the other words.
    near : (2, n, k) array of int
        The nearest words in either table, best first, as places in `shared.words`.
    overlap : (n,) array
        Share of the k neighbors that are the same, in [0, 1].
    distance : (n,) array
        Cosine distance after the rotation, in [0, 2].
    rotation : (d, d) array
        Lays the first table onto the second; see `procrustes`.
    by_seed : (n,) array
        Share of the neighbors that another seed keeps, averaged over the seeds; all NaN where
        there is none.
    seeds : int
        Runs of another seed that were looked at.
    """

    shared: SharedWords
    k: int
    near: Rows
    overlap: Floats
    distance: Floats
    rotation: Floats
    by_seed: Floats
    seeds: int

    @property
    def by_chance(self) -> float:
        """The overlap of two tables that have nothing to do with each other."""
        return self.k / (len(self.shared.words) - 1)

    @property
    def aligned_well(self) -> bool:
        """Whether there are more words than numbers a word; else distances say little."""
        return len(self.shared.words) > len(self.rotation)

    def most_changed(self) -> Rows:
        """(n,) places of the words, the most changed first.

        By the neighbors lost beyond those that another seed loses too, where that is known; then
        by distance; then by frequency.
        """
        kept = self.overlap - self.by_seed if self.seeds else self.overlap
        order: Rows = np.lexsort((-np.round(self.distance, 6), np.round(kept, 6)))
        return order


def compare(
    a: WordVectors,
    b: WordVectors,
    *,
    k: int = NEIGHBORS,
    min_count: int = MIN_COUNT,
    most: int = MOST_COMPARED,
    seeds: Sequence[tuple[WordVectors | None, WordVectors | None]] = (),
) -> Change:
    """Compare two tables of vectors; see `comparing`, which tells how far it is."""
    return drain(comparing(a, b, k=k, min_count=min_count, most=most, seeds=seeds))


def comparing(
    a: WordVectors,
    b: WordVectors,
    *,
    k: int = NEIGHBORS,
    min_count: int = MIN_COUNT,
    most: int = MOST_COMPARED,
    seeds: Sequence[tuple[WordVectors | None, WordVectors | None]] = (),
) -> Generator[float, None, Change]:
    """Compare two tables of vectors, of any widths; yields the share that is done.

    Parameters
    ----------
    a, b : WordVectors
    k : int
        Neighbors a word, at least 1.
    min_count : int
        Words that occur less often in either text are left out, as words and as neighbors.
    most : int
        So many of the most frequent shared words are compared, at least 3.
    seeds : sequence of pairs
        Tables that differ from `a` (then the first of the pair) or from `b` (the second) in
        nothing but the seed. One that lacks a word is passed over.

    Raises
    ------
    VocabularyError
        If under 3 words can be compared.
    SettingError
        If `k` is under 1, or vectors are too wide to be aligned.

    Notes
    -----
    O(n²·d) for either table and each seed, in blocks of 16 MB, besides the compared rows
    themselves. The same tables give the same answer: an overlap of 1 and distances of 0.
    """
    if k < 1:
        raise SettingError(f"k must be at least 1; got {k}.")
    shared = share_words(a, b, min_count=min_count, most=most)
    k = min(k, (len(shared.words) - 1) // 2)
    tables = [among(each, at) for each, at in zip((a, b), shared.rows, strict=True)]
    one, other = (each.unit_rows(np.arange(len(each))) for each in tables)
    turned = rotation(one, other)
    distance = rotated_distances(one, other, turned)
    del one, other
    others = [each for pair in seeds if (each := _other(pair, shared.words)) is not None]
    steps = 2 + len(others)
    near = []
    for i, table in enumerate(tables):
        near.append((yield from _nearest(table, k, i / steps, steps)))
    kept = []
    for i, (side, table) in enumerate(others, start=2):
        found = yield from _nearest(table, k, i / steps, steps)
        kept.append(overlap(near[side], found))
    by_seed = np.mean(kept, axis=0) if kept else np.full(len(shared.words), np.nan)
    return Change(shared, k, np.stack(near), overlap(*near), distance, turned, by_seed, len(kept))


def drain(steps: Generator[object, None, T]) -> T:
    """Run a generator to its end; what it returns."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: T = end.value
            return found


def overlap(a: Rows, b: Rows) -> Floats:
    """(n,) share of the k different entries of each row of a that are in the same row of b.

    >>> overlap(np.array([[1, 2], [3, 4]]), np.array([[2, 1], [4, 5]])).tolist()
    [1.0, 0.5]
    """
    both: NDArray[np.int64] = np.sort(np.concatenate([a, b], axis=1), axis=1)
    twice = (both[:, 1:] == both[:, :-1]).sum(axis=1)
    found: Floats = twice / a.shape[1]
    return found


def _other(
    pair: tuple[WordVectors | None, WordVectors | None], words: Sequence[str]
) -> tuple[int, WordVectors] | None:
    """Of which side a seed is, and its rows of the compared words; None if it lacks one."""
    for side, vectors in enumerate(pair):
        if vectors is not None and all(word in vectors for word in words):
            rows = np.array([vectors.id(word) for word in words], dtype=np.int64)
            return side, among(vectors, rows)
    return None


def _nearest(table: WordVectors, k: int, begin: float, steps: int) -> Generator[float, None, Rows]:
    """(n, k) nearest words of all words; yields shares from `begin` on."""
    found = []
    for low in range(0, len(table), _AT_ONCE):
        rows = np.arange(low, min(low + _AT_ONCE, len(table)))
        found.append(nearest_rows(table, rows, k))
        yield min(begin + (rows[-1] + 1) / len(table) / steps, 1.0)
    return np.concatenate(found)

"""From a text to its PPMI matrix: windowed counts, and their pointwise mutual information.

Every pair of tokens at most `window` apart in one sentence adds window + 1 - distance to its
cell: the numerator of (window + 1 - distance) / window, which is the expectation of word2vec's
dynamic window. Integers add up exactly, so the counts do not depend on how the text was cut.
Leaves out: what is made of the PPMI matrix (`ppmi_svd`).

References
----------
Levy, Goldberg, Dagan 2015, TACL 3: PPMI with context distribution smoothing and shift.
Hellrich, Kampe, Hahn 2019: subsampling by expected weights, since chance makes SVD unstable.
"""

from __future__ import annotations

from collections.abc import Generator
from itertools import pairwise

import numpy as np
import scipy
from numpy.typing import NDArray

from w2v_core.errors import SettingError
from w2v_core.models.progress import Progress
from w2v_core.text.corpus import SEGMENT_TOKENS, Corpus, Segment
from w2v_core.text.numbering import Ids

_PAIRS_AT_ONCE = 1 << 21  # some 100 MB of arrays, less than 0.2 s
_CELLS_AT_ONCE = 1 << 21  # of the counts, for one block of rows of the PPMI matrix
_ROUNDING = 1e-9  # a pair exactly as frequent as by chance may come out above 0 by less
# Units of progress: where counting ends, where weighting ends, and all with the factorization.
# By times measured on 5 million words.
COUNTED, WEIGHTED, TOTAL = 200, 300, 1000


class PairCounter:
    """Adds up the pairs of segments, in the order of the text, in bounded memory.

    Parameters
    ----------
    n_words : int
        V, the size of the vocabulary; ids are below it.
    window : int
        Largest distance of a pair, at least 1, counted in tokens that are in the vocabulary.
    dynamic_window : bool
        True: a pair at distance d weighs window + 1 - d. False: every pair weighs 1.

    Examples
    --------
    >>> counter = PairCounter(3, window=2)
    >>> ids, sentences = np.array([0, 1, 2], np.int32), np.zeros(3, np.int32)
    >>> counter.add(Segment(0, ids, sentences, raw_tokens=3))
    >>> counter.matrix().toarray().tolist()
    [[0, 2, 1], [2, 0, 2], [1, 2, 0]]
    """

    def __init__(self, n_words: int, window: int, *, dynamic_window: bool = True) -> None:
        self.n_words = n_words
        self.window = window
        self.dynamic_window = dynamic_window
        self._ids: list[Ids] = []
        self._sentences: list[Ids] = []
        self._carried = 0  # leading tokens of the pending ones whose own pairs are counted
        self._pending = 0  # tokens that follow them
        self._sums: list[scipy.sparse.csr_array] = []  # each at least twice as large as the next

    def add(self, segment: Segment) -> None:
        """Count the pairs that end in this segment, those that start in an earlier one too."""
        self._ids.append(segment.ids)
        self._sentences.append(segment.sentences)
        self._pending += len(segment.ids)
        if self._pending * self.window >= _PAIRS_AT_ONCE:
            self._flush()

    def settle(self) -> None:
        """Add up what is pending; `matrix` does it too, this is so that it can be a slice."""
        self._flush()
        while len(self._sums) > 1:
            self._merge()

    def matrix(self) -> scipy.sparse.csr_array:
        """(V, V) symmetric int64 counts so far; rows sorted, no explicit zero.

        The pair (i, i) is counted from both of its tokens, as all others are.
        """
        self.settle()
        if not self._sums:
            return scipy.sparse.csr_array((self.n_words, self.n_words), dtype=np.int64)
        lower = self._sums[0]
        both: scipy.sparse.csr_array = lower + lower.T.tocsr()
        return both

    def _flush(self) -> None:
        """Turn the pending tokens into counts; their last `window` stay for pairs to come."""
        if not self._pending:
            return
        ids, sentences = np.concatenate(self._ids), np.concatenate(self._sentences)
        left, right, weights = self._pairs(ids, sentences)
        self._carried = min(self.window, len(ids))
        self._pending = 0
        self._ids = [ids[-self._carried :].copy()]
        self._sentences = [sentences[-self._carried :].copy()]
        if len(left):
            self._sums.append(_lower_counts(left, right, weights, self.n_words))
        while len(self._sums) > 1 and self._sums[-2].nnz < 2 * self._sums[-1].nnz:
            self._merge()

    def _pairs(self, ids: Ids, sentences: Ids) -> tuple[Ids, Ids, NDArray[np.int64]]:
        """Both words and the weight of every pair whose later token is not carried."""
        left, right, weights = [], [], []
        for distance in range(1, self.window + 1):
            first, stop = max(self._carried - distance, 0), max(len(ids) - distance, 0)
            earlier, later = slice(first, stop), slice(first + distance, stop + distance)
            together = sentences[earlier] == sentences[later]
            left.append(ids[earlier][together])
            right.append(ids[later][together])
            weight = self.window + 1 - distance if self.dynamic_window else 1
            weights.append(np.full(len(left[-1]), weight, dtype=np.int64))
        return np.concatenate(left), np.concatenate(right), np.concatenate(weights)

    def _merge(self) -> None:
        """Add the two smallest sums."""
        smallest = self._sums.pop()
        self._sums[-1] = self._sums[-1] + smallest


def count_pairs(
    corpus: Corpus, window: int, *, dynamic_window: bool = True, size: int = SEGMENT_TOKENS
) -> scipy.sparse.csr_array:
    """(V, V) symmetric int64 counts of a whole corpus, read in stretches of `size` tokens."""
    counter = PairCounter(len(corpus.vocabulary), window, dynamic_window=dynamic_window)
    for segment in corpus.segments(size):
        counter.add(segment)
    return counter.matrix()


class PPMI:
    """Positive pointwise mutual information of symmetric counts, made a few rows at a time.

        max(0, log(C_ij / C_i.) - log(C_.j^a / sum_j C_.j^a) - log k),   C_ij = N_ij s_i s_j

    with N the counts, s the chance that an occurrence survives subsampling, a the smoothing of
    the contexts and k the shift. C_i. = s_i (N s)_i, so s_i cancels and C need not be made.

    Parameters
    ----------
    counts : (V, V) sparse array of int64
        N, symmetric; their scale does not matter.
    keep : (V,) array
        s, in (0, 1].
    smoothing : float
        a: 1 takes contexts by frequency, less makes rare contexts count less.
    shift : float
        k, at least 1; more drops weak associations.
    """

    def __init__(
        self,
        counts: scipy.sparse.csr_array,
        keep: NDArray[np.float64],
        *,
        smoothing: float = 0.75,
        shift: float = 1.0,
    ) -> None:
        self._counts = counts
        near = counts @ keep
        contexts = (keep * near) ** smoothing
        self._row = _log(near)
        self._column = _log(keep) - _log(contexts / contexts.sum()) - np.log(shift)

    def row_bounds(self, cells: int) -> list[tuple[int, int]]:
        """Stretches of rows that cover the matrix, with about `cells` counts each."""
        starts = self._counts.indptr
        cuts = np.searchsorted(starts, np.arange(0, int(starts[-1]), cells), side="right") - 1
        bounds = [*np.unique(cuts[1:]).tolist(), len(starts) - 1]
        return [(low, high) for low, high in pairwise([0, *bounds]) if low < high]

    def rows(self, low: int, high: int) -> scipy.sparse.csr_array:
        """(high - low, V) float32: the rows from `low` to before `high`; positive cells only."""
        starts = self._counts.indptr[low : high + 1]
        cells = slice(int(starts[0]), int(starts[-1]))
        columns = self._counts.indices[cells]
        values = np.log(self._counts.data[cells])
        values -= np.repeat(self._row[low:high], np.diff(starts))
        values += self._column[columns]
        positive = values > _ROUNDING
        kept = np.concatenate([[0], np.cumsum(positive)])[starts - starts[0]]
        parts = (values[positive].astype(np.float32), columns[positive], kept)
        return scipy.sparse.csr_array(parts, shape=(high - low, self._counts.shape[1]))


def pair_counts(
    corpus: Corpus, window: int, *, dynamic_window: bool = True
) -> Generator[Progress, None, scipy.sparse.csr_array]:
    """`count_pairs` in slices; returns the counts.

    Raises
    ------
    CorpusError
        If no two words stand together in a sentence.
    """
    counter = PairCounter(len(corpus.vocabulary), window, dynamic_window=dynamic_window)
    read = 0
    for segment in corpus.segments():
        counter.add(segment)
        read += segment.raw_tokens
        done = (COUNTED - 2) * read // len(corpus.ids)
        yield Progress(done, TOTAL, "counting", tokens=segment.raw_tokens)
    counter.settle()
    yield Progress(COUNTED - 1, TOTAL, "counting")
    counts = counter.matrix()
    yield Progress(COUNTED, TOTAL, "counting")
    return counts


def ppmi_rows(
    counts: scipy.sparse.csr_array, keep: NDArray[np.float64], *, smoothing: float, shift: float
) -> Generator[Progress, None, list[scipy.sparse.csr_array]]:
    """`PPMI` in slices; returns the matrix as blocks of rows.

    Raises
    ------
    SettingError
        If no pair is left.
    """
    ppmi = PPMI(counts, keep, smoothing=smoothing, shift=shift)
    blocks: list[scipy.sparse.csr_array] = []
    bounds = ppmi.row_bounds(_CELLS_AT_ONCE)
    for low, high in bounds:
        blocks.append(ppmi.rows(low, high))
        done = COUNTED + (WEIGHTED - COUNTED) * len(blocks) // len(bounds)
        yield Progress(done, TOTAL, "weighting")
    if not any(block.nnz for block in blocks):
        raise SettingError(
            f"No two words meet more than {shift:g} times as often as by chance: "
            f"use {'a smaller shift' if shift > 1 else 'a smaller window'} or more text."
        )
    return blocks


def _lower_counts(
    left: Ids, right: Ids, weights: NDArray[np.int64], n_words: int
) -> scipy.sparse.csr_array:
    """(V, V) sums of the weights, each pair put in the lower triangle.

    Two changes of format are two bucket sorts, by one word and then by the other: twice as fast
    as scipy's own way from pairs to counts, which sorts within every row.
    """
    low, high = np.minimum(left, right), np.maximum(left, right)
    one_a_row = np.arange(len(low) + 1, dtype=np.int32)
    by_low = scipy.sparse.csr_array((weights, low, one_a_row), shape=(len(low), n_words)).tocsc()
    rows = (by_low.data, high[by_low.indices], by_low.indptr)
    by_high = scipy.sparse.csr_array(rows, shape=(n_words, n_words)).tocsc()
    by_high.sum_duplicates()
    return by_high.T


def _log(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logarithm with 0 for 0: a word without neighbors has no cell that would use it."""
    return np.log(values, out=np.zeros_like(values), where=values > 0)

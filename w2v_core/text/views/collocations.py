"""Collocations: the words that stand near a word more often than by chance.

Every ordered pair of tokens at most `window` apart in one sentence counts once, as in the counts
of PPMI-SVD with all weights 1. For a node word i and a word j, with N pairs in all,

                    j       another word
    i               O₁₁     O₁₂             N_i
    another word    O₂₁     O₂₂

and E is what each cell would be if pairs were independent: E₁₁ = N_i N_j / N.
Leaves out: smoothing, shift, and the whole matrix (`models.cooccurrence`).

References
----------
Church, Hanks 1990, Computational Linguistics 16: association by mutual information.
Dunning 1993, Computational Linguistics 19: the log-likelihood ratio, which rare words do not fool.
"""

from __future__ import annotations

import dataclasses
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import SettingError, UnknownWordError
from w2v_core.text.corpus import Corpus
from w2v_core.text.vocabulary import Counts, Floats

MOST_WINDOW = 20
_AT_ONCE = 1 << 20  # tokens
_ROUNDING = 1e-9


@dataclasses.dataclass(frozen=True, slots=True)
class Collocation:
    """A word that stands near the node.

    Attributes
    ----------
    word : str
    count : int
        How often the word occurs in the text.
    together : int
        Pairs of the node and the word (O₁₁).
    expected : float
        Pairs there would be by chance (E₁₁).
    ppmi : float
        max(0, ln(O₁₁ / E₁₁)), in nats. Highest for rare words: ask for some pairs at least.
    log_likelihood : float
        G² = 2 Σ O ln(O / E) over the four cells; negative if the two avoid each other. Above
        10.83 less than one pair of words in a thousand would come this far by chance.
    """

    word: str
    count: int
    together: int
    expected: float
    ppmi: float
    log_likelihood: float


class Collocations:
    """Collocations in one corpus at one window; keep it, since it counts all pairs once.

    Parameters
    ----------
    corpus : Corpus
        Taken whole, rare words too.
    window : int
        Largest distance of a pair in tokens, 1 to 20.

    Examples
    --------
    >>> corpus = Corpus.build([["new", "york"], ["new", "york"], ["old", "cat"]])
    >>> [(each.word, each.together) for each in Collocations(corpus, 2).of("new")]
    [('york', 2)]
    """

    def __init__(self, corpus: Corpus, window: int = 5) -> None:
        if not 1 <= window <= MOST_WINDOW:
            raise SettingError(f"window must be between 1 and {MOST_WINDOW}; got {window}.")
        self.corpus = corpus
        self.window = window

    def of(
        self,
        word: str,
        *,
        by: Literal["log_likelihood", "ppmi"] = "log_likelihood",
        min_together: int = 1,
        limit: int = 100,
    ) -> list[Collocation]:
        """The strongest collocations of a word, strongest first; ties by frequency.

        Parameters
        ----------
        min_together : int
            Words with fewer pairs are passed over; 3 to 5 keep chance out of a PPMI list.
        limit : int
            Rows at most.

        Raises
        ------
        UnknownWordError
            If the word does not occur.
        """
        node = self.id(word)
        together = self._together(node)
        others = np.flatnonzero(together >= max(min_together, 1))
        observed = together[others]
        row, column, total = self._pairs[node], self._pairs[others], self._pairs.sum()
        expected = row * (column / total)
        strength = log_likelihood(observed, row, column, total)
        ppmi = _ppmi(observed, expected)
        order = np.argsort(-(strength if by == "log_likelihood" else ppmi), kind="stable")
        vocabulary = self.corpus.all_types
        return [
            Collocation(
                vocabulary.words[others[i]],
                int(vocabulary.counts[others[i]]),
                int(observed[i]),
                float(expected[i]),
                float(ppmi[i]),
                float(strength[i]),
            )
            for i in order[:limit].tolist()
        ]

    def id(self, word: str) -> int:
        """Which of all types a word is; raises UnknownWordError if it does not occur."""
        node = self.corpus.all_types.index.get(word)
        if node is None:
            raise UnknownWordError(word, f"{word[:100]!r} does not occur in this text.")
        return node

    def row(self, word: str) -> tuple[Counts, Floats]:
        """(types,) pairs of a word with each other, and their PPMI; 0 where there is none.

        Raises
        ------
        UnknownWordError
            If the word does not occur.
        """
        node = self.id(word)
        together = self._together(node)
        others = np.flatnonzero(together)
        expected = self._pairs[node] * (self._pairs[others] / self._pairs.sum())
        ppmi = np.zeros(len(together))
        ppmi[others] = _ppmi(together[others], expected)
        return together, ppmi

    @cached_property
    def _pairs(self) -> Counts:
        """(types,) pairs of each word with any other: the row sums of all counts."""
        corpus, starts = self.corpus, self.corpus.starts
        pairs = np.zeros(len(corpus.all_types), dtype=np.int64)
        for low in range(0, len(corpus.ids), _AT_ONCE):
            places = np.arange(low, min(low + _AT_ONCE, len(corpus.ids)))
            after = np.searchsorted(starts, places, side="right")
            contexts = np.minimum(places - starts[after - 1], self.window)
            contexts += np.minimum(starts[after] - 1 - places, self.window)
            ids = corpus.ids[low : low + len(places)]
            # Sums of whole numbers far below 2**53: exact as floats.
            pairs += np.bincount(ids, contexts, minlength=len(pairs)).astype(np.int64)
        return pairs

    def _together(self, node: int) -> Counts:
        """(types,) pairs of the node with each word."""
        ids, starts = self.corpus.ids, self.corpus.starts
        together = np.zeros(len(self.corpus.all_types), dtype=np.int64)
        for low in range(0, len(ids), _AT_ONCE):
            hits = np.flatnonzero(ids[low : low + _AT_ONCE] == node) + low
            after = np.searchsorted(starts, hits, side="right")
            first, end = starts[after - 1], starts[after]
            near = [hits[hits - d >= first] - d for d in range(1, self.window + 1)]
            near += [hits[hits + d < end] + d for d in range(1, self.window + 1)]
            together += np.bincount(ids[np.concatenate(near)], minlength=len(together))
        return together


def _ppmi(observed: Counts, expected: Floats) -> Floats:
    """max(0, ln(O₁₁ / E₁₁)), in nats; a pair as frequent as by chance is 0 in spite of rounding."""
    pmi: Floats = np.log(observed / expected)
    return np.where(pmi > _ROUNDING, pmi, 0.0)


def log_likelihood(
    observed: Counts, row: NDArray[np.int64] | int, column: Counts, total: int
) -> Floats:
    """(n,) Dunning's G² of 2 × 2 tables, negative where O₁₁ is below E₁₁.

    Parameters
    ----------
    observed : (n,) array
        O₁₁.
    row, column : int or (n,) array
        N_i and N_j, the sums of the first row and column.
    total : int
        N.
    """
    o11 = np.asarray(observed, dtype=np.float64)
    cells = (o11, row - o11, column - o11, total - row - column + o11)
    margins = ((row, column), (row, total - column), (total - row, column))
    expected = [np.multiply(a, b / total) for a, b in margins]
    expected.append((total - row) * ((total - column) / total))
    ratio = 2.0 * sum(_o_log_ratio(o, e) for o, e in zip(cells, expected, strict=True))
    signed: Floats = np.where(o11 < expected[0], -ratio, ratio)
    return signed


def _o_log_ratio(observed: Floats, expected: Floats) -> Floats:
    """O ln(O / E), with 0 where nothing was observed."""
    seen = (observed > 0) & (expected > 0)
    ratio = np.divide(observed, expected, out=np.ones_like(observed), where=seen)
    product: Floats = observed * np.log(ratio)
    return product

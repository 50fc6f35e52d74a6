"""Vocabulary: the words of a corpus, most frequent first, and what their counts imply.

Word i is the (i+1)-th most frequent one, so a smaller vocabulary is always a prefix of a
larger one: keeping words with at least `min_count` occurrences means keeping ids below a limit.
Leaves out: the text itself (`corpus`), and which word is near which (`vectors`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import VocabularyError

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


class Vocabulary:
    """Words with their counts, most frequent first; ties stand in code point order.

    Parameters
    ----------
    words : sequence of str
        V distinct words, in descending order of count.
    counts : (V,) array of int
        Occurrences of each word, at least 1.
    index : dict of str to int, optional
        Word → place, where that is known already; not copied.

    Examples
    --------
    >>> vocabulary = Vocabulary(["the", "cat", "sat"], [3, 2, 1])
    >>> vocabulary.index["cat"], vocabulary.total
    (1, 6)
    >>> vocabulary.prefix(min_count=2).words
    ('the', 'cat')
    """

    def __init__(
        self,
        words: Sequence[str],
        counts: Sequence[int] | Counts,
        *,
        index: dict[str, int] | None = None,
    ) -> None:
        self.words = tuple(words)
        if index is not None:
            self.index = index
        self.counts: Counts = np.asarray(counts, dtype=np.int64)
        if self.counts.shape != (len(self.words),):
            raise ValueError(f"{len(self.words)} words but counts of shape {self.counts.shape}")
        if np.any(np.diff(self.counts) > 0):
            raise ValueError("counts must descend: word i is the (i+1)-th most frequent")

    def __len__(self) -> int:
        return len(self.words)

    def __contains__(self, word: object) -> bool:
        return word in self.index

    @cached_property
    def index(self) -> dict[str, int]:
        """Word → id. Built on first use; about 100 bytes a word."""
        return {word: i for i, word in enumerate(self.words)}

    @cached_property
    def total(self) -> int:
        """Tokens that these words cover."""
        return int(self.counts.sum())

    def prefix(self, min_count: int) -> Vocabulary:
        """The words that occur at least `min_count` times.

        Raises
        ------
        VocabularyError
            If fewer than two words are left: one word has nothing to be near to.
        """
        kept = int(np.searchsorted(-self.counts, -min_count, side="right"))
        if kept < 2:
            second = int(self.counts[1]) if len(self) > 1 else 0
            cure = (
                f"use min_count {second:,} or less"
                if second
                else "add text with at least two words"
            )
            top = int(self.counts[0]) if len(self) else 0
            raise VocabularyError(
                f"min_count {min_count:,} keeps {kept} of {len(self):,} words, at least 2 are "
                f"needed; the most frequent word occurs {top:,} times: {cure}."
            )
        return self if kept == len(self) else Vocabulary(self.words[:kept], self.counts[:kept])

    def keep_probability(self, sample: float) -> Floats:
        """(V,) chance that an occurrence of each word survives subsampling.

        min(1, √(t/f) + t/f) with f the word's share of all tokens: the rule of word2vec.c and
        gensim, which keeps a little more than the formula printed in Mikolov et al. 2013
        (arXiv 1310.4546, section 2.3). `sample` (t) 0 keeps everything.
        """
        if sample == 0:
            return np.ones(len(self))
        ratio = sample * self.total / self.counts
        return np.minimum(1.0, np.sqrt(ratio) + ratio)

    def noise_distribution(self, exponent: float = 0.75) -> Floats:
        """(V,) probability that a noise word is each word: count**exponent, normalized.

        0.75 is from Mikolov et al. 2013; 1 draws by frequency, 0 uniformly, and negative
        exponents favor rare words (Caselles-Dupré et al. 2018).
        """
        weight = self.counts.astype(np.float64) ** exponent
        share: Floats = weight / weight.sum()
        return share

"""Gauge: what a forecast has to know of a corpus, from counts and a sample of sentences.

It is read while somebody moves a slider, so nothing here goes through the text twice: bursts are
looked for once; sentences are drawn once, each with chance in proportion to its length, and
subsampled anew with the same random numbers. So small changes of a setting make small changes of
the forecast.
Leaves out: the sample (`sentence_sample`), and what follows from all this (`cost`, `advice`).
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from w2v_core.models.bursts import Burst, find_bursts
from w2v_core.models.held_out import HeldOut
from w2v_core.models.sentence_sample import SentenceSample
from w2v_core.text.corpus import Corpus, Segment
from w2v_core.text.views.statistics import words_kept
from w2v_core.text.vocabulary import Counts, Floats, Vocabulary

_WORD_BINS = 80
_REFERENCE_WINDOW = 5


class Gauge:
    """One corpus; keep it as long as the corpus, since it draws its sample once.

    Parameters
    ----------
    corpus : Corpus
    """

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self._trained: dict[float, float] = {}  # by the share that is held out at most

    def kept(self, min_count: int) -> Vocabulary:
        """The words that `min_count` keeps, be it none."""
        types = self.corpus.all_types
        words = words_kept(types.counts, min_count)
        return Vocabulary(types.words[:words], types.counts[:words])

    def trained_share(self, held_out: float) -> float:
        """Share of the tokens in sentences that are not held out, if at most so many shall be."""
        if held_out not in self._trained:
            # A segment with lengths in the place of ids: one entry for each sentence.
            numbers = np.arange(self.corpus.n_sentences, dtype=np.int32)
            lengths = np.diff(self.corpus.starts)
            trained = HeldOut(self.corpus, held_out).without(Segment(0, lengths, numbers, 0))
            self._trained[held_out] = float(trained.ids.sum() / lengths.sum())
        return self._trained[held_out]

    def pairs_per_token(self, keep: Floats, window: int, *, dynamic: bool) -> float:
        """Ordered pairs for each token that survives.

        Parameters
        ----------
        keep : (V,) array
            Chance of each word to survive.
        window : int
            How far a context may stand from its center.
        dynamic : bool
            Whether a pair counts the less often the farther apart its words stand.
        """
        weights = np.arange(window, 0, -1) / window if dynamic else np.ones(window)
        return self._sample.pairs_per_token(keep, weights)

    def distinct_pairs(self, kept: Vocabulary, pairs: float) -> float:
        """How many of so many pairs of these words are different ones."""
        return _expected_distinct(kept.counts, pairs * self._meetings)

    @cached_property
    def bursts(self) -> list[Burst]:
        """Words that suddenly stand everywhere."""
        return find_bursts(self.corpus)

    @cached_property
    def _sample(self) -> SentenceSample:
        return SentenceSample(self.corpus)

    @cached_property
    def _meetings(self) -> float:
        """How far pairs repeat themselves: real pairs are as many as this share at random.

        Words of one topic meet again and again, so a text has fewer different pairs than its
        words drawn at random would have.
        """
        pairs, distinct = self._sample.distinct_pairs(_REFERENCE_WINDOW)
        counts = self._sample.counts(len(self.corpus.all_types))
        low, high = 0.0, 1.0
        for _ in range(20):
            middle = (low + high) / 2
            if _expected_distinct(counts, pairs * middle) < distinct:
                low = middle
            else:
                high = middle
        return high


def _expected_distinct(counts: Counts, pairs: float) -> float:
    """How many different pairs so many draws of two words by frequency are expected to make.

    Σ_ij 1 − exp(−pairs · p_i p_j), over bins of words of nearly the same rank.
    """
    if len(counts) == 0:
        return 0.0
    edges = np.unique(np.geomspace(1, len(counts) + 1, _WORD_BINS).astype(np.int64)) - 1
    if edges[-1] < len(counts):
        edges = np.append(edges, len(counts))
    sizes = np.diff(edges)
    shares = np.add.reduceat(counts, edges[:-1]) / sizes / counts.sum()
    hit = -np.expm1(-pairs * np.outer(shares, shares))
    return float(sizes @ hit @ sizes)

"""Sentence sample: a few hundred thousand tokens that stand for a whole corpus.

Sentences are drawn with chance in proportion to their length, and figures are taken per token, so
that neither many short sentences nor one that never ends can tip the balance.
Leaves out: what is forecast from it (`show_forecast`).

References
----------
Hansen, Hurwitz 1943, Annals of Mathematical Statistics 14: sampling in proportion to size.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from w2v_core.text.corpus import Corpus
from w2v_core.text.vocabulary import Counts, Floats

_TOKENS = 300_000
_SENTENCES = 10_000
_MOST_COPIES = 1_000  # of a tiny text, so that chance averages out
_PIECE = 1_000  # tokens on either side that are taken of a long sentence


class SentenceSample:
    """Sentences of a corpus, or pieces of long ones, one after the other.

    A small corpus is taken whole, several times over with other random numbers.

    Attributes
    ----------
    ids : (n,) array of int32
    starts : (pieces + 1,) array of int64
        Where each piece starts in `ids`.
    cuts : (pieces,) array of int
        Ends of the piece that are not ends of its sentence: 0 to 2.
    weights : (pieces,) array of float
        1 / tokens of the piece where long sentences are drawn more often, else 1.
    copies : int
        How often the pieces of the text are repeated.
    """

    def __init__(self, corpus: Corpus) -> None:
        rng = np.random.default_rng(0)
        tokens = len(corpus.ids)
        whole = tokens <= _TOKENS
        self.copies = min(_MOST_COPIES, _TOKENS // tokens) if whole else 1
        if whole:
            low, high = corpus.starts[:-1], corpus.starts[1:]
            self.cuts = np.zeros(len(low) * self.copies)
            once = np.asarray(corpus.ids)
        else:
            low, high, self.cuts = _draw(corpus, rng)
            once = np.concatenate([corpus.ids[a:b] for a, b in zip(low, high, strict=True)])
        self.ids = np.tile(once, self.copies)
        lengths = np.tile(high - low, self.copies)
        self.weights = np.ones(len(lengths)) if whole else 1.0 / lengths
        self.starts = np.concatenate(([0], np.cumsum(lengths)))
        self._uniform = rng.random(len(self.ids), dtype=np.float32)

    def pairs_per_token(self, keep: Floats, weights: Floats) -> float:
        """Ordered pairs for each token that survives.

        Parameters
        ----------
        keep : (V,) array
            Chance of each word to survive; words from V on do not.
        weights : (window,) array
            Chance of a pair at distance 1, 2, ... to be counted.
        """
        chances = np.zeros(max(int(self.ids.max()) + 1, len(keep)), dtype=np.float32)
        chances[: len(keep)] = keep
        survives = self._uniform < chances[self.ids]
        left = np.add.reduceat(survives, self.starts[:-1], dtype=np.int64)
        distances = np.arange(1, len(weights) + 1)
        pairs = sum(
            2.0 * weight * np.maximum(left - distance, 0)
            for weight, distance in zip(weights, distances, strict=True)
        )
        # What a cut end has lost, it has lost by the cut.
        pairs += np.where(left > len(weights), self.cuts * float(weights @ distances), 0.0)
        tokens = float(self.weights @ left)
        return float(self.weights @ pairs) / tokens if tokens else 0.0

    def distinct_pairs(self, window: int) -> tuple[int, int]:
        """Ordered pairs of the text that was drawn, and how many of them are different."""
        size = len(self.ids) // self.copies
        ids = self.ids[:size]
        pieces = np.repeat(np.arange(len(self.cuts)), np.diff(self.starts))[:size]
        size_of_ids = int(ids.max()) + 1
        found = []
        for distance in range(1, window + 1):
            near = pieces[:-distance] == pieces[distance:]
            one, other = ids[:-distance][near], ids[distance:][near]
            low, high = np.minimum(one, other), np.maximum(one, other)
            found.append(low.astype(np.int64) * size_of_ids + high)
        pairs = np.sort(np.concatenate(found))  # several times as fast as np.unique
        different = pairs[np.append(np.diff(pairs) > 0, True)[: len(pairs)]]
        diagonal = int(np.count_nonzero(different // size_of_ids == different % size_of_ids))
        return 2 * len(pairs), 2 * len(different) - diagonal

    def counts(self, types: int) -> Counts:
        """Counts of the words of the text that was drawn, descending; absent ones left out."""
        counts = np.bincount(self.ids[: len(self.ids) // self.copies], minlength=types)
        return np.sort(counts[counts > 0])[::-1]


def _draw(
    corpus: Corpus, rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Start and end of the pieces around evenly spread tokens, and how many of the two are cuts."""
    pieces = _SENTENCES
    while True:
        places = ((np.arange(pieces) + rng.random(pieces)) * len(corpus.ids) / pieces).astype("i8")
        after = np.searchsorted(corpus.starts, places, side="right")
        starts, ends = corpus.starts[after - 1], corpus.starts[after]
        low, high = np.maximum(starts, places - _PIECE), np.minimum(ends, places + _PIECE)
        tokens = int((high - low).sum())
        if tokens <= 1.1 * _TOKENS:
            return low, high, (low > starts).astype(float) + (high < ends)
        pieces = max(1, pieces * _TOKENS // tokens)

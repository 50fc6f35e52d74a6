"""Held-out sentences: text that is never trained on, so that its loss is an honest one.

Which sentences are held out depends on the corpus alone, not on the seed: runs on one corpus can
be compared. No more are held out than make the loss sure, since every one of them is a loss to
the vectors. Leaves out: how the loss is computed (`descent`, the kernels).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from w2v_core.text.corpus import Corpus, Segment

# Enough for a mean loss that is right to about 0.01 nats.
_TOKENS = 20_000
_LEAST_SENTENCES = 100
# A corpus of fewer sentences has none to spare.
_SPARABLE = 10 * _LEAST_SENTENCES
# A sentence of more than this share of the tokens to be held out is trained on: a text without an
# end of a sentence, a pasted list. Held out, it might be half of the text.
_LONGEST = 0.1

# 2³² divided by the golden ratio: its multiples fall evenly into [0, 2³²) (Knuth, TAOCP 3, 6.4).
_GOLDEN = np.uint32(2654435769)


class HeldOut:
    """The held-out sentences of a corpus.

    Parameters
    ----------
    corpus : Corpus
    share : float
        Of the sentences, at most. At least 100 are held out, and as few as have 20,000 tokens; of
        a corpus with fewer than 1,000 sentences none.
    """

    def __init__(self, corpus: Corpus, share: float) -> None:
        self._corpus = corpus
        sentences, tokens = corpus.n_sentences, len(corpus.ids)
        if share == 0 or sentences < _SPARABLE:
            self.share = 0.0
        else:
            self.share = max(min(share, _TOKENS / tokens), _LEAST_SENTENCES / sentences)
        self._longest = max(1.0, _LONGEST * self.share * tokens)

    def without(self, segment: Segment) -> Segment:
        """The segment as it is trained on."""
        if not self.share:
            return segment
        kept = ~self._is_held_out(segment.sentences)
        return Segment(
            segment.index, segment.ids[kept], segment.sentences[kept], segment.raw_tokens
        )

    def segment(self) -> Segment:
        """All held-out sentences, rare words dropped."""
        corpus = self._corpus
        numbers = np.flatnonzero(self._is_held_out(np.arange(corpus.n_sentences)))
        bounds = zip(corpus.starts[numbers].tolist(), corpus.starts[numbers + 1], strict=True)
        parts = [np.asarray(corpus.ids[low:high]) for low, high in bounds]
        ids = np.concatenate([np.zeros(0, np.int32), *parts])
        sentences = np.repeat(numbers.astype(np.int32), [len(part) for part in parts])
        kept = ids < len(corpus.vocabulary)
        return Segment(0, ids[kept], sentences[kept], len(ids))

    def _is_held_out(self, sentences: NDArray[np.integer]) -> NDArray[np.bool_]:
        places = sentences.astype(np.uint32) * _GOLDEN
        chosen: NDArray[np.bool_] = places < np.uint32(self.share * 2.0**32)
        some = sentences[chosen]
        starts = self._corpus.starts
        chosen[chosen] = starts[some + 1] - starts[some] <= self._longest
        return chosen

"""What tests of models and of their forecasts share: a text of any size, drawn by Zipf's law."""

from __future__ import annotations

import numpy as np

from w2v_core.text.corpus import Corpus
from w2v_core.text.vocabulary import Vocabulary


def zipf_corpus(tokens: int, lengths: tuple[int, ...], types: int = 2_000, seed: int = 1) -> Corpus:
    """Words drawn by Zipf's law, in sentences of these lengths, over and over."""
    rng = np.random.default_rng(seed)
    chances = 1 / np.arange(1, types + 1)
    drawn = rng.choice(types, size=tokens, p=chances / chances.sum())
    names, ids, counts = np.unique(drawn, return_inverse=True, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    ranks = np.argsort(order)
    ends = np.cumsum(np.resize(lengths, tokens))
    starts = np.concatenate(([0], ends[ends < tokens], [tokens]))
    vocabulary = Vocabulary([f"w{names[i]}" for i in order], counts[order])
    return Corpus(ranks[ids].astype(np.int32), starts, vocabulary)

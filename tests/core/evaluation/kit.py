"""What tests of scores share: planted vectors whose analogies nearly hold."""

from __future__ import annotations

import numpy as np

from w2v_core.text.vocabulary import Vocabulary
from w2v_core.vectors.word_vectors import WordVectors


def planted(noise: float = 0.9, seed: int = 0) -> WordVectors:
    """200 words a0…a99, b0…b99 with b_i - a_i nearly the same for all i."""
    rng = np.random.default_rng(seed)
    base = rng.normal(size=(100, 12))
    shift = rng.normal(size=12)
    table = np.concatenate([base, base + shift + noise * rng.normal(size=(100, 12))])
    words = [f"{kind}{i}" for kind in "ab" for i in range(100)]
    order = rng.permutation(200)
    return WordVectors(Vocabulary([words[i] for i in order], np.arange(200, 0, -1)), table[order])

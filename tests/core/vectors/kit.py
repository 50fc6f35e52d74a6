"""What tests of vectors share: a table of words w0, w1, ..., the most frequent first."""

from __future__ import annotations

import numpy as np

from w2v_core.text.vocabulary import Vocabulary
from w2v_core.vectors.word_vectors import WordVectors


def table(vectors: np.ndarray) -> WordVectors:
    n = len(vectors)
    words = [f"w{i}" for i in range(n)]
    return WordVectors(Vocabulary(words, np.arange(n, 0, -1)), vectors.astype(np.float32))


def random_table(n: int, dim: int = 6, seed: int = 0) -> WordVectors:
    return table(np.random.default_rng(seed).standard_normal((n, dim)))

"""What tests of WordVectors share: random ones and ones in the plane."""

from __future__ import annotations

import numpy as np
import pytest

from w2v_core.text.vocabulary import Vocabulary
from w2v_core.vectors.word_vectors import WordVectors


def random_vectors(n: int = 300, d: int = 20, seed: int = 0) -> WordVectors:
    rng = np.random.default_rng(seed)
    table = rng.normal(size=(n, d)) * rng.uniform(0.1, 10, size=(n, 1))
    vocabulary = Vocabulary([f"w{i}" for i in range(n)], np.arange(n, 0, -1) * 2)
    return WordVectors(vocabulary, table.astype(np.float32), rng.normal(size=(n, d)))


def plane(**places: tuple[float, float]) -> WordVectors:
    counts = list(range(len(places), 0, -1))
    return WordVectors(Vocabulary(list(places), counts), np.array(list(places.values())))


def assert_same(ours: list, theirs: list[tuple[str, float]]) -> None:
    assert [each.word for each in ours] == [word for word, _ in theirs]
    assert [each.similarity for each in ours] == pytest.approx([s for _, s in theirs], abs=1e-5)

"""Lengths, similarity of two words, and the word that does not belong."""

from __future__ import annotations

import numpy as np
import pytest

from tests.core.peer import as_gensim
from tests.core.vectors.word_vectors.kit import plane, random_vectors
from w2v_core.errors import ExpressionError
from w2v_core.text.vocabulary import Vocabulary
from w2v_core.vectors.word_vectors import WordVectors


def test_tiny_and_huge_vectors_have_length_one() -> None:
    table = np.array([[1e-30, 0], [3e38, 3e38], [0, 0], [1e-44, 1e-44]], dtype=np.float32)
    vectors = WordVectors(Vocabulary(["a", "b", "c", "d"], [4, 3, 2, 1]), table)
    unit = vectors.unit_rows(range(4))
    assert unit.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(unit, axis=1), [1, 1, 0, 1], rtol=1e-6)


def test_similarity_is_gensims_and_never_beyond_one() -> None:
    vectors = random_vectors()
    assert vectors.similarity("w1", "w2") == pytest.approx(
        float(as_gensim(vectors).similarity("w1", "w2")), abs=1e-6
    )
    assert all(vectors.similarity(word, word) <= 1.0 for word in vectors.words)
    assert plane(a=(0, 0), b=(1, 0)).similarity("a", "b") == 0.0


class TestOddOneOut:
    def test_is_gensims(self) -> None:
        vectors = random_vectors()
        keyed = as_gensim(vectors)
        for start in range(0, 40, 4):
            words = [f"w{i}" for i in range(start, start + 4)]
            assert vectors.odd_one_out(words) == keyed.doesnt_match(words)

    def test_is_the_one_that_points_away(self) -> None:
        vectors = plane(cat=(1, 0), dog=(1, 0.1), car=(0, 1), hen=(1, -0.1))
        assert vectors.odd_one_out(["cat", "dog", "car", "hen"]) == "car"

    def test_needs_three_different_words(self) -> None:
        with pytest.raises(ExpressionError, match="at least 3 different words; got 2"):
            random_vectors().odd_one_out(["w1", "w2", "w1"])

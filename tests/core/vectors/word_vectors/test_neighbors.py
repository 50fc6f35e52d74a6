"""The nearest words: gensim's, the first of all in order, and none of nothing."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.peer import as_gensim
from tests.core.vectors.word_vectors.kit import assert_same, plane, random_vectors
from w2v_core.errors import ExpressionError
from w2v_core.text.vocabulary import Vocabulary
from w2v_core.vectors.ranking import best, normalize
from w2v_core.vectors.word_vectors import WordVectors


@cache
def vocabulary_of(size: int) -> Vocabulary:
    return Vocabulary([f"w{i}" for i in range(size)], np.arange(size, 0, -1))


def rows(found: list) -> list[tuple[str, float]]:
    return [(each.word, each.similarity) for each in found]


class TestNeighbors:
    def test_of_a_word_are_gensims(self) -> None:
        vectors = random_vectors()
        keyed = as_gensim(vectors)
        for word in ("w0", "w17", "w299"):
            assert_same(vectors.neighbors(word, 12), keyed.most_similar(word, topn=12))

    def test_of_weighted_words_are_gensims(self) -> None:
        vectors = random_vectors()
        theirs = as_gensim(vectors).most_similar(
            positive=[("w1", 1.0), ("w2", 0.5)], negative=[("w3", -2.0)], topn=8
        )
        assert_same(vectors.neighbors({"w1": 1, "w2": 0.5, "w3": -2}, 8), theirs)

    def test_of_a_vector_leave_out_no_word(self) -> None:
        vectors = random_vectors()
        found = vectors.neighbors(5.0 * vectors["w3"], 300)
        assert found[0].word == "w3"
        assert found[0].similarity == pytest.approx(1.0)
        unit = normalize(vectors.vectors)
        cosines = unit @ unit[3]
        assert [n.word for n in found] == [f"w{i}" for i in np.argsort(-cosines)]

    def test_carry_rank_and_count(self) -> None:
        found = plane(cat=(1, 0), dog=(4, 3), car=(0, 1)).neighbors("cat")
        assert [(n.rank, n.word, n.count) for n in found] == [(1, "dog", 2), (2, "car", 1)]
        assert [n.similarity for n in found] == pytest.approx([0.8, 0.0])

    def test_with_equal_similarity_stand_by_frequency(self) -> None:
        # 64 numbers and odd positions: where a BLAS may round equal rows differently.
        row = np.random.default_rng(1).normal(size=64)
        vocabulary = Vocabulary([f"w{i}" for i in range(101)], np.arange(101, 0, -1))
        vectors = WordVectors(vocabulary, np.tile(row, (101, 1)))
        assert [n.word for n in vectors.neighbors("w50", 5)] == ["w0", "w1", "w2", "w3", "w4"]

    def test_of_two_kinds_stand_by_frequency_within_each(self) -> None:
        table = np.tile(np.float32([[1, 0], [0, 1]]), (500, 1))
        vocabulary = Vocabulary([f"w{i}" for i in range(1000)], np.arange(1000, 0, -1))
        found = WordVectors(vocabulary, table).neighbors(table[0], 1000)
        expected = [*range(0, 1000, 2), *range(1, 1000, 2)]
        assert [n.word for n in found] == [f"w{i}" for i in expected]

    def test_that_differ_in_the_last_bit_only_stand_by_frequency(self) -> None:
        higher = np.nextafter(np.float32(0.8), np.float32(1))
        found = best(Vocabulary(["cat", "dog"], [2, 1]), np.array([np.float32(0.8), higher]), 2, ())
        assert [n.word for n in found] == ["cat", "dog"]

    @given(
        size=st.integers(1, 3000),
        k=st.integers(1, 40),
        levels=st.sampled_from([1, 3, 50, 10**9]),  # few levels: many scores are equal
        excluded=st.sets(st.integers(0, 2999), max_size=5),
        seed=st.integers(0, 100),
    )
    def test_are_the_first_of_all_in_order(self, size, k, levels, excluded, seed) -> None:
        scores = np.random.default_rng(seed).integers(0, levels, size) / np.float32(levels)
        scores = scores.astype(np.float32)
        rounded = np.round(scores.astype(np.float64), 6)
        expected = [i for i in np.argsort(-rounded, kind="stable") if i not in excluded][:k]
        found = best(vocabulary_of(size), scores, k, excluded)
        assert [(n.word, n.similarity) for n in found] == [(f"w{i}", rounded[i]) for i in expected]

    def test_are_all_there_are_when_k_is_larger(self) -> None:
        vectors = random_vectors(n=5)
        assert len(vectors.neighbors("w0", 100)) == 4
        assert len(vectors.neighbors(vectors["w0"], 100)) == 5
        assert vectors.neighbors("w0", 0) == []
        assert plane(alone=(1, 0)).neighbors("alone") == []

    def test_can_be_limited_to_frequent_words(self) -> None:
        vectors = random_vectors(n=50)
        found = vectors.neighbors("w49", 50, min_count=61)  # w0 occurs 100 times, w19 62 times
        assert sorted(n.word for n in found) == sorted(f"w{i}" for i in range(20))
        assert vectors.neighbors("w49", min_count=1000) == []

    def test_of_a_zero_vector_have_similarity_zero(self) -> None:
        vectors = plane(cat=(1, 0), nothing=(0, 0), dog=(1, 1))
        assert rows(vectors.neighbors("nothing")) == [("cat", 0.0), ("dog", 0.0)]
        assert dict(rows(vectors.neighbors("cat")))["nothing"] == 0.0

    @pytest.mark.parametrize("weights", [{"w1": 0.0}, {}])
    def test_of_nothing_are_refused(self, weights: dict[str, float]) -> None:
        with pytest.raises(ExpressionError, match="nothing to add up"):
            random_vectors().neighbors(weights)

    @pytest.mark.parametrize("weight", [np.nan, np.inf])
    def test_of_a_weight_that_is_not_finite_are_refused(self, weight: float) -> None:
        with pytest.raises(ExpressionError, match="finite"):
            random_vectors().neighbors({"w1": weight})

    def test_of_words_that_cancel_are_refused(self) -> None:
        vectors = plane(cat=(1, 2), kitten=(2, 4), dog=(1, 1))  # cat and kitten point alike
        with pytest.raises(ExpressionError, match="cancel"):
            vectors.neighbors({"cat": 1, "kitten": -1})

    def test_do_not_depend_on_the_scale_of_weights(self) -> None:
        vectors = random_vectors()
        small, large = (vectors.neighbors({"w1": s, "w2": -s}) for s in (1e-30, 1e30))
        assert small == large

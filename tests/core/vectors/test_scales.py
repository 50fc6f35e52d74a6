"""Random pairs, lengths, strongest dimensions, and lists in the order of a dendrogram."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from tests.core.vectors.kit import random_table, table
from w2v_core.vectors import scales


def test_share_below_is_that_of_plain_counting() -> None:
    ordered = np.array([0.0, 1.0, 1.0, 3.0])
    assert [scales.share_below(x, ordered) for x in (-1.0, 1.0, 2.0, 9.0)] == [0, 0.5, 0.75, 1]
    assert np.isnan(scales.share_below(1.0, np.empty(0)))


def test_random_pairs_are_of_different_words_and_the_same_every_time() -> None:
    vectors = table(np.eye(40))  # two different words have cosine 0, a word and itself 1
    assert scales.random_similarities(vectors).tolist() == [0.0] * scales.RANDOM_PAIRS
    vectors = random_table(40)
    found = scales.random_similarities(vectors)
    assert found.tolist() == scales.random_similarities(vectors).tolist()
    units = vectors.unit_rows(range(40)).astype(np.float64)
    pairs = [float(units[i] @ units[j]) for i, j in itertools.combinations(range(40), 2)]
    assert np.median(found) == pytest.approx(np.median(pairs), abs=0.05)
    assert not len(scales.random_similarities(random_table(1)))


def test_lengths_are_those_of_all_words_or_of_an_even_sample(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    vectors = table(np.arange(1.0, 101.0)[:, None] * [0.6, 0.8])
    np.testing.assert_allclose(scales.lengths(vectors), np.arange(1.0, 101.0), rtol=1e-6)
    monkeypatch.setattr(scales, "MOST_MEASURED", 10)
    found = scales.lengths(vectors)
    assert len(found) == 10
    np.testing.assert_allclose([found[0], found[-1]], [1.0, 100.0], rtol=1e-6)


def test_strongest_dimensions_name_the_words_that_go_the_same_way() -> None:
    vectors = table(np.array([[3.0, -4, 0], [0, -1, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]]))
    first, second = scales.strongest_dimensions(vectors, 0, most=3, words=2)
    assert (first.index, first.words) == (1, ("w1", "w0"))
    assert first.value == pytest.approx(-0.8)
    assert (second.index, second.words) == (0, ("w2", "w0"))
    assert scales.strongest_dimensions(table(np.zeros((2, 3))), 0) == []


def test_words_of_a_dimension_are_the_highest_ones() -> None:
    vectors = random_table(500)
    units = vectors.unit_rows(range(500))
    for each in scales.strongest_dimensions(vectors, 9):
        column = units[:, each.index] * np.sign(each.value)
        assert each.words == tuple(f"w{i}" for i in np.argsort(-column, kind="stable")[:6])


def test_a_matrix_is_symmetric_and_its_words_are_in_order() -> None:
    vectors = random_table(20)
    matrix = scales.similarity_matrix(vectors, ["w3", "w1", "w7"])
    assert (matrix == matrix.T).all()
    assert matrix[0, 1] == pytest.approx(vectors.similarity("w3", "w1"), abs=1e-6)
    np.testing.assert_allclose(np.diag(matrix), 1.0, atol=1e-6)


def test_the_order_puts_alike_words_side_by_side() -> None:
    rng = np.random.default_rng(0)
    groups = np.repeat(np.eye(3), 4, axis=0) + 0.05 * rng.standard_normal((12, 3))
    mixed = rng.permutation(12)
    vectors = table(groups[mixed])
    order = scales.dendrogram_order(scales.similarity_matrix(vectors, list(vectors.words)))
    assert sorted(order) == list(range(12))
    kinds = (mixed[order] // 4).tolist()
    assert len(list(itertools.groupby(kinds))) == 3


@pytest.mark.parametrize("vectors", [np.ones((5, 2)), np.zeros((5, 2)), np.eye(2), np.eye(1)])
def test_an_order_of_equal_zero_or_few_vectors(vectors: np.ndarray) -> None:
    matrix = scales.similarity_matrix(table(vectors), [f"w{i}" for i in range(len(vectors))])
    assert sorted(scales.dendrogram_order(matrix)) == list(range(len(vectors)))

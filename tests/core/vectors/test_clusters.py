"""Clusters: planted groups come back, largest first, named by words that stand for them."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from w2v_core.errors import SettingError
from w2v_core.vectors import clusters
from w2v_core.vectors.clusters import find_clusters


def planted(sizes: tuple[int, ...], d: int = 12) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    rng = np.random.default_rng(0)
    group = rng.permutation(np.repeat(np.arange(len(sizes)), sizes))
    lengths = rng.uniform(0.1, 9, size=(len(group), 1))
    return (np.eye(len(sizes), d)[group] + rng.normal(scale=0.05, size=(len(group), d))) * (
        lengths
    ), group


def test_planted_groups_come_back_largest_first():
    vectors, group = planted((20, 60, 40))
    found = find_clusters(vectors, np.ones(120, int), 3)
    np.testing.assert_array_equal(found.labels, np.array([2, 0, 1])[group])
    assert found.sizes == (60, 40, 20)


def test_names_are_members_near_the_center_and_frequent():
    vectors, group = planted((30, 20))
    counts = np.ones(50, int)
    often = int(np.flatnonzero(group == 0)[7])
    counts[often] = 1_000
    found = find_clusters(vectors, counts, 2)
    assert found.names[0][0] == often
    assert all(found.labels[row] == i for i, rows in enumerate(found.names) for row in rows)
    assert [len(rows) for rows in found.names] == [clusters.NAMES] * 2


def test_frequency_does_not_outweigh_everything():
    vectors = np.array([[1.0, 0], [1, 0.01], [0.02, 1], [0, 1], [0.7, 0.72]])
    found = find_clusters(vectors, np.array([9, 9, 9, 9, 10]), 2)
    assert 4 not in [rows[0] for rows in found.names]


def test_is_repeated_by_its_seed():
    vectors = np.random.default_rng(1).normal(size=(300, 10))
    first, again = (find_clusters(vectors, np.ones(300, int), 8, seed=5) for _ in range(2))
    np.testing.assert_array_equal(first.labels, again.labels)
    assert first.names == again.names


def test_words_that_were_not_fitted_join_the_nearest_center(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(clusters, "_MOST_FITTED", 40)
    vectors, group = planted((90, 70, 50))
    found = find_clusters(vectors, np.ones(210, int), 3)
    np.testing.assert_array_equal(found.labels, group)


@pytest.mark.parametrize("n", [1, 2, 3])
@pytest.mark.parametrize("value", [0.0, 1.0])
def test_equal_vectors_are_one_cluster(n: int, value: float):
    found = find_clusters(np.full((n, 4), value), np.ones(n, int), 5)
    assert found.sizes == (n,)
    assert not found.labels.any()


def test_fewer_words_than_clusters():
    found = find_clusters(np.eye(3), np.array([3, 2, 1]), 20)
    assert found.sizes == (1, 1, 1)
    assert found.names == ((0,), (1,), (2,))


@pytest.mark.parametrize("k", [1, 21])
def test_checks_k(k: int):
    with pytest.raises(SettingError, match=f"k must be between 2 and 20; got {k}"):
        find_clusters(np.eye(3), np.ones(3, int), k)


def test_of_nothing_is_refused():
    with pytest.raises(SettingError, match="at least 1 word"):
        find_clusters(np.zeros((0, 3)), np.zeros(0, int), 2)

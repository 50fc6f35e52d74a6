"""Figures of the probe on constructed cases whose answers are known, and against brute force."""

from __future__ import annotations

import math
from collections.abc import Generator
from typing import TypeVar

import numpy as np
import pytest
import scipy

from w2v_core.evaluation.hubness import hubness
from w2v_core.evaluation.isotropy import isotropy
from w2v_core.evaluation.reconstruction import agreement, symmetry
from w2v_core.evaluation.rows import find_row_faults
from w2v_core.text.corpus import Corpus
from w2v_core.text.views.near_counts import Reading, count_near
from w2v_core.text.vocabulary import Vocabulary
from w2v_core.vectors.neighborhood import Hubs, find_hubs
from w2v_core.vectors.word_vectors import WordVectors

Result = TypeVar("Result")


def named(table: np.ndarray, context: np.ndarray | None = None) -> WordVectors:
    names = [f"w{i}" for i in range(len(table))]
    return WordVectors(Vocabulary(names, range(len(table), 0, -1)), table, context)


def drained(steps: Generator[float, None, Result]) -> Result:
    while True:
        try:
            share = next(steps)
        except StopIteration as end:
            result: Result = end.value
            return result
        assert 0 < share <= 1


def test_a_cross_is_isotropic() -> None:
    found = isotropy(named(np.vstack([np.eye(6), -np.eye(6)])))
    assert found.participation == pytest.approx(1.0)
    assert found.mean_cosine == pytest.approx(-1 / 11)  # 12 of 132 ordered pairs are opposite


def test_a_line_uses_one_dimension() -> None:
    line = np.outer(np.array([-2.0, -1, 1, 2]), np.ones(5))
    assert isotropy(named(line)).participation == pytest.approx(1 / 5)


def test_equal_vectors_have_no_spread_and_point_one_way() -> None:
    found = isotropy(named(np.tile([1.0, 2, 3], (7, 1))))
    assert math.isnan(found.participation)
    assert found.mean_cosine == pytest.approx(1.0)


def test_weights_count_a_word_as_often_as_copies_would() -> None:
    rng = np.random.default_rng(1)
    table, times = rng.normal(size=(9, 4)), rng.integers(1, 6, size=9)
    copies = np.repeat(table, times, axis=0)
    weighted = isotropy(named(table), times).participation
    assert weighted == pytest.approx(isotropy(named(copies)).participation, rel=1e-5)


def test_weighted_mean_cosine_is_that_of_all_pairs() -> None:
    rng = np.random.default_rng(2)
    table, weights = rng.normal(size=(8, 3)) + 1, rng.random(8)
    units = table / np.linalg.norm(table, axis=1, keepdims=True)
    pairs = [(i, j) for i in range(8) for j in range(8) if i != j]
    top = sum(weights[i] * weights[j] * float(units[i] @ units[j]) for i, j in pairs)
    expected = top / sum(weights[i] * weights[j] for i, j in pairs)
    assert isotropy(named(table), weights).mean_cosine == pytest.approx(expected, rel=1e-4)


def test_a_planted_hub_stands_in_every_list() -> None:
    rng = np.random.default_rng(3)
    cloud = rng.normal(size=(60, 40))
    cloud -= cloud.mean(axis=0)
    mean = np.zeros(40)
    mean[0] = 1.0
    table = np.vstack([cloud + 6 * mean, 6 * mean])  # the center of the cloud is near to all
    found = hubness(drained(find_hubs(named(table))))
    assert found.whole
    assert found.top[0] == (60, 60 / 61)
    assert found.skewness > 2


def test_skewness_is_scipys_and_orphans_are_counted() -> None:
    times = np.array([0, 0, 5, 1, 2, 2, 0, 30])
    found = hubness(Hubs(4, 8, times, 20))
    assert found.skewness == pytest.approx(scipy.stats.skew(times))
    assert found.orphans == 3 / 8
    assert not found.whole
    assert found.top[0] == (7, 7.5)
    assert hubness(Hubs(4, 3, np.full(3, 2), 9)).skewness == 0.0


def test_every_fault_of_a_row_is_found() -> None:
    table = np.random.default_rng(4).normal(size=(10, 3)).astype(np.float32)
    context = np.ones((10, 3), dtype=np.float32)
    table[1], table[2], table[3], table[4] = np.nan, 0, 1e-4, 1e4
    table[6] = table[5]
    context[7], context[8, 0] = 0, np.inf
    found = find_row_faults(named(table, context))
    for name, rows in (
        *(("broken", [1, 8]), ("zero", [2]), ("short", [3]), ("long", [4])),
        *(("copies", [6]), ("untrained", [7])),
    ):
        assert np.flatnonzero(getattr(found, name)).tolist() == rows, name


def test_length_and_frequency_are_ranked() -> None:
    table = np.arange(9, 0, -1, dtype=np.float32)[:, None] * np.ones(3, dtype=np.float32)
    assert find_row_faults(named(table)).frequency == pytest.approx(1.0)
    assert math.isnan(find_row_faults(named(np.ones((5, 2)))).frequency)


@pytest.mark.parametrize("dynamic", [True, False])
def test_pairs_are_those_of_plain_loops(dynamic: bool) -> None:
    rng = np.random.default_rng(5)
    sentences = [[f"w{i}" for i in rng.integers(6, size=n)] for n in (1, 2, 7, 30)] * 2
    corpus = Corpus.build(sentences)
    types, window = corpus.all_types, 3
    places = np.arange(len(types))
    places[-1] = -1  # passed over, as a rare word: windows close over it
    n = len(types) - 2  # one more is in windows alone
    near = drained(count_near(corpus, places, np.array([0, 2]), n, Reading(window, dynamic, 0.0)))
    expected = np.zeros((len(types), len(types)))
    for sentence in sentences:
        ids = [i for i in (types.index[word] for word in sentence) if places[i] >= 0]
        for i, a in enumerate(ids):
            for j, b in enumerate(ids):
                if 0 < abs(i - j) <= window:
                    expected[a, b] += (window + 1 - abs(i - j)) / window if dynamic else 1
    passes = near.pairs.sum() / expected[[0, 2], :n].sum()
    assert passes == pytest.approx(round(passes))  # a short text is read several times
    assert near.pairs == pytest.approx(passes * expected[[0, 2], :n])
    assert near.totals == pytest.approx(passes * expected.sum(axis=1)[:n])
    assert near.share == 1.0


def test_frequent_words_are_dropped_as_often_as_they_should() -> None:
    corpus = Corpus.build([["a", "b"]] * 20_000)
    near = drained(count_near(corpus, np.array([0, 1]), np.array([0]), 2, Reading(1, True, 0.1)))
    keep = corpus.all_types.keep_probability(0.1)
    passes = 5  # of 40,000 tokens
    assert near.pairs[0, 1] == pytest.approx(passes * 20_000 * keep[0] * keep[1], rel=0.02)


def test_agreement_and_symmetry_do_not_see_what_words_have_in_common_with_all() -> None:
    rng = np.random.default_rng(6)
    table = rng.normal(size=(80, 20))
    units = table / np.linalg.norm(table, axis=1, keepdims=True)
    cosines = units @ units.T
    level = rng.normal(size=80)
    rows = np.arange(80)
    assert agreement(table, rows, cosines + level[:, None] + level) == pytest.approx(1.0, abs=1e-6)
    assert math.isnan(agreement(table, rows, level[:, None] + level))
    assert agreement(table[rng.permutation(80)], rows, cosines) == pytest.approx(0, abs=0.1)
    assert math.isnan(agreement(np.ones((80, 3)), rows, cosines))
    assert symmetry(table, table, rows) == pytest.approx(1.0)
    assert abs(symmetry(table, table[rng.permutation(80)], rows)) < 0.1

"""Mutual ranks, hubs and patterns, against plain loops; neighbors against gensim."""

from __future__ import annotations

import fnmatch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

from tests.core.peer import as_gensim
from tests.core.vectors.kit import random_table, table
from w2v_core.vectors import neighborhood as module
from w2v_core.vectors.neighborhood import (
    find_hubs,
    matches,
    mutual_ranks,
    nearest_rows,
    neighbors_like,
)
from w2v_core.vectors.word_vectors import WordVectors


def listed(vectors: WordVectors, row: int, k: int) -> list[int]:
    """The list of one word, by the way that the tests of neighbors hold against gensim."""
    return [vectors.id(each.word) for each in vectors.neighbors(vectors.words[row], k)]


def hubs_of(vectors: WordVectors) -> module.Hubs:
    steps = find_hubs(vectors)
    shares = []
    while True:
        try:
            shares.append(next(steps))
        except StopIteration as end:
            assert shares == sorted(shares)
            assert not shares or shares[-1] == 1.0
            return end.value


def test_mutual_ranks_are_places_in_the_lists_of_the_others() -> None:
    vectors = random_table(150)
    others = [7, 0, 149, 60]
    found = mutual_ranks(vectors, 30, others)
    assert found.tolist() == [listed(vectors, other, 150).index(30) + 1 for other in others]


def test_mutual_ranks_among_the_most_frequent_only() -> None:
    vectors = random_table(150)
    for row in (30, 120):  # within the words that are ranked, and beyond them
        found = mutual_ranks(vectors, row, [7, 60], n=100)
        for rank, other in zip(found.tolist(), (7, 60), strict=True):
            before = listed(vectors, other, 150)
            before = before[: before.index(row)]
            assert rank == 1 + sum(each < 100 for each in before)


def test_equal_and_zero_vectors_rank_by_frequency() -> None:
    vectors = table(np.array([[1.0, 0], [1, 0], [1, 0], [0, 0], [0, 0]]))
    assert mutual_ranks(vectors, 2, [0, 1, 3]).tolist() == [2, 2, 3]
    assert nearest_rows(vectors, [0, 3], 3).tolist() == [[1, 2, 3], [0, 1, 2]]


@pytest.mark.parametrize("cells", [1 << 22, 1])
def test_nearest_of_many_words_are_those_of_each(
    cells: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_CELLS_AT_ONCE", cells)
    vectors = random_table(1500)  # long enough for the floor to be used
    rows = [0, 3, 1499, 700]
    expected = [listed(vectors, row, 10) for row in rows]
    assert nearest_rows(vectors, rows, 10).tolist() == expected


def test_lists_are_no_longer_than_the_vocabulary() -> None:
    assert nearest_rows(random_table(3), [0, 1, 2], 10).shape == (3, 2)
    assert nearest_rows(random_table(1), [0], 10).shape == (1, 0)
    assert mutual_ranks(random_table(2), 0, []).tolist() == []


def test_hubs_of_a_small_vocabulary_are_counted_in_full() -> None:
    vectors = random_table(300, dim=20)
    hubs = hubs_of(vectors)
    times = np.zeros(300, dtype=int)
    for row in range(300):
        times[listed(vectors, row, 10)] += 1
    assert hubs.times.tolist() == times.tolist()
    assert hubs.sampled == hubs.words == 300
    for row in range(300):
        assert hubs.is_hub(row) == bool(times[row] > times.mean() + 2 * times.std())
        assert hubs.lists(row) == times[row]


def test_a_planted_hub_is_found() -> None:
    rng = np.random.default_rng(1)
    vectors = rng.standard_normal((400, 60)) + 0.3
    vectors[17] = 0.3  # the direction that all share
    hubs = hubs_of(table(vectors))
    assert hubs.is_hub(17)
    assert int(np.argmax(hubs.times)) == 17


def test_a_sample_is_the_same_every_time_and_scaled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_SAMPLED", 100)
    vectors = random_table(500, dim=20)
    hubs = hubs_of(vectors)
    assert hubs.times.tolist() == hubs_of(vectors).times.tolist()
    assert hubs.sampled == 100
    assert hubs.times.sum() == 1000
    row = int(np.argmax(hubs.times))
    assert hubs.lists(row) == 5 * hubs.times[row]
    # Not a hub by what the chance of the sample alone brings to one word in a thousand.
    assert poisson.sf(hubs.limit - 1, hubs.times.mean()) <= 1e-3


def test_a_large_vocabulary_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_WORDS", 200)
    monkeypatch.setattr(module, "_MOST_WORK", 200 * 6 * 50)
    hubs = hubs_of(random_table(500))
    assert (hubs.sampled, hubs.words, len(hubs.times)) == (50, 200, 200)
    assert not hubs.is_hub(400)
    assert hubs.lists(400) == 0


def test_hubs_of_one_word() -> None:
    hubs = hubs_of(random_table(1))
    assert not hubs.is_hub(0)


@given(st.text("ab", max_size=8), st.text("ab*", max_size=6))
def test_patterns_match_as_those_of_the_shell(word: str, pattern: str) -> None:
    assert matches(word, pattern) == fnmatch.fnmatchcase(word, pattern)


@pytest.mark.parametrize("sign", ["?", "[a]", ".", "(a+)+$", "\\"])
def test_only_the_star_is_special(sign: str) -> None:
    assert matches(f"x{sign}y", f"x{sign}*")
    assert not matches("xay", f"x{sign}*")


def test_neighbors_of_a_form_keep_their_ranks(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = random_table(400)
    everything = vectors.neighbors("w5", 400)
    for pattern in ("*7", "w1*", "*9*9*"):
        expected = [each for each in everything if matches(each.word, pattern)]
        assert neighbors_like(vectors, "w5", 3, pattern=pattern) == expected[:3]
        assert neighbors_like(vectors, "w5", 500, pattern=pattern) == expected
    assert neighbors_like(vectors, "w5", 4) == everything[:4]
    assert neighbors_like(vectors, "w5", 3, pattern="z*") == []
    monkeypatch.setattr(module, "LOOKED_THROUGH", 10)
    last = everything[-1].word
    assert neighbors_like(vectors, "w5", 1, pattern=last) == []


def test_neighbors_and_odd_one_out_are_those_of_gensim() -> None:
    vectors = random_table(300, dim=12, seed=4)
    theirs = as_gensim(vectors)
    rng = np.random.default_rng(2)
    for word in ("w0", "w17", "w299"):
        found = vectors.neighbors(word, 10)
        expected = theirs.most_similar(word, topn=10)
        assert [each.word for each in found] == [each for each, _ in expected]
        scores = [score for _, score in expected]
        np.testing.assert_allclose([each.similarity for each in found], scores, atol=1e-5)
    for _ in range(50):
        words = [f"w{i}" for i in rng.choice(300, 6, replace=False)]
        assert vectors.odd_one_out(words) == theirs.doesnt_match(words)
        ranked = theirs.rank_by_centrality(words)
        units = vectors.unit_rows([vectors.id(word) for word in words])
        mean = units.mean(axis=0) / np.linalg.norm(units.mean(axis=0))
        ours = dict(zip(words, (units @ mean).tolist(), strict=True))
        for score, word in ranked:
            assert ours[word] == pytest.approx(score, abs=1e-5)

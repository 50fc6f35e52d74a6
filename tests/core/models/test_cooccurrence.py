"""Counts against plain loops over sentences, PPMI against the formula cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from math import log

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from w2v_core.errors import SettingError
from w2v_core.models import cooccurrence
from w2v_core.models.cooccurrence import PPMI, PairCounter, count_pairs, pair_counts, ppmi_rows
from w2v_core.models.progress import Progress
from w2v_core.text.corpus import Corpus

sentences = st.lists(
    st.lists(st.sampled_from("abcdefg"), min_size=1, max_size=12), min_size=1, max_size=8
).filter(lambda texts: len({word for text in texts for word in text}) > 1)
windows = st.integers(1, 8)
# A busy machine is no failure.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def plain_counts(corpus: Corpus, window: int, *, dynamic_window: bool = True) -> NDArray[np.int64]:
    """The counts pair by pair; words that are not in use are gone before distances are taken."""
    index = corpus.vocabulary.index
    counts = np.zeros((len(index), len(index)), dtype=np.int64)
    for number in range(corpus.n_sentences):
        ids = [index[word] for word in corpus.sentence(number) if word in index]
        for i, center in enumerate(ids):
            for j, context in enumerate(ids):
                if i != j and abs(i - j) <= window:
                    counts[center, context] += window + 1 - abs(i - j) if dynamic_window else 1
    return counts


def plain_ppmi(
    counts: NDArray[np.int64], keep: NDArray[np.float64], smoothing: float, shift: float
) -> NDArray[np.float64]:
    """The formula on counts that are subsampled first, with ordinary sums."""
    size = len(counts)
    weighted = [[counts[i, j] * keep[i] * keep[j] for j in range(size)] for i in range(size)]
    total = sum(map(sum, weighted))
    words = [sum(row) / total for row in weighted]
    raised = [sum(weighted[i][j] for i in range(size)) ** smoothing for j in range(size)]
    contexts = [each / sum(raised) for each in raised]
    ppmi = np.zeros((size, size))
    for i in range(size):
        for j in range(size):
            if weighted[i][j]:
                pmi = log(weighted[i][j] / total / (words[i] * contexts[j]))
                ppmi[i, j] = max(0.0, pmi - log(shift))
    return ppmi


def dense_ppmi(corpus: Corpus, window: int, **settings: float) -> NDArray[np.float32]:
    ppmi = PPMI(count_pairs(corpus, window), np.ones(len(corpus.vocabulary)), **settings)
    return np.vstack([ppmi.rows(*bound).toarray() for bound in ppmi.row_bounds(10)])


@unhurried
@given(sentences, windows, st.booleans(), st.integers(1, 30), st.integers(1, 3))
def test_counts_are_those_of_plain_loops_however_the_text_is_cut(
    texts: list[list[str]], window: int, dynamic_window: bool, size: int, min_count: int
) -> None:
    corpus = Corpus.build(texts)
    corpus = corpus.restrict(min(min_count, int(corpus.all_types.counts[1])))
    expected = plain_counts(corpus, window, dynamic_window=dynamic_window)
    counts = count_pairs(corpus, window, dynamic_window=dynamic_window, size=size)
    assert counts.dtype == np.int64
    assert np.array_equal(counts.toarray(), expected)
    assert counts.nnz == np.count_nonzero(expected)
    assert counts.has_canonical_format


@pytest.mark.parametrize("pairs_at_once", [1, 7, 1000])
def test_counts_do_not_depend_on_how_many_pairs_are_added_at_once(
    monkeypatch: pytest.MonkeyPatch, pairs_at_once: int
) -> None:
    rng = np.random.default_rng(4)
    corpus = Corpus.build([list(map(str, rng.integers(0, 30, 40))) for _ in range(50)])
    expected = plain_counts(corpus, 6)
    monkeypatch.setattr(cooccurrence, "_PAIRS_AT_ONCE", pairs_at_once)
    for size in (1, 5, 33, 500):
        assert np.array_equal(count_pairs(corpus, 6, size=size).toarray(), expected)


def test_window_longer_than_the_text_and_a_word_beside_itself() -> None:
    corpus = Corpus.build([["a", "a", "a", "b"]])
    counts = count_pairs(corpus, 20)
    # a-a at distances 1, 1 and 2, from both sides; a-b at distances 1, 2 and 3
    assert counts.toarray().tolist() == [[2 * (20 + 20 + 19), 20 + 19 + 18], [57, 0]]


def test_matrix_may_be_asked_for_between_segments() -> None:
    corpus = Corpus.build([["a", "b", "c", "a"], ["b", "c"]])
    counter = PairCounter(len(corpus.vocabulary), window=3)
    for segment in corpus.segments(2):
        counter.add(segment)
        counter.matrix()
    assert np.array_equal(counter.matrix().toarray(), plain_counts(corpus, 3))


def test_slices_return_the_same_counts_and_count_every_token_once() -> None:
    rng = np.random.default_rng(5)
    corpus = Corpus.build([list(map(str, rng.integers(0, 9, 5_000))) for _ in range(60)])
    returned = []

    def slices() -> Iterator[Progress]:
        returned.append((yield from pair_counts(corpus, 4)))

    seen = list(slices())
    assert (returned[0] != count_pairs(corpus, 4)).nnz == 0
    assert sum(each.tokens for each in seen) == len(corpus.ids)
    assert len(seen) > 5
    assert {each.stage for each in seen} == {"counting"}


@unhurried
@given(sentences, windows, st.floats(0, 1), st.floats(1, 5), st.data())
def test_ppmi_is_the_formula(
    texts: list[list[str]], window: int, smoothing: float, shift: float, data: st.DataObject
) -> None:
    corpus = Corpus.build([*texts, ["a", "b"]])
    counts = count_pairs(corpus, window)
    size = len(corpus.vocabulary)
    keep = np.array(data.draw(st.lists(st.floats(0.01, 1), min_size=size, max_size=size)))
    ppmi = PPMI(counts, keep, smoothing=smoothing, shift=shift)
    for cells in (1, 5, 10**6):
        rows = [ppmi.rows(*bound) for bound in ppmi.row_bounds(cells)]
        dense = np.vstack([part.toarray() for part in rows])
        expected = plain_ppmi(plain_counts(corpus, window), keep, smoothing, shift)
        assert np.allclose(dense, expected, rtol=1e-5, atol=1e-6)
        assert all((part.data > 0).all() and part.dtype == np.float32 for part in rows)


def test_row_bounds_cover_every_row_once() -> None:
    rng = np.random.default_rng(6)
    corpus = Corpus.build([list(map(str, rng.integers(0, 50, 20))) for _ in range(20)])
    ppmi = PPMI(count_pairs(corpus, 2), np.ones(len(corpus.vocabulary)))
    for cells in (1, 17, 100, 10**9):
        bounds = ppmi.row_bounds(cells)
        assert [row for low, high in bounds for row in range(low, high)] == list(range(50))


def test_ppmi_by_hand() -> None:
    # Each word has only the other as its context, half of all: log(1 / 0.5) = log 2.
    corpus = Corpus.build([["a", "b"]])
    assert np.allclose(dense_ppmi(corpus, 1), [[0, log(2)], [log(2), 0]])
    assert np.allclose(dense_ppmi(corpus, 1, shift=1.5), [[0, log(2 / 1.5)], [log(2 / 1.5), 0]])


def test_smoothing_makes_rare_contexts_count_less() -> None:
    corpus = Corpus.build([["often", "x"]] * 50 + [["rare", "y"]] * 2 + [["rare", "x"]])
    index = corpus.vocabulary.index
    plain, smoothed = (dense_ppmi(corpus, 1, smoothing=a) for a in (1.0, 0.75))
    assert smoothed[index["y"], index["rare"]] < plain[index["y"], index["rare"]]
    # It is the contexts that are smoothed, not the words: the matrix is no longer symmetric.
    assert np.allclose(plain, plain.T)
    assert not np.allclose(smoothed, smoothed.T)


@pytest.mark.parametrize(("shift", "cure"), [(50.0, "a smaller shift"), (1.0, "a smaller window")])
def test_no_pair_above_chance_is_said(shift: float, cure: str) -> None:
    # Every word stands beside every word, itself too, equally often.
    corpus = Corpus.build([["a", "a"], ["b", "b"], ["a", "b"], ["b", "a"]])
    counts = count_pairs(corpus, 1, dynamic_window=False)
    with pytest.raises(
        SettingError, match=f"than {shift:g} times as often as by chance: use {cure}"
    ):
        list(ppmi_rows(counts, np.ones(2), smoothing=0.75, shift=shift))

"""What a text is made of, against plain counting."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from tests.core.text.views.kit import DOCUMENTS, build
from w2v_core.text.views import duplicates as duplicates_module
from w2v_core.text.views.duplicates import duplicates
from w2v_core.text.views.statistics import (
    coverage,
    fit_zipf,
    frequencies,
    longest_sentences,
    summarize,
)
from w2v_core.text.vocabulary import Vocabulary


@given(DOCUMENTS)
def test_summary_agrees_with_counting(documents: list[list[list[str]]]) -> None:
    sentences = [each for document in documents for each in document]
    counts = Counter(word for each in sentences for word in each)
    found = summarize(build(documents))
    assert found.documents == len(documents)
    assert found.sentences == len(sentences)
    assert found.tokens == counts.total()
    assert found.types == len(counts)
    assert found.hapaxes == sum(count == 1 for count in counts.values())
    assert found.longest_sentence == max(map(len, sentences))
    assert found.type_token_ratio == len(counts) / counts.total()
    assert found.mean_sentence == counts.total() / len(sentences)


def test_a_view_through_few_words_changes_no_figure() -> None:
    corpus = build([[["a", "a", "b", "b", "c"]]])
    assert summarize(corpus.restrict(2)) == summarize(corpus)


@given(st.lists(st.integers(1, 50), min_size=1, max_size=300), st.integers(2, 40))
def test_coverage_counts_words_and_tokens(counts: list[int], points: int) -> None:
    vocabulary = Vocabulary([str(i) for i in range(len(counts))], sorted(counts, reverse=True))
    curve = coverage(vocabulary, points)
    assert len(curve.words) <= points
    assert curve.words[-1] == len(counts)
    assert curve.shares[-1] == 1
    for min_count, words, share in zip(*curve, strict=True):
        kept = [count for count in counts if count >= min_count]
        assert len(kept) == words
        assert sum(kept) / sum(counts) == pytest.approx(share)


def test_frequencies_are_found_by_a_part_whatever_the_case() -> None:
    vocabulary = Vocabulary(["Straße", "king", "Viking"], [6, 3, 1])
    assert [row.word for row in frequencies(vocabulary, "KING")] == ["king", "Viking"]
    assert [row.word for row in frequencies(vocabulary, "king", anywhere=False)] == ["king"]
    assert [row.word for row in frequencies(vocabulary, "strasse")] == ["Straße"]
    first = next(frequencies(vocabulary))
    assert (first.rank, first.count, first.per_million) == (1, 6, pytest.approx(600_000))


@given(st.lists(st.integers(1, 5_000), min_size=2, max_size=60))
def test_zipf_is_the_likeliest_exponent(counts: list[int]) -> None:
    ordered = np.sort(counts)[::-1]
    logs = np.log(np.arange(1, len(counts) + 1))

    def cost(exponent: float) -> float:
        likelihood = -exponent * (ordered @ logs)
        return float(ordered.sum() * np.log(np.exp(-exponent * logs).sum()) - likelihood)

    best = minimize_scalar(cost, bounds=(0, 50), method="bounded", options={"xatol": 1e-9}).fun
    found = fit_zipf(Vocabulary([str(i) for i in range(len(counts))], ordered))
    assert cost(found.exponent) == pytest.approx(best, rel=1e-6, abs=1e-4)
    assert found.line(np.arange(1, len(counts) + 1)).sum() == pytest.approx(sum(counts))


def test_zipf_finds_a_planted_law() -> None:
    ranks = np.arange(1, 20_001)
    counts = np.maximum(1, np.round(1e7 * ranks**-1.3)).astype(np.int64)
    found = fit_zipf(Vocabulary([str(i) for i in ranks], counts))
    assert found.exponent == pytest.approx(1.3, abs=0.01)


def test_zipf_of_equal_counts_is_flat_and_of_one_word_nothing() -> None:
    assert fit_zipf(Vocabulary(["a", "b", "c"], [4, 4, 4])).exponent == pytest.approx(0, abs=1e-6)
    assert math.isnan(fit_zipf(Vocabulary(["a"], [4])).exponent)


@given(DOCUMENTS)
def test_duplicates_agree_with_counting(documents: list[list[list[str]]]) -> None:
    sentences = Counter(tuple(each) for document in documents for each in document)
    found = duplicates(build(documents), k=3)
    assert found.units == sentences.total()
    assert found.distinct == len(sentences)
    assert found.copies == sentences.total() - len(sentences)
    assert found.tokens == sum((times - 1) * len(each) for each, times in sentences.items())
    repeated = sorted((times for times in sentences.values() if times > 1), reverse=True)
    assert [each.times for each in found.most] == repeated[:3]
    for each in found.most:
        assert sentences[tuple(each.text.split())] == each.times


@given(DOCUMENTS)
def test_duplicate_documents_agree_with_counting(documents: list[list[list[str]]]) -> None:
    # Where its sentences end does not tell a document from another.
    distinct = {tuple(word for each in document for word in each) for document in documents}
    assert duplicates(build(documents), documents=True).distinct == len(distinct)


def test_duplicates_are_found_over_the_edges_of_a_stretch(monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = build([[["a", "b", "c"], ["b", "a"], ["a", "b", "c"], ["b", "a", "c"]]])
    whole = duplicates(corpus)
    monkeypatch.setattr(duplicates_module, "_AT_ONCE", 2)
    assert duplicates(corpus) == whole
    assert whole.distinct == 3


def test_longest_sentences_come_first_and_are_cut() -> None:
    corpus = build([[["a"] * 3, ["b"] * 500], [["c"] * 7]])
    first, second = longest_sentences(corpus, 2)
    assert (first.number, first.tokens, second.number, second.tokens) == (1, 500, 2, 7)
    assert first.text.endswith(" …")
    assert second.text == " ".join("c" * 7)

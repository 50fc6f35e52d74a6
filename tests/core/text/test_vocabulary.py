"""Counts and what they imply, against the formulas written out."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from w2v_core.errors import VocabularyError
from w2v_core.text.vocabulary import Vocabulary

COUNTS = st.lists(st.integers(1, 10**9), min_size=2, max_size=30).map(
    lambda counts: sorted(counts, reverse=True)
)


def vocabulary(counts: list[int]) -> Vocabulary:
    return Vocabulary([f"w{i}" for i in range(len(counts))], counts)


@settings(deadline=None)
@given(COUNTS, st.floats(1e-6, 1.0))
def test_keep_probability_is_that_of_word2vec(counts: list[int], sample: float) -> None:
    total = sum(counts)
    expected = []
    for count in counts:
        share = count / total
        expected.append(min(1.0, math.sqrt(sample / share) + sample / share))
    np.testing.assert_allclose(vocabulary(counts).keep_probability(sample), expected, rtol=1e-12)


def test_sample_0_keeps_everything() -> None:
    assert vocabulary([900, 5, 1]).keep_probability(0).tolist() == [1.0, 1.0, 1.0]


@settings(deadline=None)
@given(COUNTS, st.sampled_from([0.75, 1.0, 0.0, -0.5]))
def test_noise_is_drawn_by_powers_of_counts(counts: list[int], exponent: float) -> None:
    weights = [count**exponent for count in counts]
    expected = [weight / sum(weights) for weight in weights]
    noise = vocabulary(counts).noise_distribution(exponent)
    np.testing.assert_allclose(noise, expected, rtol=1e-12)
    assert noise.sum() == pytest.approx(1.0)


@settings(deadline=None)
@given(COUNTS, st.integers(1, 1000))
def test_min_count_keeps_the_words_that_occur_as_often(counts: list[int], limit: int) -> None:
    kept = [count for count in counts if count >= limit]
    if len(kept) < 2:
        with pytest.raises(VocabularyError):
            vocabulary(counts).prefix(limit)
        return
    smaller = vocabulary(counts).prefix(limit)
    assert smaller.counts.tolist() == kept
    assert smaller.words == tuple(f"w{i}" for i in range(len(kept)))
    assert smaller.total == sum(kept)


@pytest.mark.parametrize(
    ("counts", "min_count", "message"),
    [
        ([9, 7, 1], 20, r"min_count 20 keeps 0 of 3 words.*9 times: use min_count 7 or less"),
        ([9, 7, 1], 8, r"min_count 8 keeps 1 of 3 words"),
        ([2000], 1, r"keeps 1 of 1 words.*2,000 times: add text"),
        ([], 1, r"keeps 0 of 0 words.*add text"),
    ],
)
def test_too_few_words_say_the_value_the_limit_and_the_cure(
    counts: list[int], min_count: int, message: str
) -> None:
    with pytest.raises(VocabularyError, match=message):
        vocabulary(counts).prefix(min_count)


def test_words_are_found_by_themselves() -> None:
    words = vocabulary([3, 2, 2])
    assert "w1" in words
    assert "w9" not in words
    assert [words.index[word] for word in words.words] == [0, 1, 2]
    assert len(words) == 3


@pytest.mark.parametrize(("words", "counts"), [(["a"], [1, 2]), (["a", "b"], [1, 2])])
def test_counts_that_do_not_fit_are_a_mistake_of_the_caller(
    words: list[str], counts: list[int]
) -> None:
    with pytest.raises(ValueError, match="counts"):
        Vocabulary(words, counts)

"""Words by their spelling, against comparing with every word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from w2v_core.vectors import spelling as module
from w2v_core.vectors.spelling import SpellingIndex

WORDS = st.lists(st.text("abcéß水\x01A", max_size=9), unique=True, max_size=40)


@given(WORDS, st.text("abcéß水\x01A", max_size=9), st.integers(1, 50))
def test_nearest_are_those_of_comparing_all(words: list[str], text: str, k: int) -> None:
    most = min(3, max(1, len(text) // 3))
    distances = [(OSA.distance(text, word), i) for i, word in enumerate(words)]
    expected = [words[i] for distance, i in sorted(distances) if distance <= most]
    expected = expected[:k] if len(text) > 1 else []
    assert SpellingIndex(words).nearest(text, k) == expected


@given(WORDS, st.text("abcéß水\x01A", max_size=3), st.integers(1, 50))
def test_beginnings_are_those_of_asking_each_word(words: list[str], text: str, k: int) -> None:
    expected = [word for word in words if word.startswith(text)][:k]
    assert SpellingIndex(words).starting_with(text, k) == expected
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_MOST_SORTED", -1)
        assert SpellingIndex(words).starting_with(text, k) == expected


def test_letters_that_share_a_bit_and_lone_surrogates_are_found() -> None:
    # "a" and "!" are 64 apart: the index takes them for the same letter, the comparison does not.
    words = ["banana", "b!n!n!", "\ud800bc", ""]
    index = SpellingIndex(words)
    assert index.nearest("banan", 5) == ["banana"]
    assert index.nearest("\ud800bd", 5) == ["\ud800bc"]
    assert SpellingIndex([]).nearest("banan", 5) == []

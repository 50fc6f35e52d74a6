"""Bursts: found where they are, and named; not found in ordinary text."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra.numpy import arrays

from tests.core.intake.kit import corpus as sample
from tests.core.models.accidents import ACCIDENTS, plain
from w2v_core.models.bursts import find_bursts
from w2v_core.models.catalog import ALGORITHMS
from w2v_core.models.forecast import Forecaster
from w2v_core.models.proposals import propose
from w2v_core.models.windows import crowding
from w2v_core.text.corpus import Corpus


@given(arrays(np.int32, (3, 17), elements={"min_value": 0, "max_value": 6}))
def test_crowding_counts_each_word_in_its_row(steps: np.ndarray) -> None:
    expected = [[row.tolist().count(word) for word in row] for row in steps]
    assert crowding(steps).tolist() == expected


@pytest.mark.parametrize("largest", [100, 1 << 30])
def test_crowding_takes_ids_of_any_size(largest: int) -> None:
    steps = np.array([[largest, 3, largest, -1], [3, 3, 3, largest]], dtype=np.int32)
    assert crowding(steps).tolist() == [[2, 1, 2, 1], [3, 3, 3, 1]]


@pytest.mark.parametrize(
    ("accident", "word"),
    [
        ("burst of 500", "ax"),
        ("one word alone", "aaaa"),
        ("two words in turn", "yes"),
        ("a word of the text alone", "t3_0"),
    ],
)
def test_the_words_of_a_burst_are_found(accident: str, word: str) -> None:
    corpus = Corpus.build(ACCIDENTS[accident](1))
    found = {each.word: each for each in find_bursts(corpus)}
    assert word in found
    assert 64 <= found[word].most <= 512
    longest = int(np.argmax(np.diff(corpus.starts))) + 1
    assert found[word].sentence == longest
    assert found[word].most <= found[word].tokens <= found[word].count
    assert not any(each.startswith("f") for each in found)


@pytest.mark.parametrize(
    "corpus",
    [
        lambda: Corpus.build(plain(1)),
        lambda: Corpus.build(ACCIDENTS["sorted by topic"](1)),
        lambda: sample("kingdom"),
        lambda: sample("cats_and_dogs"),
        lambda: Corpus.build([["a", "b"] * 1000]),
    ],
    ids=["plain", "sorted", "kingdom", "cats and dogs", "nothing but two words"],
)
def test_ordinary_text_has_none(corpus) -> None:
    assert find_bursts(corpus()) == []


@pytest.mark.parametrize("name", list(ALGORITHMS))
def test_the_forecast_names_them(name: str) -> None:
    corpus = Corpus.build(ACCIDENTS["burst of 5,000"](1))
    config = propose(name, corpus)
    advice = Forecaster(corpus).forecast(name, config).advice
    assert sum("“ax” fills" in each.text and "of 512 words" in each.text for each in advice) == 1

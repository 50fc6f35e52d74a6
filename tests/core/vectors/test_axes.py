"""Axes: what is read, what the direction is, and where words stand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from w2v_core.errors import ExpressionError, UnknownWordError
from w2v_core.text.vocabulary import Vocabulary
from w2v_core.vectors.axes import (
    MAX_PAIRS,
    Pair,
    extremes,
    make_axis,
    parse_pairs,
    positions,
    replace_in_pairs,
    variance_share,
)
from w2v_core.vectors.expression import MAX_LENGTH
from w2v_core.vectors.word_vectors import WordVectors


def weights(text: str) -> list[dict[str, float]]:
    return [pair.weights for pair in parse_pairs(text)]


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("he - she", [{"he": 1, "she": -1}]),
        ("he - she, man - woman", [{"he": 1, "she": -1}, {"man": 1, "woman": -1}]),
        ("he - she\nman - woman;\n\n", [{"he": 1, "she": -1}, {"man": 1, "woman": -1}]),
        ("he, man / she, woman", [{"he": 1, "she": -1}, {"man": 1, "woman": -1}]),
        ("he\nman\n/\nshe\nwoman", [{"he": 1, "she": -1}, {"man": 1, "woman": -1}]),
        ("he/she", [{"he": 1, "she": -1}]),
        ("'a, b' - \"c/d\"", [{"a, b": 1, "c/d": -1}]),
        ("don't - o'clock, x - y", [{"don't": 1, "o'clock": -1}, {"x": 1, "y": -1}]),
        ("king + queen - 2*(he + cat)", [{"king": 1, "queen": 1, "he": -2, "cat": -2}]),
        ("a - b + b - c", [{"a": 1, "c": -1}]),
        ("2*a, b + c / d, b", [{"a": 2, "d": -1}, None]),
        ("well-known - wine-dark", [{"well-known": 1, "wine-dark": -1}]),
    ],
)
def test_pairs_are_read(text: str, pairs: list[dict[str, float] | None]) -> None:
    if None in pairs:
        with pytest.raises(ExpressionError, match="no two ends"):
            parse_pairs(text)
    else:
        assert weights(text) == pairs


@pytest.mark.parametrize(
    ("text", "position", "message"),
    [
        ("", 0, "Write two words with a minus"),
        (" ,\n; ", 0, "Write two words with a minus"),
        ("he - she, man", 10, "man has one end only"),
        ("he - she, man + woman", 10, "one end only"),
        ("he - she, man -", 15, "missing after -"),
        ("he - she, - - - x", 12, "missing after -"),
        ("he - she,   cat - cat", 12, "cancels to zero"),
        ("he - she, man 'woman", 14, "no partner"),
        ("he - she, man woman", 14, "between man and woman"),
        ("he / she, him / her", 14, "second slash stands at character 15"),
        ("he, him / she", 8, "2 before the slash and 1 behind"),
        ("/ she", 0, "0 before the slash"),
        ("he, x / she, x", 3, "leave no two ends"),
        ("(he, she)", 0, "not closed"),
        ("a" * (MAX_LENGTH + 1), MAX_LENGTH, "at most 10,000"),
        ("a-b - c," * (MAX_PAIRS + 1), 8 * MAX_PAIRS, "101 pairs; at most 100"),
    ],
)
def test_what_is_no_axis_is_refused_with_the_place(text: str, position: int, message: str) -> None:
    with pytest.raises(ExpressionError, match=message.replace("+", r"\+")) as caught:
        parse_pairs(text)
    assert caught.value.position == position


@given(st.text("ab-+/,;\n ()'\"“”.1*", max_size=40) | st.text(max_size=60))
def test_any_text_gives_pairs_with_two_ends_or_an_error_with_its_place(text: str) -> None:
    refused, pairs = None, ()
    try:
        pairs = parse_pairs(text)
    except ExpressionError as error:
        refused = error
    assert all(pair.high and pair.low for pair in pairs)
    if refused is not None:
        assert 0 <= refused.position <= len(text)
        assert str(refused)


def test_a_word_is_replaced_in_the_pair_where_it_stands() -> None:
    assert replace_in_pairs("he - she, mam - woman", "mam", "man") == "he - she, man - woman"
    assert replace_in_pairs("he / she", "she", "a, b") == 'he / "a, b"'
    assert replace_in_pairs("he - she", "cat", "dog") == "he - she"


def planted() -> WordVectors:
    """Gender along the first number; he and him differ a little from one another."""
    table = {
        "he": (1.0, 0.2, 1.0, 0.0),
        "she": (-1.0, 0.2, 1.0, 0.0),
        "man": (1.0, 0.0, 0.0, 1.0),
        "woman": (-1.0, 0.1, 0.0, 1.0),
        "smith": (0.6, 1.0, 0.0, 0.0),
        "nurse": (-0.7, 1.0, 0.0, 0.0),
        "stone": (0.0, 1.0, 1.0, 1.0),
        "zero": (0.0, 0.0, 0.0, 0.0),
        "null": (0.0, 0.0, 0.0, 0.0),
        "twin": (2.0, 0.4, 2.0, 0.0),
    }
    vocabulary = Vocabulary(list(table), list(range(len(table) + 1, 1, -1)))
    return WordVectors(vocabulary, np.array(list(table.values()), dtype=np.float32))


def norm(vector: np.ndarray) -> np.ndarray:
    return vector / np.linalg.norm(vector)


def test_direction_is_the_mean_of_unit_differences() -> None:
    vectors = planted()
    axis = make_axis(vectors, parse_pairs("he - she, man - woman"))
    units = {word: norm(vectors[word].astype(np.float64)) for word in ("he", "she", "man", "woman")}
    differences = [norm(units["he"] - units["she"]), norm(units["man"] - units["woman"])]
    expected = norm(sum(differences) / 2)
    np.testing.assert_allclose(axis.direction, expected, atol=1e-6)
    cosines = [float(each @ expected) for each in differences]
    assert axis.cosines == pytest.approx(cosines, abs=1e-6)
    assert axis.agreement == pytest.approx(sum(cosines) / 2, abs=1e-6)
    assert axis.mean_cosine == pytest.approx(differences[0] @ differences[1], abs=1e-6)
    assert axis.high == ("he", "man")
    assert axis.low == ("she", "woman")
    assert axis.words == {"he", "she", "man", "woman"}


def test_one_pair_agrees_with_itself() -> None:
    axis = make_axis(planted(), parse_pairs("he - she"))
    assert axis.agreement == pytest.approx(1)
    assert math.isnan(axis.mean_cosine)


@pytest.mark.parametrize("n", [2, 5, 9])
def test_unrelated_pairs_agree_to_one_over_the_root_of_their_number(n: int) -> None:
    words = [f"{side}{i}" for side in "ab" for i in range(n)]
    numbers = np.vstack([np.eye(n), -np.eye(n)]).astype(np.float32)
    vectors = WordVectors(Vocabulary(words, [9] * len(words)), numbers)
    axis = make_axis(vectors, [Pair({f"a{i}": 1.0, f"b{i}": -1.0}) for i in range(n)])
    assert axis.agreement == pytest.approx(n**-0.5)
    assert axis.mean_cosine == pytest.approx(0, abs=1e-6)


def test_unusable_pairs_are_skipped_and_named() -> None:
    axis = make_axis(
        planted(), parse_pairs("he - she, man - womn, he - twin, zero - null, he - man")
    )
    assert [pair.weights for pair in axis.pairs] == [{"he": 1, "she": -1}, {"he": 1, "man": -1}]
    unknown, cancels, nowhere = (error for _, error in axis.skipped)
    assert isinstance(unknown, UnknownWordError)
    assert unknown.word == "womn"
    assert "cancel out" in str(cancels)
    assert str(nowhere).startswith("zero and null have zero vectors")


def test_without_a_usable_pair_the_first_reason_is_given() -> None:
    with pytest.raises(UnknownWordError, match="hee"):
        make_axis(planted(), parse_pairs("hee - she, hii - she"))
    with pytest.raises(ExpressionError, match="needs a pair"):
        make_axis(planted(), [])


def test_pairs_that_cancel_are_refused() -> None:
    with pytest.raises(ExpressionError, match="turn one of them around"):
        make_axis(planted(), parse_pairs("he - she, she - he"))


def test_words_stand_where_their_cosine_says() -> None:
    vectors = planted()
    axis = make_axis(vectors, parse_pairs("he - she"))
    rows = [vectors.id(word) for word in ("smith", "stone", "nurse", "zero")]
    found = positions(vectors, axis, rows)
    np.testing.assert_allclose(found[:1], 0.6 / math.hypot(0.6, 1), atol=1e-6)
    np.testing.assert_allclose(found[1:], [0, -0.7 / math.hypot(0.7, 1), 0], atol=1e-6)


def test_extremes_leave_out_the_axis_own_words() -> None:
    vectors = planted()
    axis = make_axis(vectors, parse_pairs("he - she, man - woman"))
    low, high = extremes(vectors, axis, 1, len(vectors))
    assert [vectors.words[row] for row in (*low, *high)] == ["nurse", "twin"]
    low, high = extremes(vectors, axis, 1, 7)  # twin is rarer
    assert [vectors.words[row] for row in (*low, *high)] == ["nurse", "smith"]


@pytest.mark.parametrize(("k", "n"), [(0, 9), (1, 1), (5, 4), (100, 5), (3, 9), (100, 10**7)])
def test_no_word_is_extreme_on_both_ends(k: int, n: int) -> None:
    vectors = planted()
    low, high = extremes(vectors, make_axis(vectors, parse_pairs("he - she")), k, n)
    assert len(low) == len(high) <= k
    assert not set(low) & set(high)
    assert all(row < n for row in (*low, *high))


def test_variance_share_equals_that_of_numpy() -> None:
    rng = np.random.default_rng(3)
    numbers = rng.normal(size=(50, 5)).astype(np.float32) * np.float32([4, 1, 1, 1, 1])
    vectors = WordVectors(Vocabulary([f"w{i:02}" for i in range(50)], [7] * 50), numbers)
    axis = make_axis(vectors, parse_pairs("w00 - w01"))
    units = numbers[:30] / np.linalg.norm(numbers[:30], axis=1, keepdims=True)
    expected = np.var(units @ axis.direction) / np.var(units, axis=0).sum()
    assert variance_share(vectors, axis, 30) == pytest.approx(expected, rel=1e-5)


def test_equal_vectors_have_no_variance() -> None:
    numbers = np.ones((4, 3), dtype=np.float32)
    numbers[2] = [1, -1, 0]
    vectors = WordVectors(Vocabulary(list("abcd"), [4, 3, 2, 1]), numbers)
    axis = make_axis(vectors, parse_pairs("a - c"))
    assert math.isnan(variance_share(vectors, axis, 2))

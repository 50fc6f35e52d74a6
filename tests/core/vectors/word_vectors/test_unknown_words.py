"""Words that have no vector: why, and which ones may be meant."""

from __future__ import annotations

import numpy as np
import pytest

from tests.core.vectors.word_vectors.kit import random_vectors
from w2v_core.errors import UnknownWordError
from w2v_core.text.vocabulary import Vocabulary
from w2v_core.vectors.word_vectors import WordVectors


class TestUnknownWord:
    vectors = WordVectors(
        Vocabulary(["color", "colon", "well", "known", "cat"], [9, 8, 7, 6, 5]),
        np.eye(5, 3),
        all_types=Vocabulary(
            ["color", "colon", "well", "known", "cat", "colour", "hue"], [9, 8, 7, 6, 5, 3, 1]
        ),
        min_count=5,
    )

    @pytest.mark.parametrize(
        ("word", "reason"),
        [
            ("colour", "'colour' occurs 3 times, below min_count 5."),
            ("hue", "'hue' occurs once, below min_count 5."),
            ("tint", "'tint' is not in the corpus."),
            ("", "'' is not in the corpus."),
        ],
    )
    def test_says_why(self, word: str, reason: str) -> None:
        with pytest.raises(UnknownWordError) as caught:
            self.vectors.id(word)
        assert caught.value.reason == reason
        assert caught.value.word == word

    def test_without_the_corpus_says_what_is_known(self) -> None:
        bare = WordVectors(self.vectors.vocabulary, self.vectors.vectors, min_count=5)
        with pytest.raises(UnknownWordError, match="not among the words that occur at least 5"):
            bare["hue"]

    def test_suggests_spellings_nearest_first(self) -> None:
        with pytest.raises(UnknownWordError) as caught:
            self.vectors.neighbors("colour")
        assert caught.value.suggestions == ("color", "colon")

    def test_suggests_lower_case_first(self) -> None:
        with pytest.raises(UnknownWordError) as caught:
            self.vectors.neighbors("CAT")
        assert caught.value.suggestions == ("cat",)

    def test_with_a_hyphen_may_have_been_a_minus(self) -> None:
        with pytest.raises(UnknownWordError, match=r"a minus is meant.*: well - known"):
            self.vectors.arithmetic("well-known")

    @pytest.mark.parametrize("word", ["x" * 100_000, "\x00", "🐈\u200d⬛", "'\"\n", "\ud800"])
    def test_may_be_anything(self, word: str) -> None:
        with pytest.raises(UnknownWordError) as caught:
            self.vectors.id(word)
        assert len(str(caught.value)) < 400


class TestSuggest:
    def test_gives_beginnings_by_frequency_then_spellings(self) -> None:
        words = ["cart", "car", "cat", "carts", "bar"]
        vectors = WordVectors(Vocabulary(words, [9, 7, 5, 3, 1]), np.eye(5, 2))
        assert vectors.suggest("car") == ["cart", "car", "carts", "cat", "bar"]
        assert vectors.suggest("car", 2) == ["cart", "car"]

    def test_of_nothing_gives_the_most_frequent(self) -> None:
        assert random_vectors().suggest("", 3) == ["w0", "w1", "w2"]

    def test_is_brute_force_on_many_words(self) -> None:
        rng = np.random.default_rng(3)
        words = list(
            {"".join(rng.choice(list("aeé🐈 "), size=rng.integers(1, 6))) for _ in range(800)}
        )
        vectors = WordVectors(
            Vocabulary(words, np.arange(len(words), 0, -1)), np.zeros((len(words), 1))
        )
        for text in words[:100]:
            starting = [word for word in words if word.startswith(text)]
            assert vectors.suggest(text, 4)[: len(starting)] == starting[:4]

    def test_finds_typing_errors(self) -> None:
        words = ["kitchen", "kitten", "mitten", "sitting"]
        vectors = WordVectors(Vocabulary(words, [4, 3, 2, 1]), np.eye(4, 2))
        assert vectors.suggest("kittne") == ["kitten", "mitten"]  # a swap; a swap and a letter
        assert vectors.suggest("zzzzzz") == []

"""What WordVectors hold: their tables, any words, and shapes that fit."""

from __future__ import annotations

import numpy as np
import pytest

from tests.core.vectors.word_vectors.kit import plane, random_vectors
from w2v_core.errors import SettingError, UnknownWordError
from w2v_core.text.vocabulary import Vocabulary
from w2v_core.vectors.word_vectors import WordVectors


class TestSelect:
    def test_gives_input_context_and_sum(self) -> None:
        vectors = random_vectors()
        assert vectors.select("input") is vectors
        np.testing.assert_array_equal(vectors.select("context").vectors, vectors.context_vectors)
        np.testing.assert_array_equal(
            vectors.select("sum").vectors, vectors.vectors + vectors.context_vectors
        )

    def test_keeps_the_reasons(self) -> None:
        vectors = WordVectors(
            Vocabulary(["a", "b"], [5, 4]),
            np.eye(2),
            np.eye(2),
            all_types=Vocabulary(["a", "b", "c"], [5, 4, 2]),
            min_count=3,
        )
        with pytest.raises(UnknownWordError, match="occurs 2 times, below min_count 3"):
            vectors.select("sum").id("c")

    def test_without_context_vectors_is_refused(self) -> None:
        with pytest.raises(SettingError, match="no context vectors"):
            plane(a=(1, 0), b=(0, 1)).select("sum")

    def test_has_three_choices(self) -> None:
        with pytest.raises(SettingError, match="input, context, sum; got 'output'"):
            random_vectors().select("output")  # type: ignore[arg-type]


def test_behaves_as_a_collection() -> None:
    vectors = random_vectors(n=4)
    assert len(vectors) == 4
    assert "w2" in vectors
    assert "W2" not in vectors
    copy = vectors["w2"]
    copy[:] = 0
    assert np.any(vectors["w2"])


def test_words_may_hold_anything() -> None:
    words = ["new york", 'say "hi"', "🐈\u200d⬛", "=1+1", "a\nb", "<b>x</b>"]
    vectors = WordVectors(Vocabulary(words, np.arange(6, 0, -1)), np.eye(6) + 0.1)
    assert {n.word for n in vectors.neighbors("new york")} == set(words[1:])
    assert [n.word for n in vectors.arithmetic("'say \"hi\"' - 'new york'", 1)] == ["🐈\u200d⬛"]


@pytest.mark.parametrize("shape", [(3, 2), (2,), (2, 2, 2)])
def test_shapes_must_fit(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="2 words but vectors of shape"):
        WordVectors(Vocabulary(["a", "b"], [2, 1]), np.zeros(shape))
    with pytest.raises(ValueError, match="context vectors of shape"):
        WordVectors(Vocabulary(["a", "b"], [2, 1]), np.zeros((2, 2)), np.zeros((*shape, 1)))

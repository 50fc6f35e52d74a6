"""Analogies by addition and by multiplication: gensim's, and the paper's formula."""

from __future__ import annotations

import numpy as np
import pytest

from tests.core.peer import as_gensim
from tests.core.vectors.word_vectors.kit import assert_same, plane, random_vectors
from w2v_core.errors import SettingError
from w2v_core.vectors import direction
from w2v_core.vectors.ranking import normalize


class TestAnalogy:
    def test_by_3cosadd_is_gensims(self) -> None:
        vectors = random_vectors()
        theirs = as_gensim(vectors).most_similar(["w2", "w3"], ["w1"], topn=10)
        assert_same(vectors.analogy("w1", "w2", "w3"), theirs)

    @pytest.mark.filterwarnings("ignore:Call to deprecated:DeprecationWarning")  # gensim's own
    def test_by_3cosmul_is_gensims_with_its_epsilon(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(direction, "EPSILON", 1e-6)  # ours is the paper's, 0.001
        vectors = random_vectors()
        theirs = as_gensim(vectors).most_similar_cosmul(["w2", "w3"], ["w1"], topn=20)
        assert_same(vectors.analogy("w1", "w2", "w3", 20, method="3cosmul"), theirs)

    def test_by_3cosmul_is_the_formula_of_the_paper(self) -> None:
        vectors = random_vectors()
        scores = {}
        for word in vectors.words[4:]:
            s_a, s_b, s_c = ((vectors.similarity(w, word) + 1) / 2 for w in ("w1", "w2", "w3"))
            scores[word] = s_b * s_c / (s_a + 0.001)
        expected = sorted(scores.items(), key=lambda item: -item[1])
        found = vectors.analogy("w1", "w2", "w3", 300, method="3cosmul")
        assert_same([n for n in found if n.word != "w0"], expected)

    def test_leaves_out_its_words_unless_told(self) -> None:
        # b + c - a is nearest to c itself.
        vectors = plane(a=(1, 0), b=(1, 0.1), c=(0, 1), d=(0.5, 1))
        assert vectors.analogy("a", "b", "c")[0].word == "d"
        assert vectors.analogy("a", "b", "c", exclude_inputs=False)[0].word == "c"
        for method in ("3cosadd", "3cosmul"):
            found = vectors.analogy("a", "b", "c", exclude_inputs=False, method=method)
            assert len(found) == 4

    @pytest.mark.parametrize(
        ("a", "b", "c"), [("w1", "w1", "w2"), ("w1", "w2", "w2"), ("w1", "w2", "w1")]
    )
    def test_may_repeat_a_word(self, a: str, b: str, c: str) -> None:
        vectors = random_vectors()
        unit = normalize(vectors.vectors).astype(np.float64)
        index = vectors.vocabulary.index
        cosine = unit @ (unit[index[b]] - unit[index[a]] + unit[index[c]])
        cosine[[index[a], index[b], index[c]]] = -np.inf
        expected = [f"w{i}" for i in np.argsort(-cosine)[:10]]
        assert [n.word for n in vectors.analogy(a, b, c)] == expected
        assert len(vectors.analogy(a, b, c, method="3cosmul")) == 10

    def test_has_two_methods(self) -> None:
        with pytest.raises(SettingError, match="3cosadd, 3cosmul; got 'cosine'"):
            random_vectors().analogy("w1", "w2", "w3", method="cosine")  # type: ignore[arg-type]

    def test_by_arithmetic_is_the_same(self) -> None:
        vectors = random_vectors()
        assert vectors.arithmetic("w2 - w1 + w3") == vectors.analogy("w1", "w2", "w3")

    def test_with_zero_vectors_is_finite(self) -> None:
        vectors = plane(a=(0, 0), b=(1, 0), c=(0, 1), d=(-1, 0))
        for method in ("3cosadd", "3cosmul"):
            assert np.isfinite(vectors.analogy("a", "b", "c", method=method)[0].similarity)

"""WordVectors against gensim, brute force and small cases worked by hand."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from gensim.models import KeyedVectors
from hypothesis import given
from hypothesis import strategies as st

from w2v_core.errors import ExpressionError, SettingError, UnknownWordError
from w2v_core.text.vocabulary import Vocabulary
from w2v_core.vectors import word_vectors
from w2v_core.vectors.ranking import best, normalize
from w2v_core.vectors.word_vectors import WordVectors


def random_vectors(n: int = 300, d: int = 20, seed: int = 0) -> WordVectors:
    rng = np.random.default_rng(seed)
    table = rng.normal(size=(n, d)) * rng.uniform(0.1, 10, size=(n, 1))
    vocabulary = Vocabulary([f"w{i}" for i in range(n)], np.arange(n, 0, -1) * 2)
    return WordVectors(vocabulary, table.astype(np.float32), rng.normal(size=(n, d)))


@cache
def vocabulary_of(size: int) -> Vocabulary:
    return Vocabulary([f"w{i}" for i in range(size)], np.arange(size, 0, -1))


def as_gensim(vectors: WordVectors) -> KeyedVectors:
    keyed = KeyedVectors(vectors.dim)
    keyed.add_vectors(list(vectors.words), vectors.vectors)
    return keyed


def plane(**places: tuple[float, float]) -> WordVectors:
    counts = list(range(len(places), 0, -1))
    return WordVectors(Vocabulary(list(places), counts), np.array(list(places.values())))


def rows(found: list) -> list[tuple[str, float]]:
    return [(each.word, each.similarity) for each in found]


def assert_same(ours: list, theirs: list[tuple[str, float]]) -> None:
    assert [each.word for each in ours] == [word for word, _ in theirs]
    assert [each.similarity for each in ours] == pytest.approx([s for _, s in theirs], abs=1e-5)


class TestNeighbors:
    def test_of_a_word_are_gensims(self) -> None:
        vectors = random_vectors()
        keyed = as_gensim(vectors)
        for word in ("w0", "w17", "w299"):
            assert_same(vectors.neighbors(word, 12), keyed.most_similar(word, topn=12))

    def test_of_weighted_words_are_gensims(self) -> None:
        vectors = random_vectors()
        theirs = as_gensim(vectors).most_similar(
            positive=[("w1", 1.0), ("w2", 0.5)], negative=[("w3", -2.0)], topn=8
        )
        assert_same(vectors.neighbors({"w1": 1, "w2": 0.5, "w3": -2}, 8), theirs)

    def test_of_a_vector_leave_out_no_word(self) -> None:
        vectors = random_vectors()
        found = vectors.neighbors(5.0 * vectors["w3"], 300)
        assert found[0].word == "w3"
        assert found[0].similarity == pytest.approx(1.0)
        unit = normalize(vectors.vectors)
        cosines = unit @ unit[3]
        assert [n.word for n in found] == [f"w{i}" for i in np.argsort(-cosines)]

    def test_carry_rank_and_count(self) -> None:
        found = plane(cat=(1, 0), dog=(4, 3), car=(0, 1)).neighbors("cat")
        assert [(n.rank, n.word, n.count) for n in found] == [(1, "dog", 2), (2, "car", 1)]
        assert [n.similarity for n in found] == pytest.approx([0.8, 0.0])

    def test_with_equal_similarity_stand_by_frequency(self) -> None:
        # 64 numbers and odd positions: where a BLAS may round equal rows differently.
        row = np.random.default_rng(1).normal(size=64)
        vocabulary = Vocabulary([f"w{i}" for i in range(101)], np.arange(101, 0, -1))
        vectors = WordVectors(vocabulary, np.tile(row, (101, 1)))
        assert [n.word for n in vectors.neighbors("w50", 5)] == ["w0", "w1", "w2", "w3", "w4"]

    def test_of_two_kinds_stand_by_frequency_within_each(self) -> None:
        table = np.tile(np.float32([[1, 0], [0, 1]]), (500, 1))
        vocabulary = Vocabulary([f"w{i}" for i in range(1000)], np.arange(1000, 0, -1))
        found = WordVectors(vocabulary, table).neighbors(table[0], 1000)
        expected = [*range(0, 1000, 2), *range(1, 1000, 2)]
        assert [n.word for n in found] == [f"w{i}" for i in expected]

    def test_that_differ_in_the_last_bit_only_stand_by_frequency(self) -> None:
        higher = np.nextafter(np.float32(0.8), np.float32(1))
        found = best(Vocabulary(["cat", "dog"], [2, 1]), np.array([np.float32(0.8), higher]), 2, ())
        assert [n.word for n in found] == ["cat", "dog"]

    @given(
        size=st.integers(1, 3000),
        k=st.integers(1, 40),
        levels=st.sampled_from([1, 3, 50, 10**9]),  # few levels: many scores are equal
        excluded=st.sets(st.integers(0, 2999), max_size=5),
        seed=st.integers(0, 100),
    )
    def test_are_the_first_of_all_in_order(self, size, k, levels, excluded, seed) -> None:
        scores = np.random.default_rng(seed).integers(0, levels, size) / np.float32(levels)
        scores = scores.astype(np.float32)
        rounded = np.round(scores.astype(np.float64), 6)
        expected = [i for i in np.argsort(-rounded, kind="stable") if i not in excluded][:k]
        found = best(vocabulary_of(size), scores, k, excluded)
        assert [(n.word, n.similarity) for n in found] == [(f"w{i}", rounded[i]) for i in expected]

    def test_are_all_there_are_when_k_is_larger(self) -> None:
        vectors = random_vectors(n=5)
        assert len(vectors.neighbors("w0", 100)) == 4
        assert len(vectors.neighbors(vectors["w0"], 100)) == 5
        assert vectors.neighbors("w0", 0) == []
        assert plane(alone=(1, 0)).neighbors("alone") == []

    def test_can_be_limited_to_frequent_words(self) -> None:
        vectors = random_vectors(n=50)
        found = vectors.neighbors("w49", 50, min_count=61)  # w0 occurs 100 times, w19 62 times
        assert sorted(n.word for n in found) == sorted(f"w{i}" for i in range(20))
        assert vectors.neighbors("w49", min_count=1000) == []

    def test_of_a_zero_vector_have_similarity_zero(self) -> None:
        vectors = plane(cat=(1, 0), nothing=(0, 0), dog=(1, 1))
        assert rows(vectors.neighbors("nothing")) == [("cat", 0.0), ("dog", 0.0)]
        assert dict(rows(vectors.neighbors("cat")))["nothing"] == 0.0

    @pytest.mark.parametrize("weights", [{"w1": 0.0}, {}])
    def test_of_nothing_are_refused(self, weights: dict[str, float]) -> None:
        with pytest.raises(ExpressionError, match="nothing to add up"):
            random_vectors().neighbors(weights)

    @pytest.mark.parametrize("weight", [np.nan, np.inf])
    def test_of_a_weight_that_is_not_finite_are_refused(self, weight: float) -> None:
        with pytest.raises(ExpressionError, match="finite"):
            random_vectors().neighbors({"w1": weight})

    def test_of_words_that_cancel_are_refused(self) -> None:
        vectors = plane(cat=(1, 2), kitten=(2, 4), dog=(1, 1))  # cat and kitten point alike
        with pytest.raises(ExpressionError, match="cancel"):
            vectors.neighbors({"cat": 1, "kitten": -1})

    def test_do_not_depend_on_the_scale_of_weights(self) -> None:
        vectors = random_vectors()
        small, large = (vectors.neighbors({"w1": s, "w2": -s}) for s in (1e-30, 1e30))
        assert small == large


def test_tiny_and_huge_vectors_have_length_one() -> None:
    table = np.array([[1e-30, 0], [3e38, 3e38], [0, 0], [1e-44, 1e-44]], dtype=np.float32)
    vectors = WordVectors(Vocabulary(["a", "b", "c", "d"], [4, 3, 2, 1]), table)
    unit = vectors.unit_rows(range(4))
    assert unit.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(unit, axis=1), [1, 1, 0, 1], rtol=1e-6)


class TestAnalogy:
    def test_by_3cosadd_is_gensims(self) -> None:
        vectors = random_vectors()
        theirs = as_gensim(vectors).most_similar(["w2", "w3"], ["w1"], topn=10)
        assert_same(vectors.analogy("w1", "w2", "w3"), theirs)

    @pytest.mark.filterwarnings("ignore:Call to deprecated:DeprecationWarning")  # gensim's own
    def test_by_3cosmul_is_gensims_with_its_epsilon(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(word_vectors, "EPSILON", 1e-6)  # ours is the paper's, 0.001
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


def test_similarity_is_gensims_and_never_beyond_one() -> None:
    vectors = random_vectors()
    assert vectors.similarity("w1", "w2") == pytest.approx(
        float(as_gensim(vectors).similarity("w1", "w2")), abs=1e-6
    )
    assert all(vectors.similarity(word, word) <= 1.0 for word in vectors.words)
    assert plane(a=(0, 0), b=(1, 0)).similarity("a", "b") == 0.0


class TestOddOneOut:
    def test_is_gensims(self) -> None:
        vectors = random_vectors()
        keyed = as_gensim(vectors)
        for start in range(0, 40, 4):
            words = [f"w{i}" for i in range(start, start + 4)]
            assert vectors.odd_one_out(words) == keyed.doesnt_match(words)

    def test_is_the_one_that_points_away(self) -> None:
        vectors = plane(cat=(1, 0), dog=(1, 0.1), car=(0, 1), hen=(1, -0.1))
        assert vectors.odd_one_out(["cat", "dog", "car", "hen"]) == "car"

    def test_needs_three_different_words(self) -> None:
        with pytest.raises(ExpressionError, match="at least 3 different words; got 2"):
            random_vectors().odd_one_out(["w1", "w2", "w1"])


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

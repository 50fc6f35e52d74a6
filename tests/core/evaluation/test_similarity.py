"""Rated pairs scored: gensim's figure, a plain bootstrap, what there is no score for."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import spearmanr

from tests.core.evaluation.kit import planted
from tests.core.peer import as_gensim
from w2v_core.evaluation.pairs import Pair, read_pairs
from w2v_core.evaluation.similarity import score_similarity
from w2v_core.text.vocabulary import Vocabulary
from w2v_core.vectors.word_vectors import WordVectors


class TestScoreSimilarity:
    def pairs(self, vectors: WordVectors) -> list[Pair]:
        rng = np.random.default_rng(5)
        chosen = rng.integers(200, size=(150, 2))
        words = vectors.words
        pairs = []
        for i, j in chosen:
            cosine = vectors.similarity(words[i], words[j])
            # Whole numbers: many ties.
            pairs.append(Pair(words[i].upper(), words[j], round(4 * cosine + rng.normal())))
        return [*pairs, Pair("unheard", "a1", 3.0), *pairs[:20]]

    def test_is_gensims(self, tmp_path: Path) -> None:
        vectors = planted()
        pairs = self.pairs(vectors)
        path = tmp_path / "pairs.tsv"
        path.write_text("".join(f"{a}\t{b}\t{rating}\n" for a, b, rating in pairs))
        _, theirs, unknown = as_gensim(vectors).evaluate_word_pairs(str(path))
        ours = score_similarity(vectors, read_pairs(path).pairs)
        assert ours.spearman == pytest.approx(float(theirs.statistic), abs=1e-6)
        assert (ours.answered, ours.total) == (170, 171)
        assert 100 * (1 - ours.coverage) == pytest.approx(unknown)

    def test_interval_is_that_of_a_plain_bootstrap(self) -> None:
        vectors = planted()
        pairs = [pair for pair in self.pairs(vectors) if pair.a != "unheard"]
        ratings = np.array([pair.rating for pair in pairs])
        cosines = np.array([vectors.similarity(a.lower(), b) for a, b, _ in pairs])
        rng = np.random.default_rng(9)
        draws = [rng.integers(len(pairs), size=len(pairs)) for _ in range(1000)]
        plain = [float(spearmanr(ratings[i], cosines[i]).statistic) for i in draws]
        ours = score_similarity(vectors, pairs)
        assert ours.low < ours.spearman < ours.high
        assert (ours.low, ours.high) == pytest.approx(np.quantile(plain, [0.025, 0.975]), abs=0.02)
        assert score_similarity(vectors, pairs) == ours

    def test_takes_the_most_frequent_of_a_spelling(self) -> None:
        table = [[1, 0], [1, 0.1], [1, 0.5], [1, 1], [0, 1]]
        words = ["Cat", "dog", "hen", "owl", "cat"]
        vectors = WordVectors(Vocabulary(words, [5, 4, 3, 2, 1]), np.array(table))
        pairs = [Pair("CAT", "dog", 3.0), Pair("cat", "Hen", 2.0), Pair("cat", "owl", 1.0)]
        assert score_similarity(vectors, pairs).spearman == pytest.approx(1.0)

    def test_says_what_disagrees_most(self) -> None:
        table = np.float32([[1, 0], [1, 0.1], [1, 0.5], [1, 1], [0, 1]])
        words = ["cat", "dog", "hen", "owl", "car"]
        vectors = WordVectors(Vocabulary(words, [5, 4, 3, 2, 1]), table)
        pairs = [
            Pair("cat", "dog", 9.0),
            Pair("cat", "hen", 9.0),
            Pair("cat", "owl", 1.0),
            Pair("cat", "car", 9.5),
            Pair("cat", "cow", 2.0),
        ]
        score = score_similarity(vectors, pairs)
        assert [each.by_rating for each in score.judged] == [2.5, 2.5, 4, 1]
        assert [each.by_cosine for each in score.judged] == [1, 2, 3, 4]
        first = score.disagreeing()[0]
        assert (first.pair.b, first.gap, first.cosine) == ("car", -3, 0)
        assert score.missing == ("cow",)
        assert score.coverage == pytest.approx(4 / 5)

    @pytest.mark.parametrize(
        ("pairs", "says"),
        [
            ([], "Of 0 pairs 0 have two known words; at least 3 are needed."),
            ([Pair("no", "such", 1.0)], "Of 1 pairs 0 have"),
            ([Pair("a1", "a2", 1.0), Pair("a1", "a3", 2.0)], "Of 2 pairs 2 have"),
            (
                [Pair("a1", f"a{i}", 5.0) for i in range(2, 9)],
                "have the rating 5: there is",
            ),
            ([Pair("a1", "a2", float(i)) for i in range(9)], "have the cosine"),
        ],
    )
    def test_without_a_ranking_is_no_score(self, pairs: list[Pair], says: str) -> None:
        score = score_similarity(planted(), pairs)
        assert math.isnan(score.spearman)
        assert math.isnan(score.low)
        assert score.total == len(pairs)
        assert says in score.problem

    def test_equal_vectors_are_not_ranked_by_their_rounding(self) -> None:
        rng = np.random.default_rng(0)
        table = np.outer(rng.uniform(0.1, 9, 30), rng.normal(size=12))
        words = [f"w{i}" for i in range(30)]
        vectors = WordVectors(Vocabulary(words, np.arange(30, 0, -1)), table)
        score = score_similarity(
            vectors, [Pair("w0", word, float(i)) for i, word in enumerate(words)]
        )
        assert "have the cosine 1.000" in score.problem

    def test_a_vector_that_is_not_finite_is_not_known(self) -> None:
        good = planted()
        table = good.vectors.copy()
        table[good.id("a1")] = np.nan
        pairs = [Pair("a1", "a2", 1.0), *(Pair("b1", f"b{i}", i % 3) for i in range(2, 20))]
        score = score_similarity(WordVectors(good.vocabulary, table), pairs)
        assert score.spearman == score_similarity(good, pairs[1:]).spearman
        assert (score.answered, score.missing) == (18, ("a1",))

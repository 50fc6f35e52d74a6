"""Analogy questions: gensim's figures, a plain loop, small cases by hand, files that lie."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from tests.core.evaluation.kit import planted
from tests.core.peer import as_gensim
from w2v_core.errors import SettingError
from w2v_core.evaluation import answering
from w2v_core.evaluation.analogies import (
    AnalogyScore,
    Section,
    Unknown,
    analogy_steps,
    read_questions,
    score_analogies,
)
from w2v_core.evaluation.intervals import share_interval
from w2v_core.text.vocabulary import Vocabulary
from w2v_core.vectors.word_vectors import Method, WordVectors


def questions(seed: int = 1, n: int = 300) -> list[Section]:
    rng = np.random.default_rng(seed)
    pairs = rng.integers(100, size=(n, 2))
    asked = [(f"a{i}", f"b{i}", f"A{j}", f"B{j}") for i, j in pairs if i != j]
    return [Section("first", asked[: n // 3]), Section("second", [*asked[n // 3 :], *OTHERS])]


OTHERS = [("a1", "b1", "a2", "unheard"), ("a1", "b1", "a2", "b3"), ("a1", "b1", "b1", "b2")]


def written(sections: list[Section], path: Path) -> Path:
    lines = []
    for section in sections:
        lines.append(f": {section.name}")
        lines += [" ".join(question) for question in section.questions]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


class TestScoreAnalogies:
    @pytest.mark.parametrize("cut", [30_000, 200, 150, 40])
    @pytest.mark.parametrize("noise", [0.3, 0.9])
    def test_is_gensims(self, tmp_path: Path, cut: int, noise: float) -> None:
        vectors = planted(noise)
        path = written(questions(), tmp_path / "questions.txt")
        accuracy, sections = as_gensim(vectors).evaluate_word_analogies(
            str(path), restrict_vocab=cut, case_insensitive=True
        )
        ours = score_analogies(vectors, read_questions(path), cut=cut)
        assert ours.accuracy == pytest.approx(accuracy, abs=1e-6)
        for section, theirs in zip(ours.sections, sections[:-1], strict=True):
            right, wrong = len(theirs["correct"]), len(theirs["incorrect"])
            assert (section.correct, section.answered) == (right, right + wrong)

    def test_counting_unknown_words_as_wrong_is_gensims(self, tmp_path: Path) -> None:
        vectors = planted()
        path = written(questions(), tmp_path / "questions.txt")
        accuracy, _ = as_gensim(vectors).evaluate_word_analogies(
            str(path), restrict_vocab=150, case_insensitive=True, dummy4unknown=True
        )
        skipping = score_analogies(vectors, questions(), cut=150)
        ours = score_analogies(vectors, questions(), cut=150, unknown="wrong")
        assert ours.accuracy == pytest.approx(accuracy, abs=1e-6)
        assert ours.accuracy < skipping.accuracy
        assert (ours.coverage, ours.correct) == (skipping.coverage, skipping.correct)
        assert ours.interval == share_interval(ours.correct, ours.total)

    @pytest.mark.parametrize("method", ["3cosadd", "3cosmul"])
    def test_answers_and_ranks_are_those_of_the_single_analogy(
        self, monkeypatch: pytest.MonkeyPatch, method: Method
    ) -> None:
        monkeypatch.setattr(answering, "_TABLE_NUMBERS", 1500)  # 7 words at a time
        vectors, asked = planted(), [s for s in questions(n=60) if s.name == "first"]
        score = score_analogies(vectors, asked, method=method)
        expected = []
        for a, b, c, d in asked[0].questions:
            found = vectors.analogy(a, b, c.lower(), len(vectors), method=method)
            words = [each.word for each in found]
            rank = words.index(d.lower()) + 1 if d.lower() in words else 0
            if rank != 1:
                expected.append(((a, b, c, d), words[0], rank))
        failures = score.sections[0].failures
        assert 0 < len(expected) < len(asked[0].questions)
        assert [(each.question, each.answer, each.rank) for each in failures] == expected
        assert score.correct == len(asked[0].questions) - len(expected)

    def test_both_methods_at_once_are_each_by_itself(self) -> None:
        vectors, asked = planted(), questions()
        steps, shares = analogy_steps(vectors, asked, cut=150, unknown="wrong"), []
        both: list[AnalogyScore] = []
        while not both:
            try:
                shares.append(next(steps))
            except StopIteration as end:
                both = end.value
        assert shares == sorted(shares)
        assert 0 < shares[0] <= shares[-1] <= 1
        methods: tuple[Method, ...] = ("3cosadd", "3cosmul")
        for score, method in zip(both, methods, strict=True):
            alone = score_analogies(vectors, asked, cut=150, method=method, unknown="wrong")
            assert score == alone
        assert both[0].correct != both[1].correct

    def test_equal_scores_are_ranked_by_frequency(self) -> None:
        table = np.float32([[1, 0], [1, 0], [1, 0], [0, 1], [0, 1], [0, 1]])
        words = ["a", "b", "c", "first", "second", "third"]
        vectors = WordVectors(Vocabulary(words, np.arange(6, 0, -1)), table)
        asked = [("a", "b", "c", "first"), ("a", "b", "c", "third")]
        score = score_analogies(vectors, [Section("s", asked)])
        assert score.correct == 1
        assert [(f.answer, f.rank) for f in score.sections[0].failures] == [("first", 3)]

    def test_an_expected_word_of_the_question_has_no_rank(self) -> None:
        score = score_analogies(planted(), [Section("s", [("a1", "b1", "a2", "b1")])])
        assert [each.rank for each in score.sections[0].failures] == [0]

    def test_a_word_whose_vector_is_not_finite_is_not_known(self) -> None:
        good = planted(0.9)
        asked = [("a1", "b1", "a2", "b2"), ("a7", "b7", "a2", "b2"), ("a1", "b1", "a2", "a8")]
        best = score_analogies(good, [Section("s", asked[:1])]).sections[0].failures[0].answer
        table = good.vectors.copy()
        table[[good.id("a7"), good.id("a8"), good.id(best)]] = np.nan
        score = score_analogies(WordVectors(good.vocabulary, table), [Section("s", asked)])
        assert (score.answered, score.missing) == (1, ("a7", "a8"))
        assert score.sections[0].failures[0].answer not in (best, "")

    def test_counts_what_it_skips(self) -> None:
        vectors = planted()
        score = score_analogies(vectors, [Section("s", OTHERS), Section("empty", [])])
        assert (score.total, score.answered, score.coverage) == (3, 2, pytest.approx(2 / 3))
        assert [section.total for section in score.sections] == [3, 0]
        assert math.isnan(score.sections[1].accuracy)
        assert [f.question for f in score.sections[0].failures] == OTHERS[1:]
        assert score.sections[0].failures[0].answer == vectors.analogy("a1", "b1", "a2")[0].word
        assert score.missing == ("unheard",)

    @pytest.mark.parametrize("unknown", ["skip", "wrong"])
    def test_without_an_answer_is_no_score(self, unknown: Unknown) -> None:
        asked = [Section("s", [("no", "such", "words", "here")])]
        score = score_analogies(planted(), asked, unknown=unknown)
        assert math.isnan(score.accuracy)
        assert (score.correct, score.answered, score.total, score.coverage) == (0, 0, 1, 0)
        assert all(map(math.isnan, score.interval))
        assert math.isnan(score_analogies(planted(), []).coverage)

    def test_never_answers_with_a_word_of_the_question_in_another_case(self) -> None:
        table = np.float32(
            [[1, 0, 0], [1, 1, 0], [0, 0, 1], [0, 0.1, 1], [0, 1, 1], [-0.3, 0.7, 1]]
        )
        words = ["man", "king", "woman", "Woman", "queen", "WOMAN"]
        vectors = WordVectors(Vocabulary(words, np.arange(6, 0, -1)), table)
        score = score_analogies(vectors, [Section("s", [("Man", "King", "Woman", "Queen")])])
        assert score.correct == 1

    def test_of_very_few_words_has_no_answer(self) -> None:
        vectors = WordVectors(Vocabulary(["a", "b"], [2, 1]), np.eye(2))
        score = score_analogies(vectors, [Section("s", [("a", "b", "a", "b")])])
        assert (score.correct, score.answered) == (0, 1)
        assert score.sections[0].failures[0].answer == ""

    def test_checks_its_settings(self) -> None:
        with pytest.raises(SettingError, match="cut must be at least 1; got 0"):
            score_analogies(planted(), [], cut=0)
        with pytest.raises(SettingError, match="3cosadd, 3cosmul; got 'add'"):
            score_analogies(planted(), [], method="add")  # type: ignore[arg-type]
        with pytest.raises(SettingError, match="skip, wrong; got 'ask'"):
            score_analogies(planted(), [], unknown="ask")  # type: ignore[arg-type]

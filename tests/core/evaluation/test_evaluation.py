"""Analogy and similarity sets: gensim's figures, small cases by hand, files that lie."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import spearmanr

from tests.core.peer import as_gensim
from w2v_core.errors import FormatError, SettingError
from w2v_core.evaluation import analogies
from w2v_core.evaluation.analogies import Section, read_questions, score_analogies
from w2v_core.evaluation.similarity import Pair, read_pairs, score_similarity
from w2v_core.text.vocabulary import Vocabulary
from w2v_core.vectors.word_vectors import WordVectors


def planted(noise: float = 0.9, seed: int = 0) -> WordVectors:
    """200 words a0…a99, b0…b99 with b_i - a_i nearly the same for all i."""
    rng = np.random.default_rng(seed)
    base = rng.normal(size=(100, 12))
    shift = rng.normal(size=12)
    table = np.concatenate([base, base + shift + noise * rng.normal(size=(100, 12))])
    words = [f"{kind}{i}" for kind in "ab" for i in range(100)]
    order = rng.permutation(200)
    return WordVectors(Vocabulary([words[i] for i in order], np.arange(200, 0, -1)), table[order])


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

    @pytest.mark.parametrize("method", ["3cosadd", "3cosmul"])
    def test_is_the_single_analogy_again_and_again(
        self, monkeypatch: pytest.MonkeyPatch, method: analogies.Method
    ) -> None:
        monkeypatch.setattr(analogies, "_CHUNK_SCORES", 1500)  # 7 questions at a time
        vectors, asked = planted(), [s for s in questions(n=60) if s.name == "first"]
        score = score_analogies(vectors, asked, method=method)
        right = sum(
            vectors.analogy(a, b, c.lower(), 1, method=method)[0].word == d.lower()
            for a, b, c, d in asked[0].questions
        )
        assert 0 < right < len(asked[0].questions)
        assert score.correct == right

    def test_counts_what_it_skips(self) -> None:
        vectors = planted()
        score = score_analogies(vectors, [Section("s", OTHERS), Section("empty", [])])
        assert (score.total, score.answered, score.coverage) == (3, 2, pytest.approx(2 / 3))
        assert [section.total for section in score.sections] == [3, 0]
        assert math.isnan(score.sections[1].accuracy)
        assert [f.question for f in score.sections[0].failures] == OTHERS[1:]
        assert score.sections[0].failures[0].answer == vectors.analogy("a1", "b1", "a2")[0].word

    def test_without_an_answer_is_no_score(self) -> None:
        score = score_analogies(planted(), [Section("s", [("no", "such", "words", "here")])])
        assert math.isnan(score.accuracy)
        assert (score.correct, score.answered, score.total, score.coverage) == (0, 0, 1, 0)
        assert math.isnan(score_analogies(planted(), []).coverage)

    def test_keeps_a_bounded_number_of_failures(self) -> None:
        wrong = Section("s", [OTHERS[1]] * 200)
        section = score_analogies(planted(), [wrong]).sections[0]
        assert section.answered - section.correct == 200
        assert len(section.failures) == analogies.MAX_FAILURES

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


class TestReadQuestions:
    def test_reads_sections_and_words_with_spaces(self) -> None:
        text = "\ufeffa b c d\r\n: one\r\n\r\ne  f\tg h\r\n: two\nnew york\tusa\tparis\tfrance\n"
        with pytest.raises(FormatError, match=r"line 4: a question has 4 words.*got 2"):
            read_questions(text)
        assert read_questions(text.replace("e  f\tg h", "e  f g h")) == [
            Section("all", [("a", "b", "c", "d")]),
            Section("one", [("e", "f", "g", "h")]),
            Section("two", [("new york", "usa", "paris", "france")]),
        ]

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("", "no question"),
            (": a\n\n: b\n", "no question"),
            (": a\na b c\n", "line 2: .*got 3 in 'a b c'"),
            ("a b c d e\n", "line 1: .*got 5"),
            ("a\tb\t\td\n", "line 1: .*got 4"),
        ],
    )
    def test_refuses_what_is_none(self, text: str, message: str) -> None:
        with pytest.raises(FormatError, match=message):
            read_questions(text)

    def test_refuses_unreadable_files(self, tmp_path: Path) -> None:
        with pytest.raises(FormatError, match="cannot be read: No such file"):
            read_questions(tmp_path / "q.txt")
        (tmp_path / "q.txt").write_bytes(b": a\na b c \xff\n")
        with pytest.raises(FormatError, match=r"q\.txt is not UTF-8: line 2"):
            read_questions(tmp_path / "q.txt")


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
        ours = score_similarity(vectors, read_pairs(path))
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

    @pytest.mark.parametrize(
        "pairs",
        [
            [],
            [Pair("no", "such", 1.0)],
            [Pair("a1", "a2", 1.0), Pair("a1", "a3", 2.0)],
            [Pair("a1", f"a{i}", 5.0) for i in range(2, 9)],
            [Pair("a1", "a2", float(i)) for i in range(9)],
        ],
    )
    def test_without_a_ranking_is_no_score(self, pairs: list[Pair]) -> None:
        score = score_similarity(planted(), pairs)
        assert math.isnan(score.spearman)
        assert math.isnan(score.low)
        assert score.total == len(pairs)


class TestReadPairs:
    def test_reads_tabs_commas_headings_and_comments(self) -> None:
        text = '# WordSim\nWord 1,Word 2,Mean\ncat, dog ,7.5,extra\n"new york",city,8\n'
        assert read_pairs(text) == [Pair("cat", "dog", 7.5), Pair("new york", "city", 8.0)]
        assert read_pairs("tiger\tcat, big\t1e1") == [Pair("tiger", "cat, big", 10.0)]

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("", "no rated pair"),
            ("# only\na,b,score\n", "no rated pair"),
            ("a,b,score\na,b,high\n", "line 2: two words and a number"),
            ("a,b,1\nc,d,high\n", "line 2"),
            ("a,b,1\nc,d\n", "line 2"),
            ("a,b,nan\nc,d,inf\n", "line 2"),
            ("a b 1\n", "line 1"),
            ("a,,1\n", "line 1"),
            ("a,b\rc,1\n", "line 1"),
            ("a," + "b" * 200_000 + ",1\n", "line 1"),
        ],
    )  # fmt: skip
    def test_refuses_what_is_none(self, text: str, message: str) -> None:
        with pytest.raises(FormatError, match=message) as caught:
            read_pairs(text)
        assert len(str(caught.value)) < 250

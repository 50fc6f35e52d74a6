"""What an exam says is what the vectors say: scores, neighbors, and which words are looked at."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.core.runs.folder.exams.kit import (
    COUNTS,
    DIM,
    SIZE,
    VOCABULARY,
    at,
    examiner,
    sections,
    table,
)
from w2v_core.evaluation.analogies import Section, score_analogies
from w2v_core.runs.folder import exams
from w2v_core.runs.folder.exams import BANDS, NEIGHBORS, WORDS, read_exams, words_of_bands
from w2v_core.runs.folder.questions import MOST_ASKED, draw_questions
from w2v_core.text.vocabulary import Vocabulary
from w2v_core.vectors.word_vectors import WordVectors

ROYAL = Vocabulary(["Man", "woman", "king", "queen", "tree"], [9, 8, 7, 6, 5])


def test_the_score_is_that_of_brute_force(tmp_path: Path) -> None:
    questions = sections(200)
    seer = examiner(tmp_path, questions)
    vectors = table()
    exact = vectors.astype(np.float64)
    exact /= np.linalg.norm(exact, axis=1, keepdims=True)
    # Half of the questions are given the answer that is right.
    asked = []
    for i, question in enumerate(questions[0].questions):
        a, b, c, d = (VOCABULARY.index[word] for word in question)
        scores = (exact[b] - exact[a] + exact[c]) @ exact.T
        scores[[a, b, c]] = -np.inf
        best = int(scores.argmax())
        asked.append((*question[:3], VOCABULARY.words[best if i % 2 else d]))
    right = sum(
        VOCABULARY.words[best] == question[3]
        for question, best in zip(asked, (_answer(exact, each) for each in asked), strict=True)
    )
    seer = examiner(tmp_path, [Section("all", asked)])
    seer.see(at(1, 10**12), lambda: vectors)
    (exam,) = read_exams(tmp_path, size=SIZE)
    assert (exam["asked"], exam["correct"]) == (len(asked), right)
    assert 100 <= right < 200
    score = score_analogies(WordVectors(VOCABULARY, vectors), [Section("all", asked)])
    assert (score.answered, score.correct) == (len(asked), right)


def _answer(exact: np.ndarray, question: tuple[str, ...]) -> int:
    a, b, c, _ = (VOCABULARY.index[word] for word in question)
    scores = (exact[b] - exact[a] + exact[c]) @ exact.T
    scores[[a, b, c]] = -np.inf
    return int(scores.argmax())


def test_neighbors_are_those_of_brute_force(tmp_path: Path) -> None:
    vectors = table()
    vectors[7] = 0
    seer = examiner(tmp_path)
    seer.see(at(1, 10**12), lambda: vectors)
    (exam,) = read_exams(tmp_path, size=SIZE)
    words = words_of_bands(COUNTS)
    assert 7 in words
    exact = vectors.astype(np.float64)
    norms = np.linalg.norm(exact, axis=1)
    for word, near in zip(words.ravel(), exam["neighbors"].reshape(-1, NEIGHBORS), strict=True):
        if word == 7:
            assert (near == -1).all()  # a vector that says nothing has no neighbors
            continue
        cosine = exact @ exact[word] / np.maximum(norms * norms[word], 1e-9)
        cosine[word] = -np.inf
        assert near.tolist() == np.argsort(-cosine)[:NEIGHBORS].tolist()


def test_words_are_of_their_bands_and_the_same_for_the_same_counts() -> None:
    words = words_of_bands(COUNTS)
    assert words.shape == (len(BANDS), WORDS)
    assert np.array_equal(words, words_of_bands(COUNTS.copy()))
    for band, ids in enumerate(words):
        assert len(set(ids.tolist())) == WORDS
        above = BANDS[band + 1] if band + 1 < len(BANDS) else np.inf
        assert ((COUNTS[ids] >= BANDS[band]) & (COUNTS[ids] < above)).all()


@pytest.mark.parametrize(("count", "band"), [(1, 0), (9, 0), (10, 1), (999, 3), (1_000, 4)])
def test_bands_meet_and_may_be_empty(count: int, band: int) -> None:
    words = words_of_bands(np.full(3, count))
    assert sorted(words[band, :3].tolist()) == [0, 1, 2]
    assert np.count_nonzero(words >= 0) == 3


def test_words_beyond_the_cut_have_neighbors_within_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exams, "DEFAULT_CUT", 50)
    seer = examiner(tmp_path, [])
    seer.see(at(1, 10**12), table)
    (exam,) = read_exams(tmp_path, size=50)
    assert (exam["neighbors"] >= 0).all()
    assert exam["asked"] == 0


def test_questions_that_can_be_asked_are_drawn_and_counted() -> None:
    some = [Section("all", [("man", "WOMAN", "king", "queen"), ("man", "woman", "king", "lord")])]
    drawn = draw_questions(some, ROYAL)
    assert drawn.questions == [("man", "WOMAN", "king", "queen")]
    assert (drawn.known, drawn.brought) == (1, 2)
    nothing = draw_questions([], ROYAL)
    assert (nothing.questions, nothing.known, nothing.brought) == ([], 0, 0)


def test_of_many_questions_a_sample_is_drawn_by_a_seed() -> None:
    many = sections(1_000)
    drawn = draw_questions(many, VOCABULARY)
    assert (len(drawn.lines), drawn.known, drawn.brought) == (MOST_ASKED, 1_000, 1_000)
    assert drawn == draw_questions(many, VOCABULARY)
    assert set(drawn.questions) <= set(many[0].questions)
    assert drawn.questions != many[0].questions[:MOST_ASKED]


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_vectors_that_are_no_numbers_have_no_exam(tmp_path: Path, bad: float) -> None:
    seer = examiner(tmp_path)
    broken = np.full((SIZE, DIM), bad, dtype=np.float32)
    seer.see(at(1), lambda: broken)
    seer.see(at(2), lambda: None)
    seer.last(broken)
    assert len(read_exams(tmp_path)) == 0

"""Autopsy of an analogy, against loops over all words."""

from __future__ import annotations

import numpy as np
import pytest

from tests.core.peer import as_gensim
from w2v_core.errors import ExpressionError, SettingError, UnknownWordError
from w2v_core.text.vocabulary import Vocabulary
from w2v_core.vectors.autopsy import autopsy
from w2v_core.vectors.direction import EPSILON
from w2v_core.vectors.word_vectors import Method, WordVectors

METHODS: tuple[Method, ...] = ("3cosadd", "3cosmul")


def random_vectors(words: int = 60, dim: int = 6, seed: int = 0) -> WordVectors:
    numbers = np.random.default_rng(seed).normal(size=(words, dim)).astype(np.float32)
    vocabulary = Vocabulary([f"w{i:02}" for i in range(words)], list(range(words + 5, 5, -1)))
    return WordVectors(vocabulary, numbers)


def at_angles(*degrees: float) -> WordVectors:
    """Words x, y, z of length 1 in the plane."""
    radians = np.deg2rad(degrees)
    numbers = np.column_stack([np.cos(radians), np.sin(radians)]).astype(np.float32)
    return WordVectors(Vocabulary(list("xyz"), [3, 2, 1]), numbers)


def unit(vectors: WordVectors, word: str) -> np.ndarray:
    vector = vectors[word].astype(np.float64)
    return vector / np.linalg.norm(vector)


def brute_scores(vectors: WordVectors, a: str, b: str, c: str, method: Method) -> dict[str, float]:
    """The score of every word, one at a time, as the papers write it."""
    scores = {}
    va, vb, vc = (unit(vectors, word) for word in (a, b, c))
    for word in vectors.words:
        x = unit(vectors, word)
        if method == "3cosadd":
            target = vb - va + vc
            scores[word] = float(x @ target / np.linalg.norm(target))
        else:
            sa, sb, sc = ((x @ each + 1) / 2 for each in (va, vb, vc))
            scores[word] = float(sb * sc / (sa + EPSILON))
    return scores


def winner(scores: dict[str, float], but: tuple[str, ...] = ()) -> str:
    left = {word: score for word, score in scores.items() if word not in but}
    return max(left, key=left.__getitem__)


def near(vectors: WordVectors, target: np.ndarray) -> dict[str, float]:
    length = np.linalg.norm(target)
    return {word: float(unit(vectors, word) @ target / length) for word in vectors.words}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("exclude", [True, False])
@pytest.mark.parametrize("seed", range(5))
def test_every_part_equals_a_loop_over_all_words(method: Method, exclude: bool, seed: int) -> None:
    vectors = random_vectors(seed=seed)
    three = ("w07", "w31", "w02")
    expected = "w44"
    seen = autopsy(vectors, *three, method=method, exclude_inputs=exclude, expected=expected)
    scores = brute_scores(vectors, *three, method)
    left_out = three if exclude else ()
    va, vb, vc = (unit(vectors, word) for word in three)
    assert seen.answer is not None
    assert seen.inputs_allowed is not None
    assert seen.expected is not None
    assert seen.answer.word == winner(scores, left_out)
    assert seen.answer.similarity == pytest.approx(scores[seen.answer.word], rel=3e-6, abs=3e-6)
    assert seen.inputs_allowed.word == winner(scores)
    assert seen.near_b is not None
    assert seen.near_b.word == winner(near(vectors, vb), three)
    assert seen.near_c is not None
    assert seen.near_c.word == winner(near(vectors, vc), three)
    assert seen.offset is not None
    assert seen.offset.word == winner(near(vectors, vb - va), three)
    better = [w for w in vectors.words if w not in left_out and scores[w] > scores[expected]]
    assert seen.expected.rank == 1 + len(better)
    assert seen.expected.similarity == pytest.approx(scores[expected], rel=3e-6, abs=3e-6)
    assert seen.expected.count == vectors.vocabulary.counts[44]
    assert seen.candidates == len(vectors) - len(left_out)


@pytest.mark.parametrize("method", METHODS)
def test_ranks_are_those_of_the_list_of_answers(method: Method) -> None:
    vectors = random_vectors()
    listed = vectors.analogy("w01", "w02", "w03", 100, method=method)
    for each in listed[::7]:
        seen = autopsy(vectors, "w01", "w02", "w03", method=method, expected=each.word)
        assert seen.expected is not None
        assert seen.expected.rank == each.rank
        assert seen.expected.similarity == pytest.approx(each.similarity, abs=2e-6)


def test_equal_scores_stand_in_the_order_of_frequency() -> None:
    numbers = np.float32([[1, 0], [0, 1], [1, 1], [2, 2], [3, 3]])
    vectors = WordVectors(Vocabulary(list("abcde"), [9, 8, 7, 6, 5]), numbers)
    ranks = [autopsy(vectors, "a", "b", "a", expected=each) for each in "cde"]
    assert [seen.expected.rank for seen in ranks if seen.expected] == [1, 2, 3]


def test_an_expected_word_of_the_question_has_a_rank_only_where_it_may_answer() -> None:
    vectors = random_vectors()
    assert autopsy(vectors, "w01", "w02", "w03", expected="w02").expected is None
    seen = autopsy(vectors, "w01", "w02", "w03", expected="w02", exclude_inputs=False)
    assert seen.expected is not None


def test_one_word_in_two_places_leaves_no_step() -> None:
    vectors = random_vectors()
    seen = autopsy(vectors, "w01", "w01", "w03")
    assert seen.offset is None
    assert seen.answer == vectors.analogy("w01", "w01", "w03", 1)[0]


def test_a_vocabulary_without_other_words_has_no_answer() -> None:
    vectors = WordVectors(Vocabulary(list("abc"), [3, 2, 1]), np.eye(3, dtype=np.float32))
    seen = autopsy(vectors, "a", "b", "c")
    assert seen.answer is None
    assert seen.near_b is None
    assert seen.inputs_allowed is not None
    assert seen.candidates == 0


def test_bad_questions_are_refused() -> None:
    numbers = np.float32([[1, 0], [-1, 0], [2, 0], [0, 1]])
    vectors = WordVectors(Vocabulary(list("abcd"), [4, 3, 2, 1]), numbers)
    with pytest.raises(UnknownWordError, match="zzz"):
        autopsy(vectors, "a", "b", "zzz")
    with pytest.raises(UnknownWordError, match="zzz"):
        autopsy(vectors, "a", "b", "c", expected="zzz")
    with pytest.raises(ExpressionError, match="cancel"):
        # Unit vectors at 0°, 60° and -60°: y - x + z is zero.
        autopsy(at_angles(0, 60, -60), "x", "y", "z")
    with pytest.raises(SettingError, match="3cosadd, 3cosmul"):
        autopsy(vectors, "a", "b", "c", method="euclid")  # type: ignore[arg-type]


def test_3cosadd_is_gensims() -> None:
    vectors = random_vectors()
    theirs = as_gensim(vectors).most_similar(positive=["w11", "w05"], negative=["w30"], topn=57)
    ours = vectors.analogy("w30", "w11", "w05", 57)
    assert [each.word for each in ours] == [word for word, _ in theirs]
    assert [each.similarity for each in ours] == pytest.approx([s for _, s in theirs], abs=1e-5)
    seen = autopsy(vectors, "w30", "w11", "w05", expected=theirs[20][0])
    assert seen.answer is not None
    assert seen.expected is not None
    assert (seen.answer.word, seen.expected.rank) == (theirs[0][0], 21)


# gensim 4.4 calls a function of its own that it has deprecated.
@pytest.mark.filterwarnings("ignore:Call to deprecated `init_sims`:DeprecationWarning")
def test_3cosmul_is_gensims_but_for_what_is_added_to_the_divisor() -> None:
    vectors = random_vectors()
    theirs = as_gensim(vectors).most_similar_cosmul(
        positive=["w11", "w05"], negative=["w30"], topn=57
    )
    converted = {}
    for word, score in theirs:
        near_a = (1 + vectors.similarity("w30", word)) / 2
        converted[word] = score * (near_a + 1e-6) / (near_a + EPSILON)
    ours = vectors.analogy("w30", "w11", "w05", 57, method="3cosmul")
    assert [each.word for each in ours] == sorted(converted, key=lambda w: -converted[w])
    for each in ours:
        assert each.similarity == pytest.approx(converted[each.word], rel=1e-5, abs=1e-5)

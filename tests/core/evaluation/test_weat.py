"""WEAT against plain loops, and its p against every division there is."""

from __future__ import annotations

import math
import statistics
from itertools import combinations

import numpy as np
import pytest

from w2v_core.errors import SettingError
from w2v_core.evaluation import weat as module
from w2v_core.evaluation.weat import MOST_WORDS, weat
from w2v_core.text.vocabulary import Vocabulary
from w2v_core.vectors.word_vectors import WordVectors


def random_vectors(words: int = 40, dim: int = 5, seed: int = 0) -> WordVectors:
    numbers = np.random.default_rng(seed).normal(size=(words, dim)).astype(np.float32)
    vocabulary = Vocabulary([f"w{i:02}" for i in range(words)], [9] * words)
    return WordVectors(vocabulary, numbers)


def names(*numbers: int) -> list[str]:
    return [f"w{i:02}" for i in numbers]


def cosine(vectors: WordVectors, a: str, b: str) -> float:
    x, y = vectors[a].astype(np.float64), vectors[b].astype(np.float64)
    return float(x @ y / math.sqrt(float(x @ x) * float(y @ y)))


def association(vectors: WordVectors, word: str, a: list[str], b: list[str]) -> float:
    return statistics.mean(cosine(vectors, word, each) for each in a) - statistics.mean(
        cosine(vectors, word, each) for each in b
    )


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("nx", "ny"), [(4, 4), (3, 5), (2, 2)])
def test_effect_and_p_equal_loops_over_words_and_divisions(seed: int, nx: int, ny: int) -> None:
    vectors = random_vectors(seed=seed)
    x, y = names(*range(nx)), names(*range(10, 10 + ny))
    a, b = names(20, 21, 22), names(30, 31)
    s = {word: association(vectors, word, a, b) for word in (*x, *y)}
    difference = statistics.mean(s[w] for w in x) - statistics.mean(s[w] for w in y)
    hits = total = 0
    for chosen in combinations(s, nx):
        rest = [word for word in s if word not in chosen]
        other = statistics.mean(s[w] for w in chosen) - statistics.mean(s[w] for w in rest)
        hits += other >= difference - 1e-9
        total += 1
    score = weat(vectors, x, y, a, b)
    assert score.effect == pytest.approx(difference / statistics.stdev(s.values()), abs=1e-5)
    assert score.associations == pytest.approx(s, abs=1e-6)
    assert (score.p, score.divisions, score.exact) == (pytest.approx(hits / total), total, True)
    assert score.problem == ""
    assert score.fewest == 2


def two_camps(n: int = 12) -> WordVectors:
    """X words near a words, y words near b words, each with a little of its own."""
    kinds = {"x": (1, 0), "y": (0, 1), "a": (1, 0), "b": (0, 1)}
    words = [f"{kind}{i:02}" for kind in kinds for i in range(n)]
    own = 0.2 * np.random.default_rng(1).normal(size=(len(words), 8))
    numbers = np.column_stack([[kinds[word[0]] for word in words], own]).astype(np.float32)
    return WordVectors(Vocabulary(words, [9] * len(words)), numbers)


def camp(kind: str, n: int) -> list[str]:
    return [f"{kind}{i:02}" for i in range(n)]


def test_planted_difference_is_found_and_p_is_never_zero() -> None:
    vectors = two_camps()
    score = weat(vectors, *(camp(kind, 12) for kind in "xyab"))
    assert 1.8 < score.effect < 2
    assert not score.exact
    assert score.p == 1 / (module.SAMPLES + 1)  # no division drawn by chance came near
    other = weat(vectors, *(camp(kind, 12) for kind in "yxab"))
    assert other.effect == pytest.approx(-score.effect)
    assert other.p == 1
    exact = weat(vectors, *(camp(kind, 8) for kind in "xyab"))
    assert (exact.exact, exact.divisions, exact.p) == (True, 12_870, 1 / 12_870)


def test_divisions_by_chance_come_near_to_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = random_vectors(seed=5)
    lists = names(*range(6)), names(*range(6, 12)), names(20, 21), names(30, 31)
    exact = weat(vectors, *lists)
    monkeypatch.setattr(module, "MOST_EXACT", 0)
    monkeypatch.setattr(module, "_CHUNK_NUMBERS", 1_000)  # several chunks
    drawn = weat(vectors, *lists, samples=20_000)
    assert exact.exact
    assert not drawn.exact
    assert 0.05 < exact.p < 0.95
    assert drawn.p == pytest.approx(exact.p, abs=4 * math.sqrt(0.25 / 20_000))
    assert weat(vectors, *lists, samples=20_000) == drawn
    assert weat(vectors, *lists, samples=20_000, seed=2).p != drawn.p


def test_coverage_is_counted_and_case_forgiven() -> None:
    vectors = random_vectors()
    x = ["W00", "w01", "nowhere", "w01", "w00"]
    score = weat(vectors, x, names(2, 3), names(4, 5), names(6, 7))
    assert score.lists[0].known == ("w00", "w01")
    assert score.lists[0].unknown == ("nowhere",)
    assert [each.name for each in score.lists] == ["X", "Y", "A", "B"]


def test_a_word_of_both_targets_counts_in_both() -> None:
    vectors = random_vectors()
    x, y, a, b = names(0, 1), names(1, 2), names(4, 5), names(6, 7)
    score = weat(vectors, x, y, a, b)
    s = [association(vectors, word, a, b) for word in (*x, *y)]
    expected = (s[0] + s[1] - s[2] - s[3]) / 2 / statistics.stdev(s)
    assert score.effect == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize(
    ("lists", "problem"),
    [
        (([], names(1, 2), names(3, 4), names(5, 6)), "List X has 0 known words of 0"),
        ((names(1, 2), ["q", "w03"], names(3, 4), names(5, 6)), "List Y has 1 known words of 2"),
        ((names(1, 2), names(3, 4), names(5, 6), ["q"]), "List B has 0 known words of 1"),
        ((names(1, 2), names(2, 1), names(3, 4), names(5, 6)), "X and Y are the same"),
        ((names(1, 2), names(7, 8), names(3, 4), names(4, 3)), "A and B are the same"),
    ],
)
def test_lists_without_a_score_say_why(
    lists: tuple[list[str], list[str], list[str], list[str]], problem: str
) -> None:
    score = weat(random_vectors(), *lists)
    assert problem in score.problem
    assert math.isnan(score.effect)
    assert math.isnan(score.p)


def test_equal_associations_have_no_scale() -> None:
    numbers = np.ones((8, 3), dtype=np.float32)
    numbers[6:] = [1, 0, 0]
    vectors = WordVectors(Vocabulary(names(*range(8)), [9] * 8), numbers)
    score = weat(vectors, names(0, 1), names(2, 3), names(4, 5), names(6, 7))
    assert "same association" in score.problem


def test_limits_are_said() -> None:
    long = [f"q{i}" for i in range(MOST_WORDS + 1)]
    with pytest.raises(SettingError, match="List A has 201 words; at most 200"):
        weat(random_vectors(), names(1, 2), names(3, 4), long, names(5, 6))
    with pytest.raises(SettingError, match="samples must be at least 1; got 0"):
        weat(random_vectors(), names(1, 2), names(3, 4), names(7, 8), names(5, 6), samples=0)


def test_the_longest_lists_are_tested() -> None:
    vectors = random_vectors(words=99 + 99 + 4)
    score = weat(
        vectors,
        vectors.words[:99],
        vectors.words[99:198],
        vectors.words[198:200],
        vectors.words[200:],
        samples=50,
    )
    assert not score.problem
    assert score.divisions == 50

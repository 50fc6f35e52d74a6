"""Two tables compared: planted rotations and moved words, and neighbors by brute force."""

from __future__ import annotations

import numpy as np
import pytest
import scipy

from w2v_core.errors import SettingError, VocabularyError
from w2v_core.evaluation.change import compare, comparing, overlap
from w2v_core.evaluation.paired_maps import paired_maps
from w2v_core.evaluation.procrustes import MOST_DIM, rotated_distances, rotation
from w2v_core.evaluation.shared_words import share_words
from w2v_core.text.vocabulary import Vocabulary
from w2v_core.vectors.projection import pca
from w2v_core.vectors.ranking import normalize
from w2v_core.vectors.word_vectors import WordVectors


def table(numbers: np.ndarray, names: list[str] | None = None, least: int = 20) -> WordVectors:
    """Words that all occur often enough."""
    names = names or [f"w{i}" for i in range(len(numbers))]
    counts = least + 2 * np.arange(len(numbers), 0, -1)
    return WordVectors(Vocabulary(names, counts), numbers.astype(np.float32))


def noise(n: int, dim: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((n, dim))


def turn(dim: int, seed: int = 1) -> np.ndarray:
    """A rotation, perhaps with a mirror."""
    return scipy.stats.ortho_group.rvs(dim, random_state=seed)


def brute_overlap(a: WordVectors, b: WordVectors, words: list[str], k: int) -> list[float]:
    """By a plain loop over cosines of pairs."""
    found = []
    for word in words:
        near = []
        for vectors in (a, b):
            scores = {each: vectors.similarity(word, each) for each in words if each != word}
            near.append(set(sorted(scores, key=lambda each: -scores[each])[:k]))
        found.append(len(near[0] & near[1]) / k)
    return found


@pytest.mark.parametrize("dim", [2, 7, 50])
def test_a_planted_rotation_is_found(dim: int) -> None:
    a = normalize(noise(200, dim))
    planted = turn(dim)
    found = rotation(a, a.astype(np.float64) @ planted)
    np.testing.assert_allclose(found, planted, atol=1e-6)
    np.testing.assert_allclose(found @ found.T, np.eye(dim), atol=1e-12)


def test_a_rotation_is_scipys() -> None:
    a, b = normalize(noise(5_000, 9)), normalize(noise(5_000, 9, seed=2))
    expected, _ = scipy.linalg.orthogonal_procrustes(a.astype(float), b.astype(float))
    np.testing.assert_allclose(rotation(a, b), expected, atol=1e-9)


@pytest.mark.parametrize(("wide", "narrow"), [(8, 5), (5, 8)])
def test_unlike_widths_are_filled_with_zeros(wide: int, narrow: int) -> None:
    core = noise(300, min(wide, narrow))
    numbers = [np.zeros((300, wide)), np.zeros((300, narrow))]
    for each in numbers:
        each[:, : core.shape[1]] = core
        each[:] = each @ turn(each.shape[1])
    change = compare(*(table(each) for each in numbers))
    assert change.rotation.shape == (8, 8)
    np.testing.assert_allclose(change.distance, 0, atol=1e-6)
    np.testing.assert_array_equal(change.overlap, 1)


def test_alignment_says_what_it_cannot_do() -> None:
    with pytest.raises(SettingError, match="got 3 and 4"):
        rotation(np.ones((3, 2)), np.ones((4, 2)))
    with pytest.raises(SettingError, match="at most 2,000 numbers a word can be aligned"):
        rotation(np.ones((3, MOST_DIM + 1)), np.ones((3, 2)))


def test_distances_of_no_rotation_are_those_of_cosines() -> None:
    a, b = normalize(noise(5_000, 4)), normalize(noise(5_000, 4, seed=3))
    expected = scipy.spatial.distance.cdist(a[:40], b[:40], "cosine").diagonal()
    np.testing.assert_allclose(rotated_distances(a, b, np.eye(4))[:40], expected, atol=1e-6)


@pytest.mark.parametrize("turned", [False, True])
def test_the_same_vectors_have_not_changed(turned: bool) -> None:
    numbers = noise(700, 12)
    change = compare(table(numbers), table(numbers @ turn(12) if turned else numbers))
    np.testing.assert_array_equal(change.overlap, 1)
    np.testing.assert_allclose(change.distance, 0, atol=1e-6)
    assert change.aligned_well


def test_overlap_is_that_of_a_plain_loop() -> None:
    names = [f"w{i}" for i in range(60)]
    a = table(noise(50, 6), names[:50])
    b = table(noise(50, 5, seed=4), names[10:][::-1])
    change = compare(a, b, k=5)
    words = list(change.shared.words)
    assert sorted(words) == sorted(names[10:50])
    assert change.overlap.tolist() == brute_overlap(a, b, words, 5)
    for side, vectors in enumerate((a, b)):
        for i in (0, 17):
            scores = [vectors.similarity(words[i], words[j]) for j in change.near[side, i]]
            assert scores == sorted(scores, reverse=True)
    assert change.by_chance == pytest.approx(5 / 39)
    assert 0 < change.overlap.mean() < 3 * change.by_chance


def families(moved: tuple[int, ...] = (), seed: int = 0) -> WordVectors:
    """Twenty families of twenty words; those that have moved are now of the next one."""
    family = np.repeat(np.arange(20), 20)
    for word in moved:
        family[word] = (family[word] + 1) % 20
    centers = noise(20, 30, seed=9)
    return table(centers[family] + 0.3 * noise(400, 30, seed) @ np.eye(30))


def test_planted_moved_words_are_found() -> None:
    moved = (5, 111, 222, 333)
    change = compare(families(), table(families(moved, seed=3).vectors @ turn(30)))
    first = change.most_changed()[: len(moved)]
    assert sorted(change.shared.words[i] for i in first) == sorted(f"w{i}" for i in moved)
    assert change.distance[first].min() > np.delete(change.distance, first).max()


def test_what_another_seed_changes_too_is_no_change() -> None:
    """Word 7 has no family in any seed; word 5 has another one in the second table alone."""

    def of(seed: int, moved: tuple[int, ...] = ()) -> WordVectors:
        vectors = families(moved, seed)
        vectors.vectors[7] = noise(1, 30, seed=100 + seed)
        return vectors

    a, b, again, again_b = of(1), of(2, (5,)), of(3), of(4, (5,))
    alone = compare(a, b)
    assert {alone.shared.words[i] for i in alone.most_changed()[:2]} == {"w5", "w7"}
    assert alone.seeds == 0
    assert np.isnan(alone.by_seed).all()
    change = compare(a, b, seeds=[(again, None), (None, again_b)])
    assert change.seeds == 2
    order = [change.shared.words[i] for i in change.most_changed()]
    assert order[0] == "w5"
    assert order.index("w7") > 20
    for at, pair in enumerate([(a, again), (b, again_b)]):
        one = compare(*pair)
        assert one.overlap.mean() == pytest.approx(
            [compare(a, b, seeds=[(again, None)]), compare(a, b, seeds=[(None, again_b)])][
                at
            ].by_seed.mean()
        )


def test_a_seed_without_all_words_is_passed_over() -> None:
    a = families()
    few = table(noise(5, 30))
    assert compare(a, families(seed=2), seeds=[(few, None), (None, None)]).seeds == 0


def test_words_that_cannot_be_compared_are_counted() -> None:
    numbers = noise(40, 5)
    numbers[3] = 0
    numbers[4] = np.nan
    a = table(numbers)
    b = WordVectors(
        Vocabulary(
            [f"w{i}" for i in range(5, 0, -1)]
            + [f"x{i}" for i in range(30)]
            + [f"w{i}" for i in range(20, 31)],
            [99] * 40 + [3] * 6,
        ),
        noise(46, 5).astype(np.float32),
    )
    shared = share_words(a, b, min_count=4, most=4)
    # w1 … w5 and w20 … w30 are in both; of them w25 … w30 are rare, w3 and w4 broken
    assert shared.shared == 16
    assert (shared.rare, shared.broken, shared.beyond) == (6, 2, 4)
    assert shared.words == ("w2", "w1", "w5", "w20")
    assert [a.words[i] for i in shared.only[0][:3]] == ["w0", "w6", "w7"]
    assert len(shared.only[0]) == 40 - 16
    assert [b.words[i] for i in shared.only[1]] == [f"x{i}" for i in range(30)]
    for vectors, rows, counts in zip((a, b), shared.rows, shared.counts, strict=True):
        assert [vectors.words[i] for i in rows] == list(shared.words)
        assert counts.tolist() == vectors.vocabulary.counts[rows].tolist()


def test_counts_that_nobody_knows_leave_nothing_out() -> None:
    """Files of vectors have no counts; the stand-ins fall from V to 1."""
    names = [f"w{i}" for i in range(30)]
    unknown = WordVectors(Vocabulary(names, range(30, 0, -1)), noise(30, 4).astype(np.float32))
    assert len(share_words(unknown, table(noise(30, 4)), min_count=10).words) == 30


@pytest.mark.parametrize(
    ("names", "says"),
    [
        (["x", "y", "z"], "no word in common"),
        (["w1", "y", "z"], "one word in common"),
        (["w1", "w2", "z"], "two words in common"),
    ],
)
def test_too_few_words_in_common(names: list[str], says: str) -> None:
    with pytest.raises(VocabularyError, match=says):
        compare(table(noise(9, 4)), table(noise(3, 4), names))


def test_too_few_words_left() -> None:
    a = table(noise(9, 4), least=0)
    with pytest.raises(VocabularyError, match="minimum count of 14 or less keeps so many, not 99"):
        compare(a, a, min_count=99)
    broken = table(np.full((9, 4), np.nan))
    with pytest.raises(VocabularyError, match="9 have a vector that is zero or not finite"):
        compare(broken, table(noise(9, 4)))
    with pytest.raises(SettingError, match="k must be at least 1; got 0"):
        compare(a, a, k=0)
    with pytest.raises(SettingError, match="At least 3 words are compared; got 2"):
        compare(a, a, most=2)


@pytest.mark.parametrize("n", [3, 4, 21])
def test_of_few_words_fewer_neighbors_are_asked_for(n: int) -> None:
    change = compare(table(noise(n, 50)), table(noise(n, 50, seed=2)))
    assert change.k == (n - 1) // 2
    assert change.by_chance <= 0.5
    assert not change.aligned_well


def test_progress_rises_to_the_end() -> None:
    a = families()
    shares = list(comparing(a, families(seed=2), seeds=[(families(seed=3), None)]))
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert len(shares) == 3


def test_overlap_counts_what_is_in_both_rows() -> None:
    a = np.array([[1, 2, 3], [4, 5, 6]])
    assert overlap(a, np.array([[3, 9, 1], [7, 8, 9]])).tolist() == [2 / 3, 0]


def test_maps_of_a_rotated_table_lie_on_one_another() -> None:
    numbers = normalize(noise(80, 6))
    turned = turn(6)
    other = (numbers @ turned).astype(np.float32)
    maps = paired_maps(numbers, other, rotation(numbers, other))
    np.testing.assert_allclose(maps.points[0], maps.points[1], atol=1e-5)
    expected = pca(np.concatenate([other, other]))
    np.testing.assert_allclose(np.abs(maps.points[1]), np.abs(expected.points[:80]), atol=1e-5)
    assert maps.neighbors_kept[0] == pytest.approx(maps.neighbors_kept[1], abs=0.02)
    assert maps.variance_kept == pytest.approx(expected.variance_kept)


def test_a_word_that_moved_lies_elsewhere_on_the_second_map() -> None:
    numbers = normalize(noise(80, 6))
    moved = numbers.copy()
    moved[4] = -moved[4]
    maps = paired_maps(numbers, moved, rotation(numbers, moved))
    away = np.linalg.norm(maps.points[0] - maps.points[1], axis=1)
    assert away.argmax() == 4

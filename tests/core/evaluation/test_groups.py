"""Words in groups of documents: a planted change is found, no other; figures against plain ones."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
import scipy.stats

from tests.core.evaluation.texts import (
    CHANGED,
    SAME,
    TOPICS,
    corpus_of,
    model_of,
    planted,
    same_numbers,
)
from w2v_core.errors import SettingError, UnknownWordError
from w2v_core.evaluation import usage as usages
from w2v_core.evaluation.difference import difference
from w2v_core.evaluation.usage import Usage, likeness, neighbors_by_group, usage
from w2v_core.text.grouping import group_documents

SEEDS = range(20)


def in_groups(seed: int, word: str = CHANGED, **how: object) -> Usage:
    corpus = planted(seed, **how)
    return usage(model_of(corpus), group_documents(corpus, "folder"), (0, 1), word)


def drawn(
    rng: np.random.Generator, sizes: tuple[int, int], apart: float = 0.0, d: int = 12
) -> Usage:
    """Contexts without a text: documents with a taste of their own, one to five contexts each."""
    counts = rng.integers(1, 6, sum(sizes))
    centers = rng.normal(size=(sum(sizes), d)) * 0.7
    centers[:, 0] += 2 + apart * np.repeat([0, 1], sizes)
    document = np.repeat(np.arange(sum(sizes)), counts)
    contexts = centers[document] + rng.normal(size=(len(document), d))
    return made_of(contexts, document, (document >= sizes[0]).astype(int))


def made_of(contexts: np.ndarray, document: np.ndarray, group: np.ndarray) -> Usage:
    used = np.bincount(group)
    return Usage("word", ("one", "two"), used, used, used, contexts, document, group)


def scale_of(found: Usage) -> float:
    """Squared lengths of both means."""
    return float(sum(np.sum(found.vector(group) ** 2) for group in (0, 1)))


@pytest.mark.parametrize(("angle", "expected"), [(0, 0.0), (60, 0.5), (90, 1.0), (180, 2.0)])
def test_without_noise_the_figure_is_one_less_the_cosine(angle: int, expected: float) -> None:
    turned = [np.cos(np.radians(angle)), np.sin(np.radians(angle))]
    sums = np.array([[1.0, 0.0]] * 10 + [turned] * 20)
    test = difference(made_of(sums, np.zeros(30, dtype=int), np.repeat([0, 1], [10, 20])))
    assert (test.figure, test.plain) == pytest.approx((expected, expected), abs=1e-12)
    assert (test.low, test.high) == pytest.approx((expected, expected), abs=1e-12)
    assert test.p == (1.0 if angle == 0 else 0.001)


def test_a_planted_change_is_found_and_no_other_over_twenty_seeds() -> None:
    """A p is below .05 by chance once in 20; of 20 more than 4 are so once in 390."""
    changed = [difference(in_groups(seed), splits=199) for seed in SEEDS]
    assert all(each.p == 1 / 200 for each in changed)
    assert all(each.figure > each.by_chance[1] for each in changed)
    assert all(each.low > 0 for each in changed)
    for word, change in ((SAME, True), (CHANGED, False), (SAME, False)):
        same = [difference(in_groups(seed, word, changed=change), splits=199) for seed in SEEDS]
        assert sum(each.p <= 0.05 for each in same) <= 4
        assert scipy.stats.binom.sf(4, len(SEEDS), 0.05) < 1 / 380


def test_p_is_uniform_where_nothing_differs() -> None:
    """400 tests, unequal groups, documents with a taste of their own."""
    ps = [difference(drawn(np.random.default_rng(i), (12, 45)), splits=99).p for i in range(400)]
    low, high = scipy.stats.binom.ppf([0.0005, 0.9995], len(ps), 0.05)
    assert low <= sum(p <= 0.05 for p in ps) <= high
    assert scipy.stats.kstest(ps, "uniform").pvalue > 0.001


def test_the_figure_has_no_bias_and_the_plain_one_has() -> None:
    """Means over 400 draws, within four standard errors of the truth."""
    for apart in (0.0, 1.0):
        figures, plain = [], []
        for i in range(400):
            found = drawn(np.random.default_rng(1_000 + i), (12, 45), apart)
            # In lengths that do not change from draw to draw, so that no quotient adds a bias.
            scale = scale_of(found)
            test = difference(found, splits=19)
            figures.append(test.figure * scale)
            plain.append(test.plain * scale)
        error = 4 * np.std(figures) / math.sqrt(len(figures))
        assert abs(np.mean(figures) - apart**2) < error
        assert np.mean(plain) - apart**2 > 4 * error


def test_the_interval_covers_the_truth() -> None:
    """It may be too wide, not too narrow: of 200 at 95 %, fewer than 180 are so once in 300."""
    covered = 0
    for i in range(200):
        found = drawn(np.random.default_rng(2_000 + i), (15, 60), 1.5)
        scale = scale_of(found)
        test = difference(found, splits=199)
        covered += test.low <= 1.5**2 / scale <= test.high
    assert covered >= 180


def test_the_figures_are_those_of_a_plain_loop() -> None:
    found = drawn(np.random.default_rng(7), (11, 14), 0.5)
    test = difference(found, splits=19)
    scale = scale_of(found)

    documents = range(25)
    rows = [found.contexts[found.document == i] for i in documents]
    labels = np.array([0] * 11 + [1] * 14)

    def distance(labels: np.ndarray) -> tuple[float, float]:
        means, noise = [], 0.0
        for g in (0, 1):
            own = [rows[i] for i in documents if labels[i] == g]
            n = sum(map(len, own))
            mean = sum(each.sum(axis=0) for each in own) / n
            spread = sum(np.sum((each.sum(axis=0) - len(each) * mean) ** 2) for each in own)
            noise += len(own) / (len(own) - 1) * spread / n**2
            means.append(mean)
        plain = np.sum((means[0] - means[1]) ** 2)
        return (plain - noise) / scale, plain / scale

    assert (test.figure, test.plain) == pytest.approx(distance(labels))
    rng = np.random.default_rng(8)
    splits = [distance(rng.permutation(labels))[0] for _ in range(400)]
    many = difference(found, splits=400)
    assert scipy.stats.ks_2samp(splits, many.placebo).pvalue > 0.001


def test_one_occurrence_a_unit_has_the_usual_variance_of_a_mean() -> None:
    rng = np.random.default_rng(9)
    sums = rng.normal(size=(30, 3)) + 1
    group = np.repeat([0, 1], [10, 20])
    test = difference(made_of(sums, group, group))
    assert (test.unit, test.units) == ("occurrences", (10, 20))
    one, two = sums[:10], sums[10:]
    noise = one.var(axis=0, ddof=1).sum() / 10 + two.var(axis=0, ddof=1).sum() / 20
    scale = np.sum(one.mean(axis=0) ** 2) + np.sum(two.mean(axis=0) ** 2)
    gap = np.sum((one.mean(axis=0) - two.mean(axis=0)) ** 2)
    assert test.figure == pytest.approx((gap - noise) / scale)


def test_a_seed_gives_the_same_again() -> None:
    found = in_groups(3)
    one, again, other = (difference(found, splits=99, seed=seed) for seed in (1, 1, 2))
    assert (one.p, one.low, one.high) == (again.p, again.low, again.high)
    assert np.array_equal(one.placebo, again.placebo)
    assert not np.array_equal(one.placebo, other.placebo)


def test_neighbors_by_group_are_the_words_around_it() -> None:
    corpus = planted(4)
    model = model_of(corpus)
    found = usage(model, group_documents(corpus, "folder"), (0, 1), CHANGED)
    for topic, near in zip(TOPICS, neighbors_by_group(model, found, 5), strict=True):
        assert sum(each.word.startswith(topic) for each in near) >= 4
        assert [each.rank for each in near] == [1, 2, 3, 4, 5]
        assert CHANGED not in [each.word for each in near]
    assert likeness(model, found).shape == (2,)
    assert (np.abs(likeness(model, found)) <= 1).all()


def test_occurrences_and_documents_are_counted() -> None:
    corpus = corpus_of(
        [("a/1", ["w x", "w"]), ("a/2", ["x y"]), ("b/1", ["w y w"]), ("c/1", ["w x"])]
    )
    found = usage(model_of(corpus), group_documents(corpus, "folder"), (1, 0), "w")
    assert found.groups == ("b", "a")
    assert found.occurrences.tolist() == [2, 2]
    assert found.documents.tolist() == [1, 1]
    assert found.used.tolist() == [2, 1]  # one stands alone in its sentence
    with pytest.raises(UnknownWordError, match="nowhere"):
        usage(model_of(corpus), group_documents(corpus, "folder"), (0, 1), "nowhere")


def test_few_documents_make_occurrences_the_units() -> None:
    for sizes, unit in (((10, 10), "documents"), ((9, 10), "occurrences")):
        found = in_groups(5, sizes=sizes)
        test = difference(found, splits=19)
        assert test.unit == unit
        assert test.units == (sizes if unit == "documents" else tuple(found.used.tolist()))
        assert test.occurrences == tuple(found.used.tolist())


def test_a_third_group_changes_nothing_between_two() -> None:
    corpus = corpus_of(
        [(f"{name}/{i}", ["w x y", "y w", f"w z{i % 3}"]) for name in "abc" for i in range(12)][:-9]
    )
    model, groups = model_of(corpus), group_documents(corpus, "folder")
    two, three = (usage(model, groups, chosen, "w") for chosen in ((0, 1), (0, 1, 2)))
    one, other = (difference(each, splits=99) for each in (two, three))
    assert (one.unit, one.units) == (other.unit, other.units) == ("documents", (12, 12))
    assert same_numbers(one, other)
    assert difference(three, a=0, b=2, splits=99).problem


def test_of_many_occurrences_so_many_are_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = in_groups(6)
    monkeypatch.setattr(usages, "MOST_OCCURRENCES", 40)
    drawn = in_groups(6)
    assert drawn.used.sum() == 40
    assert drawn.occurrences.tolist() == whole.occurrences.tolist()
    assert np.array_equal(drawn.used, in_groups(6).used)


def test_a_long_text_is_read_in_stretches_without_losing_a_place() -> None:
    """Rare words, several stretches: the contexts are the same as in one."""
    corpus = planted(8, (60, 1_400)).restrict(30)
    assert len(corpus.segment_bounds()) > 2
    found = usage(model_of(corpus), group_documents(corpus, "folder"), (0, 1), SAME)
    assert found.occurrences.sum() == corpus.vocabulary.counts[corpus.vocabulary.index[SAME]]
    assert found.documents.tolist() == [60, 1_400]
    assert found.used.sum() == found.occurrences.sum()


@pytest.mark.parametrize(("times", "said"), [(0, "nowhere"), (1, "once"), (9, "9 times")])
def test_too_few_occurrences_are_said_and_give_no_number(times: int, said: str) -> None:
    corpus = corpus_of([("a/1", ["w x"] * 12), ("b/1", ["w x"] * times + ["x y"])])
    found = usage(model_of(corpus), group_documents(corpus, "folder"), (0, 1), "w")
    test = difference(found)
    assert said in test.problem
    assert "in b" in test.problem
    numbers = (test.figure, test.plain, test.low, test.high, test.p, *test.by_chance)
    assert all(map(math.isnan, numbers))
    with pytest.raises(SettingError, match="splits must be at least 19; got 5"):
        difference(found, splits=5)


def test_vectors_of_zero_are_no_direction() -> None:
    found = in_groups(1)
    nothing = dataclasses.replace(found, contexts=np.zeros_like(found.contexts))
    assert "no direction" in difference(nothing).problem

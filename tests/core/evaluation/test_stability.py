"""How sure neighbors are: against brute force, and where it is known what chance does."""

from __future__ import annotations

from collections.abc import Generator

import numpy as np
import pytest

from w2v_core.errors import SettingError
from w2v_core.evaluation.panel import Panel
from w2v_core.evaluation.stability import Certainty, find_certainty
from w2v_core.text.vocabulary import Vocabulary
from w2v_core.vectors.word_vectors import WordVectors

WORDS, GROUPS, SIZE = 600, 100, 6


def drained(steps: Generator[float, None, Certainty]) -> Certainty:
    shares = []
    while True:
        try:
            shares.append(next(steps))
        except StopIteration as end:
            assert shares == sorted(shares)
            assert shares[-1] == 1
            found: Certainty = end.value
            return found


def of(rows: np.ndarray) -> WordVectors:
    words = [f"w{i}" for i in range(len(rows))]
    counts = np.maximum(3_000 // np.arange(1, len(rows) + 1), 2)
    return WordVectors(Vocabulary(words, counts), rows.astype(np.float32))


def planted(seed: int) -> np.ndarray:
    """Groups of six words that always lie together, in directions that change with the seed.

    So five of the ten nearest words are the same in every training, and five are chance.
    """
    rng = np.random.default_rng(seed)
    centers = np.repeat(rng.normal(size=(GROUPS, 30)), SIZE, axis=0)
    return np.asarray(centers + rng.normal(0, 0.05, (WORDS, 30)))


def test_the_same_seed_again_is_fully_stable() -> None:
    rows = planted(1)
    found = drained(find_certainty(Panel((of(rows), of(rows), of(rows)), 3), of(rows)))
    assert found.seeds == (1.0, 1.0, 1.0)
    assert all(band.seeds == 1 for band in found.bands)
    assert found.level(3) == "sure"


@pytest.mark.parametrize("steady", [False, True], ids=["one training", "steady vectors"])
def test_what_is_planted_is_sure_and_what_is_not_is_chance(steady: bool) -> None:
    members = tuple(of(planted(seed)) for seed in range(5))
    found = drained(find_certainty(Panel(members, 5), None if steady else of(planted(99))))
    assert found.level(5) == "sure"
    assert found.level(1) == "chance"
    # Five of ten are planted; of the other 594 words five are drawn in each list: 5/10·5/594.
    if not steady:
        expected = 0.5 + 0.5 * 5 / (WORDS - SIZE)
        assert found.seeds.mean == pytest.approx(expected, abs=0.02)
        assert found.seeds.low <= found.seeds.mean <= found.seeds.high


def test_votes_are_those_of_the_lists(  # brute force
) -> None:
    members = tuple(of(np.random.default_rng(seed).normal(size=(50, 6))) for seed in range(4))
    panel = Panel(members, 4)
    lists = [{each.word for each in member.neighbors("w7", 10)} for member in members]
    expected = [sum(f"w{i}" in each for each in lists) for i in range(50) if i != 7]
    assert panel.votes(7, [i for i in range(50) if i != 7]).tolist() == expected


def test_shares_that_come_back_are_counted_with_each_seed_left_out() -> None:
    """Brute force over all words of a small vocabulary."""
    rng = np.random.default_rng(0)
    common = rng.normal(size=(40, 8))
    members = tuple(of(common + rng.normal(0, 0.7, (40, 8))) for _ in range(4))
    base = of(common + rng.normal(0, 0.7, (40, 8)))
    found = drained(find_certainty(Panel(members, 3), base, k=5))

    def near(vectors: WordVectors, word: str) -> set[str]:
        return {each.word for each in vectors.neighbors(word, 5)}

    hits, trials = np.zeros(4), np.zeros(4, dtype=int)
    for word in base.words:
        lists = [near(each, word) for each in members]
        for seed in range(3):
            for other in near(base, word):
                votes = sum(other in each for i, each in enumerate(lists) if i != seed)
                trials[votes] += 1
                hits[votes] += other in lists[seed]
    assert found.trials.tolist() == trials.tolist()
    raw = hits / np.maximum(trials, 1)
    assert (raw * trials).sum() == pytest.approx((found.recurs * trials).sum())
    if (np.diff(raw) >= 0).all():
        assert found.recurs == pytest.approx(raw)
    assert (np.diff(found.recurs) >= 0).all()


def test_steady_vectors_are_judged_without_the_member_that_judges() -> None:
    rng = np.random.default_rng(3)
    common = rng.normal(size=(60, 8))
    rows = [common + rng.normal(0, 0.7, (60, 8)) for _ in range(3)]
    rows = [each / np.linalg.norm(each, axis=1, keepdims=True) for each in rows]
    rows[2][5] = 0  # a draw without this word
    beside = rng.normal(size=(60, 8))
    beside *= 1.7 / np.linalg.norm(beside, axis=1, keepdims=True)
    panel = Panel.of(of(np.concatenate([*rows, beside], axis=1)), 8, 2, 1)
    found = drained(find_certainty(panel, k=5))
    shares = []
    for seed in range(2):
        others = [each for i, each in enumerate(rows) if i != seed]
        joined = of(np.concatenate([*others, beside], axis=1))
        for word in joined.words:
            mine = {each.word for each in joined.neighbors(word, 5)}
            theirs = {each.word for each in of(rows[seed]).neighbors(word, 5)}
            shares.append(len(mine & theirs) / 5)
    assert found.seeds.mean == pytest.approx(np.mean(shares))


def test_a_word_that_a_draw_is_without_has_no_list_there() -> None:
    rows = planted(1)
    without = rows.copy()
    without[4] = 0
    panel = Panel((of(rows), of(rows), of(without)), 2)
    assert panel.votes(4, [0, 1, 2]).max() == 2
    seeds, draws = panel.overlap(4, [0, 1, 2, 3, 5])
    assert seeds.mean == 1
    assert np.isnan(draws.mean)


def test_a_panel_is_taken_out_of_steady_vectors() -> None:
    rows = [planted(seed) for seed in range(4)]
    panel = Panel.of(of(np.concatenate(rows, axis=1)), 30, 2, 1)
    assert (panel.seeds, len(panel.members), len(panel.silent)) == (2, 3, 1)
    assert np.array_equal(panel.silent[0].vectors, rows[3].astype(np.float32))
    stopped = Panel.of(of(np.concatenate(rows[:2], axis=1)), 30, 5, 5)
    assert (stopped.seeds, len(stopped.members), len(stopped.silent)) == (2, 2, 0)


def test_what_cannot_vote_is_refused() -> None:
    rows = planted(1)
    with pytest.raises(SettingError, match="30 numbers are not made of several of 30"):
        Panel.of(of(rows), 30, 1, 0)
    with pytest.raises(SettingError, match="At least 2 trainings"):
        next(find_certainty(Panel((of(rows), of(rows)), 1), of(rows)))
    with pytest.raises(SettingError, match="not the same words"):
        next(find_certainty(Panel((of(rows), of(rows)), 2), of(rows[:-1])))


def test_of_too_few_words_nothing_is_said() -> None:
    """Of 49 words any two lists of ten share two by chance, of 11 all ten."""
    rows = np.random.default_rng(0).normal(size=(49, 4))
    with pytest.raises(SettingError, match="49 words; with fewer than 50"):
        next(find_certainty(Panel((of(rows), of(rows)), 2), of(rows)))


def test_where_seeds_change_nothing_draws_judge() -> None:
    """A factorization: that another seed brings back what it must says nothing of a neighbor."""
    rows = planted(1)
    draws = tuple(of(planted(seed)) for seed in range(2, 7))
    found = drained(find_certainty(Panel((of(rows),) * 5 + draws, 5), of(rows)))
    assert found.by_draws
    assert found.seeds.mean == 1
    # Half of each list is planted and in every draw; the other half has the votes of all seeds.
    assert found.level(10) == "sure"
    assert found.level(5) == "chance"

"""Settling, on planted neighbors whose shares are known."""

from __future__ import annotations

import numpy as np

from w2v_core.runs.folder.exams import BANDS, EXAM, NEIGHBORS
from w2v_core.runs.folder.settling import kept, settled


def planted(*shared: int) -> np.ndarray:
    """Exams of one word in each of two bands; so many of the neighbors are those at the end."""
    exams = np.zeros(len(shared), EXAM)
    exams["neighbors"] = -1
    end = np.arange(NEIGHBORS)
    for i, count in enumerate(shared):
        # Others, and in another order: neither the place nor what is new counts.
        strange = 100 + NEIGHBORS * i + np.arange(NEIGHBORS - count)
        exams["neighbors"][i, 1, 4] = np.concatenate([strange, end[:count]])
        exams["neighbors"][i, 3, 0] = end
    return exams


def test_shares_are_those_that_were_planted() -> None:
    shares = settled(planted(0, 3, 7, 10))
    assert shares[:, 1].tolist() == [0, 0.3, 0.7, 1]
    assert shares[:, 3].tolist() == [1, 1, 1, 1]
    assert np.isnan(shares[:, [0, 2, 4]]).all()


def test_what_is_kept_compares_with_the_exam_before() -> None:
    shares = kept(planted(0, 3, 7, 10))
    assert np.isnan(shares[0]).all()
    assert shares[1:, 1].tolist() == [0, 0.3, 0.7]
    assert shares[1:, 3].tolist() == [1, 1, 1]


def test_a_band_is_the_mean_of_its_words() -> None:
    exams = planted(0, 10)
    exams["neighbors"][:, 1, 7] = np.arange(NEIGHBORS)
    assert settled(exams)[0, 1] == 0.5


def test_a_word_without_neighbors_then_or_at_the_end_does_not_count() -> None:
    exams = planted(5, 10)
    exams["neighbors"][0, 1, 7] = np.arange(NEIGHBORS)  # gone at the end
    exams["neighbors"][1, 1, 8] = np.arange(NEIGHBORS)  # not there before
    assert settled(exams)[0, 1] == 0.5
    exams["neighbors"][1] = -1
    assert np.isnan(settled(exams)).all()


def test_lists_shorter_than_ten_can_be_whole() -> None:
    exams = planted(10, 10)
    exams["neighbors"][:, 1, 4, 4:] = -1
    assert settled(exams)[:, 1].tolist() == [1, 1]


def test_a_neighbor_that_stands_twice_counts_once() -> None:
    exams = planted(0, 10)
    exams["neighbors"][0, 1, 4] = 0
    assert settled(exams)[0, 1] == 0.1


def test_nothing_and_one_exam() -> None:
    nothing = np.zeros(0, EXAM)
    assert settled(nothing).shape[0] == 0
    assert kept(nothing).shape == (0, len(BANDS))
    assert np.isnan(kept(planted(10))).all()
    assert settled(planted(10))[0, 1] == 1

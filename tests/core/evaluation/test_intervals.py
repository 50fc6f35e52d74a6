"""Intervals of shares: against drawing, and where all answers are alike."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import binomtest

from w2v_core.evaluation.intervals import share_interval


@pytest.mark.parametrize(("right", "asked"), [(30, 100), (1, 40), (395, 400), (5, 9)])
def test_is_that_of_a_plain_bootstrap(right: int, asked: int) -> None:
    answers = np.arange(asked) < right
    draws = np.random.default_rng(0).integers(asked, size=(20_000, asked))
    plain = np.quantile(answers[draws].mean(axis=1), [0.025, 0.975])
    assert share_interval(right, asked) == pytest.approx(plain, abs=1.01 / asked)


@pytest.mark.parametrize("asked", [1, 3, 50])
def test_answers_that_are_all_alike_are_not_certain(asked: int) -> None:
    for right in (0, asked):
        exact = binomtest(right, asked).proportion_ci(0.95, "exact")
        assert share_interval(right, asked) == pytest.approx((exact.low, exact.high))


def test_nothing_asked_is_no_interval() -> None:
    assert all(map(math.isnan, share_interval(0, 0)))

"""Numbers as people read them."""

from __future__ import annotations

import pytest

from pages.shared.numbers import UNKNOWN, duration, number


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.037, "0.04 s"),
        (0.996, "1.0 s"),
        (4.21, "4.2 s"),
        (9.96, "10 s"),
        (80, "1 min 20 s"),
        (7_500, "2 h 5 min"),
        (float("nan"), UNKNOWN),
    ],
)
def test_durations(seconds: float, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(1234, "1,234"), (0.01234, "0.0123"), (123_456.0, "123,000"), (0.0, "0"), (-2.5, "-2.50")],
)
def test_numbers_have_three_significant_digits(value: float, text: str) -> None:
    assert number(value) == text

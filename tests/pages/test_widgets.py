"""What pages share: safe tables, safe words, and numbers as people read them."""

from __future__ import annotations

import csv
import io

import pytest

from pages.shared import widgets


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_would_start_a_formula_gets_an_apostrophe(start: str) -> None:
    data = widgets.table_csv(["word", "count"], [(f"{start}1+1", -3), ("a=b", 2.5)])
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows == [["word", "count"], [f"'{start}1+1", "-3"], ["a=b", "2.5"]]


def test_a_lone_surrogate_does_not_stop_a_download() -> None:
    assert widgets.table_csv(["word"], [("\ud800x",)]).decode("utf-8-sig") == "word\r\n?x\r\n"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.037, "0.04 s"),
        (0.996, "1.0 s"),
        (4.21, "4.2 s"),
        (9.96, "10 s"),
        (80, "1 min 20 s"),
        (7_500, "2 h 5 min"),
        (float("nan"), widgets.UNKNOWN),
    ],
)
def test_durations(seconds: float, text: str) -> None:
    assert widgets.duration(seconds) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(1234, "1,234"), (0.01234, "0.0123"), (123_456.0, "123,000"), (0.0, "0"), (-2.5, "-2.50")],
)
def test_numbers_have_three_significant_digits(value: float, text: str) -> None:
    assert widgets.number(value) == text

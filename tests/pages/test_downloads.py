"""Tables that are taken along: no formulas, and no letter that stops them."""

from __future__ import annotations

import csv
import io

import pytest

from pages.shared.downloads import table_csv


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_would_start_a_formula_gets_an_apostrophe(start: str) -> None:
    data = table_csv(["word", "count"], [(f"{start}1+1", -3), ("a=b", 2.5)])
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows == [["word", "count"], [f"'{start}1+1", "-3"], ["a=b", "2.5"]]


def test_a_lone_surrogate_does_not_stop_a_download() -> None:
    assert table_csv(["word"], [("\ud800x",)]).decode("utf-8-sig") == "word\r\n?x\r\n"

"""Cells, fields, names and numbers: a row takes as much memory and time as a row may."""

from __future__ import annotations

import contextlib
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.text.files.kit import file, memory_below, read, refused, rows, same_folder
from w2v_core.errors import ReadError
from w2v_core.text.files.decoding import clean
from w2v_core.text.files.reading import describe
from w2v_core.text.files.rows import LONGEST_NAME, MOST_CELLS

# Python's own lists and strings for a row of 4 MiB, cell by cell.
ONE_ROW = 160 << 20


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.csv", "," * 4_000_000 + "\n", ("row 1", "4,000,001 cells", "16,384", "plain text")),
        ("a.tsv", "a\tb\n" + "\t" * 100_000 + "\n", ("row 2", "100,001 cells")),
        ("a.csv", ",".join(f"c{i}" for i in range(500_000)) + "\n1,2\n" * 9, ("500,000 cells",)),
        ("a.csv", 'a,b\n1,"' + "x " * (3 << 20) + '"\n', ("4,194,304 characters", "plain text")),
        (
            "a.jsonl",
            "{" + ",".join(f'"k{i}":""' for i in range(250_000)) + "}\n",
            ("row 1", "250,000 cells"),
        ),
        (
            "a.jsonl",
            '{"t":"x"}\n{"' + "k" * 1_000_000 + '":{' + ",".join(f'"{i}":""' for i in range(3_000))
            + "}}\n",
            ("row 2", "1,003 characters", "1,000", "plain text"),
        ),
    ],
    ids=["commas", "tabs", "heading", "cell", "keys", "prefix"],
)  # fmt: skip
def test_a_row_that_is_none(tmp_path: Path, name: str, text: str, said: tuple[str, ...]) -> None:
    path = file(tmp_path, name, text * (1 if name == "a.tsv" else 3))
    with memory_below(ONE_ROW):
        refused(path, *said)
    with memory_below(ONE_ROW), pytest.raises(ReadError):
        describe(path)


def test_rows_of_empty_cells_are_looked_at_sparingly(tmp_path: Path) -> None:
    path = file(tmp_path, "a.csv", "a,b\n" + ("," * (MOST_CELLS - 1) + "\n") * 300)
    with memory_below(32 << 20):
        assert len(describe(path).columns) == 1_000


def test_as_many_cells_as_there_may_be(tmp_path: Path) -> None:
    path = file(tmp_path, "a.csv", ",".join(["word"] * MOST_CELLS) + "\nx,y\n")
    assert rows(path, column=2, header=False) == ["word", "y"]
    name = "n" * LONGEST_NAME
    path = file(tmp_path, "a.jsonl", f'{{"{name}": "cat"}}\n')
    assert rows(path, field=name) == ["cat"]


@pytest.mark.parametrize("digits", [5_000, 4_000_000])
def test_numbers_of_many_digits(tmp_path: Path, digits: int) -> None:
    number = "9" * digits
    path = file(tmp_path, "a.jsonl", f'{{"n": {number}, "text": "cat"}}\n')
    assert rows(path) == ["cat"]
    path = file(tmp_path, "a.csv", f"n,text\n{number[:4_000_000]},a small cat\n" * 2)
    assert len(describe(path).columns) == 2
    path = file(tmp_path, "b.csv", "n,text\n1,cat\n")
    for column in (number, "00000001" + number):
        with pytest.raises(ReadError, match="has no column"):
            rows(path, column=column)


@pytest.mark.parametrize("opened", ["[", '{"a":'])
def test_deep_nesting_is_no_object(tmp_path: Path, opened: str) -> None:
    path = file(tmp_path, "a.jsonl", f'{opened * 600_000}\n{{"text": "cat"}}\n')
    with memory_below(64 << 20):
        assert rows(path) == ["cat"]
        assert "Line 1 passed over" in read(path)[1].files[0].message


def test_a_million_marks_on_one_letter() -> None:
    text, lost = clean("a" + "\u0315\u0300" * 500_000 + "b")  # Python alone would take hours
    assert len(text) == 31  # of the marks, one has become a part of its letter
    assert lost == 999_970


@given(st.lists(st.sampled_from("e\u0301\u0323\u0315 "), max_size=90).map("".join))
def test_marks_that_a_language_may_need_are_kept(text: str) -> None:
    assert clean(text) == (unicodedata.normalize("NFC", text), 0)


@same_folder
@given(
    st.lists(st.sampled_from(['"', ",", "\t", "\n", "{", "}", "[", ":", "\\u0000", "1e999", "é"]))
    .map("".join)
    .filter(bool),
    st.sampled_from(["a.csv", "a.tsv", "a.jsonl"]),
)
def test_garbage_is_read_or_refused(tmp_path: Path, text: str, name: str) -> None:
    path = file(tmp_path, name, text)
    for door in (describe, read):
        with contextlib.suppress(ReadError):
            door(path)

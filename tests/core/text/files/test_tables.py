"""CSV and TSV: which column is read, row by row, and what is refused."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.text.files.kit import END, REVIEWS, file, memory_below, rows, same_folder
from w2v_core.errors import ReadError, SettingError
from w2v_core.text.files.reading import ReadOptions, ReadReport, TextFile, read_blocks


def test_quoted_line_ends_and_quotation_marks(tmp_path: Path) -> None:
    path = file(tmp_path, "r.csv", REVIEWS)
    found = ["Good film,\nreally good", 'She said "never" again', "ok"]
    assert rows(path) == rows(path, column="review") == rows(path, column="REVIEW") == found
    assert rows(path, column=3) == rows(path, column="3") == found
    assert rows(path, column="stars") == ["5", "1", "4"]


def test_rows_are_documents_with_the_numbers_of_a_spreadsheet(tmp_path: Path) -> None:
    report = ReadReport()
    text = "".join(read_blocks([file(tmp_path, "r.csv", REVIEWS + "\n9,9,more\n10,9,\n")], report))
    assert report.documents == [f"r.csv row {row}" for row in (2, 3, 4, 6)]
    note = report.files[0]
    assert (note.part, note.documents) == ('column "review" (3 of 3)', 4)
    assert note.message == '1 row has no text in column "review" (3 of 3).'
    assert note.characters == len(text.replace(END, ""))


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_what_parts_the_columns_is_found(tmp_path: Path, mark: str, end: str) -> None:
    data = end.join(
        mark.join(row) for row in [("n", "t"), *[(str(i), f"Row {i}") for i in range(9)]]
    )
    assert rows(file(tmp_path, "r.csv", data + end)) == [f"Row {i}" for i in range(9)]


def test_one_column_with_commas_is_one_column(tmp_path: Path) -> None:
    lines = ["one, two, three", "four", "five, six", "seven", "eight, nine"]
    assert rows(file(tmp_path, "r.csv", "text\n" + "\n".join(lines))) == lines


def test_a_tsv_whose_quotation_marks_mean_nothing(tmp_path: Path) -> None:
    lines = [f'{i}\t"so he said {i}' for i in range(5)]
    found = rows(file(tmp_path, "r.tsv", "\n".join(lines)), header=False)
    assert found == [f'"so he said {i}' for i in range(5)]


def test_a_header_is_told_from_a_row(tmp_path: Path) -> None:
    bare = "0,I like cats\n1,I like dogs\n"
    assert rows(file(tmp_path, "r.csv", bare)) == ["I like cats", "I like dogs"]
    assert rows(file(tmp_path, "r.csv", bare), header=True) == ["I like dogs"]
    assert rows(file(tmp_path, "r.csv", "a,b\nc,d\n"), header=True, column="b") == ["d"]
    assert rows(file(tmp_path, "r.csv", "n,text\n1,d\n"), header=False) == ["text", "d"]


@given(
    st.lists(
        st.tuples(st.integers(0, 99), st.text(st.characters(codec="ascii"), max_size=20)),
        min_size=3,
        max_size=8,
    )
)
@same_folder
def test_what_csv_writes_is_read(tmp_path: Path, data: list[tuple[int, str]]) -> None:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([("n", "text"), *data])
    path = file(tmp_path, "r.csv", out.getvalue())
    clean = [
        text.replace("\r\n", "\n").translate(
            {
                **dict.fromkeys(range(32)),
                127: None,
                **dict.fromkeys((10, 11, 12, 13), "\n"),
                9: "\t",
            }
        )
        for _, text in data
        if text and not text.isspace()
    ]
    try:
        found = rows(path, column=2, header=True)
    except ReadError:  # no text, or mostly control characters
        return
    assert found == clean


def test_a_column_that_is_not_there(tmp_path: Path) -> None:
    path = file(tmp_path, "r.csv", REVIEWS)
    for column in ("text", 4, "0"):
        with pytest.raises(
            ReadError, match=r"r\.csv has no column .* Choose one of: id, stars, rev"
        ):
            rows(path, column=column)
    with pytest.raises(ReadError, match=r"r\.csv holds no row"):
        rows(file(tmp_path, "r.csv", "\n"), header=True)
    with pytest.raises(ReadError, match=r"r\.csv holds no text in column"):
        rows(file(tmp_path, "r.csv", "a,b\n1,\n2,\n"), column="b", header=True)


def labels(path: Path, **options: object) -> list[str]:
    report = ReadReport()
    labeled = TextFile(path.name, path, ReadOptions(**options))  # type: ignore[arg-type]
    assert "".join(read_blocks([labeled], report)).count("\f") == len(report.documents)
    return list(report.labels)


@pytest.mark.parametrize("label", ["by", "BY", 2, "2"])
def test_a_column_of_labels_is_kept_with_the_rows(tmp_path: Path, label: str | int) -> None:
    table = "text,by\na cat sat, ann \nno one,\n,bob\na dog ran\nthe end,<b>\u202e\n"
    path = file(tmp_path, "r.csv", table)
    assert labels(path, column="text", header=True, label=label) == ["ann", "", "", "<b>?"]
    assert labels(path, column="text", header=True) == [""] * 4


def test_labels_of_json_lines_and_of_files_that_are_no_tables(tmp_path: Path) -> None:
    lines = '{"text": "a cat sat", "about": {"by": "ann"}}\n{"text": "a dog"}\n'
    assert labels(file(tmp_path, "r.jsonl", lines), label="about.by") == ["ann", ""]
    assert labels(file(tmp_path, "r.txt", "a cat"), label="by") == [""]
    with pytest.raises(ReadError, match=r"r\.jsonl has no field 'x'.*about\.by"):
        labels(tmp_path / "r.jsonl", label="x")


def test_a_quotation_mark_that_is_never_closed_keeps_memory_flat(tmp_path: Path) -> None:
    path = file(tmp_path, "r.csv", 'n,text\n1,ok\n2,"open\n' + "3,all the rest\n" * 600_000)
    with memory_below(100 << 20), pytest.raises(ReadError, match=r"r\.csv.*4,194,304"):
        rows(path)


@pytest.mark.parametrize(
    ("name", "line"),
    [(name, line) for name in ("r.csv", "r.tsv", "r.jsonl") for line in ("x", "a,", "a\t", "[{},")]
    + [("r.csv", '"a\n",')],
)
def test_a_row_without_an_end_keeps_memory_flat(tmp_path: Path, name: str, line: str) -> None:
    path = file(tmp_path, name, line * (12_000_000 // len(line)))
    with memory_below(150 << 20), pytest.raises(ReadError, match=rf"{name}.*4,194,304"):
        rows(path)


def test_a_cell_of_megabytes_is_read(tmp_path: Path) -> None:
    cell = "kitten purrs " * 250_000
    assert rows(file(tmp_path, "r.csv", f'n,text\n1,"{cell}"\n')) == [cell]


def test_a_file_that_is_called_otherwise(tmp_path: Path) -> None:
    path = file(tmp_path, "r.txt", REVIEWS)
    assert rows(path) == [REVIEWS]
    assert len(rows(path, format="csv")) == 3
    assert rows(file(tmp_path, "r.csv", REVIEWS), format="text") == [REVIEWS]
    for wrong in ({"format": "xml"}, {"column": 0}, {"label": 0}):
        with pytest.raises(SettingError, match="must be"):
            ReadOptions(**wrong)  # type: ignore[arg-type]

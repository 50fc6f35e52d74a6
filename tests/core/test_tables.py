"""Tables and HTML: which text of a file is read, row by row, and what is refused."""

import contextlib
import csv
import dataclasses
import gzip
import html.parser
import io
import itertools
import json
import random
import re
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from w2v_core.errors import CorpusError, ReadError, SettingError
from w2v_core.text import documents, loading
from w2v_core.text.documents import DocumentNames
from w2v_core.text.files.markup import html_text
from w2v_core.text.files.reading import ReadOptions, ReadReport, TextFile, describe, read_blocks

END = "\n\f\n"
REVIEWS = 'id,stars,review\n1,5,"Good film,\nreally good"\n2,1,"She said ""never"" again"\n3,4,ok\n'
same_folder = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def file(folder: Path, name: str, data: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def rows(path: Path, **options: object) -> list[str]:
    report = ReadReport()
    given = TextFile(path.name, path, ReadOptions(**options))  # type: ignore[arg-type]
    text = "".join(read_blocks([given], report))
    assert text.count("\f") == len(report.documents)
    return text.split(END)[:-1]


@contextlib.contextmanager
def memory_below(limit: int) -> Iterator[None]:
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < limit
    finally:
        tracemalloc.stop()


# CSV and TSV


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
    for wrong in ({"format": "xml"}, {"column": 0}):
        with pytest.raises(SettingError, match="must be"):
            ReadOptions(**wrong)  # type: ignore[arg-type]


# JSON lines


def test_the_field_with_the_most_text_or_another(tmp_path: Path) -> None:
    lines = [
        {"id": 1, "title": "cat", "body": "the cat\u2028sat\f\ud800on it", "by": {"name": "Ann"}},
        {"id": 2, "title": "dog", "body": "a dog ran", "tags": ["x"], "by": {"name": "Bob"}},
        {"id": 3, "title": "empty"},
    ]
    data = (
        "\n\n".join(map(json.dumps, lines))
        + "\n"
        + json.dumps({"body": "ü\x85ü"}, ensure_ascii=False)
    )
    path = file(tmp_path, "r.jsonl", data)
    assert rows(path) == ["the cat\nsat\non it", "a dog ran", "ü\nü"]
    assert rows(path, field="title") == ["cat", "dog", "empty"]
    assert rows(path, field="by.name") == ["Ann", "Bob"]
    with pytest.raises(
        ReadError, match=r"r\.jsonl has no field 'text'. Choose one of: title, body"
    ):
        rows(path, field="text")


def test_lines_that_are_no_objects_are_counted(tmp_path: Path) -> None:
    bad = ["[" * 100_000, "1" * 5000, "[1]", "{", "null", '{"a": NaN}']
    path = file(tmp_path, "r.jsonl", '{"text": "good"}\n' + "\n".join(bad))
    report = ReadReport()
    assert "".join(read_blocks([path], report)) == "good" + END
    assert report.files[0].message.startswith("Line 2 and 4 more passed over")
    with pytest.raises(ReadError, match=r"r\.jsonl holds no JSON object with text"):
        rows(file(tmp_path, "r.jsonl", "plain text\n"))


# HTML

PAGE = (
    '<!doctype html><html><head><title>Pets</title><style>p > a {}</style></head><body class="x>y">'
    "<p>The cat\nsat on the <b>m</b>at &amp; purred.<br>It left&hellip;<div hidden=''>3 < 4</div>"
    "<script>if (a<b) document.write('</p>')</script><!-- a > b --><ul><li>one<li>two</ul>"
    "<pre>kept\nlines</pre><p data-x='a>b' title=\"</p>\">last &lt;b&gt;</p></body></html>"
)


def test_the_text_of_a_page(tmp_path: Path) -> None:
    (text,) = rows(file(tmp_path, "p.html", PAGE))
    assert [line.strip() for line in text.split("\n") if line.strip()] == [
        "Pets",
        "The cat sat on the mat & purred.",
        "It left…",
        "3 < 4",
        "one",
        "two",
        "kept",
        "lines",
        "last <b>",
    ]


class Reference(html.parser.HTMLParser):
    """The same text by the standard library's parser, without blanks and line ends."""

    def __init__(self) -> None:
        super().__init__()
        self.skipping = False
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.skipping = self.skipping or tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self.skipping = False

    def handle_data(self, data: str) -> None:
        if not self.skipping:
            self.found.append(data)


PARTS = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        '<a href="x>y">',
        "<a b='>'>",
        "<br/>",
        "<!-- > -->",
        "<h1 x=y>",
        "<script>a<b</script>",
        "<style>x</style>",
        "&amp;",
        "&#233;",
        "&lt;",
        "a < b",
        "&",
        "cat ",
        "dog\n",
        "ß",
        "<td>",
        "</TD >",
        "<!DOCTYPE html>",
        "1<2",
        "<>",
    ]
)


@given(st.lists(PARTS, max_size=30), st.randoms(use_true_random=False))
def test_pages_are_read_as_by_the_standard_library(parts: list[str], cut: random.Random) -> None:
    page = "".join(parts) + " "
    reference = Reference()
    reference.feed(page)
    reference.close()
    cuts = sorted(cut.randrange(len(page)) for _ in range(4))
    blocks = [page[a:b] for a, b in itertools.pairwise([0, *cuts, len(page)])]
    found = "".join(html_text(blocks))
    assert "".join(found.split()) == "".join("".join(reference.found).split())


@pytest.mark.parametrize(
    "part", ["<", "<!--", "<a ='", "<script>", "</scrip", "&", "<a ", "= ", "<p>", "<b title='x' "]
)
def test_hostile_pages_take_linear_time_and_flat_memory(part: str) -> None:
    size = 1 << 16
    with memory_below(4 << 20):
        for _ in html_text(part * (size // len(part)) for _ in range(9)):
            pass


# Describing


def test_a_description_lets_a_person_choose(tmp_path: Path) -> None:
    found = describe(file(tmp_path, "r.csv", REVIEWS))
    assert (found.name, found.format, found.chosen) == ("r.csv", "csv", 3)
    assert [(each.number, each.name) for each in found.columns] == [
        (1, "id"),
        (2, "stars"),
        (3, "review"),
    ]
    assert found.columns[1].samples == ("5", "1", "4")
    assert found.columns[2].samples[0] == "Good film,?really good"
    assert found.columns[2].letters > found.columns[1].letters == 0


def test_descriptions_of_other_files(tmp_path: Path) -> None:
    path = tmp_path / "pack.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
        archive.writestr("r.jsonl", '{"text": "hello", "by": "me"}\n')
    found = describe(path)
    assert (found.name, found.format) == ("pack.zip/r.jsonl", "jsonl")
    assert [each.name for each in found.columns] == ["text", "by"]
    assert describe(file(tmp_path, "p.html.gz", gzip.compress(PAGE.encode()))).format == "html"
    plain = describe(file(tmp_path, "a.md", "# Title"))
    assert dataclasses.astuple(plain) == ("a.md", "text", (), 0)
    with pytest.raises(ReadError, match=r"r\.csv is empty"):
        describe(file(tmp_path, "r.csv", ""))


def test_describing_takes_a_look_only(tmp_path: Path) -> None:
    path = tmp_path / "r.csv.gz"
    with gzip.open(path, "wt", compresslevel=1) as out:
        out.write("n,text\n")
        for i in range(400_000):
            out.write(f"{i},{random.Random(i).random()} cats\n")
    with path.open("r+b") as packed:
        packed.truncate(path.stat().st_size // 2)  # damaged further on than it looks
    assert describe(path).columns[1].name == "text"


# Documents


def test_documents_from_files_to_corpus(tmp_path: Path) -> None:
    path = tmp_path / "pack.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "The cat sat. It purred.\n")
        archive.writestr("dots.txt", "... !!!\n")
        archive.writestr("b/r.csv", REVIEWS)
    more = file(tmp_path, "more.txt", "one two")
    for folder in (None, tmp_path / "corpus"):
        corpus = loading.load_corpus(path, ("shown\n.txt", more), folder=folder)
        assert corpus.document_names == [
            "pack.zip/a.txt",
            *[f"pack.zip/b/r.csv row {row}" for row in (2, 3, 4)],
            "shown?.txt",
        ]
        starts = corpus.documents.tolist()
        assert starts == [0, 2, 4, 5, 6, 7]
        assert corpus.sentence(starts[3]) == ["ok"]
        corpus.verify()
    assert corpus.notes["reading"]["documents"] == 6


def test_too_many_documents_are_one_clear_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "MAX_DOCUMENTS", 2)
    with pytest.raises(CorpusError, match="more than 2 documents"):
        rows(file(tmp_path, "r.csv", REVIEWS))


@given(st.lists(st.text(max_size=200)))
def test_names_come_back_from_bytes(names: list[str]) -> None:
    kept = DocumentNames(names)
    again = DocumentNames.from_bytes(kept.to_bytes())
    assert again == kept == list(kept)
    assert len(kept) == len(names)
    assert all(len(name) <= 120 and name.isprintable() for name in again)
    assert again[::-1] == list(kept)[::-1]


# Anything at all

ENDINGS = [
    "txt",
    "md",
    "html",
    "csv",
    "tsv",
    "jsonl",
    "txt.gz",
    "csv.gz",
    "tar",
    "tgz",
    "zip",
    "json",
]
SNIPPETS = st.sampled_from(
    [
        b"\n",
        b",",
        b'"',
        b"\t",
        b"<",
        b">",
        b"<!--",
        b"&#12;",
        b'{"a": "b"}',
        b"{",
        b"\xff",
        b"\x0c",
        b"cat ",
        b"<p>",
        b"</",
        b"\\ud800",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\x00",
        "é한".encode(),
        b";",
    ]
)


@given(
    st.lists(SNIPPETS | st.binary(max_size=6), max_size=60), st.sampled_from(ENDINGS), st.booleans()
)
@settings(same_folder, max_examples=500)
def test_any_bytes_under_any_ending_are_text_or_our_own_error(
    tmp_path: Path, parts: list[bytes], ending: str, packed: bool
) -> None:
    data = b"".join(parts)
    path = file(tmp_path, f"odd.{ending}", gzip.compress(data) if packed else data)
    try:
        corpus = loading.load_corpus(path)
    except (ReadError, CorpusError):
        with pytest.raises((ReadError, CorpusError), match=re.escape(path.name)):
            loading.load_corpus(path)
        return
    assert corpus.n_documents == len(corpus.document_names) >= 1
    assert not any("\f" in word for word in corpus.all_types.words)


def test_marks_and_names_keep_step_in_blocks_of_bounded_size(tmp_path: Path) -> None:
    long = "cat " * 400_000
    path = file(tmp_path, "r.jsonl", "\n".join(json.dumps({"t": t}) for t in ["a", long, "b"] * 3))
    report = ReadReport()
    blocks = list(read_blocks([path], report))
    assert max(map(len, blocks)) <= 1 << 20
    assert "".join(blocks).count(END) == len(report.documents) == 9

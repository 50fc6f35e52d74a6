"""Text in blocks: small ones, the same wherever they are cut, and progress by the byte."""

from __future__ import annotations

import gzip
import tracemalloc
import unicodedata
from pathlib import Path

from tests.core.text.files.kit import END, file, read
from w2v_core.text.files.reading import ReadReport, read_blocks


def test_normalizing_does_not_depend_on_blocks(tmp_path: Path) -> None:
    text = "e\u0301 한 \u0928\u093c word " * 100_000
    found, _ = read(file(tmp_path, "a.txt", text.encode()))
    assert found == unicodedata.normalize("NFC", text) + END


def test_blocks_are_small_and_their_cuts_are_between_words(tmp_path: Path) -> None:
    path = file(tmp_path, "a.txt", b"kitten purrs\r\n" * 400_000)
    blocks = list(read_blocks([path], ReadReport()))
    assert max(map(len, blocks)) <= 1 << 20
    assert all(block[-1] in " \n" for block in blocks)
    assert "".join(blocks) == "kitten purrs\n" * 400_000 + END


def test_a_line_without_an_end_keeps_memory_flat(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    with path.open("wb") as out:
        for _ in range(64):
            out.write(b"x" * (1 << 20))
    tracemalloc.start()
    longest = max(map(len, read_blocks([path], ReadReport())))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert longest <= 1 << 20
    assert peak < 16 << 20


def test_files_follow_one_another_and_progress_is_in_bytes_on_disk(tmp_path: Path) -> None:
    one = file(tmp_path, "one.txt", b"the cat")
    two = file(tmp_path, "two.txt.gz", gzip.compress(b"sat on " * 1000))
    report = ReadReport()
    blocks = read_blocks([("first", one), two], report)
    assert report.bytes_total == one.stat().st_size + two.stat().st_size
    assert report.bytes_read == 0
    assert "".join(next(blocks) for _ in range(3)) == "the cat" + END
    assert report.bytes_read == 7
    rest = "".join(blocks)
    assert rest == "sat on " * 1000 + END
    assert report.bytes_read == report.bytes_total
    assert [note.name for note in report.files] == ["first", "two.txt.gz"]
    assert report.as_dict()["characters"] == 7 + 7000

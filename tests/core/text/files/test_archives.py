"""Archives: the texts of gzip and ZIP files, in order, the rest with a note."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest

from tests.core.text.files.kit import CURLY, END, file, read, refused, zipped


def test_gzip_by_content_whatever_its_name(tmp_path: Path) -> None:
    packed = gzip.compress(CURLY.encode()) + gzip.compress(b"second member\n")
    for name in ("a.gz", "a.txt", "a"):
        assert read(file(tmp_path, name, packed))[0] == CURLY + "second member\n" + END


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_texts_of_a_zip_in_order_the_rest_with_a_note(tmp_path: Path, method: int) -> None:
    inner = gzip.compress(b"nested")
    members = {
        "b/": b"",
        "b/two.txt": "second café".encode("cp1252") + b" caf\xe9" * 20,
        "a.txt": b"first",
        "../../escape.txt": b"outside",
        "/absolute.txt": b"root",
        "noname": b"without suffix",
        "cat.png": b"\x89PNG\r\n\x1a\n" + bytes(100),
        "blob": bytes(1000),
        "more.gz": inner,
        "more.zip": b"PK\x03\x04" + inner,
        "empty.txt": b"",
        ".hidden": b"secret",
        "__MACOSX/a.txt": b"resource fork",
    }
    before = sorted(tmp_path.rglob("*"))
    path = zipped(tmp_path, members, method)
    text, report = read(path)
    parts = [part for part in text.split(END) if part]
    assert parts[0].startswith("second café")
    assert parts[1:] == ["first", "outside", "root", "without suffix"]
    messages = {note.name.removeprefix("pack.zip/"): note.message for note in report.files}
    assert "Windows-1252" in messages["b/two.txt"]
    passed_over = [name for name, message in messages.items() if message.startswith("Passed over")]
    assert passed_over == list(members)[6:]
    assert "PNG" in messages["cat.png"]
    assert "gzip" in messages["more.gz"]
    assert sorted(tmp_path.rglob("*")) == [*before, path]  # nothing was unpacked
    assert report.bytes_read == report.bytes_total == path.stat().st_size


def test_links_in_a_zip_are_not_followed(tmp_path: Path) -> None:
    path = tmp_path / "pack.zip"
    with zipfile.ZipFile(path, "w") as archive:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    refused(path, "no text", "a link")


def test_names_in_an_archive_are_made_harmless(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"a\u202etxt.exe\x1b[2J.txt": b"text", "n" * 5000: b"more"})
    names = [note.name for note in read(path)[1].files]
    assert all(name.isprintable() and len(name) < 140 for name in names)


def test_many_small_files_keep_few_notes(tmp_path: Path) -> None:
    path = zipped(tmp_path, {f"{i}": b"word" if i % 500 else b"" for i in range(2000)})
    report = read(path)[1].as_dict()
    assert report["file_count"] == 2000
    assert len(report["files"]) == 100
    assert [note["name"] for note in report["files"][:2]] == ["pack.zip/0", "pack.zip/500"]

"""What is refused: everything that is no text, and archives that are damaged or locked."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from tests.core.text.files.kit import file, read, refused, zipped
from w2v_core.errors import ReadError
from w2v_core.text.files.reading import ReadReport, read_blocks


@pytest.mark.parametrize("name", ["a.txt", "a.gz", "a.zip", "a"])
def test_an_empty_file(tmp_path: Path, name: str) -> None:
    refused(file(tmp_path, name, b""), "empty (0 bytes)", ".txt")


@pytest.mark.parametrize(
    ("start", "what"),
    [
        (b"\x89PNG\r\n\x1a\n", "PNG image"),
        (b"\xff\xd8\xff\xe0", "JPEG image"),
        (b"%PDF-1.7\n", "PDF document"),
        (b"\x7fELF\x02", "a program"),
        (b"{\\rtf1", "rich text"),
        (b"BZh91AY&SY", "bzip2"),
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        (b"\x93NUMPY", "NumPy"),
        (b"", "bytes are zero"),
    ],
)
def test_binary_files_are_named(tmp_path: Path, start: bytes, what: str) -> None:
    data = start + bytes(1000)
    refused(file(tmp_path, "a.txt", data), what, ".txt")
    refused(file(tmp_path, "a.gz", gzip.compress(data)), what)
    refused(zipped(tmp_path, {"member": data}), what, "no text")


def test_noise_is_no_text(tmp_path: Path) -> None:
    noise = bytes(i * 7919 % 255 + 1 for i in range(5000))
    refused(file(tmp_path, "a.txt", noise), "control characters", "5,000")


def test_text_that_turns_binary(tmp_path: Path) -> None:
    data = b"kitten purrs\n" * 200_000 + bytes(500_000)
    refused(file(tmp_path, "a.txt", data), "bytes are zero")
    text, report = read(zipped(tmp_path, {"a.txt": data, "b.txt": b"puppy"}))
    assert "puppy" in text
    assert report.files[0].message.startswith("Passed over")


def test_an_office_document_is_no_archive_of_texts(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})
    refused(path, "Office document", ".txt")


def test_archives_that_are_none(tmp_path: Path) -> None:
    refused(file(tmp_path, "a.gz", b"plain text"), "no .gz", "0x706c6169")
    refused(file(tmp_path, "a.ZIP", b"plain text"), "no .zip", "rename")


@pytest.mark.parametrize("kept", [12, 30, -8, -1])
def test_a_gzip_that_is_cut_off(tmp_path: Path, kept: int) -> None:
    data = gzip.compress(os.urandom(300).hex().encode())[:kept]
    refused(file(tmp_path, "a.gz", data), "damaged or cut off")


def test_a_file_that_is_not_there_and_a_folder_are_not_called_damaged(tmp_path: Path) -> None:
    refused(tmp_path / "mistyped.txt", "Name a file that is there")
    refused(tmp_path, "its files or an archive")


def test_a_gzip_with_a_flipped_bit(tmp_path: Path) -> None:
    data = bytearray(gzip.compress(os.urandom(300).hex().encode()))
    data[-5] ^= 1
    refused(file(tmp_path, "a.gz", bytes(data)), "CRC", "pack it again")


def test_a_gzip_of_nothing(tmp_path: Path) -> None:
    refused(file(tmp_path, "a.gz", gzip.compress(b"")), "0 bytes")


def test_damaged_zips(tmp_path: Path) -> None:
    data = zipped(tmp_path, {"a.txt": b"kitten " * 100}).read_bytes()
    refused(file(tmp_path, "short.zip", data[:-30]), "damaged or cut off")
    flipped = bytearray(data)
    flipped[40] ^= 0xFF
    refused(file(tmp_path, "flipped.zip", bytes(flipped)), "damaged or cut off")
    refused(file(tmp_path, "none.zip", b"PK\x05\x06" + bytes(18)), "no file at all")


def test_a_zip_with_a_password(tmp_path: Path) -> None:
    data = bytearray(zipped(tmp_path, {"a.txt": b"secret"}).read_bytes())
    data[6] |= 1  # in the member's header
    data[data.index(b"PK\x01\x02") + 8] |= 1  # and in the directory
    refused(file(tmp_path, "locked.zip", bytes(data)), "password", "Unpack")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"gone\.txt cannot be read: No such file"):
        read_blocks([tmp_path / "gone.txt"], ReadReport())
    with pytest.raises(ReadError, match="No file was given"):
        read_blocks([], ReadReport())
    with pytest.raises(ReadError, match="cannot be read"):
        read(tmp_path)

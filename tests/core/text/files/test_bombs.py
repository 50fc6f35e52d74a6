"""Bombs: archives that unpack to too much are stopped early, and the other limits."""

from __future__ import annotations

import gzip
import os
import struct
import tracemalloc
from pathlib import Path

import pytest

from tests.core.text.files.kit import END, file, read, refused, zipped
from w2v_core.errors import ReadError
from w2v_core.text.files.reading import Limits, ReadReport, read_blocks


def bomb(path: Path, size: int) -> Path:
    with gzip.open(path, "wb", compresslevel=1) as out:
        for _ in range(size >> 20):
            out.write(b"x " * (1 << 19))
    return path


def test_a_gzip_bomb_is_stopped_early_with_flat_memory(tmp_path: Path) -> None:
    path = bomb(tmp_path / "bomb.gz", 300 << 20)
    report = ReadReport()
    tracemalloc.start()
    with pytest.raises(ReadError, match=r"bomb\.gz unpacks to .* more than 100 times"):
        for _ in read_blocks([path], report):
            pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 32 << 20
    assert report.files[0].bytes < 110_000_000


def test_a_zip_bomb_in_one_member_and_in_many(tmp_path: Path) -> None:
    limits = Limits(ratio_from=1_000_000)
    line = b"x " * 500_000
    refused(zipped(tmp_path, {"a": line * 4}), "1,0", "100 times", limits=limits)
    refused(zipped(tmp_path, dict.fromkeys("abcdef", line)), "100 times", limits=limits)


@pytest.mark.parametrize("junk", [b"\x1b", "\u00ad".encode(), b"\xef\xbb\xbf"])
def test_a_bomb_of_characters_that_are_dropped(tmp_path: Path, junk: bytes) -> None:
    path = zipped(tmp_path, {"a": junk * 4_000_000})
    refused(path, "100 times", limits=Limits(ratio_from=1_000_000))


def test_the_limit_on_output(tmp_path: Path) -> None:
    data = os.urandom(600_000).hex().encode()
    for path in (file(tmp_path, "a.gz", gzip.compress(data)), zipped(tmp_path, {"a": data})):
        refused(path, "1,000,000 bytes", "Unpack", limits=Limits(output_bytes=1_000_000))
    assert read(file(tmp_path, "a.txt", data), Limits(output_bytes=1))[0].startswith(
        data[:9].decode()
    )


def test_the_limit_on_members_holds_against_a_lying_archive(tmp_path: Path) -> None:
    path = zipped(tmp_path, {str(i): b"x" for i in range(50)})
    refused(path, "50 files", "more than 49", limits=Limits(members=49))
    assert read(path, Limits(members=50))[0] == ("x" + END) * 50
    data = bytearray(path.read_bytes())
    struct.pack_into("<HH", data, len(data) - 14, 1, 1)  # it claims to have one
    refused(file(tmp_path, "liar.zip", bytes(data)), "50 files", limits=Limits(members=49))

"""Tar: its texts, its names, and what is damaged, a bomb or odd in it."""

from __future__ import annotations

import gzip
import tarfile
import tracemalloc
from pathlib import Path

import pytest

from tests.core.text.files.kit import CURLY, END, file, member, read, refused, tarred
from w2v_core.text.files.reading import Limits


@pytest.mark.parametrize("name", ["pack.tar", "pack.tar.gz", "pack.tgz", "noname"])
@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT])
def test_texts_of_a_tar_in_order_the_rest_with_a_note(tmp_path: Path, name: str, form: int) -> None:
    long = "d/" * 45 + "x" * (90 if form == tarfile.USTAR_FORMAT else 200) + ".txt"
    path = tarred(
        tmp_path / name,
        [
            (member("folder", tarfile.DIRTYPE), b""),
            (member("folder/two.txt"), CURLY.encode("cp1252") * 9),
            (member(long), b"long"),
            (member("../../escape.txt"), b"outside"),
            (member("/etc/absolute.txt"), b"root"),
            (member("한.txt"), b"y" * 600_000),
            (member("link.txt", tarfile.SYMTYPE, "/etc/passwd"), b""),
            (member("hard.txt", tarfile.LNKTYPE, "../../etc/passwd"), b""),
            (member("pipe.txt", tarfile.FIFOTYPE), b""),
            (member("more.tar"), bytes(257) + b"ustar" + bytes(250)),
            (member("more.gz"), gzip.compress(b"nested")),
            (member("empty.txt"), b""),
            (member("._two.txt"), b"resource fork"),
            (member("last.csv"), b"n,text\n1,a cat\n2,a dog\n"),
        ],
        form,
    )
    before = sorted(tmp_path.rglob("*"))
    text, report = read(path)
    found = [part for part in text.split(END) if part]
    assert found == [CURLY * 9, "long", "outside", "root", "y" * 600_000, "a cat", "a dog"]
    assert sorted(tmp_path.rglob("*")) == before
    assert report.bytes_read == report.bytes_total == path.stat().st_size
    messages = [note.message for note in report.files]
    assert "Windows-1252" in messages[0]
    assert messages[5:12] == [
        "Passed over: a link.",
        "Passed over: a link.",
        "Passed over: no ordinary file.",
        "Passed over: it is a tar archive.",
        "Passed over: it is a gzip archive.",
        "Passed over: empty.",
        "Passed over: a hidden file.",
    ]
    assert report.files[4].name == f"{name}/한.txt"
    assert report.documents[-1] == f"{name}/last.csv row 3"


def test_tars_that_are_damaged_or_empty(tmp_path: Path) -> None:
    whole = tarred(tmp_path / "a.tar", [(member("a.txt"), b"kitten " * 1000)]).read_bytes()
    refused(file(tmp_path, "short.tar", whole[:3000]), "ends within a file", "cut off")
    refused(file(tmp_path, "sum.tar", b"x" + whole[1:]), "bad header", "damaged")
    refused(tarred(tmp_path / "b.tar", [(member("a.txt", tarfile.SYMTYPE, "b"), b"")]), "a link")
    refused(tarred(tmp_path / "c.tar", [(member("a", tarfile.DIRTYPE), b"")]), "no file at all")
    sparse = tarred(tmp_path / "d.tar", [(member("a", tarfile.GNUTYPE_SPARSE), b"x")])
    refused(sparse, "sparse")
    packed = gzip.compress(gzip.compress(whole))
    refused(file(tmp_path, "e.tar.gz", packed), "holds a gzip archive")


def test_tar_bombs(tmp_path: Path) -> None:
    limits = Limits(ratio_from=1_000_000, members=20)
    line = b"x " * 500_000
    one = tarred(tmp_path / "one.tgz", [(member("a.txt"), line * 4)])
    refused(one, "100 times", limits=limits)
    skipped = tarred(tmp_path / "skipped.tgz", [(member(".hidden"), line * 4)])
    refused(skipped, "100 times", limits=limits)
    many = tarred(tmp_path / "many.tar", [(member(str(i)), b"x") for i in range(21)])
    refused(many, "21 files", "more than 20", limits=limits)
    refused(many, "unpacks to more than 9 bytes", limits=Limits(output_bytes=9))


@pytest.mark.parametrize("kind", [tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE, tarfile.XGLTYPE])
def test_a_name_of_megabytes_in_a_tar_keeps_memory_flat(tmp_path: Path, kind: bytes) -> None:
    path = tarred(tmp_path / "a.tar", [(member("x", kind), b"9" * 40_000_000)])
    tracemalloc.start()
    refused(path, "a name of 40,000,000 bytes")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 << 20


@pytest.mark.parametrize(
    "data",
    [
        b"20 path=new.txt\n",
        b"9999999 path=x\n",
        b"5 a=\n" * 9,
        b"0 path=x\n",
        b"x",
        b"11 size=-1\n",
    ],
)
def test_odd_extended_headers(tmp_path: Path, data: bytes) -> None:
    path = tarred(tmp_path / "a.tar", [(member("x", tarfile.XHDTYPE), data), (member("a"), b"cat")])
    assert read(path)[0] == "cat" + END

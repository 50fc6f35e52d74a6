"""How members of a ZIP are packed: what expands in one read is refused at every door, unread."""

from __future__ import annotations

import functools
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.text.files.kit import file, memory_below, read, same_folder
from w2v_core.errors import FormatError, ReadError, RunError
from w2v_core.host.home import Home
from w2v_core.intake.encode import encode_files
from w2v_core.intake.looking import look, look_in_process
from w2v_core.runs.transfer.run_zip import LIMITS, unpack_run
from w2v_core.runs.workspaces import Workspace
from w2v_core.text.files.members import open_zip
from w2v_core.text.files.reading import TextFile, describe
from w2v_core.vectors.files.formats import load

BOMB = 32 << 20
METHODS = {zipfile.ZIP_BZIP2: "BZIP2", zipfile.ZIP_LZMA: "LZMA"}
UNKNOWN = {9: "Deflate64", 93: "Zstandard", 95: "XZ", 98: "PPMd", 77: "method 77"}


@functools.cache
def bomb(method: int, name: str) -> bytes:
    """A ZIP whose one member is blanks, tens of thousands of times larger than itself."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        member = zipfile.ZipInfo(name)
        member.compress_type = method
        with archive.open(member, "w") as content:
            for _ in range(BOMB >> 20):
                content.write(b"a b\n" * (1 << 18))
    return whole.getvalue()


def claiming(method: int) -> bytes:
    """A small ZIP that says its member is packed by a method that zipfile may not know."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("a.csv", "a,b\n1,2\n")
    data = bytearray(whole.getvalue())
    data[data.index(b"PK\x03\x04") + 8] = data[data.index(b"PK\x01\x02") + 10] = method
    return bytes(data)


def describe_it(path: Path) -> object:
    return describe((path.name, path))


def encode_it(path: Path) -> object:
    return encode_files([(path.name, path)], Home(path.parent / "home"), name="x")


@pytest.mark.parametrize("door", [describe_it, read, encode_it])
@pytest.mark.parametrize("method", METHODS)
def test_a_text_that_would_expand_in_one_read(
    tmp_path: Path, method: int, door: Callable[[Path], object]
) -> None:
    path = file(tmp_path, "pack.zip", bomb(method, "a.csv"))
    said = (
        rf"^pack\.zip/a\.csv is packed by {METHODS[method]}; only stored and deflated files are "
        r"read from a ZIP\. Unpack it .* \(Deflate\)\.$"
    )
    with memory_below(BOMB * 3 // 4), pytest.raises(ReadError, match=said):
        door(path)


@pytest.mark.parametrize("method", METHODS)
def test_a_run_and_vectors_that_would(tmp_path: Path, method: int) -> None:
    workspace = Workspace(Home(tmp_path / "home"))
    with zipfile.ZipFile(io.BytesIO(bomb(method, "run.json"))) as archive:
        packed = archive.infolist()[0].compress_size
    whole = io.BytesIO(bomb(method, "run.json"))
    with zipfile.ZipFile(whole, "a") as archive:
        for name in LIMITS.keys() - {"run.json"}:
            archive.writestr(name, b"")
    data = bytearray(whole.getvalue())
    entry = data.index(b"PK\x01\x02")  # it says that it is small
    data[entry + 24 : entry + 28] = packed.to_bytes(4, "little")
    with (
        memory_below(BOMB * 3 // 4),
        pytest.raises(RunError, match=rf"packed by {METHODS[method]}"),
    ):
        unpack_run(io.BytesIO(bytes(data)), workspace, "x.zip")
    path = file(tmp_path, "v.npz", bomb(method, "format.npy"))
    with memory_below(BOMB * 3 // 4), pytest.raises(FormatError, match="format is compressed"):
        load(path)


@pytest.mark.parametrize("method", UNKNOWN)
def test_methods_that_zipfile_knows_or_will_know(tmp_path: Path, method: int) -> None:
    path = file(tmp_path, "pack.zip", claiming(method))
    with pytest.raises(ReadError, match=f"is packed by {UNKNOWN[method]}; .* Unpack it"):
        read(path)


def test_a_look_says_so_too(tmp_path: Path) -> None:
    path = file(tmp_path, "pack.zip", bomb(zipfile.ZIP_LZMA, "a.csv"))
    found = look_in_process([TextFile(path.name, path)])
    assert found.descriptions == (None,)
    assert "pack.zip/a.csv is packed by LZMA" in found.trouble


@functools.cache
def crowd() -> bytes:
    """A ZIP of 60,000 files without content, less than 3 MB."""
    one = io.BytesIO()
    with zipfile.ZipFile(one, "w") as archive:
        archive.writestr("x", "")
    data = one.getvalue()
    entry = data[data.index(b"PK\x01\x02") : data.index(b"PK\x05\x06")]
    end = bytearray(data[data.index(b"PK\x05\x06") :])
    count = 60_000
    end[8:12] = count.to_bytes(2, "little") * 2
    end[12:16] = (len(entry) * count).to_bytes(4, "little")
    return data[: data.index(b"PK\x01\x02")] + entry * count + bytes(end)


def test_a_crowd_of_members_is_counted_before_it_is_loaded(tmp_path: Path) -> None:
    path = file(tmp_path, "v.npz", crowd())
    with memory_below(12 << 20), pytest.raises(FormatError, match=r"directory of .* bytes"):
        load(path)
    with (
        memory_below(12 << 20),
        path.open("rb") as opened,
        pytest.raises(ReadError, match="60,000 files, more than 50,000"),
    ):
        open_zip("x.zip", opened, 50_000, "Cure.")


@same_folder
@given(cut=st.integers(0, 2_000), at=st.integers(0, 2_000), byte=st.integers(0, 255))
def test_cut_and_changed_zips_raise_nothing_else(
    tmp_path: Path, cut: int, at: int, byte: int
) -> None:
    data = bytearray(bomb(zipfile.ZIP_BZIP2, "a.csv"))
    data[at % len(data)] = byte
    path = file(tmp_path, "pack.zip", bytes(data[: len(data) - cut % len(data)]))
    assert look([TextFile("pack.zip", path)]).lines == ()
    for name in ("pack.csv", "pack.txt.gz"):  # a part of it may be read as text
        look([TextFile(name, path)])

"""Anything at all: any bytes under any ending are text, or an error of our own."""

from __future__ import annotations

import gzip
import io
import re
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.text.files.kit import file, member, same_folder
from w2v_core.errors import CorpusError, ReadError
from w2v_core.text import loading
from w2v_core.text.files.reading import ReadReport, read_blocks


def sized(name: str, data: bytes) -> tarfile.TarInfo:
    found = member(name)
    found.size = len(data)
    return found


def shaped(draw: st.DrawFn) -> bytes:
    data = draw(st.binary(max_size=300))
    buffer = io.BytesIO()
    match draw(st.sampled_from(["raw", "gzip", "zip", "tar", "mark"])):
        case "gzip":
            data = gzip.compress(data)
        case "zip":
            with zipfile.ZipFile(buffer, "w") as archive:
                archive.writestr("a", data)
            data = buffer.getvalue()
        case "tar":
            with tarfile.open(fileobj=buffer, mode=draw(st.sampled_from(["w", "w:gz"]))) as out:
                out.addfile(sized("a" * draw(st.sampled_from([1, 200])), data), io.BytesIO(data))
            data = buffer.getvalue()
        case "mark":
            marks = [
                b"\xff\xfe",
                b"\xfe\xff",
                b"\xef\xbb\xbf",
                b"\xff\xfe\0\0",
                b"\x1f\x8b",
                b"PK\x03\x04",
            ]
            data = draw(st.sampled_from(marks)) + data
    damaged = bytearray(data)
    for _ in range(draw(st.integers(0, 4))):
        if damaged:
            damaged[draw(st.integers(0, len(damaged) - 1))] = draw(st.integers(0, 255))
    return bytes(damaged[: draw(st.integers(0, len(damaged)))] if draw(st.booleans()) else damaged)


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


@given(st.composite(shaped)(), st.sampled_from(["a.txt", "a.gz", "a.zip", "a.tar", "a.bin"]))
@settings(same_folder, max_examples=400)
def test_any_bytes_are_text_or_a_read_error(tmp_path: Path, data: bytes, name: str) -> None:
    path = file(tmp_path, name, data)
    report = ReadReport()
    try:
        blocks: Iterator[str] = read_blocks([path], report)
        text = "".join(blocks)
    except ReadError:
        return
    text.encode("utf-8")
    assert report.bytes_read == report.bytes_total == len(data)


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

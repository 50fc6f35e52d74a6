"""Archives: one file, plain or packed, to the byte streams of the texts in it.

Plain text, gzip, ZIP, tar and tar.gz; what a file is says its content, not its name. An archive in
an archive is passed over. Leaves out: limits (`unpacking`), encodings (`decoding`).
"""

from __future__ import annotations

import gzip
import itertools
from collections.abc import Iterator
from typing import IO

from w2v_core.errors import ReadError
from w2v_core.text.files.decoding import FileNote, NotTextError
from w2v_core.text.files.tars import tar_streams
from w2v_core.text.files.unpacking import (
    CURE,
    GZIP,
    ZIP,
    Limits,
    Stream,
    binary_kind,
    damage,
    is_tar,
    read_chunks,
)
from w2v_core.text.files.zips import zip_streams

_SNIFF = 512


def streams(name: str, file: IO[bytes], limits: Limits) -> Iterator[Stream]:
    """The texts in an open file: one, or those of an archive in their order.

    Raises
    ------
    ReadError
        If the file is empty, binary, damaged, locked or over a limit, or no text is in it.
    """
    with damage(name):
        head = file.read(_SNIFF)
        file.seek(0)
    if not head:
        raise ReadError(f"{name} is empty (0 bytes). {CURE}")
    _compare_suffix(name, head)
    if head.startswith(ZIP):
        yield from zip_streams(name, file, limits)
    elif head.startswith(GZIP):
        yield from _gzip_streams(name, file, limits)
    elif is_tar(head):
        yield from tar_streams(name, file, file.tell, limits)
    elif what := binary_kind(head):
        raise NotTextError(f"{name} is {what}, not text. {CURE}")
    else:
        yield Stream(FileNote(name), read_chunks(name, file), file.tell)


def _compare_suffix(name: str, head: bytes) -> None:
    for suffix, magic in ((".gz", (GZIP,)), (".tgz", (GZIP,)), (".zip", ZIP)):
        if name.lower().endswith(suffix) and not head.startswith(magic):
            raise ReadError(
                f"{name} is no {suffix} archive: it begins with 0x{head[:4].hex()}. Pack it again, "
                "or rename it to .txt if it is plain text."
            )


class _Unpacked:
    """A gzip file as what is in it, counted against the limits."""

    def __init__(self, name: str, file: IO[bytes], limits: Limits) -> None:
        self._name, self._file, self._limits = name, file, limits
        self._content = gzip.GzipFile(fileobj=file, mode="rb")
        self._count = 0

    def read(self, size: int, /) -> bytes:
        chunk = self._content.read(size)
        self._count += len(chunk)
        self._limits.check(self._name, self._count, self._file.tell())
        return chunk


def _gzip_streams(name: str, file: IO[bytes], limits: Limits) -> Iterator[Stream]:
    chunks = read_chunks(name, _Unpacked(name, file, limits))
    head = next(chunks, b"")
    if not head:
        raise ReadError(f"{name} unpacks to 0 bytes. {CURE}")
    if is_tar(head):
        file.seek(0)
        yield from tar_streams(name, _Unpacked(name, file, limits), file.tell, limits)
    elif what := binary_kind(head):
        raise NotTextError(f"{name} holds {what}, not text. Unpack it and give the text itself.")
    else:
        yield Stream(FileNote(name), itertools.chain([head], chunks), file.tell)

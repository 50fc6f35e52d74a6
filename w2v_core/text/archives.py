"""Archives: one file, plain or packed, to the byte streams of the texts in it.

Plain text, gzip, and ZIP; what a file is says its content, not its name. Nothing is ever unpacked
to disk and memory stays flat: files are untrusted, so size, ratio and number of members have
limits, and an archive in an archive is passed over.
Leaves out: encodings (`decoding`).
"""

from __future__ import annotations

import contextlib
import dataclasses
import gzip
import itertools
import lzma
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO

from w2v_core.errors import ReadError
from w2v_core.text.decoding import FileNote, NotTextError

CURE = "Choose a plain text file (.txt), also as .gz or .zip."
_CHUNK = 1 << 18
_SNIFF = 512
_GZIP = b"\x1f\x8b"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_MEMBER_ENTRY = b"PK\x01\x02"
_MAGIC = {
    _GZIP: "a gzip archive",
    **dict.fromkeys(_ZIP, "a ZIP archive"),
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ\0": "an xz archive",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!\x1a": "a RAR archive",
    b"\x28\xb5\x2f\xfd": "a Zstandard archive",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"%PDF-": "a PDF document",
    b"{\\rtf": "a rich text document",
    b"\xd0\xcf\x11\xe0": "an old Office document",
    b"\x7fELF": "a program",
    b"\x93NUMPY": "a NumPy array",
    b"SQLite format 3\0": "a database",
}
_DAMAGE = (
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
    lzma.LZMAError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)


@dataclasses.dataclass(frozen=True, slots=True)
class Limits:
    """What an archive may unpack to; plain files have no limit.

    Attributes
    ----------
    output_bytes : int
        Unpacked size of one archive.
    ratio, ratio_from : int
        More than `ratio` times its packed size is refused once it exceeds `ratio_from` bytes.
    members : int
        Files in a ZIP.
    """

    output_bytes: int = 4 << 30
    ratio: int = 100
    ratio_from: int = 100_000_000
    members: int = 100_000

    def check(self, name: str, unpacked: int, packed: int) -> None:
        """Raise ReadError if `unpacked` bytes out of `packed` ones are too many."""
        if unpacked > self.output_bytes:
            raise ReadError(
                f"{name} unpacks to more than {self.output_bytes:,} bytes, the limit for an "
                "archive. Unpack it and give the text file itself."
            )
        if unpacked > self.ratio_from and unpacked > self.ratio * packed:
            raise ReadError(
                f"{name} unpacks to {unpacked:,} bytes from {packed:,}, more than {self.ratio} "
                "times as many: that is no ordinary text. If it is, unpack it first."
            )


@dataclasses.dataclass(frozen=True, slots=True)
class Stream:
    """The bytes of one text.

    Attributes
    ----------
    note : FileNote
        Named; the reason is in it if the text is passed over.
    chunks : iterator of bytes, or None
        To be drained before the next stream is asked for; None if it is passed over.
    position : callable
        Says how many bytes of the file on disk have been used so far.
    optional : bool
        Whether one that turns out to be no text may be passed over.
    """

    note: FileNote
    chunks: Iterator[bytes] | None
    position: Callable[[], int]
    optional: bool = False


def streams(name: str, file: IO[bytes], limits: Limits) -> Iterator[Stream]:
    """The texts in an open file: one, or those of a ZIP in their order.

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
    if head.startswith(_ZIP):
        yield from _zip_streams(name, file, limits)
    elif head.startswith(_GZIP):
        unpacked = _unpack_gzip(name, file, limits)
        yield Stream(FileNote(name), unpacked, file.tell)
    elif what := _binary_kind(head):
        raise NotTextError(f"{name} is {what}, not text. {CURE}")
    else:
        yield Stream(FileNote(name), _chunks(name, file), file.tell)


@contextlib.contextmanager
def damage(name: str) -> Iterator[None]:
    """Whatever a damaged or missing file makes the libraries raise, as one ReadError."""
    try:
        yield
    except _DAMAGE as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise ReadError(
            f"{name} cannot be read: {reason.rstrip('.')}. It may be damaged or cut off; "
            "copy or pack it again."
        ) from error


def printable(name: str) -> str:
    """A name that is safe to show and to store: it may come from a stranger's archive."""
    shown = "".join(each if each.isprintable() else "?" for each in name)
    return shown if len(shown) <= 120 else f"{shown[:60]}…{shown[-59:]}"


def _compare_suffix(name: str, head: bytes) -> None:
    for suffix, magic in ((".gz", (_GZIP,)), (".zip", _ZIP)):
        if name.lower().endswith(suffix) and not head.startswith(magic):
            raise ReadError(
                f"{name} is no {suffix} archive: it begins with 0x{head[:4].hex()}. Pack it again, "
                "or rename it to .txt if it is plain text."
            )


def _binary_kind(head: bytes) -> str | None:
    if head[257:262] == b"ustar":
        return "a tar archive"
    return next((what for magic, what in _MAGIC.items() if head.startswith(magic)), None)


def _chunks(name: str, file: IO[bytes] | gzip.GzipFile) -> Iterator[bytes]:
    while True:
        with damage(name):
            chunk = file.read(_CHUNK)
        if not chunk:
            return
        yield chunk


def _unpack_gzip(name: str, file: IO[bytes], limits: Limits) -> Iterator[bytes]:
    unpacked = 0
    packed_file = gzip.GzipFile(fileobj=file, mode="rb")
    for chunk in _chunks(name, packed_file):
        if unpacked == 0 and (what := _binary_kind(chunk)):
            raise NotTextError(
                f"{name} holds {what}, not text. Unpack it and give the text itself."
            )
        unpacked += len(chunk)
        limits.check(name, unpacked, file.tell())
        yield chunk
    if unpacked == 0:
        raise ReadError(f"{name} unpacks to 0 bytes. {CURE}")


def _zip_streams(name: str, file: IO[bytes], limits: Limits) -> Iterator[Stream]:
    _refuse_many_members(name, file, limits)
    size = os.fstat(file.fileno()).st_size
    with damage(name):
        archive = zipfile.ZipFile(file)
    members = [member for member in archive.infolist() if not member.is_dir()]
    if any(member.filename == "[Content_Types].xml" for member in members):
        raise NotTextError(f"{name} is an Office document, not text. {CURE}")
    unpacked = packed = 0
    notes = []
    for member in members:
        packed = min(size, packed + member.compress_size)
        note = FileNote(f"{name}/{printable(member.filename)}")
        notes.append(note)
        chunks = _open_member(archive, member, note)
        if chunks is not None:
            chunks = _limited(chunks, name, limits, unpacked, packed)
        yield Stream(note, chunks, lambda packed=packed: packed, optional=True)  # type: ignore[misc]
        unpacked += note.bytes
    if not any(note.characters for note in notes):
        raise ReadError(_no_text(name, notes))


def _open_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, note: FileNote
) -> Iterator[bytes] | None:
    """The bytes of a member; it is opened by its entry, its name leads nowhere."""
    if member.filename.rpartition("/")[2].startswith(".") or "__MACOSX" in member.filename:
        note.message = "Passed over: a hidden file."
        return None
    if stat.S_ISLNK(member.external_attr >> 16):
        note.message = "Passed over: a link."
        return None
    if member.flag_bits & 1:
        raise ReadError(
            f"{note.name} is locked with a password. Unpack it and give the text itself."
        )
    with damage(note.name):
        chunks = _chunks(note.name, archive.open(member))
    head = next(chunks, b"")
    what = _binary_kind(head) if head else "empty"
    if what:
        note.message = f"Passed over: it is {what}."
        return None
    return itertools.chain([head], chunks)


def _limited(
    chunks: Iterator[bytes], name: str, limits: Limits, unpacked: int, packed: int
) -> Iterator[bytes]:
    for chunk in chunks:
        unpacked += len(chunk)
        limits.check(name, unpacked, packed)
        yield chunk


def _refuse_many_members(name: str, file: IO[bytes], limits: Limits) -> None:
    """Count entries before zipfile loads them all: what an archive says of itself may be a lie."""
    count, tail = 0, b""
    for chunk in _chunks(name, file):
        count += (tail + chunk).count(_MEMBER_ENTRY)
        tail = chunk[1 - len(_MEMBER_ENTRY) :]
    file.seek(0)
    if count > limits.members:
        raise ReadError(
            f"{name} holds {count:,} files, more than {limits.members:,}. "
            "Join them into fewer, or give several archives."
        )


def _no_text(name: str, notes: list[FileNote]) -> str:
    if not notes:
        return f"{name} holds no file at all. {CURE}"
    first = notes[0].message.removeprefix("Passed over: ").rstrip(".")
    files = f"{len(notes):,} files" if len(notes) > 1 else "1 file"
    return f"{name} holds {files} but no text; {notes[0].name}: {first}. {CURE}"

"""Unpacking: what gzip, ZIP and tar have in common: limits, damage, and what is no text.

Nothing is ever unpacked to disk and memory stays flat: files are untrusted, so size, ratio and
number of members have limits.
Leaves out: the formats themselves (`archives`, `zips`, `members`, `tars`).
"""

from __future__ import annotations

import contextlib
import dataclasses
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

from w2v_core.errors import ReadError
from w2v_core.text.files.decoding import FileNote

CURE = (
    "Choose text (.txt, .md, .html) or a table (.csv, .tsv, .jsonl), also as .gz, .zip or .tar.gz."
)
FEWER = "Join them into fewer, or give several archives."
CHUNK = 1 << 18
GZIP = b"\x1f\x8b"
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_MAGIC = {
    GZIP: "a gzip archive",
    **dict.fromkeys(ZIP, "a ZIP archive"),
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
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)


class Readable(Protocol):
    """An open file, or what looks like one."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; none at the end."""


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
        Files in a ZIP or a tar.
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

    def check_members(self, name: str, count: int) -> None:
        """Raise ReadError if there are too many files."""
        if count > self.members:
            raise ReadError(f"{name} holds {count:,} files, more than {self.members:,}. {FEWER}")


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


@contextlib.contextmanager
def damage(name: str) -> Iterator[None]:
    """Whatever a damaged or missing file makes the libraries raise, as one ReadError."""
    try:
        yield
    except (FileNotFoundError, IsADirectoryError) as error:
        raise ReadError(
            f"{name} cannot be read: {error.strerror}. Name a file that is there; of a folder, its "
            "files or an archive."
        ) from error
    except _DAMAGE as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise ReadError(
            f"{name} cannot be read: {reason.rstrip('.')}. It may be damaged or cut off; "
            "copy or pack it again."
        ) from error


def read_chunks(name: str, file: Readable) -> Iterator[bytes]:
    """All that is in a file; whatever goes wrong is said of `name`."""
    while True:
        with damage(name):
            chunk = file.read(CHUNK)
        if not chunk:
            return
        yield chunk


def binary_kind(head: bytes) -> str | None:
    """What a file is that begins with `head`, if that is known to be no text."""
    if is_tar(head):
        return "a tar archive"
    return next((what for magic, what in _MAGIC.items() if head.startswith(magic)), None)


def is_tar(head: bytes) -> bool:
    """Whether the first 512 bytes are the first header of a tar."""
    return head[257:262] == b"ustar"


def is_hidden(member: str) -> bool:
    """Whether a file in an archive is one that its packer did not mean."""
    return member.rpartition("/")[2].startswith(".") or "__MACOSX" in member


def refuse_without_text(name: str, notes: list[FileNote]) -> None:
    """Raise ReadError if no file of an archive held any text."""
    if any(note.characters for note in notes):
        return
    if not notes:
        raise ReadError(f"{name} holds no file at all. {CURE}")
    first = notes[0].message.removeprefix("Passed over: ").rstrip(".")
    files = f"{len(notes):,} files" if len(notes) > 1 else "1 file"
    raise ReadError(f"{name} holds {files} but no text; {notes[0].name}: {first}. {CURE}")

"""Members: every ZIP of a stranger is opened here, be it of texts, a run or vectors.

What `zipfile` leaves open is bounded here. It makes an object of each entry of the directory,
however many there are; and what is packed by LZMA, BZIP2 or Zstandard it expands in one read, of
whatever size: 1,670 bytes become 2 GB. Stored and deflated members come as they are asked for.
Leaves out: how much a member may unpack to, and what is in it.
"""

from __future__ import annotations

import zipfile
from typing import IO

from w2v_core.errors import ReadError
from w2v_core.text.files.unpacking import damage

_ENTRY = b"PK\x01\x02"  # each entry of the directory begins so
_ENTRY_BYTES = 1_000  # on average, with its name: far more than there are in any ordinary ZIP
_LOCKED = 1
_METHODS = {  # as the ZIP specification numbers them
    9: "Deflate64",
    12: "BZIP2",
    14: "LZMA",
    93: "Zstandard",
    95: "XZ",
    98: "PPMd",
}


def open_zip(name: str, file: IO[bytes], most: int, cure: str) -> zipfile.ZipFile:
    """A ZIP whose directory has been read.

    Parameters
    ----------
    name : str
        Of the file, for messages.
    file : file
        That can be sought in.
    most : int
        How many files it may hold.
    cure : str
        What to do if it holds more: a sentence.

    Raises
    ------
    ReadError
        If it holds more, or is damaged.
    """
    bounded = _Bounded(name, file, most, cure)
    with damage(name):
        archive = zipfile.ZipFile(bounded)
    bounded.opened = True
    return archive


def open_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, label: str, cure: str
) -> IO[bytes]:
    """The bytes of a member, never more of them in memory than are asked for.

    Parameters
    ----------
    archive : ZipFile
        From `open_zip`.
    label : str
        What the member is called in messages.
    cure : str
        What to do if it is locked or packed by another method: a sentence.

    Raises
    ------
    ReadError
        If it is so, or damaged.
    """
    if member.flag_bits & _LOCKED:
        raise ReadError(f"{label} is locked with a password. {cure}")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        method = _METHODS.get(member.compress_type, f"method {member.compress_type}")
        raise ReadError(
            f"{label} is packed by {method}; only stored and deflated files are read from a ZIP. "
            f"{cure}"
        )
    with damage(label):
        return archive.open(member)


class _Bounded:
    """A file as `zipfile` reads it; its directory, which comes in one piece, is looked at first."""

    def __init__(self, name: str, file: IO[bytes], most: int, cure: str) -> None:
        self._name, self._file, self._most, self._cure = name, file, most, cure
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable
        self.opened = False

    def read(self, size: int = -1, /) -> bytes:
        if self.opened:
            return self._file.read(size)
        if size > self._most * _ENTRY_BYTES:
            raise ReadError(
                f"{self._name} has a directory of {size:,} bytes, more than "
                f"{self._most * _ENTRY_BYTES:,}. {self._cure}"
            )
        data = self._file.read(size)
        if (count := data.count(_ENTRY)) > self._most:
            raise ReadError(
                f"{self._name} holds {count:,} files, more than {self._most:,}. {self._cure}"
            )
        return data

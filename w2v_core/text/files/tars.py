"""Tar files: the texts in one, read in a single pass and never extracted.

The headers are taken apart by `tarfile`, but not the file: `tarfile` keeps every header, and reads
a long name of any claimed length into memory. Leaves out: limits and what is no text (`unpacking`).
"""

from __future__ import annotations

import itertools
import re
import tarfile
from collections.abc import Callable, Iterator

from w2v_core.errors import ReadError
from w2v_core.text.documents import printable
from w2v_core.text.files.decoding import FileNote
from w2v_core.text.files.unpacking import (
    CHUNK,
    Limits,
    Readable,
    Stream,
    binary_kind,
    damage,
    is_hidden,
    refuse_without_text,
)

_BLOCK = 512
_LONGEST_HEADER = 1 << 20
_LONG_NAME = (tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK)
_EXTENDED = (tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE)
_LINKS = (tarfile.LNKTYPE, tarfile.SYMTYPE)
_EMPTY = (*_LINKS, tarfile.DIRTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE)
_RECORD = re.compile(rb"(\d{1,7}) ([^=\n]{1,100})=")  # its length with this, and its key
_SIZE = re.compile(r"[0-9]{1,18}")


def tar_streams(
    name: str, file: Readable, position: Callable[[], int], limits: Limits
) -> Iterator[Stream]:
    """The texts in a tar, in order; `file` is read from its start, unpacked already."""
    notes: list[FileNote] = []
    unpacked = 0
    for member, content in _members(name, file):
        limits.check_members(name, len(notes) + 1)
        note = FileNote(f"{name}/{printable(member.name)}")
        notes.append(note)
        unpacked += member.size
        limits.check(name, unpacked, unpacked)
        yield Stream(note, _open_member(member, content, note), position, optional=True)
    refuse_without_text(name, notes)


def _members(name: str, file: Readable) -> Iterator[tuple[tarfile.TarInfo, Iterator[bytes]]]:
    """Header and content of each file and link; what of the content is not taken is skipped."""
    renamed: dict[str, str] = {}
    while member := _next_header(name, file):
        content = _content(name, file, member.size if _has_content(member) else 0)
        if member.type in _LONG_NAME or member.type in _EXTENDED:
            if member.size > _LONGEST_HEADER:
                raise ReadError(
                    f"{name} has a name of {member.size:,} bytes in it. It is damaged, or meant to "
                    "do harm; pack it again."
                )
            renamed |= _renaming(member, b"".join(content))
            continue
        member.name = renamed.get("path", member.name)
        if _has_content(member) and _SIZE.fullmatch(renamed.get("size", "")):
            member.size = int(renamed["size"])
            content = _content(name, file, member.size)
        renamed = {}
        if not member.isdir():
            yield member, content
        for _ in content:
            pass


def _next_header(name: str, file: Readable) -> tarfile.TarInfo | None:
    """The next header, or None at the end."""
    with damage(name):
        block = _read(file, _BLOCK)
        if not block.strip(b"\0"):
            return None
        try:
            member = tarfile.TarInfo.frombuf(block, "utf-8", "replace")
        except tarfile.HeaderError as error:
            raise ValueError(f"bad header ({error})") from error
        if member.size < 0 or member.type == tarfile.GNUTYPE_SPARSE:
            raise ValueError("a file in it is sparse or has a negative size")
        return member


def _has_content(member: tarfile.TarInfo) -> bool:
    return member.type not in _EMPTY


def _renaming(member: tarfile.TarInfo, data: bytes) -> dict[str, str]:
    """Name and size that a header gives to the file after it."""
    if member.type == tarfile.GNUTYPE_LONGNAME:
        return {"path": data.rstrip(b"\0").decode("utf-8", "replace")}
    found: dict[str, str] = {}
    position = 0
    if member.type in (tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE):
        while record := _RECORD.match(data, position):
            start, position = record.end(), position + int(record[1])
            if position <= start:
                break
            if record[2] in (b"path", b"size"):
                found[record[2].decode()] = data[start : position - 1].decode("utf-8", "replace")
    return found


def _content(name: str, file: Readable, size: int) -> Iterator[bytes]:
    """`size` bytes; the padding up to a whole block after them is passed over."""
    left = size
    while left > 0:
        with damage(name):
            chunk = file.read(min(CHUNK, left))
            if not chunk:
                raise EOFError("it ends within a file")
        left -= len(chunk)
        yield chunk
    with damage(name):
        _read(file, -size % _BLOCK)


def _read(file: Readable, size: int) -> bytes:
    data = b""
    while len(data) < size and (more := file.read(size - len(data))):
        data += more
    return data


def _open_member(
    member: tarfile.TarInfo, content: Iterator[bytes], note: FileNote
) -> Iterator[bytes] | None:
    what = "a hidden file" if is_hidden(member.name) else ""
    if member.type in _LINKS:
        what = "a link"
    elif not member.isreg():
        what = "no ordinary file"
    head = b"" if what else next(content, b"")
    if not what:
        what = "it is " + (binary_kind(head) or "") if head else "empty"
    if what != "it is ":
        note.message = f"Passed over: {what}."
        return None
    return itertools.chain([head], content)

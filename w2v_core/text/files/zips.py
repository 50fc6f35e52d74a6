"""ZIP files: the texts in one, each opened by its entry; a name in it leads nowhere.

Leaves out: opening (`members`), limits and what is no text (`unpacking`).
"""

from __future__ import annotations

import itertools
import os
import stat
import zipfile
from collections.abc import Iterator
from typing import IO

from w2v_core.text.documents import printable
from w2v_core.text.files.decoding import FileNote, NotTextError
from w2v_core.text.files.members import open_member, open_zip
from w2v_core.text.files.unpacking import (
    CURE,
    FEWER,
    Limits,
    Stream,
    binary_kind,
    is_hidden,
    read_chunks,
    refuse_without_text,
)

_AGAIN = "Unpack it and give the text itself, or pack it again as an ordinary ZIP (Deflate)."


def zip_streams(name: str, file: IO[bytes], limits: Limits) -> Iterator[Stream]:
    """The texts in a ZIP, in the order of its directory; see `archives.streams`."""
    size = os.fstat(file.fileno()).st_size
    archive = open_zip(name, file, limits.members, FEWER)
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
    refuse_without_text(name, notes)


def _open_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, note: FileNote
) -> Iterator[bytes] | None:
    if is_hidden(member.filename):
        note.message = "Passed over: a hidden file."
        return None
    if stat.S_ISLNK(member.external_attr >> 16):
        note.message = "Passed over: a link."
        return None
    chunks = read_chunks(note.name, open_member(archive, member, note.name, _AGAIN))
    head = next(chunks, b"")
    what = binary_kind(head) if head else "empty"
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

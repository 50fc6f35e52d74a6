"""Reading: files to blocks of clean text, with a report of what was found in them.

Leaves out: archives and their limits (`archives`), encodings (`decoding`), words (`tokenizing`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from w2v_core.errors import ReadError
from w2v_core.text.archives import CURE, Limits, Stream, damage, printable, streams
from w2v_core.text.decoding import FileNote, NotTextError, decode

__all__ = ["FileNote", "Limits", "ReadReport", "read_blocks"]

_NOTES_KEPT = 100


@dataclasses.dataclass(slots=True)
class ReadReport:
    """What reading has found so far; filled while the blocks come.

    Attributes
    ----------
    files : list of FileNote
        One for each file, also those of an archive that were passed over.
    bytes_read, bytes_total : int
        Input as it lies on disk (packed, if it is), for a progress bar.
    """

    files: list[FileNote] = dataclasses.field(default_factory=list)
    bytes_read: int = 0
    bytes_total: int = 0

    def as_dict(self) -> dict[str, Any]:
        """Ready for JSON; of many files the first hundred, those with a message before others."""
        shown = sorted(self.files, key=lambda note: not note.message)[:_NOTES_KEPT]
        return {
            "files": [dataclasses.asdict(note) for note in shown],
            "file_count": len(self.files),
            "characters": sum(note.characters for note in self.files),
            "replaced": sum(note.replaced for note in self.files),
            "bytes_read": self.bytes_read,
            "bytes_total": self.bytes_total,
        }


def read_blocks(
    paths: Sequence[Path | tuple[str, Path]],
    report: ReadReport,
    limits: Limits = Limits(),  # noqa: B008  (frozen)
) -> Iterator[str]:
    """Clean text of the files in blocks of at most 2**20 characters; each file ends a line.

    Parameters
    ----------
    paths : sequence of Path, or of (shown name, Path)
        The shown name stands in messages; without one it is the file's own.
    report : ReadReport
        Filled while the blocks are taken; its `bytes_total` is known on return.
    limits : Limits
        For archives.

    Raises
    ------
    ReadError
        At once for a file that is not there; while reading, for one that is empty, binary,
        damaged, locked, over a limit, or an archive without text.
    """
    named = [(path.name, path) if isinstance(path, Path) else path for path in paths]
    named = [(printable(name), path) for name, path in named]
    if not named:
        raise ReadError(f"No file was given. {CURE}")
    report.bytes_total = sum(_size(name, path) for name, path in named)
    return _read_all(named, report, limits)


def _read_all(named: list[tuple[str, Path]], report: ReadReport, limits: Limits) -> Iterator[str]:
    for name, path in named:
        base = report.bytes_read
        with damage(name):
            file = path.open("rb")
        with file:
            yield from _read_file(name, file, report, limits)
        report.bytes_read = base + _size(name, path)


def _read_file(name: str, file: IO[bytes], report: ReadReport, limits: Limits) -> Iterator[str]:
    base = report.bytes_read
    for stream in streams(name, file, limits):
        report.files.append(stream.note)
        for block in _read_stream(stream):
            report.bytes_read = base + stream.position()
            yield block


def _read_stream(stream: Stream) -> Iterator[str]:
    if stream.chunks is None:
        return
    try:
        yield from decode(stream.chunks, stream.note)
    except NotTextError as error:
        if not stream.optional:
            raise
        stream.note.message = f"Passed over: {error}"
    yield "\n"


def _size(name: str, path: Path) -> int:
    with damage(name):
        return path.stat().st_size

"""Reading: files to blocks of clean text, with a report of what was found in them.

Leaves out: archives and their limits (`archives`), encodings (`decoding`), tables (`tables`),
HTML (`markup`), and words (`tokenizing`).
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Generator, Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple

from w2v_core.errors import ReadError
from w2v_core.text.documents import END, DocumentNames, printable
from w2v_core.text.files.archives import streams
from w2v_core.text.files.decoding import BLOCK, FileNote, NotTextError, clean, decode
from w2v_core.text.files.markup import html_text
from w2v_core.text.files.options import TABLES, Format, ReadOptions
from w2v_core.text.files.tables import Column, open_table
from w2v_core.text.files.unpacking import CURE, Limits, Stream, damage

__all__ = [
    "Description",
    "FileNote",
    "Limits",
    "ReadOptions",
    "ReadReport",
    "TextFile",
    "describe",
    "read_blocks",
]

_NOTES_KEPT = 100
_LOOKED_AT = 100  # files of an archive
_GATHERED = 1 << 17  # characters of rows that make a block


class TextFile(NamedTuple):
    """A file to read; a pair of name and path will do where one is asked for.

    Attributes
    ----------
    name : str
        As a person knows it: it stands in messages, and its ending says what the file is.
    path : Path
    options : ReadOptions
        What to take of it.
    """

    name: str
    path: Path
    options: ReadOptions = ReadOptions()


AnyFile = Path | tuple[str, Path] | tuple[str, Path, ReadOptions]


@dataclasses.dataclass(slots=True)
class ReadReport:
    """What reading has found so far; filled while the blocks come.

    Attributes
    ----------
    files : list of FileNote
        One for each file, also those of an archive that were passed over.
    documents : DocumentNames
        One for each mark in the text.
    labels : DocumentNames
        One for each mark: what stands in the column of labels; "" where there is none.
    options : dict of str to ReadOptions
        By name of the file, where they were given.
    bytes_read, bytes_total : int
        Input as it lies on disk (packed, if it is), for a progress bar.
    """

    files: list[FileNote] = dataclasses.field(default_factory=list)
    documents: DocumentNames = dataclasses.field(default_factory=DocumentNames)
    labels: DocumentNames = dataclasses.field(default_factory=DocumentNames)
    options: dict[str, ReadOptions] = dataclasses.field(default_factory=dict)
    bytes_read: int = 0
    bytes_total: int = 0

    def as_dict(self) -> dict[str, Any]:
        """Ready for JSON; of many files the first hundred, those with a message before others."""
        shown = sorted(self.files, key=lambda note: not note.message)[:_NOTES_KEPT]
        return {
            "files": [dataclasses.asdict(note) for note in shown],
            "file_count": len(self.files),
            "documents": len(self.documents),
            "options": {name: options.as_dict() for name, options in self.options.items()},
            "characters": sum(note.characters for note in self.files),
            "replaced": sum(note.replaced for note in self.files),
            "dropped": sum(note.dropped for note in self.files),
            "bytes_read": self.bytes_read,
            "bytes_total": self.bytes_total,
        }


@dataclasses.dataclass(frozen=True, slots=True)
class Description:
    """What a file is, so that a person can choose what to take of it.

    Attributes
    ----------
    name : str
        Of the file, or of the one in an archive that was looked at.
    format : str
        "text", "html", "csv", "tsv" or "jsonl".
    columns : tuple of Column
        Of a table; else empty.
    chosen : int
        Number of the column that is read unless another is chosen; 0 if there is none.
    """

    name: str
    format: Format
    columns: tuple[Column, ...] = ()
    chosen: int = 0


def read_blocks(
    files: Sequence[AnyFile],
    report: ReadReport,
    limits: Limits = Limits(),  # noqa: B008  (frozen)
) -> Generator[str, None, None]:
    r"""Clean text of the files in blocks of at most 2**20 characters.

    After each document (file, member of an archive, row of a table) stands "\n\f\n", and nowhere
    else a form feed.

    Parameters
    ----------
    files : sequence of Path, of (shown name, Path), or of TextFile
        The shown name stands in messages; without one it is the file's own.
    report : ReadReport
        Filled while the blocks are taken; its `bytes_total` is known on return.
    limits : Limits
        For archives.

    Raises
    ------
    ReadError
        At once for a file that is not there; while reading, for one that is empty, binary,
        damaged, locked, over a limit, an archive without text, or a table without the column.
    CorpusError
        If there are more than 5,000,000 documents.
    """
    named = [_named(file) for file in files]
    if not named:
        raise ReadError(f"No file was given. {CURE}")
    report.bytes_total = sum(_size(file) for file in named)
    report.options = {
        file.name: file.options for file in named[:_NOTES_KEPT] if file.options != ReadOptions()
    }
    return _read_all(named, report, limits)


def describe(
    file: AnyFile,
    limits: Limits = Limits(),  # noqa: B008
) -> Description:
    """What a file is, from its first rows; of an archive, the first table in it, or else text.

    Raises
    ------
    ReadError
        As `read_blocks`.
    """
    given = _named(file)
    found: Description | None = None
    with _opened(given) as opened:
        for stream in itertools.islice(streams(given.name, opened, limits), _LOOKED_AT):
            note = stream.note
            if stream.chunks is None:
                continue
            kind = given.options.format_of(note.name)
            if kind in TABLES:
                options = dataclasses.replace(given.options, column="", field="", label="")
                table = open_table(decode(stream.chunks, note), note, kind, options)
                return Description(note.name, kind, table.columns, table.chosen.number)
            found = found or Description(note.name, kind)
            note.characters = 1  # what is not asked for cannot be missing
    return found or Description(given.name, given.options.format_of(given.name))


def _named(file: AnyFile) -> TextFile:
    given = TextFile(file.name, file) if isinstance(file, Path) else TextFile(*file)
    return given._replace(name=printable(given.name))


def _read_all(
    files: list[TextFile], report: ReadReport, limits: Limits
) -> Generator[str, None, None]:
    for given in files:
        base = report.bytes_read
        with _opened(given) as file:
            for stream in streams(given.name, file, limits):
                report.files.append(stream.note)
                for block in _read_stream(stream, given.options, report):
                    report.bytes_read = base + stream.position()
                    yield block
        report.bytes_read = base + _size(given)


def _read_stream(stream: Stream, options: ReadOptions, report: ReadReport) -> Iterator[str]:
    if stream.chunks is None:
        return
    note = stream.note
    texts = decode(stream.chunks, note)
    kind = options.format_of(note.name)
    try:
        if kind in TABLES:
            yield from _rows(open_table(texts, note, kind, options).texts, note, report)
            return
        yield from _blocks(html_text(texts) if kind == "html" else texts, note)
    except NotTextError as error:
        if not stream.optional:
            raise
        note.message = f"Passed over: {error}"
    report.documents.append(note.name)
    report.labels.append("")
    note.documents = 1
    yield END


def _blocks(texts: Iterable[str], note: FileNote) -> Iterator[str]:
    for text in texts:
        cleaned, dropped = clean(text)
        note.characters += len(cleaned)
        note.dropped += dropped
        for start in range(0, len(cleaned), BLOCK):
            yield cleaned[start : start + BLOCK]


def _rows(
    texts: Iterable[tuple[int, str, str]], note: FileNote, report: ReadReport
) -> Iterator[str]:
    """The rows of a table, each a document."""
    gathered: list[str] = []
    size = 0
    for number, text, label in texts:
        for block in _blocks([text], note):
            gathered.append(block)
            size += len(block)
            if size > _GATHERED:
                yield from _joined(gathered)
                gathered, size = [], 0
        gathered.append(END)
        report.documents.append(f"{note.name} row {number}")
        report.labels.append(label)
        note.documents += 1
    yield from _joined(gathered)
    if not note.characters:
        raise NotTextError(f"{note.name} holds no text in {note.part}. Choose another.")


def _joined(parts: list[str]) -> Iterator[str]:
    text = "".join(parts)
    for start in range(0, len(text), BLOCK):
        yield text[start : start + BLOCK]


def _opened(given: TextFile) -> IO[bytes]:
    with damage(given.name):
        return given.path.open("rb")


def _size(given: TextFile) -> int:
    with damage(given.name):
        return given.path.stat().st_size

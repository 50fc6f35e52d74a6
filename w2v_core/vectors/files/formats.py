"""Files of word vectors, in both directions; the end of a file's name says its format.

| ends in         | format                 | words         | counts, context vectors |
|-----------------|------------------------|---------------|-------------------------|
| .npz            | our own                | any           | kept                    |
| .bin            | word2vec, binary       | without space | lost                    |
| .txt            | word2vec, text         | without space | lost                    |
| .vec            | fastText (as .txt)     | without space | lost                    |
| .glove.txt      | GloVe (.txt, no header)| without space | lost                    |

On reading, .txt and .vec may have a header line or none, words in text may hold spaces where that
is clear, and all but .npz may be packed (.gz). A file is checked against its own size before memory
is set aside for what its header announces, and nothing in it is executed.
Leaves out: the formats themselves (`npz`, `word2vec`, `plain_text`), and the files of
the Embedding Projector, which are only written (`projector_tsv`).
"""

from __future__ import annotations

import dataclasses
import os
import secrets
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO, BinaryIO

from w2v_core.errors import FormatError, system_errors_as
from w2v_core.vectors.files.collect import gather
from w2v_core.vectors.files.gzipped import MOST_RATIO, SUFFIX, unpacked
from w2v_core.vectors.files.npz import read_npz, write_npz
from w2v_core.vectors.files.plain_text import read_text, write_glove, write_text
from w2v_core.vectors.files.word2vec import Source, read_binary, write_binary
from w2v_core.vectors.word_vectors import WordVectors


@dataclasses.dataclass(frozen=True, slots=True)
class Format:
    """One way to write vectors.

    Attributes
    ----------
    suffix, title : str
        How the file's name ends, and what a person calls it.
    loses : str
        What it cannot carry; empty if it carries everything.
    any_word : bool
        Whether a word may hold white space.
    write : callable
    """

    suffix: str
    title: str
    loses: str
    any_word: bool
    write: Callable[[WordVectors, IO[bytes]], None]


_BARE = "counts, context vectors, words with spaces"
FORMATS = {
    each.suffix: each
    for each in (
        Format(".npz", "NPZ (NumPy)", "", True, write_npz),
        Format(".txt", "word2vec, text", _BARE, False, write_text),
        Format(".vec", "fastText, text", _BARE, False, write_text),
        Format(".bin", "word2vec, binary", _BARE, False, write_binary),
        Format(".glove.txt", "GloVe, text", _BARE, False, write_glove),
    )
}
SUFFIXES = tuple(FORMATS)
_READERS: dict[str, Callable[[BinaryIO, int], Source]] = {
    ".bin": read_binary,
    ".txt": read_text,
    ".vec": read_text,
}
# What can be read: every other one of SUFFIXES ends in one of these.
READABLE = (".npz", *_READERS, *(suffix + SUFFIX for suffix in _READERS))


def format_of(name: str) -> Format:
    """The format that the end of a name says; FormatError if it says none that is written."""
    for suffix in sorted(FORMATS, key=len, reverse=True):
        if name.lower().endswith(suffix) and len(name) > len(suffix):
            return FORMATS[suffix]
    raise FormatError(
        f"{name} has no suffix that says its format; use one of {', '.join(SUFFIXES)}."
    )


def save(vectors: WordVectors, path: Path | str) -> None:
    """Write vectors in the format of the path's suffix; the file is there whole, or not at all.

    Raises
    ------
    FormatError
        If the suffix is none of `SUFFIXES`, the format cannot carry a word, or writing fails.
    """
    path = Path(path)
    write_whole(path, partial(format_of(path.name).write, vectors))


def write_whole(path: Path, write: Callable[[IO[bytes]], None]) -> None:
    """Let `write` fill a file that is there whole, or not at all; FormatError says why not."""
    # Not `tempfile`: its files are readable by their owner only, and this one is to be shared.
    scratch = path.with_name(f".{path.name[:50]}-{secrets.token_hex(4)}")
    with system_errors_as(FormatError, f"{path} cannot be written"):
        try:
            with scratch.open("xb") as file:
                write(file)
                file.flush()
                os.fsync(file.fileno())
            os.replace(scratch, path)
        finally:
            scratch.unlink(missing_ok=True)


def load(
    path: Path | str,
    *,
    name: str = "",
    checked: bool = False,
    scratch: BinaryIO | None = None,
    watch: Callable[[int, int], None] | None = None,
) -> WordVectors:
    """Read vectors in the format of the path's suffix; those of an NPZ stay in the file.

    Parameters
    ----------
    path : Path or str
    name : str
        What the file is called, if it lies under another name.
    checked : bool
        Whether it is known that an NPZ was written here and read before: its numbers are then not
        looked at again.
    scratch : file, optional
        An empty one, open for writing and reading, that takes the table of any other format, so
        that memory holds the words only.
    watch : callable, optional
        Told now and then how many bytes of the file have been read, and how many words.

    Raises
    ------
    FormatError
        With the line or the byte, if the file cannot be read or is not what its suffix says.
    """
    path = Path(path)
    name = name or path.name
    reader, packed = _reader(name)
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if reader is None:
                return read_npz(file, size, checked=checked)
            inner = unpacked(file) if packed else file
            source = reader(inner, size * MOST_RATIO if packed else size)
            if packed:  # nobody knows yet how much there is
                source = dataclasses.replace(source, words=None)
            tell = None if watch is None else partial(_tell, watch, file)
            return gather(source, scratch, tell)
    except FormatError as error:
        raise FormatError(f"{name}: {error}") from error
    except OSError as error:
        raise FormatError(f"{path} cannot be read: {error.strerror or error}.") from error


def _tell(watch: Callable[[int, int], None], file: BinaryIO, words: int) -> None:
    watch(file.tell(), words)


def _reader(name: str) -> tuple[Callable[[BinaryIO, int], Source] | None, bool]:
    """What reads a file of that name, None for NPZ; and whether it is packed."""
    lower = name.lower()
    for suffix in READABLE:
        if lower.endswith(suffix) and len(lower) > len(suffix):
            plain = suffix.removesuffix(SUFFIX)
            return _READERS.get(plain), plain != suffix
    raise FormatError(
        f"{name} has no suffix that says its format; use one of {', '.join(READABLE)}."
    )

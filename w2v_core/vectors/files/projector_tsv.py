"""The two files that the Embedding Projector (projector.tensorflow.org) loads.

`vectors.tsv` has a row of numbers for each word; `vectors_metadata.tsv` beside it has a heading,
and the word and its count in each row. Leaves out: reading them; they are a one-way copy.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import IO

from w2v_core.errors import FormatError
from w2v_core.vectors.cosines import blocks
from w2v_core.vectors.files.formats import write_whole
from w2v_core.vectors.files.word2vec import utf8
from w2v_core.vectors.word_vectors import WordVectors

SUFFIX = ".tsv"


def metadata_path(path: Path) -> Path:
    """Where the words go whose vectors go to `path`."""
    return path.with_name(f"{path.stem}_metadata{path.suffix}")


def save_projector(vectors: WordVectors, path: Path) -> None:
    """Write both files, each whole or not at all.

    Raises
    ------
    FormatError
        For a word that holds a tab or a line end, or if writing fails.
    """
    write_whole(metadata_path(path), partial(write_metadata, vectors))
    write_whole(path, partial(write_rows, vectors))


def write_rows(vectors: WordVectors, file: IO[bytes]) -> None:
    """One row of numbers a word."""
    # Nine digits give every float32 back exactly.
    row_format = b"\t".join([b"%.9g"] * vectors.dim) + b"\n"
    for _, rows in blocks(vectors.vectors):
        for row in rows:
            file.write(row_format % tuple(row.tolist()))


def write_metadata(vectors: WordVectors, file: IO[bytes]) -> None:
    """Word and count."""
    file.write(b"word\tcount\n")
    for word, count in zip(vectors.words, vectors.vocabulary.counts.tolist(), strict=True):
        if any(c in "\t\n\r" for c in word):
            raise FormatError(
                f"The word {word[:100]!r} holds a tab or a line end, which this format cannot; "
                "save as .npz instead."
            )
        file.write(b"%s\t%d\n" % (utf8(word), count))

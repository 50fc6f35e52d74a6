"""Corpus files: how a corpus lies in a folder.

    ids.bin, starts.bin, documents.bin, counts.bin    little-endian numbers
    words.txt, documents.txt                          one a line
    labels.txt                                        of the documents; where there are any
    corpus.json                                       sizes, name, hash, notes

Leaves out: what the numbers mean (`corpus`), and how they are made (`numbering`).
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import CorpusError
from w2v_core.text.documents import DocumentNames, printable
from w2v_core.text.numbering import Ids, Numbered, Starts
from w2v_core.text.vocabulary import Vocabulary

_FORMAT = 2
_LABELED = 3  # the same with labels, which programs that know only 2 would lose
_META = "corpus.json"
_MAX_NAMES = 100


class _Corpus(Protocol):
    ids: Ids
    starts: Starts
    all_types: Vocabulary
    documents: Starts
    content_hash: str
    name: str
    other_names: tuple[str, ...]
    notes: dict[str, Any]


@contextlib.contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """A folder to fill that takes the place of `folder` at the end, complete, or vanishes."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=".building-", dir=folder.parent))
    try:
        yield scratch
        os.replace(scratch, folder)
    except BaseException:
        shutil.rmtree(scratch, ignore_errors=True)
        raise


def write_sidecars(
    corpus: _Corpus, names: DocumentNames, labels: DocumentNames, folder: Path
) -> None:
    """Everything but ids and starts."""
    corpus.documents.astype("<i8", copy=False).tofile(folder / "documents.bin")
    corpus.all_types.counts.astype("<i8", copy=False).tofile(folder / "counts.bin")
    (folder / "words.txt").write_text("\n".join(corpus.all_types.words), "utf-8", newline="\n")
    (folder / "documents.txt").write_bytes(names.to_bytes())
    if labels:
        (folder / "labels.txt").write_bytes(labels.to_bytes())
    _write_meta(
        folder,
        {
            "format": _LABELED if labels else _FORMAT,
            "name": corpus.name,
            "other_names": list(corpus.other_names),
            "hash": corpus.content_hash,
            "types": len(corpus.all_types),
            "tokens": len(corpus.ids),
            "sentences": len(corpus.starts) - 1,
            "documents": len(corpus.documents) - 1,
            "notes": corpus.notes,
        },
    )


def read(folder: Path) -> tuple[Numbered, dict[str, Any]]:
    """A stored corpus; ids and starts stay on disk, memory-mapped. Also what is said about it.

    Raises
    ------
    CorpusError
        If the folder is no corpus, of another version, or a file has not its recorded size.
    """
    try:
        meta = json.loads((folder / _META).read_text("utf-8"))
        if meta["format"] not in (_FORMAT, _LABELED):
            raise CorpusError(
                f"{folder} is a corpus of format {meta['format']}, this version reads {_FORMAT} "
                f"and {_LABELED}: load the text again."
            )
        found = _read_numbers(folder, meta["hash"], labeled=meta["format"] == _LABELED)
        sizes = (len(found.vocabulary), len(found.starts) - 1, len(found.ids))
        documents = {len(found.documents) - 1, len(found.names)}
        if meta["format"] == _LABELED:
            documents.add(len(found.labels))
        recorded = (meta["types"], meta["sentences"], meta["tokens"])
        if sizes != recorded or documents != {meta["documents"]}:
            raise CorpusError(f"{folder} is damaged: a file has not its recorded size.")
        said = {"name": meta["name"], "notes": meta["notes"]}
        return found, said | {"other_names": tuple(meta["other_names"])}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CorpusError(f"{folder} holds no readable corpus: {error}.") from error


def add_name(folder: Path, name: str) -> None:
    """Record that the same text was loaded again, under another name; the last hundred are kept."""
    meta = json.loads((folder / _META).read_text("utf-8"))
    if name != meta["name"]:
        others = [each for each in meta["other_names"] if each != name]
        meta["other_names"] = [*others, printable(name)][-_MAX_NAMES:]
        _write_meta(folder, meta)


def _read_numbers(folder: Path, content_hash: str, *, labeled: bool) -> Numbered:
    words = (folder / "words.txt").read_bytes().decode("utf-8").split("\n")
    counts = np.fromfile(folder / "counts.bin", dtype="<i8")
    if len(words) != len(counts):
        raise CorpusError(f"{folder} is damaged: a file has not its recorded size.")
    documents = np.fromfile(folder / "documents.bin", dtype="<i8")
    starts: NDArray[np.int64] = np.memmap(folder / "starts.bin", dtype="<i8", mode="r")
    if len(documents) < 2 or documents[-1] != len(starts) - 1 or (np.diff(documents) < 1).any():
        raise CorpusError(f"{folder} is damaged: its documents do not fit its sentences.")
    return Numbered(
        ids=np.memmap(folder / "ids.bin", dtype="<i4", mode="r"),
        starts=np.asarray(starts),
        vocabulary=Vocabulary(words, counts),
        documents=documents,
        names=DocumentNames.from_bytes((folder / "documents.txt").read_bytes()),
        labels=(DocumentNames.from_bytes((folder / "labels.txt").read_bytes()) if labeled else ()),
        content_hash=content_hash,
    )


def _write_meta(folder: Path, meta: dict[str, Any]) -> None:
    # Not the process's number: two containers on one home may have the same.
    scratch = folder / f".{_META}-{secrets.token_hex(4)}"
    scratch.write_text(json.dumps(meta, ensure_ascii=False, indent=1), "utf-8")
    os.replace(scratch, folder / _META)

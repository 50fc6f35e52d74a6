"""Numbering: text with one sentence a line to ids that are ranks of frequency.

Ids and sentence starts are written as they come, the ids in order of first appearance; at the end,
when all counts are known, the ids are renumbered in place. Both files are gone through by reading
them, not through a memory map: pages of a map that were touched count as memory in use.
Leaves out: the lookup of words (`word_ids`), and what is kept where (`corpus`, `corpus_files`).
"""

from __future__ import annotations

import dataclasses
import hashlib
import io
from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import CorpusError
from w2v_core.text.documents import DocumentNames
from w2v_core.text.vocabulary import Vocabulary
from w2v_core.text.word_ids import WordIds

Ids = NDArray[np.int32]
Starts = NDArray[np.int64]

_AT_ONCE = 1 << 22  # bytes, when all ids are gone through again


@dataclasses.dataclass(frozen=True, slots=True)
class Numbered:
    """A text as numbers.

    Attributes
    ----------
    ids : (n,) array of int32
        Id i is the (i+1)-th most frequent word.
    starts : (sentences + 1,) array of int64
        Where each sentence starts in `ids`.
    vocabulary : Vocabulary
    documents : (documents + 1,) array of int64
        The sentence with which each document starts; documents without a word are left out.
    names : sequence of str
        One for each document.
    labels : sequence of str
        One for each document; empty if none has one.
    content_hash : str
        See `content_hash`.
    """

    ids: Ids
    starts: Starts
    vocabulary: Vocabulary
    documents: Starts
    names: Sequence[str]
    labels: Sequence[str]
    content_hash: str


def number(
    texts: Iterable[str],
    ids_file: BinaryIO,
    starts_file: BinaryIO,
    name: str,
    names: Sequence[str] = (),
    labels: Sequence[str] = (),
) -> Numbered:
    r"""Number the words of pieces of text.

    Parameters
    ----------
    texts : iterable of str
        One sentence a line, blanks between the words; a line that holds "\f" ends a document.
    ids_file, starts_file : binary files
        Where ids (4 bytes a token) and starts (8 bytes a sentence) go; files on disk come back
        memory-mapped.
    name : str
        Of the text, for messages.
    names, labels : sequences of str
        Of the documents, in step with the marks; read after the last piece, so a reader may still
        be filling them while the pieces come.

    Raises
    ------
    CorpusError
        If there is no word at all.
    """
    word_ids = WordIds()
    ends = _write(texts, word_ids, ids_file, starts_file)
    if ids_file.tell() == 0:
        raise CorpusError(f"{name or 'The text'} holds no word: there is nothing to train on.")
    documents, kept = _documents(ends, starts_file.tell() // 8 - 1)
    vocabulary = _rank(ids_file, word_ids.words)
    kept_labels = DocumentNames(_names(labels, kept, "") if labels else ())
    if not any(kept_labels):
        kept_labels.clear()
    return Numbered(
        ids=_opened(ids_file, np.int32),
        starts=_opened(starts_file, np.int64),
        vocabulary=vocabulary,
        documents=documents,
        names=_names(names, kept, name),
        labels=kept_labels,
        content_hash=content_hash(
            vocabulary.words, _stretches(ids_file), _stretches(starts_file), documents, kept_labels
        ),
    )


def content_hash(
    words: Sequence[str],
    ids: Iterable[bytes | memoryview],
    starts: Iterable[bytes | memoryview],
    documents: Starts,
    labels: Sequence[str] = (),
) -> str:
    """SHA-256 of words, ids, starts, documents and labels, in hexadecimal; names are no content.

    Without labels it is what it was before there were any.
    """
    digest = hashlib.sha256("\n".join(words).encode("utf-8"))
    for parts in (ids, starts):
        for part in parts:
            digest.update(part)
    digest.update(np.ascontiguousarray(documents, dtype="<i8").data)
    for label in labels:
        digest.update(f"{label}\n".encode())
    return digest.hexdigest()


def parts(numbers: NDArray[Any], dtype: str) -> Iterator[memoryview]:
    """The bytes of an array, a stretch at a time: it may be mapped, and larger than memory."""
    for start in range(0, len(numbers), 1 << 20):
        yield np.ascontiguousarray(numbers[start : start + (1 << 20)], dtype=dtype).data


def _write(
    texts: Iterable[str], word_ids: WordIds, ids_file: BinaryIO, starts_file: BinaryIO
) -> array[int]:
    """Write provisional ids and the starts; returns how many sentences stood before each mark."""
    starts_file.write(np.zeros(1, dtype="<i8").data)
    ends = array("q")
    tokens = sentences = 0
    for text in texts:
        ids, lengths, marked = word_ids.encode(text)
        used = lengths > 0
        starts = tokens + np.cumsum(lengths[used])
        if len(marked):
            ends.frombytes((sentences + np.cumsum(used)[marked]).astype(np.int64).tobytes())
        ids_file.write(ids.astype("<i4", copy=False).data)
        starts_file.write(starts.astype("<i8", copy=False).data)
        tokens += len(ids)
        sentences += len(starts)
    return ends


def _documents(ends: array[int], sentences: int) -> tuple[Starts, NDArray[np.bool_]]:
    """Where documents start, and which of the marked ones (and a last without a mark) they are."""
    marks = np.frombuffer(ends, dtype=np.int64) if len(ends) else np.zeros(0, dtype=np.int64)
    if not len(marks) or marks[-1] < sentences:
        marks = np.append(marks, sentences)
    kept = np.diff(marks, prepend=0) > 0
    return np.concatenate([[0], marks[kept]]), kept


def _names(names: Sequence[str], kept: NDArray[np.bool_], name: str) -> Sequence[str]:
    """The names of the documents that are kept; what has none is called after the whole."""
    if len(names) == len(kept) and kept.all():
        return names
    return DocumentNames(
        names[i] if i < len(names) else name for i in np.flatnonzero(kept).tolist()
    )


def _rank(file: BinaryIO, words: list[str]) -> Vocabulary:
    """Turn provisional ids into ranks by (count descending, word), in place."""
    counts = np.zeros(len(words), dtype=np.int64)
    for stretch in _stretches(file):
        counts += np.bincount(np.frombuffer(stretch, dtype="<i4"), minlength=len(words))
    by_word = np.array(sorted(range(len(words)), key=words.__getitem__))
    order = by_word[np.argsort(-counts[by_word], kind="stable")]
    rank = np.empty(len(words), dtype="<i4")
    rank[order] = np.arange(len(words), dtype="<i4")
    for stretch in _stretches(file):
        file.seek(-len(stretch), io.SEEK_CUR)
        file.write(rank[np.frombuffer(stretch, dtype="<i4")].data)
    return Vocabulary([words[i] for i in order.tolist()], counts[order])


def _stretches(file: BinaryIO) -> Iterator[bytes]:
    """All of a file, a few MiB at a time."""
    file.seek(0)
    while stretch := file.read(_AT_ONCE):
        yield stretch


def _opened(file: BinaryIO, dtype: type[Any]) -> NDArray[Any]:
    """The numbers in a file: in memory, or mapped if the file is on disk."""
    file.flush()
    if isinstance(file, io.BytesIO):
        return np.frombuffer(file.getbuffer(), dtype=dtype)
    return np.memmap(file, dtype=dtype, mode="r")

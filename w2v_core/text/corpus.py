"""Corpus: sentences as word ids, in memory or memory-mapped from a folder.

All types are stored, most frequent first, so one stored corpus serves every `min_count`:
`restrict` only says how far down the list to read, and `segments` drops the ids beyond.
Leaves out: how files become sentences (`reading`, `tokenizing`), words ids (`numbering`), and how
a corpus lies in a folder (`corpus_files`).
"""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import CorpusError
from w2v_core.text import corpus_files
from w2v_core.text.documents import DocumentNames
from w2v_core.text.numbering import Ids, Numbered, Starts, content_hash, number, parts
from w2v_core.text.vocabulary import Vocabulary
from w2v_core.text.word_ids import as_lines

SEGMENT_TOKENS = 1 << 16


@dataclasses.dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a corpus, short enough to work on in memory.

    Attributes
    ----------
    index : int
        Number of the segment in its corpus, from 0.
    ids : (n,) array of int32
        Word ids, all below the size of the vocabulary in use.
    sentences : (n,) array of int32
        For each token the number of its sentence in the corpus; never falls.
    raw_tokens : int
        Tokens of the stretch before rare words were dropped.
    """

    index: int
    ids: Ids
    sentences: Ids
    raw_tokens: int


class Corpus:
    """Sentences as ids.

    Parameters
    ----------
    ids : (n,) array of int32
        Every token of the text; id i is the (i+1)-th most frequent type.
    starts : (sentences + 1,) array of int64
        Where each sentence starts in `ids`; the last entry is n.
    all_types : Vocabulary
        Every type of the text, rare ones too.
    documents : (documents + 1,) array of int64, optional
        The sentence with which each document starts; the last entry is the number of sentences.
        Without it all is one document.
    document_names : sequence of str
        One for each document; without them each is called like the corpus.
    document_labels : sequence of str
        What a table says of each document (its author, its year), by which documents are put into
        groups; empty where nothing is said of any.
    min_count : int
        Words with fewer occurrences are passed over.
    name : str
        What a person calls it.
    other_names : tuple of str
        What else the same text was called when it was loaded again, the last one last.
    content_hash : str
        SHA-256 of words, ids, starts, documents and labels, in hexadecimal.
    notes : dict
        How it came to be (files, encodings, characters replaced); kept with it, never read here.

    Attributes
    ----------
    vocabulary : Vocabulary
        The words in use: the prefix of `all_types` that `min_count` keeps.
    """

    def __init__(
        self,
        ids: Ids,
        starts: Starts,
        all_types: Vocabulary,
        *,
        documents: Starts | None = None,
        document_names: Sequence[str] = (),
        document_labels: Sequence[str] = (),
        min_count: int = 1,
        name: str = "",
        other_names: tuple[str, ...] = (),
        content_hash: str = "",
        notes: dict[str, Any] | None = None,
    ) -> None:
        self.ids = ids
        self.starts = starts
        self.all_types = all_types
        self.documents = np.array([0, len(starts) - 1]) if documents is None else documents
        self.document_names = document_names or DocumentNames([name] * (len(self.documents) - 1))
        self.document_labels = document_labels
        self.min_count = min_count
        self.name = name
        self.other_names = other_names
        self.content_hash = content_hash or self._hash()
        self.notes = notes or {}

    @classmethod
    def build(
        cls,
        sentences: Iterable[Sequence[str]],
        *,
        name: str = "",
        folder: Path | None = None,
        notes: dict[str, Any] | None = None,
    ) -> Corpus:
        """Encode tokenized sentences as one document; empty ones are passed over.

        See `build_lines`, which is several times as fast where the text comes in large pieces.

        Raises
        ------
        CorpusError
            If there is no token at all, or one is empty or holds a blank, a line end or a form
            feed.
        """
        return cls.build_lines(as_lines(sentences), name=name, folder=folder, notes=notes)

    @classmethod
    def build_lines(
        cls,
        texts: Iterable[str],
        *,
        name: str = "",
        document_names: Sequence[str] = (),
        document_labels: Sequence[str] = (),
        folder: Path | None = None,
        notes: dict[str, Any] | None = None,
    ) -> Corpus:
        r"""Encode pieces of text with one sentence a line and blanks between the words.

        A line that holds a form feed ("\f") ends a document. With `folder` (which must not exist
        yet) ids and sentence starts go to disk as they come, and memory holds the types; the
        folder appears at the end, complete, or not at all. Without it they stay in memory, 4 bytes
        a token and 8 a sentence. Names, labels and `notes` are read after the last piece, so
        a reader may still be filling them while the pieces come.

        Raises
        ------
        CorpusError
            If there is no token at all.
        """
        known = document_names, document_labels
        if folder is None:
            found = number(texts, io.BytesIO(), io.BytesIO(), name, *known)
            return cls._of(found, name=name, notes=notes)
        with corpus_files.new_folder(folder) as scratch:
            ids, starts = scratch / "ids.bin", scratch / "starts.bin"
            with ids.open("w+b") as ids_file, starts.open("w+b") as starts_file:
                found = number(texts, ids_file, starts_file, name, *known)
            cls._of(found, name=name, notes=notes)._write_sidecars(scratch)
            del found  # Windows renames no folder around a file that is mapped
        return cls.load(folder)

    @classmethod
    def load(cls, folder: Path) -> Corpus:
        """Open a stored corpus; ids and starts stay on disk, memory-mapped.

        Raises
        ------
        CorpusError
            If the folder is no corpus, of another version, or a file has not its recorded size.
        """
        found, said = corpus_files.read(folder)
        return cls._of(found, **said)

    @classmethod
    def _of(cls, found: Numbered, **said: Any) -> Corpus:
        return cls(
            found.ids,
            found.starts,
            found.vocabulary,
            documents=found.documents,
            document_names=found.names,
            document_labels=found.labels,
            content_hash=found.content_hash,
            **said,
        )

    def save(self, folder: Path) -> None:
        """Store all types and tokens in `folder`, which must not exist yet."""
        with corpus_files.new_folder(folder) as scratch:
            self.ids.astype("<i4", copy=False).tofile(scratch / "ids.bin")
            self.starts.astype("<i8", copy=False).tofile(scratch / "starts.bin")
            self._write_sidecars(scratch)

    def _write_sidecars(self, folder: Path) -> None:
        names, labels = map(_as_names, (self.document_names, self.document_labels))
        corpus_files.write_sidecars(self, names, labels, folder)

    def verify(self) -> None:
        """Raise CorpusError unless the content still has the hash it was stored with."""
        if self._hash() != self.content_hash:
            raise CorpusError(
                f"The corpus {self.name!r} has changed on disk since it was encoded; load it again."
            )

    def _hash(self) -> str:
        ids, starts = parts(self.ids, "<i4"), parts(self.starts, "<i8")
        words, labels = self.all_types.words, self.document_labels
        return content_hash(words, ids, starts, self.documents, labels)

    def restrict(self, min_count: int) -> Corpus:
        """The same text, seen through the words that occur at least `min_count` times.

        Nothing is copied. Raises VocabularyError if fewer than two words are left.
        """
        view = Corpus(
            self.ids,
            self.starts,
            self.all_types,
            documents=self.documents,
            document_names=self.document_names,
            document_labels=self.document_labels,
            min_count=min_count,
            name=self.name,
            other_names=self.other_names,
            content_hash=self.content_hash,
            notes=self.notes,
        )
        _ = view.vocabulary  # worked out now: a count that keeps nothing is refused here
        return view

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words in use."""
        return self.all_types.prefix(self.min_count)

    @property
    def n_sentences(self) -> int:
        """Sentences of at least one token."""
        return len(self.starts) - 1

    @property
    def n_documents(self) -> int:
        """Files, members of archives, and rows of tables with at least one token."""
        return len(self.documents) - 1

    @property
    def n_tokens(self) -> int:
        """Tokens in use: occurrences of the words of `vocabulary`."""
        return self.vocabulary.total

    def segment_bounds(self, size: int = SEGMENT_TOKENS) -> NDArray[np.int64]:
        """(segments + 1,) positions that cut the text into stretches of at most `size` tokens.

        Cuts fall between sentences; only a sentence longer than `size` is cut inside.
        """
        bounds = [0]
        while bounds[-1] < len(self.ids):
            target = bounds[-1] + size
            last_start = int(self.starts[np.searchsorted(self.starts, target, side="right") - 1])
            bounds.append(last_start if last_start > bounds[-1] else target)
        return np.array(bounds, dtype=np.int64)

    def segment(self, bounds: NDArray[np.int64], index: int) -> Segment:
        """The stretch number `index` of those that `bounds` cuts, rare words dropped."""
        low, high = int(bounds[index]), int(bounds[index + 1])
        ids = np.asarray(self.ids[low:high])
        first = int(np.searchsorted(self.starts, low, side="right")) - 1
        last = int(np.searchsorted(self.starts, high, side="left"))
        edges = np.clip(self.starts[first : last + 1], low, high)
        sentences = np.repeat(np.arange(first, last, dtype=np.int32), np.diff(edges))
        if len(self.vocabulary) < len(self.all_types):
            kept = ids < len(self.vocabulary)
            ids, sentences = ids[kept], sentences[kept]
        return Segment(index, ids, sentences, high - low)

    def segments(self, size: int = SEGMENT_TOKENS) -> Iterator[Segment]:
        """All stretches in the order of the text."""
        bounds = self.segment_bounds(size)
        for index in range(len(bounds) - 1):
            yield self.segment(bounds, index)

    def sentence(self, index: int) -> list[str]:
        """The tokens of one sentence, rare words included."""
        ids = self.ids[self.starts[index] : self.starts[index + 1]]
        return [self.all_types.words[i] for i in ids]


def _as_names(names: Sequence[str]) -> DocumentNames:
    return names if isinstance(names, DocumentNames) else DocumentNames(names)

"""Corpus: sentences as word ids, in memory or memory-mapped from a folder.

All types are stored, most frequent first, so one stored corpus serves every `min_count`:
`restrict` only says how far down the list to read, and `segments` drops the ids beyond.
Leaves out: how files become sentences (`reading`, `tokenizing`), and words ids (`numbering`).
"""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import CorpusError
from w2v_core.text.numbering import Ids, Starts, number
from w2v_core.text.vocabulary import Vocabulary
from w2v_core.text.word_ids import as_lines

SEGMENT_TOKENS = 1 << 16
_FORMAT = 1


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
    min_count : int
        Words with fewer occurrences are passed over.
    name : str
        What a person calls it.
    content_hash : str
        SHA-256 of words, ids and starts, in hexadecimal.
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
        min_count: int = 1,
        name: str = "",
        content_hash: str = "",
        notes: dict[str, Any] | None = None,
    ) -> None:
        self.ids = ids
        self.starts = starts
        self.all_types = all_types
        self.min_count = min_count
        self.name = name
        self.content_hash = content_hash or _hash(all_types.words, ids, starts)
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
        """Encode tokenized sentences; empty ones are passed over.

        See `build_lines`, which is several times as fast where the text comes in large pieces.

        Raises
        ------
        CorpusError
            If there is no token at all, or one is empty or holds a blank or a line end.
        """
        return cls.build_lines(as_lines(sentences), name=name, folder=folder, notes=notes)

    @classmethod
    def build_lines(
        cls,
        texts: Iterable[str],
        *,
        name: str = "",
        folder: Path | None = None,
        notes: dict[str, Any] | None = None,
    ) -> Corpus:
        """Encode pieces of text with one sentence a line and blanks between the words.

        With `folder` (which must not exist yet) the ids go to disk as they come, and memory holds
        the types and the sentence starts; the folder appears at the end, complete, or not at all.
        Without it the ids stay in memory, 4 bytes a token. `notes` is read after the last piece,
        so a reader may still be filling it while the pieces come.

        Raises
        ------
        CorpusError
            If there is no token at all.
        """
        if folder is None:
            return cls(*number(texts, io.BytesIO(), name), name=name, notes=notes)
        folder.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=".building-", dir=folder.parent))
        try:
            with (scratch / "ids.bin").open("w+b") as file:
                corpus = cls(*number(texts, file, name), name=name, notes=notes)
                corpus._write_sidecars(scratch)
            os.replace(scratch, folder)
        except BaseException:
            shutil.rmtree(scratch, ignore_errors=True)
            raise
        return cls.load(folder)

    @classmethod
    def load(cls, folder: Path) -> Corpus:
        """Open a stored corpus; the ids stay on disk, memory-mapped.

        Raises
        ------
        CorpusError
            If the folder is no corpus, of another version, or a file has not its recorded size.
        """
        try:
            meta = json.loads((folder / "corpus.json").read_text("utf-8"))
            if meta["format"] != _FORMAT:
                raise CorpusError(
                    f"{folder} is a corpus of format {meta['format']}; "
                    f"this version reads {_FORMAT}."
                )
            words = (folder / "words.txt").read_bytes().decode("utf-8").split("\n")
            counts = np.fromfile(folder / "counts.bin", dtype="<i8")
            starts = np.fromfile(folder / "starts.bin", dtype="<i8")
            ids = np.memmap(folder / "ids.bin", dtype="<i4", mode="r")
            sizes = (len(words), len(counts), len(starts) - 1, len(ids))
            if sizes != (meta["types"], meta["types"], meta["sentences"], meta["tokens"]):
                raise CorpusError(f"{folder} is damaged: a file has not its recorded size.")
            return cls(
                ids,
                starts,
                Vocabulary(words, counts),
                name=meta["name"],
                content_hash=meta["hash"],
                notes=meta["notes"],
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CorpusError(f"{folder} holds no readable corpus: {error}.") from error

    def save(self, folder: Path) -> None:
        """Store all types and tokens in `folder`, which must not exist yet."""
        folder.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=".saving-", dir=folder.parent))
        try:
            self.ids.astype("<i4", copy=False).tofile(scratch / "ids.bin")
            self._write_sidecars(scratch)
            os.replace(scratch, folder)
        except BaseException:
            shutil.rmtree(scratch, ignore_errors=True)
            raise

    def _write_sidecars(self, folder: Path) -> None:
        """Everything but the ids."""
        self.starts.astype("<i8", copy=False).tofile(folder / "starts.bin")
        self.all_types.counts.astype("<i8", copy=False).tofile(folder / "counts.bin")
        (folder / "words.txt").write_text("\n".join(self.all_types.words), "utf-8", newline="\n")
        meta = {
            "format": _FORMAT,
            "name": self.name,
            "hash": self.content_hash,
            "types": len(self.all_types),
            "tokens": len(self.ids),
            "sentences": len(self.starts) - 1,
            "notes": self.notes,
        }
        (folder / "corpus.json").write_text(json.dumps(meta, ensure_ascii=False, indent=1), "utf-8")

    def verify(self) -> None:
        """Raise CorpusError unless the content still has the hash it was stored with."""
        if _hash(self.all_types.words, self.ids, self.starts) != self.content_hash:
            raise CorpusError(
                f"The corpus {self.name!r} has changed on disk since it was encoded; load it again."
            )

    def restrict(self, min_count: int) -> Corpus:
        """The same text, seen through the words that occur at least `min_count` times.

        Nothing is copied. Raises VocabularyError if fewer than two words are left.
        """
        view = Corpus(
            self.ids,
            self.starts,
            self.all_types,
            min_count=min_count,
            name=self.name,
            content_hash=self.content_hash,
            notes=self.notes,
        )
        view.__dict__["vocabulary"] = self.all_types.prefix(min_count)
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


def _hash(words: Sequence[str], ids: Ids, starts: Starts) -> str:
    digest = hashlib.sha256("\n".join(words).encode("utf-8"))
    for stretch in range(0, len(ids), 1 << 20):
        digest.update(np.ascontiguousarray(ids[stretch : stretch + (1 << 20)], dtype="<i4").data)
    digest.update(np.ascontiguousarray(starts, dtype="<i8").data)
    return digest.hexdigest()

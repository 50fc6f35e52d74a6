"""Word ids: text with one sentence a line to numbers, in order of first appearance.

Most words of a text have been seen just before. So instead of making a string of each and asking
a dictionary, whole pieces of text are looked up at once in a cache of words of at most 16 bytes,
kept as two integers each; only what is not found there is asked for one by one.
Leaves out: counting and renumbering by frequency (`corpus`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import CorpusError
from w2v_core.text.documents import MARK

Ids = NDArray[np.int32]
Lengths = NDArray[np.int64]
Keys = NDArray[np.uint64]

MAX_WORDS = 10_000_000
_STRETCH = 1 << 14
_SLOT_BITS = 19
_KEPT_BYTES = np.array([(1 << 8 * n) - 1 for n in range(9)], dtype=np.uint64)  # little-endian
_MIX_LOW, _MIX_HIGH = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)


class WordIds:
    r"""Grows as text comes.

    Examples
    --------
    >>> word_ids = WordIds()
    >>> ids, lengths, marked = word_ids.encode("the cat\n\f\nsat the\n")
    >>> ids.tolist(), lengths.tolist(), marked.tolist(), word_ids.words
    ([0, 1, 2, 0], [2, 0, 2, 0], [1], ['the', 'cat', 'sat'])
    """

    def __init__(self) -> None:
        self._index: dict[bytes, int] = {}  # in UTF-8
        # Both halves of a word, its id, and nothing: a row is half a line of the processor's cache.
        self._cache = np.zeros((1 << _SLOT_BITS, 4), dtype=np.uint64)
        self._cache[:, 0] = ord(" ")  # is no word

    @property
    def words(self) -> list[str]:
        """All words so far; word i is the (i+1)-th that appeared."""
        return [word.decode("utf-8") for word in self._index]

    def encode(self, text: str) -> tuple[Ids, Lengths, Lengths]:
        """Ids of the words between blanks, how many there are on each line, and which are marked.

        Parameters
        ----------
        text : str
            Lines end with a line feed; words are parted by any number of blanks (U+0020) or form
            feeds (U+000C). Every other character is part of a word.

        Returns
        -------
        ids : (n,) array of int32
        lengths : (lines,) array of int64
            Sums up to n; what follows the last line feed is a line too.
        marked : (m,) array of int64
            The line of each form feed.

        Raises
        ------
        CorpusError
            If there are more than 10,000,000 different words.
        """
        # A blank before, and enough after for the last word to be loaded 16 bytes wide.
        data = b" " + text.encode("utf-8") + b" " * 16
        codes = np.frombuffer(data, dtype=np.uint8)
        line_end = codes == ord("\n")
        blank = line_end | (codes == ord(" "))
        marks = np.zeros(0, dtype=np.int64)
        if MARK in text:
            is_mark = codes == ord(MARK)
            blank |= is_mark
            marks = np.flatnonzero(is_mark)
        edges = np.flatnonzero(blank[1:] != blank[:-1]) + 1
        starts, ends = edges[::2], edges[1::2]
        ids = np.empty(len(starts), dtype=np.int32)
        for i in range(0, len(starts), _STRETCH):  # a few at a time: new words are cached soon
            part = slice(i, i + _STRETCH)
            ids[part] = self._look_up(data, starts[part], ends[part])
        line_ends = np.flatnonzero(line_end)
        bounds = np.searchsorted(starts, line_ends)
        lengths = np.diff(bounds, prepend=0, append=len(starts))
        return ids, lengths, np.searchsorted(line_ends, marks)

    def _look_up(self, data: bytes, starts: Lengths, ends: Lengths) -> Ids:
        lengths = ends - starts
        low, high = _keys(data, starts, lengths)
        hashes = ((low * _MIX_LOW) ^ (high * _MIX_HIGH)) >> np.uint64(64 - _SLOT_BITS)
        slots = hashes.view(np.int64)
        rows = self._cache.take(slots, axis=0)
        found = (rows[:, 0] == low) & (rows[:, 1] == high) & (lengths <= 16)
        ids: Ids = rows[:, 2].astype(np.int32)
        missing = np.flatnonzero(~found)
        if len(missing):
            ids[missing] = self._ask(data, starts[missing].tolist(), ends[missing].tolist())
            short = missing[lengths[missing] <= 16]
            # Row by row, whole: of two words for one slot the later one wins all of it.
            new = np.stack([low[short], high[short], ids[short].astype(np.uint64)], axis=1)
            self._cache[slots[short], :3] = new
        return ids

    def _ask(self, data: bytes, starts: list[int], ends: list[int]) -> list[int]:
        index = self._index
        ids = [
            index.setdefault(data[start:end], len(index))
            for start, end in zip(starts, ends, strict=True)
        ]
        if len(index) > MAX_WORDS:
            raise CorpusError(
                f"The text holds more than {MAX_WORDS:,} different words. If it is text at all, "
                "train on a part of it."
            )
        return ids


def _keys(data: bytes, starts: Lengths, lengths: Lengths) -> tuple[Keys, Keys]:
    """The first 8 bytes of each word and the next 8, with zeros where it ends."""
    loads: Keys = np.ndarray((len(data) - 7,), dtype="<u8", buffer=data, strides=(1,))
    low: Keys = loads[starts] & _KEPT_BYTES.take(lengths, mode="clip")
    high = np.zeros_like(low)
    long = np.flatnonzero(lengths > 8)  # one word of five
    high[long] = loads[starts[long] + 8] & _KEPT_BYTES.take(lengths[long] - 8, mode="clip")
    return low, high


def as_lines(sentences: Iterable[Sequence[str]]) -> Iterator[str]:
    """Sentences as text for `WordIds`, some ten thousand words at a time.

    Raises
    ------
    CorpusError
        If a word is empty or holds a blank, a line end or a form feed: it would not come out as it
        went in.
    """
    batch: list[Sequence[str]] = []
    size = 0
    for sentence in sentences:
        if sentence:
            batch.append(sentence)
            size += len(sentence)
        if size >= _STRETCH:
            yield _join(batch, size)
            batch, size = [], 0
    yield _join(batch, size)


def _join(batch: list[Sequence[str]], size: int) -> str:
    text = "\n".join(map(" ".join, batch))
    gaps = (text.count("\n"), text.count(" "))
    whole = gaps == (len(batch) - 1, size - len(batch)) and MARK not in text
    if batch and (not whole or "  " in f" {text} ".replace("\n", " ")):
        parting = {" ", "\n", MARK}
        bad = next(word for line in batch for word in line if not word or parting & set(word))
        raise CorpusError(
            f"The word {bad!r} is empty or holds a blank or a line end; join its parts with _."
        )
    return text

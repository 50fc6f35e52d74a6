"""Concordance: every place where a word or a phrase stands, with what stands around it.

    Concordance(corpus).find("new york", order="right").page(0, 50)

A search scans the ids (5 million in a few milliseconds); sorting compares ranks in the alphabet,
packed into integers, and only the lines of a page are turned into words.
Leaves out: which words stand near it more often than by chance (`collocations`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import SettingError
from w2v_core.text.corpus import Corpus

Order = Literal["text", "left", "right"]
Positions = NDArray[np.int64]

SORTED_WORDS = 3  # how many words of context decide the order; ties stay as in the text
MOST_CONTEXT = 100
_AT_ONCE = 1 << 20  # tokens of one scan


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One hit.

    Attributes
    ----------
    left, hit, right : str
        Words with blanks between them, in the order of the text.
    document : int
        From 0.
    document_name : str
    sentence : int
        From 0, in the whole corpus.
    position : int
        Of the hit's first word, in tokens from the start of its document, from 0.
    """

    left: str
    hit: str
    right: str
    document: int
    document_name: str
    sentence: int
    position: int


class Concordance:
    """Searches one corpus; keep it as long as the corpus, since it learns the alphabet once.

    Parameters
    ----------
    corpus : Corpus
        Searched whole, rare words too.

    Examples
    --------
    >>> corpus = Corpus.build([["the", "cat", "sat"], ["a", "cat", "ran"]])
    >>> [(line.left, line.right) for line in Concordance(corpus).find("cat", order="left").page()]
    [('a', 'ran'), ('the', 'sat')]
    """

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus

    def find(
        self,
        query: str | Sequence[str],
        *,
        order: Order = "text",
        context: int = 10,
        across_sentences: bool = False,
    ) -> Hits:
        """All hits of a word, or of several words in a row within a sentence.

        Parameters
        ----------
        query : str or sequence of str
            Words, in one string with blanks between them. A word that does not occur as it is
            written is looked for in lower case.
        order : {"text", "left", "right"}
            As in the text; or by the alphabet of the nearest three words before or after the hit,
            nearest first, with the end of the context before any word.
        context : int
            Words on either side, 0 to 100.
        across_sentences : bool
            Whether a context goes on over the ends of its sentence, up to those of its document.

        Raises
        ------
        SettingError
            If there is no word in the query, or an option is out of range.
        """
        words = tuple(query.split() if isinstance(query, str) else query)
        if not words:
            raise SettingError("The query is empty: type a word, or several with blanks between.")
        if not 0 <= context <= MOST_CONTEXT:
            raise SettingError(f"context must be between 0 and {MOST_CONTEXT}; got {context}.")
        if order not in ("text", "left", "right"):
            raise SettingError(f"order must be one of text, left, right; got {order!r}.")
        ids = [self._id(word) for word in words]
        missing = tuple(word for word, i in zip(words, ids, strict=True) if i is None)
        known = [i for i in ids if i is not None]
        found = np.empty(0, dtype=np.int64) if missing else self._positions(known)
        starts = self.corpus.starts
        bounds = starts[self.corpus.documents] if across_sentences else starts
        hits = Hits(self.corpus, found, len(words), bounds, context, missing)
        return hits if order == "text" else self._sorted(hits, order)

    @cached_property
    def _alphabet(self) -> NDArray[np.int64]:
        """(types,) rank of each word in the alphabet, from 1, upper and lower case alike."""
        words = self.corpus.all_types.words
        folded = [word.casefold() for word in words]
        order = sorted(range(len(words)), key=folded.__getitem__)
        ranks = np.empty(len(words), dtype=np.int64)
        ranks[order] = np.arange(1, len(words) + 1)
        return ranks

    def _id(self, word: str) -> int | None:
        index = self.corpus.all_types.index
        return index.get(word, index.get(word.lower()))

    def _positions(self, phrase: list[int]) -> Positions:
        """Where each hit's first word stands. The rarest word is looked for, the others checked."""
        ids, starts = self.corpus.ids, self.corpus.starts
        rarest = int(np.argmax(phrase))
        scans = [
            np.flatnonzero(ids[low : low + _AT_ONCE] == phrase[rarest]) + low
            for low in range(0, len(ids), _AT_ONCE)
        ]
        found: Positions = np.concatenate(scans) - rarest
        found = found[(found >= 0) & (found + len(phrase) <= len(ids))]
        for offset, word in enumerate(phrase):
            if offset != rarest:
                found = found[ids[found + offset] == word]
        ends = starts[np.searchsorted(starts, found, side="right")]
        return found[found + len(phrase) <= ends]

    def _sorted(self, hits: Hits, order: Order) -> Hits:
        """The hits by the alphabet of what stands before or after them."""
        found, ids = hits.positions, self.corpus.ids
        after = np.searchsorted(hits.bounds, found, side="right")
        bits = len(self._alphabet).bit_length()
        fitting = 63 // bits  # words that one integer holds
        keys: list[NDArray[np.int64]] = []
        for distance in range(min(SORTED_WORDS, hits.context)):
            if order == "right":
                places = found + hits.length + distance
                inside = places < hits.bounds[after]
            else:
                places = found - 1 - distance
                inside = places >= hits.bounds[after - 1]
            ranks = np.where(inside, self._alphabet[ids[places * inside]], 0)
            if distance % fitting:
                keys[-1] = keys[-1] << bits | ranks
            else:
                keys.append(ranks)
        if not keys:
            return hits
        return dataclasses.replace(hits, positions=found[np.lexsort(keys[::-1])])


@dataclasses.dataclass(frozen=True)
class Hits:
    """Where a query stands, in the order that was asked for.

    Attributes
    ----------
    corpus : Corpus
    positions : (n,) array of int64
        Token of the corpus where each hit begins.
    length : int
        Words of the query.
    bounds : array of int64
        Positions that no context passes.
    context : int
        Words shown on either side.
    missing : tuple of str
        Words of the query that the corpus does not have; then there is no hit.
    """

    corpus: Corpus
    positions: Positions
    length: int
    bounds: Positions
    context: int
    missing: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.positions)

    def page(self, start: int = 0, size: int = 50) -> list[Line]:
        """The lines from number `start` on, at most `size`; empty behind the last."""
        return [self._line(int(position)) for position in self.positions[start : start + size]]

    def _line(self, position: int) -> Line:
        corpus, end = self.corpus, position + self.length
        unit = int(np.searchsorted(self.bounds, position, side="right"))
        low = max(position - self.context, int(self.bounds[unit - 1]))
        high = min(end + self.context, int(self.bounds[unit]))
        sentence = int(np.searchsorted(corpus.starts, position, side="right")) - 1
        document = int(np.searchsorted(corpus.documents, sentence, side="right")) - 1
        return Line(
            left=self._words(low, position),
            hit=self._words(position, end),
            right=self._words(end, high),
            document=document,
            document_name=corpus.document_names[document],
            sentence=sentence,
            position=position - int(corpus.starts[corpus.documents[document]]),
        )

    def _words(self, low: int, high: int) -> str:
        words = self.corpus.all_types.words
        return " ".join(words[i] for i in self.corpus.ids[low:high])

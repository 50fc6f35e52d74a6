"""Nearest spellings, words by their beginning, and why a word is not there.

Leaves out: what words mean; that is `word_vectors`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from w2v_core.text.vocabulary import Vocabulary

# No real word is longer; a pasted paragraph is not worth comparing with every word.
_LONGEST = 100
_AT_ONCE = 1 << 17  # words whose letters are looked at in one go
# To sort millions takes longer than to look through them for all that a person types.
_MOST_SORTED = 500_000


class SpellingIndex:
    """Words arranged for looking up by spelling.

    Parameters
    ----------
    words : sequence of str
        Most frequent first: the order breaks ties.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words

    @cached_property
    def _alphabet(self) -> tuple[list[str], NDArray[np.int64]]:
        """The words in order of code points, and their ids."""
        order = sorted(range(len(self._words)), key=self._words.__getitem__)
        return [self._words[i] for i in order], np.array(order, dtype=np.int64)

    @cached_property
    def _by_length(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint64]]:
        """Ids of the words, short ones first, then by frequency; their lengths and letters."""
        lengths = np.fromiter(map(len, self._words), dtype=np.int64, count=len(self._words))
        order = np.argsort(lengths, kind="stable")
        return order, lengths[order], _letters(self._words)[order]

    def starting_with(self, text: str, k: int) -> list[str]:
        """The k most frequent words that begin with `text`; for an empty one, of all words."""
        if len(self._words) > _MOST_SORTED:
            return list(islice((word for word in self._words if word.startswith(text)), k))
        words, ids = self._alphabet
        low = bisect_left(words, text)
        # Ends at the first word whose beginning is greater, which a bisection finds by itself.
        high = bisect_left(words, True, low, key=lambda w: w[: len(text)] > text)
        found = ids[low:high]
        if len(found) > k:
            found = np.partition(found, k)[:k]
        return [self._words[i] for i in np.sort(found)]

    def nearest(self, text: str, k: int) -> list[str]:
        """The k words with the fewest typing errors, at most one error in three characters.

        An error is a letter too many, too few, wrong, or two neighbors swapped (optimal string
        alignment), at most three in all. Equal distances stand in the order of frequency. None
        without the package rapidfuzz.
        """
        if not 1 < len(text) <= _LONGEST:
            return []
        most = min(3, max(1, len(text) // 3))
        ids = self._candidates(text, most)
        if not len(ids):
            return []
        try:  # here, since few who use vectors mistype
            from rapidfuzz import process
            from rapidfuzz.distance import OSA
        except ModuleNotFoundError:
            return []
        words = [self._words[i] for i in ids.tolist()]
        found = process.cdist([text], words, scorer=OSA.distance, score_cutoff=most)[0]
        near = np.flatnonzero(found <= most)
        ranked = sorted(zip(found[near].tolist(), ids[near].tolist(), strict=True))
        return [self._words[i] for _, i in ranked[:k]]

    def _candidates(self, text: str, most: int) -> NDArray[np.int64]:
        """Ids of the words that `most` errors can reach by their length and their letters.

        One error changes the set of letters by two at most: one letter gone, another come.
        """
        ids, lengths, letters = self._by_length
        ends = np.searchsorted(lengths, [len(text) - most, len(text) + most + 1])
        near = slice(*ends.tolist())
        differ = np.bitwise_count(letters[near] ^ _letters([text])[0])
        found: NDArray[np.int64] = ids[near][differ <= 2 * most]
        return found


def _letters(words: Sequence[str]) -> NDArray[np.uint64]:
    """(n,) the set of letters of each word, as 64 bits: letters may share a bit."""
    found = np.zeros(len(words), dtype=np.uint64)
    for low in range(0, len(words), _AT_ONCE):
        part = words[low : low + _AT_ONCE]
        codes = np.frombuffer("".join(part).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        bits = np.uint64(1) << (codes & 63).astype(np.uint64)
        lengths = np.fromiter(map(len, part), dtype=np.int64, count=len(part))
        starts = np.cumsum(lengths) - lengths
        # reduceat would give an empty word the bits of what comes after it.
        full = np.flatnonzero(lengths)
        if len(full):
            found[low + full] = np.bitwise_or.reduceat(bits, starts[full])
    return found


def reason_unknown(
    word: str, vocabulary: Vocabulary, all_types: Vocabulary | None, min_count: int
) -> str:
    """One sentence or two that say why `word` is not in `vocabulary`.

    `all_types` are the types of the corpus, if they are known: they tell a word that is too
    rare from one that never occurs.
    """
    shown = f"'{word}'" if len(word) <= _LONGEST else f"'{word[:_LONGEST]}…'"
    count = 0
    if all_types is not None and word in all_types:
        count = int(all_types.counts[all_types.index[word]])
    times = "once" if count == 1 else f"{count:,} times"
    if 0 < count < min_count:
        reason = f"{shown} occurs {times}, below min_count {min_count}."
    elif count:
        reason = f"{shown} occurs {times} but has no vector here."
    elif all_types is None and min_count > 1:
        reason = f"{shown} is not among the words that occur at least {min_count} times."
    else:
        reason = f"{shown} is not in the {'vocabulary' if all_types is None else 'corpus'}."
    parts = word.split("-")
    if len(parts) > 1 and all(part in vocabulary for part in parts):
        reason += f" If a minus is meant, put spaces around it: {' - '.join(parts)}."
    return reason

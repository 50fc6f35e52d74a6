"""Nearest spellings, words by their beginning, and why a word is not there.

Leaves out: what words mean; that is `word_vectors`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from w2v_core.text.vocabulary import Vocabulary

# No real word is longer; a pasted paragraph is not worth comparing with every word.
_LONGEST = 100


class SpellingIndex:
    """Words arranged for looking up by spelling.

    Parameters
    ----------
    words : sequence of str
        Most frequent first: the order breaks ties.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        order = sorted(range(len(words)), key=words.__getitem__)
        self._sorted = [words[i] for i in order]
        self._ids = np.array(order, dtype=np.int64)
        self._by_length: dict[int, list[int]] = {}
        for i, word in enumerate(words):
            self._by_length.setdefault(len(word), []).append(i)

    def starting_with(self, text: str, k: int) -> list[str]:
        """The k most frequent words that begin with `text`; for an empty one, of all words."""
        low = bisect_left(self._sorted, text)
        # Ends at the first word whose beginning is greater, which a bisection finds by itself.
        high = bisect_left(self._sorted, True, low, key=lambda w: w[: len(text)] > text)
        return [self._words[i] for i in np.sort(self._ids[low:high])[:k]]

    def nearest(self, text: str, k: int) -> list[str]:
        """The k words with the fewest typing errors, at most one error in three characters.

        An error is a letter too many, too few, wrong, or two neighbors swapped (optimal string
        alignment), at most three in all. Equal distances stand in the order of frequency.
        """
        if not 1 < len(text) <= _LONGEST:
            return []
        most = min(3, max(1, len(text) // 3))
        lengths = range(len(text) - most, len(text) + most + 1)
        ids = [i for length in lengths for i in self._by_length.get(length, ())]
        found = process.cdist(
            [text], [self._words[i] for i in ids], scorer=OSA.distance, score_cutoff=most
        )[0]
        near = np.flatnonzero(found <= most)
        ranked = sorted((int(found[j]), ids[j]) for j in near)
        return [self._words[i] for _, i in ranked[:k]]


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
        reason = f"{shown} is not in the corpus."
    parts = word.split("-")
    if len(parts) > 1 and all(part in vocabulary for part in parts):
        reason += f" If a minus is meant, put spaces around it: {' - '.join(parts)}."
    return reason

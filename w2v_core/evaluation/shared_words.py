"""Which words two tables of vectors both have, and what is left out where they are compared.

Leaves out: the comparison (`change`).
"""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import SettingError, VocabularyError
from w2v_core.vectors.word_vectors import WordVectors

FEWEST = 3  # words; of two, each is the other's only neighbor in any vectors
MOST_COMPARED = 20_000

Rows = NDArray[np.int64]


@dataclasses.dataclass(frozen=True, slots=True)
class SharedWords:
    """The words that are compared, and how many are not.

    Attributes
    ----------
    words : tuple of str
        The n words, most frequent first: by the lower of their two ranks.
    rows : (2, n) array of int
        Where they stand in either table.
    counts : (2, n) array of int
        How often they occur in either text.
    shared : int
        Words that stand in both tables, compared or not.
    only : pair of int arrays
        Rows of the words that stand in one table alone, most frequent first.
    rare, broken, beyond : int
        Shared words that are left out: under the minimum count in one of the texts; with a
        vector of nothing but zeros, or with one that is not finite; after the most frequent ones.
    """

    words: tuple[str, ...]
    rows: Rows
    counts: Rows
    shared: int
    only: tuple[Rows, Rows]
    rare: int
    broken: int
    beyond: int


def share_words(
    a: WordVectors, b: WordVectors, *, min_count: int = 1, most: int = MOST_COMPARED
) -> SharedWords:
    """Find the words that can be compared.

    Words whose counts nobody knows (`counts_known`) are left out by no minimum.

    Raises
    ------
    SettingError
        If `most` is under 3.
    VocabularyError
        If under 3 words can be compared; says why.
    """
    if most < FEWEST:
        raise SettingError(f"At least {FEWEST} words are compared; got {most:,}.")
    index = b.vocabulary.index
    places = np.array([index.get(word, -1) for word in a.words], dtype=np.int64)
    mine = np.flatnonzero(places >= 0)
    rows = np.stack([mine, places[mine]])
    in_b = np.zeros(len(b), dtype=bool)
    in_b[rows[1]] = True
    only = (np.flatnonzero(places < 0), np.flatnonzero(~in_b))
    counts = np.stack([each.vocabulary.counts[at] for each, at in zip((a, b), rows, strict=True)])
    known = np.array([[counts_known(each)] for each in (a, b)])
    often = ((counts >= min_count) | ~known).all(axis=0)
    sound = _sound(a, rows[0]) & _sound(b, rows[1])
    kept = np.flatnonzero(often & sound)
    order = np.argsort(rows[:, kept].max(axis=0), kind="stable")[:most]
    found = SharedWords(
        tuple(a.words[i] for i in rows[0, kept[order]].tolist()),
        rows[:, kept[order]],
        counts[:, kept[order]],
        len(mine),
        only,
        int(np.count_nonzero(~often)),
        int(np.count_nonzero(often & ~sound)),
        len(kept) - len(order),
    )
    if len(found.words) < FEWEST:
        raise VocabularyError(_too_few(found, min_count, counts))
    return found


def counts_known(vectors: WordVectors) -> bool:
    """Whether the counts are counts; files without any get V, V - 1, …, 1 in their place."""
    return not np.array_equal(vectors.vocabulary.counts, np.arange(len(vectors), 0, -1))


def _sound(vectors: WordVectors, rows: Rows) -> NDArray[np.bool_]:
    norms = vectors.norms[rows]
    sound: NDArray[np.bool_] = np.isfinite(norms) & (norms > 0)
    return sound


def _too_few(found: SharedWords, min_count: int, counts: Rows) -> str:
    """Why nothing can be compared, and the cure."""
    if found.shared < FEWEST:
        have = ("no word", "one word", "two words")[found.shared]
        return (
            f"The two have {have} in common; at least {FEWEST} are needed. Are these texts of one "
            "language, cut into words alike?"
        )
    left = f"Of {found.shared:,} words in common {len(found.words)} can be compared; at least "
    left += f"{FEWEST} are needed."
    if found.rare:
        third = int(np.sort(counts.min(axis=0))[-FEWEST])
        return f"{left} A minimum count of {third:,} or less keeps so many, not {min_count:,}."
    return f"{left} {found.broken:,} have a vector that is zero or not finite in one of the two."

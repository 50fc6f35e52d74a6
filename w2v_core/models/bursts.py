"""Bursts: words that suddenly stand everywhere, and hardly anywhere else.

A list, a table, a file pasted into a message, a key held down. Training holds such words back
(`plan`), so that they do not drown what else there is; but what it learns of them says more of the
accident than of the word. Leaves out: what to do about it (`advice`).
"""

from __future__ import annotations

import dataclasses

import numpy as np

from w2v_core.models.windows import crowding
from w2v_core.text.corpus import Corpus

# Tokens in which words are counted: as many as a large chunk has.
STRETCH = 512
# A burst fills so much of a stretch, is so many times as dense in the stretches it fills as in the
# others, and they are no more than half of the text, but have half of the word's places.
_FILLED, _TIMES = 1 / 8, 8.0

MOST_NAMED = 3  # words in a message
_LONGEST_NAME = 30  # characters of them


@dataclasses.dataclass(frozen=True, slots=True)
class Burst:
    """A word that has bursts.

    Attributes
    ----------
    word : str
    most : int
        Its places in the fullest stretch of 512 tokens.
    sentence : int
        The sentence, counted from 1, with which its first burst begins.
    tokens : int
        Its places in all stretches that it fills.
    count : int
        Its places in the text.
    """

    word: str
    most: int
    sentence: int
    tokens: int
    count: int


def find_bursts(corpus: Corpus) -> list[Burst]:
    """Words of which half of the places fill an eighth of some stretches and not of the others.

    The whole text is looked at, 100 million tokens in about 2 s; memory is one segment. The word
    with the most tokens in bursts comes first.
    """
    counts = corpus.all_types.counts
    tokens, filled, most, where = np.zeros((4, len(counts)), dtype=np.int64)
    stretches = 0
    bounds = corpus.segment_bounds()
    for low, high in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        ids = np.full(-(-(high - low) // STRETCH) * STRETCH, -1, dtype=np.int32)
        ids[: high - low] = corpus.ids[low:high]
        stretches += len(ids) // STRETCH
        crowd = crowding(ids.reshape(-1, STRETCH)).ravel()
        full = np.flatnonzero((crowd >= _FILLED * STRETCH) & (ids >= 0))
        found, first = np.unique(ids[full], return_index=True)
        np.maximum.at(most, ids[full], crowd[full])
        where[found] = np.where(filled[found], where[found], low + full[first])
        np.add.at(tokens, ids[full], 1)
        here = np.unique(np.stack([ids[full], full // STRETCH]), axis=1)[0]
        np.add.at(filled, here, 1)
    others = stretches - filled
    dense = tokens * others >= _TIMES * (counts - tokens) * filled  # tokens a stretch, both
    mostly = (filled > 0) & (filled <= others) & (2 * tokens >= counts)
    bursts = np.flatnonzero(dense & mostly)
    sentences = np.searchsorted(corpus.starts, where, side="right")
    words = corpus.all_types.words
    return [
        Burst(words[i], int(most[i]), int(sentences[i]), int(tokens[i]), int(counts[i]))
        for i in bursts[np.argsort(-tokens[bursts], kind="stable")]
    ]


def quoted(word: str) -> str:
    """A word as messages name it."""
    return f"“{word[:_LONGEST_NAME]}”"

"""Contexts: the words around the occurrences of a word, and the mean of their vectors.

A window is that of training: `window` words to either side among those that have a vector, never
beyond the sentence. All words in it weigh the same, and frequent ones are not thinned out, so
that the same text always has the same contexts.
Leaves out: what is learned from them (`alacarte`).
"""

from __future__ import annotations

import numpy as np
import scipy.sparse
from numpy.typing import NDArray

from w2v_core.text.corpus import Segment
from w2v_core.vectors.word_vectors import WordVectors

NONE = -1  # stands where a window has no word

Ids = NDArray[np.int32]
Positions = NDArray[np.int64]
Rows = NDArray[np.float32]


def windows(segment: Segment, centers: Positions, window: int) -> Ids:
    """(n, 2·window) words around each center, in the order of the text; -1 where there is none.

    Parameters
    ----------
    segment : Segment
    centers : (n,) array of int64
        Places in the segment's ids.
    window : int

    Examples
    --------
    >>> segment = Segment(0, np.int32([4, 5, 6, 7]), np.int32([0, 0, 0, 1]), 4)
    >>> windows(segment, np.array([1, 3]), 2).tolist()
    [[-1, 4, 6, -1], [-1, -1, -1, -1]]
    """
    steps = np.concatenate([np.arange(-window, 0), np.arange(1, window + 1)])
    places = centers[:, None] + steps
    inside = (places >= 0) & (places < len(segment.ids))
    places *= inside
    inside &= segment.sentences[places] == segment.sentences[centers][:, None]
    around: Ids = np.where(inside, segment.ids[places], np.int32(NONE))
    return around


def shares(around: Ids, n_words: int) -> scipy.sparse.csr_array:
    """(n, n_words) each row the share of each place in its window: 1 / words in it, or nothing."""
    known = around != NONE
    sizes = known.sum(axis=1)
    ends = np.concatenate(([0], np.cumsum(sizes)))
    weights = np.repeat(1.0 / np.maximum(sizes, 1), sizes).astype(np.float32)
    return scipy.sparse.csr_array((weights, around[known], ends), shape=(len(around), n_words))


def context_means(around: Ids, vectors: WordVectors) -> Rows:
    """(n, d) mean of the unit vectors of the words in each window; zero of an empty one.

    Takes n·(2·window + d) numbers, and d for each different word.
    """
    words, inverse = np.unique(around, return_inverse=True)
    places: Ids = inverse.astype(np.int32).reshape(around.shape)
    if len(words) and words[0] == NONE:
        words, places = words[1:], places - 1  # NONE is -1 again
    means: Rows = shares(places, len(words)) @ vectors.unit_rows(words)
    return means

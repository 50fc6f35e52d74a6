"""Windows: which tokens are contexts of which centers, for whole stretches of text at once.

A stretch of surviving tokens is cut into *chunks* of T centers, and a chunk into *blocks* of B
centers. A block meets its contexts in B + 2w columns: its own tokens and w on either side.
Which columns a center counts depends only on its place in the block and its reach to either
side, so all possible rows of weights are made once and looked up.
Leaves out: what is computed from a window (`sgns`, `cbow`).
"""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from w2v_core.text.corpus import Segment

Ids = NDArray[np.int32]
Reach = NDArray[np.int8]
Floats = NDArray[np.float32]

# Centers of a block (B): matrices this small still run at full speed, wider ones waste more.
BLOCK = 16
# Stands where a chunk has no token.
_PADDING = -1


@dataclasses.dataclass(frozen=True, slots=True)
class Stretch:
    """A segment after subsampling, with the reach of every window, padded to whole chunks.

    Attributes
    ----------
    ids : (n_chunks·T + 2w,) array of int32
        Word ids; the first w entries, and all behind the last token, are padding.
    left, right : (n_chunks·T,) array of int8
        How many tokens to its left and right are contexts of each center; 0 for padding.
    tokens : int
        Tokens that survived subsampling.
    crowd : like `ids`
        How often the word of each token stands among the tokens of the same step; 1 for padding.
    """

    ids: Ids
    left: Reach
    right: Reach
    tokens: int
    crowd: Ids

    @property
    def window(self) -> int:
        """The largest reach there may be (w)."""
        return (len(self.ids) - len(self.left)) // 2

    @property
    def centers(self) -> Ids:
        """(n_chunks·T,) ids without the margins."""
        return self.ids[self.window : self.window + len(self.left)]

    def blocks(self) -> Ids:
        """(n_chunks·T/B, B + 2w) ids of the columns of each block; a view."""
        view: Ids = sliding_window_view(self.ids, BLOCK + 2 * self.window)[::BLOCK]
        return view

    def crowd_of_centers(self) -> Ids:
        """Like `centers`: how often the word of each stands in its step; a view."""
        return self.crowd[self.window : self.window + len(self.left)]

    def crowd_of_blocks(self) -> Ids:
        """Like `blocks`; a view."""
        view: Ids = sliding_window_view(self.crowd, BLOCK + 2 * self.window)[::BLOCK]
        return view

    def part(self, low: int, high: int) -> Stretch:
        """The centers from `low` to before `high`, with their margins; views."""
        framed = slice(low, high + 2 * self.window)
        tokens = min(max(self.tokens - low, 0), high - low)
        left, right = self.left[low:high], self.right[low:high]
        return Stretch(self.ids[framed], left, right, tokens, self.crowd[framed])

    def recounted(self, together: int) -> Stretch:
        """The same with `crowd` counted among so many tokens."""
        crowd = self.crowd.copy()
        crowd[self.window :][: len(self.left)] = _crowd(self.centers, self.tokens, together)
        return dataclasses.replace(self, crowd=crowd)

    def rows(self) -> NDArray[np.intp]:
        """(n_chunks·T,) which row of `window_rows` holds for each center."""
        side = self.window + 1
        place = np.arange(len(self.left)) % BLOCK
        return (place * side + self.left) * side + self.right


def prepare(
    segment: Segment,
    keep: Floats | None,
    *,
    window: int,
    dynamic: bool,
    chunk: int,
    together: int,
    rng: np.random.Generator,
) -> Stretch:
    """Subsample a segment and draw its windows.

    Dropped tokens are gone before windows are laid, so a window reaches over them (word2vec.c
    does the same). A dynamic window draws its reach from U{1..window} for each center, which
    weighs a context at distance d by (window + 1 - d) / window on average.

    Parameters
    ----------
    keep : (V,) array of float32, or None
        Chance of each word to survive; None keeps all.
    chunk : int
        Centers of a chunk; the stretch is padded to a multiple of it, and has one at least.
    together : int
        Tokens among which words are counted for `Stretch.crowd`.
    """
    ids, sentences = segment.ids, segment.sentences
    if keep is not None:
        kept = rng.random(len(ids), dtype=np.float32) < keep[ids]
        ids, sentences = ids[kept], sentences[kept]
    n = len(ids)
    padded = max(-(-n // chunk), 1) * chunk
    left = np.zeros(padded, dtype=np.int8)
    right = np.zeros(padded, dtype=np.int8)
    reach = (
        rng.integers(1, window + 1, size=n, dtype=np.int8)
        if dynamic
        else np.full(n, window, dtype=np.int8)
    )
    before, after = _room_in_sentence(sentences)
    left[:n] = np.minimum(reach, before)
    right[:n] = np.minimum(reach, after)
    framed = np.zeros(padded + 2 * window, dtype=np.int32)
    framed[window : window + n] = ids
    crowd = np.ones_like(framed)
    crowd[window : window + padded] = _crowd(framed[window : window + padded], n, together)
    return Stretch(framed, left, right, n, crowd)


def _crowd(centers: Ids, tokens: int, together: int) -> Ids:
    """`crowding` of centers of which the last may be padding."""
    rows = -(-len(centers) // together)
    words = np.full(rows * together, _PADDING, dtype=np.int32)
    words[:tokens] = centers[:tokens]
    crowd = crowding(words.reshape(rows, together)).ravel()[: len(centers)]
    crowd[tokens:] = 1
    return crowd


def crowding(steps: Ids) -> Ids:
    """How often each word stands in its row: (n, T) ids → (n, T) counts.

    >>> crowding(np.array([[5, 5, 7], [5, 7, 7]], dtype=np.int32)).tolist()
    [[2, 2, 1], [1, 2, 2]]
    """
    size = steps.shape[1]
    bits = size.bit_length()
    # Word and place in one number: short rows of numbers are sorted in a fraction of the time
    # that it takes to sort places by their words.
    wide = np.int32 if int(steps.max()) >> (31 - bits) == 0 else np.int64
    keys = steps.astype(wide) << bits
    keys += np.arange(size, dtype=wide)
    keys.sort(axis=1)
    words = keys >> bits
    first = np.ones(steps.shape, dtype=np.bool_)
    np.not_equal(words[:, 1:], words[:, :-1], out=first[:, 1:])
    starts = np.flatnonzero(first)
    counts = np.diff(starts, append=steps.size)
    places = keys & ((1 << bits) - 1)
    places += np.arange(0, steps.size, size, dtype=wide)[:, None]
    crowd = np.empty(steps.size, dtype=np.int32)
    crowd[places.ravel()] = np.repeat(counts, counts)
    return crowd.reshape(steps.shape)


def _room_in_sentence(sentences: Ids) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """How many tokens of the same sentence stand before and after each token: two (n,) arrays.

    >>> [room.tolist() for room in _room_in_sentence(np.array([0, 0, 0, 4]))]
    [[0, 1, 2, 0], [2, 1, 0, 0]]
    """
    n = len(sentences)
    edges = np.concatenate(([0], np.flatnonzero(np.diff(sentences)) + 1, [n]))
    lengths = np.diff(edges)
    before = np.arange(n) - np.repeat(edges[:-1], lengths)
    after = np.repeat(edges[1:], lengths) - np.arange(n) - 1
    return before, after


def window_rows(window: int) -> NDArray[np.bool_]:
    """(B·(w+1)², B + 2w) whether a column holds a context, for every place, left and right reach.

    The center itself is none of its contexts.
    """
    place, left, right = np.ogrid[:BLOCK, : window + 1, : window + 1]
    distance = np.arange(BLOCK + 2 * window) - window - place[..., None]
    counted = (distance >= -left[..., None]) & (distance <= right[..., None]) & (distance != 0)
    rows: NDArray[np.bool_] = counted.reshape(-1, BLOCK + 2 * window)
    return rows


def occurrences(words: Ids, noise: Ids) -> NDArray[np.uint8]:
    """How many of the noise words of its row each word is: (n, m) words, (n, N) noise → (n, m).

    Column by column, since short rows would cost more to visit than to compare.
    """
    columns = np.ascontiguousarray(words.T)
    counts = np.zeros(columns.shape, dtype=np.uint8)
    for drawn in np.ascontiguousarray(noise.T):
        counts += columns == drawn
    return counts.T

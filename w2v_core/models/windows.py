"""Windows: which tokens are contexts of which centers, for whole stretches of text at once.

A stretch of surviving tokens is cut into *chunks* of T centers, and a chunk into *blocks* of B
centers. A block meets its contexts in B + 2w columns: its own tokens and w on either side. Blocks
overlap in their halos, so a chunk gathers T + 2w rows once and the blocks are views into them.
Leaves out: what is computed from a window (`sgns`, `cbow`).
"""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from w2v_core.text.corpus import Segment

Ids = NDArray[np.int32]
Reach = NDArray[np.int8]
Floats = NDArray[np.float32]

# Stands for "the center itself" among relative positions: farther than any window reaches.
_SELF = 127


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
    """

    ids: Ids
    left: Reach
    right: Reach
    tokens: int


def prepare(
    segment: Segment,
    keep: Floats | None,
    *,
    window: int,
    dynamic: bool,
    chunk: int,
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
        Centers of a chunk; the stretch is padded to a multiple of it.
    """
    ids, sentences = segment.ids, segment.sentences
    if keep is not None:
        kept = rng.random(len(ids), dtype=np.float32) < keep[ids]
        ids, sentences = ids[kept], sentences[kept]
    n = len(ids)
    padded = -(-n // chunk) * chunk
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
    return Stretch(framed, left, right, n)


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


def block_size(window: int) -> int:
    """Centers of a context block (B): at least 2w for its halo, and else as narrow as pays."""
    return 16 if window <= 8 else 32 if window <= 16 else 64


def relative_positions(block: int, window: int) -> Reach:
    """(B, B + 2w) position of each column's token relative to each row's center."""
    columns = np.arange(block + 2 * window) - window
    relative = columns[None, :] - np.arange(block)[:, None]
    relative[relative == 0] = _SELF
    clipped: Reach = np.clip(relative, -_SELF, _SELF).astype(np.int8)
    return clipped


def context_mask(left: Reach, right: Reach, relative: Reach) -> NDArray[np.bool_]:
    """(blocks, B, B + 2w) whether each column holds a context of each center.

    `left` and `right` are (blocks, B); the center itself is none of its contexts.
    """
    reach_left = np.negative(left)[:, :, None]
    return (relative >= reach_left) & (relative <= right[:, :, None])


def overlapping_blocks(rows: Floats, block: int, window: int) -> Floats:
    """(T + 2w, d) rows as (T/B, B + 2w, d) blocks that share their halos; a view, nothing copied.

    Write into it through `add_overlapping` only: neighboring blocks are the same memory.
    """
    blocks = (len(rows) - 2 * window) // block
    row, column = rows.strides
    shape = (blocks, block + 2 * window, rows.shape[1])
    return as_strided(rows, shape, (block * row, row, column))


def add_overlapping(blocks: Floats, out: Floats, window: int) -> None:
    """Sum (T/B, B + 2w, d) blocks into `out` (T + 2w, d), the halos of neighbors onto each other.

    Needs B ≥ 2w, so that a row belongs to two blocks at most.
    """
    count, wide, dim = blocks.shape
    block = wide - 2 * window
    body = out[: count * block].reshape(count, block, dim)
    np.copyto(body, blocks[:, :block])
    if window:
        body[1:, : 2 * window] += blocks[:-1, block:]
        out[count * block :] = blocks[-1, block:]

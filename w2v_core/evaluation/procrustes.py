"""Procrustes: the rotation that lays one set of vectors as near as can be onto another.

Training fixes what is near to what, and leaves to chance which way the axes point: vectors of two
runs can be held against each other only once one set is rotated. Mirroring counts as rotating.

Rows are of length 1 and are not centered. Cosines are taken from the origin, and a rotation about
the origin keeps every one of them; moving the means together first, as is done where dictionaries
are learned (Artetxe, Labaka & Agirre 2016), would measure distances between vectors that no other
answer of the program knows. What all words have in common is rotated like any direction.

Vectors of unlike lengths are filled up with zeros, which changes no cosine.
Leaves out: which rows belong to the same word (`shared_words`).

References
----------
Schönemann 1966, Psychometrika 31: for a·W ≈ b the best W is U·Vᵀ, where aᵀ·b = U·Σ·Vᵀ.
Hamilton, Leskovec & Jurafsky 2016 (arXiv 1605.09096) align vectors of decades like this.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import SettingError

MOST_DIM = 2_000  # numbers a word; the work grows with their cube

_BLOCK = 4_096  # rows

Floats = NDArray[np.float64]


def rotation(a: NDArray[np.floating], b: NDArray[np.floating]) -> Floats:
    """(d, d) orthogonal matrix W that makes ‖a·W - b‖ least; d is the larger of both widths.

    Parameters
    ----------
    a, b : (n, p), (n, q) arrays
        Row i of both belongs to the same word; n at least 1, finite.

    Raises
    ------
    SettingError
        If there is not one row for each, or a row has over 2,000 numbers.

    Notes
    -----
    O(n·p·q + d³), and two blocks of 4,096 rows of float64. With fewer words than numbers the
    rotation fits chance too: what lies near each other after it need not be alike.
    """
    if len(a) != len(b):
        raise SettingError(f"Alignment takes a row for each word; got {len(a):,} and {len(b):,}.")
    dim = max(a.shape[1], b.shape[1])
    if dim > MOST_DIM:
        raise SettingError(
            f"Vectors of at most {MOST_DIM:,} numbers a word can be aligned; these have {dim:,}."
        )
    product = np.zeros((dim, dim))
    for low in range(0, len(a), _BLOCK):
        one = widened(a[low : low + _BLOCK], dim)
        product += one.T @ widened(b[low : low + _BLOCK], dim)
    left, _, right = np.linalg.svd(product)
    turned: Floats = left @ right
    return turned


def widened(rows: NDArray[np.floating], dim: int) -> Floats:
    """(n, dim) the rows, filled up with zeros."""
    wide = np.zeros((len(rows), dim))
    wide[:, : rows.shape[1]] = rows
    return wide


def rotated_distances(a: NDArray[np.floating], b: NDArray[np.floating], turned: Floats) -> Floats:
    """(n,) cosine distance 1 - cos of each row of a·W from that of b, in [0, 2].

    Parameters
    ----------
    a, b : (n, p), (n, q) arrays
        Rows of length 1.
    turned : (d, d) array
        W, as `rotation` gives it.
    """
    found = np.empty(len(a))
    for low in range(0, len(a), _BLOCK):
        one = widened(a[low : low + _BLOCK], len(turned)) @ turned
        two = widened(b[low : low + _BLOCK], len(turned))
        found[low : low + len(one)] = 1.0 - np.einsum("ij,ij->i", one, two)
    return np.clip(found, 0.0, 2.0)

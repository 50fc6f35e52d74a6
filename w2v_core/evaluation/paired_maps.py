"""Two maps of the same words from two tables of vectors, on which a direction means the same.

The first table is rotated onto the second, and both are seen along the principal axes of both
together. So a word that lies elsewhere on the second map has moved among the others, as far as two
axes show it. There is no t-SNE of two tables: its axes mean nothing, and a place on one picture
says nothing about the same place on another.
Leaves out: the rotation (`procrustes`) and drawing.
"""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray

from w2v_core.evaluation.procrustes import Floats, widened
from w2v_core.vectors.faithfulness import neighbors_kept
from w2v_core.vectors.projection import pca
from w2v_core.vectors.ranking import Vectors


@dataclasses.dataclass(frozen=True, slots=True)
class PairedMaps:
    """Where n words lie on both maps.

    Attributes
    ----------
    points : pair of (n, 2) arrays
    variance_kept : pair of float
        Share of the variance of both tables together along each axis, in [0, 1].
    neighbors_kept : pair of float
        Share of the words' nearest neighbors that each map keeps; see `faithfulness`.
    """

    points: tuple[Vectors, Vectors]
    variance_kept: tuple[float, float]
    neighbors_kept: tuple[float, float]


def paired_maps(a: NDArray[np.floating], b: NDArray[np.floating], turned: Floats) -> PairedMaps:
    """Both maps.

    Parameters
    ----------
    a, b : (n, p), (n, q) arrays
        Row i of both belongs to the same word; of length 1. n at least 3.
    turned : (d, d) array
        What lays `a` onto `b`: `procrustes.rotation`.

    Notes
    -----
    O(n·d²), and O(n²·d) for what the maps keep.
    """
    dim = len(turned)
    both = np.concatenate([widened(a, dim) @ turned, widened(b, dim)])
    found = pca(both)
    one, two = found.points[: len(a)], found.points[len(a) :]
    across, upwards = found.variance_kept
    return PairedMaps(
        (one, two), (across, upwards), (neighbors_kept(a, one), neighbors_kept(b, two))
    )

"""Hubness: whether a few words stand in the lists of neighbors of very many.

N_k(x) is in how many lists of the k = 10 nearest a word x stands; its mean is k whatever the
vectors are, and its skewness says how unevenly the places are shared out. An orphan stands in none.
Leaves out: making the lists, of all words or of a sample (`vectors.neighborhood`).

References
----------
Radovanović, Nanopoulos, Ivanović 2010, JMLR 11.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from w2v_core.vectors.neighborhood import Hubs

_TOP = 5


@dataclasses.dataclass(frozen=True, slots=True)
class Hubness:
    """How the places in lists of neighbors are shared out.

    Attributes
    ----------
    skewness : float
        E[(N - μ)³] / σ³ of N_10; 0 where all words stand in as many lists.
    orphans : float
        Share of the words that stand in none of the lists.
    top : tuple of (int, float)
        The rows that stand in most lists, and the share of the lists, most first.
    whole : bool
        Whether the lists of all words were made; of a sample, orphans are too many.
    """

    skewness: float
    orphans: float
    top: tuple[tuple[int, float], ...]
    whole: bool


def hubness(hubs: Hubs) -> Hubness:
    """The figures of what `find_hubs` has counted."""
    times = hubs.times.astype(np.float64)
    off = times - times.mean()
    spread = float(np.sqrt((off**2).mean()))
    skewness = float((off**3).mean()) / spread**3 if spread > 0 else 0.0
    order = np.argsort(-hubs.times, kind="stable")[:_TOP].tolist()
    return Hubness(
        skewness,
        float((hubs.times == 0).mean()),
        tuple((row, float(times[row]) / hubs.sampled) for row in order),
        hubs.sampled == hubs.words,
    )

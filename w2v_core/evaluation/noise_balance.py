"""Which noise vectors were trained against, told from the vectors and the text.

Where training by skip-gram with negative sampling has come to rest, what true pairs and noise do
to a context vector c cancels out:

    Σ_w N_wc σ(-v_w·c) v_w  =  K P(c) Σ_w N_w σ(v_w·c) v_w

Both sums are known, so the share K P(c) of each context in the noise follows by least squares over
the d numbers, whatever the number of dimensions has cost in fit. Its slope over the count, both
logarithmic, is the exponent that the noise was drawn with: 0.75 in word2vec (Mikolov et al. 2013),
1 if it was drawn by frequency, 0 if evenly.
Leaves out: counting (`text.views.near_counts`); algorithms whose gradient is another.
"""

from __future__ import annotations

import dataclasses

import numpy as np
import scipy
from numpy.typing import NDArray

from w2v_core.text.views.near_counts import NearCounts
from w2v_core.vectors.ranking import Vectors

_LEAST_CONTEXTS = 20
_LEAST_RANGE = 3.0  # times that the most frequent of them must occur as often as the least

Floats = NDArray[np.float64]


@dataclasses.dataclass(frozen=True, slots=True)
class Noise:
    """What the noise was.

    Attributes
    ----------
    exponent : float
        Noise was drawn by count to this power; NaN if that cannot be told.
    balance : float
        Median cosine of both sides, in [-1, 1]: near 1 where training has come to rest and pairs
        were counted as here. The exponent means something only there.
    contexts : int
        From how many context words it was told.
    """

    exponent: float
    balance: float
    contexts: int


def estimate_noise(
    vectors: Vectors, contexts: Vectors, near: NearCounts, counts: NDArray[np.int64]
) -> Noise:
    """Find the exponent, O(m n d) for m contexts and n words.

    Parameters
    ----------
    counts : (n,) array of int64
        How often each word occurs in the text.
    """
    n = len(near.totals)
    words = vectors[:n].astype(np.float64)
    scores = np.clip(contexts[near.rows].astype(np.float64) @ words.T, -500, 500)  # (m, n)
    chance = scipy.special.expit(scores)
    pull = (near.pairs * (1.0 - chance)) @ words  # (m, d); counts are symmetric
    push = (near.totals * chance) @ words
    across = np.einsum("ij,ij->i", pull, push)
    lengths = np.linalg.norm(pull, axis=1), np.linalg.norm(push, axis=1)
    usable = (across > 0) & (lengths[0] > 0) & (lengths[1] > 0)
    if np.count_nonzero(usable) < _LEAST_CONTEXTS:
        return Noise(float("nan"), float("nan"), int(np.count_nonzero(usable)))
    share = across[usable] / lengths[1][usable] ** 2
    occurs = counts[near.rows[usable]].astype(np.float64)
    balance = float(np.median((across / np.maximum(lengths[0] * lengths[1], 1e-300))[usable]))
    exponent = float("nan")
    if occurs.max() >= _LEAST_RANGE * occurs.min():
        exponent = float(scipy.stats.theilslopes(np.log(share), np.log(occurs))[0])
    return Noise(exponent, balance, len(share))

"""What is known of how vectors came about, as plain values.

Leaves out: where that is written down (run folders, files).
"""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray

from w2v_core.text.corpus import Corpus
from w2v_core.text.views.near_counts import Reading

NO_LOSS: NDArray[np.float64] = np.zeros(0)


@dataclasses.dataclass(frozen=True)
class Known:
    """All that a probe may use beside the vectors; nothing of it is needed.

    Attributes
    ----------
    corpus : Corpus or None
        The text they were trained on, words joined and cut as they were then.
    reading : Reading
        How training read it.
    negative : int or None
        Noise words a pair (K), where there are any.
    noise_exponent : float or None
        What the noise was meant to be drawn by: the count to this power.
    products : bool
        Whether v·c is PMI against the noise less log K where training has come to rest, as it is
        for skip-gram with negative sampling.
    losses : (slices,) array of float64
        Loss of each slice of training, in nats a pair; empty without.
    unlearned : float or None
        Loss of vectors that know nothing, (K + 1) ln 2 with negative sampling.
    """

    corpus: Corpus | None = None
    reading: Reading = dataclasses.field(default_factory=Reading)
    negative: int | None = None
    noise_exponent: float | None = None
    products: bool = False
    losses: NDArray[np.float64] = dataclasses.field(default_factory=lambda: NO_LOSS)
    unlearned: float | None = None

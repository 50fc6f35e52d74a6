"""Duplicates: sentences and documents that stand in a text more than once.

Leaves out: dropping them, which is done while a text is read.

References
----------
Steele, Lea, Flood 2014, OOPSLA: SplitMix, whose last step mixes the bits here.
"""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray

from w2v_core.text.corpus import Corpus
from w2v_core.text.views.statistics import Passage, opening

_AT_ONCE = 1 << 20  # tokens


@dataclasses.dataclass(frozen=True, slots=True)
class Duplicates:
    """What stands in a text more than once.

    Attributes
    ----------
    units : int
        Sentences (or documents) in all.
    distinct : int
        Those left if each were kept once.
    tokens : int
        Tokens of the copies: all but the first of each.
    most : list of Passage
        The ones that repeat most often, longer ones first among equals.
    """

    units: int
    distinct: int
    tokens: int
    most: list[Passage]

    @property
    def copies(self) -> int:
        """Sentences (or documents) that could be dropped."""
        return self.units - self.distinct


def duplicates(corpus: Corpus, *, documents: bool = False, k: int = 10) -> Duplicates:
    """Count sentences, or whole documents, that are the same word for word.

    They are told apart by length and a 64-bit hash: among a million sentences the chance of one
    false copy is some 1 in 10⁷.
    """
    bounds = corpus.starts[corpus.documents] if documents else corpus.starts
    lengths = np.diff(bounds)
    keys = np.empty(len(lengths), dtype=[("hash", "<u8"), ("length", "<i8")])
    keys["hash"], keys["length"] = _hashes(corpus, bounds), lengths
    _, first, times = np.unique(keys, return_index=True, return_counts=True)
    order = np.lexsort((first, -lengths[first], -times))[:k]
    most = [
        Passage(
            int(first[i]),
            int(lengths[first[i]]),
            int(times[i]),
            opening(corpus, int(bounds[first[i]]), lengths[first[i]]),
        )
        for i in order
        if times[i] > 1
    ]
    tokens = int(((times - 1) * lengths[first]).sum())
    return Duplicates(len(lengths), len(first), tokens, most)


def _hashes(corpus: Corpus, bounds: NDArray[np.int64]) -> NDArray[np.uint64]:
    """(units,) hash of the ids between each two bounds and of their order."""
    hashes = np.zeros(len(bounds) - 1, dtype=np.uint64)
    for low in range(0, len(corpus.ids), _AT_ONCE):
        high = min(low + _AT_ONCE, len(corpus.ids))
        first = int(np.searchsorted(bounds, low, side="right")) - 1
        last = int(np.searchsorted(bounds, high, side="left"))
        edges = np.clip(bounds[first : last + 1], low, high) - low
        places = np.arange(low, high) - np.repeat(bounds[first:last], np.diff(edges))
        mixed = _mix(corpus.ids[low:high].astype(np.uint64) << np.uint64(32) ^ places.view("u8"))
        hashes[first:last] += np.add.reduceat(mixed, edges[:-1])
    return hashes


def _mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread neighboring numbers over all 64 bits (the finalizer of SplitMix64)."""
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        values = (values ^ (values >> np.uint64(shift))) * np.uint64(factor)
    return values ^ (values >> np.uint64(31))

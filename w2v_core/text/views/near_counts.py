"""How often some words stand near all others, counted as training meets them.

Frequent words are dropped by chance before windows are laid, and a pair at distance d counts
(window + 1 - d) / window where windows are dynamic: what word2vec does on average. A long text is
counted in stretches spread evenly over it, a short one several times with other words dropped.
Leaves out: all pairs of a text (`models.cooccurrence`), and one word's own (`collocations`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Generator

import numpy as np
from numpy.typing import NDArray

from w2v_core.text.corpus import SEGMENT_TOKENS, Corpus, Segment
from w2v_core.text.vocabulary import Counts, Floats

TOKENS = 600_000  # that are read, or about
_MOST_PASSES = 5

Rows = NDArray[np.int64]


@dataclasses.dataclass(frozen=True)
class NearCounts:
    """Pairs of m words with n.

    Attributes
    ----------
    rows : (m,) array of int64
        Which of the n words have their pairs counted.
    pairs : (m, n) array of float64
        Weighted pairs within windows.
    totals : (n,) array of float64
        Weighted pairs of each word with any.
    share : float
        Of the text that was read, in (0, 1].
    """

    rows: Rows
    pairs: Floats
    totals: Floats
    share: float

    @property
    def expected(self) -> Floats:
        """(m, n) pairs there would be by chance."""
        return np.outer(self.totals[self.rows], self.totals / max(float(self.totals.sum()), 1e-9))


@dataclasses.dataclass(frozen=True)
class Reading:
    """How a text is read in training.

    Attributes
    ----------
    window : int
        Largest distance of a pair.
    dynamic_window : bool
        Whether near pairs count more.
    sample : float
        Subsampling (t); 0 drops nothing.
    across : bool
        Whether windows run over the ends of sentences, which they should not.
    """

    window: int = 5
    dynamic_window: bool = True
    sample: float = 1e-3
    across: bool = False


def count_near(
    corpus: Corpus, places: Rows, rows: Rows, n: int, reading: Reading, *, seed: int = 0
) -> Generator[float, None, NearCounts]:
    """Count the pairs of `rows`; yields the share that is done.

    Parameters
    ----------
    places : (types,) array of int64
        Row of each type of the corpus; -1 for those that training has passed over.
    rows : (m,) array of int64
        Whose pairs are counted, below n.
    n : int
        Rows from here on are in windows and in nobody's count.
    """
    keep = _keep(corpus, places, reading.sample)
    bounds = corpus.segment_bounds()
    stretches = len(bounds) - 1
    chosen = np.linspace(0, stretches - 1, min(stretches, max(1, TOKENS // SEGMENT_TOKENS)))
    passes = min(_MOST_PASSES, max(1, TOKENS // max(len(corpus.ids), 1)))
    todo = chosen.round().astype(np.int64).tolist() * passes
    text = corpus.restrict(1)  # rare words too: `places` says which are passed over
    slots = np.full(n + 1, -1)
    slots[rows] = np.arange(len(rows))
    pairs, totals = np.zeros((len(rows), n)), np.zeros(n)
    rng = np.random.default_rng(seed)
    for done, index in enumerate(todo, start=1):
        segment = text.segment(bounds, index)
        words, sentences = _survivors(segment, places, keep, n, rng)
        _add(words, sentences, slots, reading, pairs, totals)
        yield done / len(todo)
    read = int(np.diff(bounds)[todo[: len(chosen)]].sum())
    return NearCounts(rows, pairs, totals, read / max(len(corpus.ids), 1))


def _keep(corpus: Corpus, places: Rows, sample: float) -> Floats:
    """(types,) chance that an occurrence takes part, by the share among the words in use."""
    counts: Counts = corpus.all_types.counts
    used = places >= 0
    keep = used.astype(np.float64)
    if sample > 0:
        ratio = sample * float(counts[used].sum()) / counts
        keep *= np.minimum(1.0, np.sqrt(ratio) + ratio)  # as `Vocabulary.keep_probability`
    return keep


def _survivors(
    segment: Segment, places: Rows, keep: Floats, n: int, rng: np.random.Generator
) -> tuple[Rows, NDArray[np.int32]]:
    """Rows and sentences of the tokens that are left; rows beyond n are n."""
    kept = rng.random(len(segment.ids)) < keep[segment.ids]
    return np.minimum(places[segment.ids[kept]], n), segment.sentences[kept]


def _add(
    words: Rows,
    sentences: NDArray[np.int32],
    slots: Rows,
    reading: Reading,
    pairs: Floats,
    totals: Floats,
) -> None:
    """Add the pairs of a stretch, in place."""
    m, n = pairs.shape
    cells, weights = [], []
    for distance in range(1, reading.window + 1):
        near = reading.window + 1 - distance
        weight = near / reading.window if reading.dynamic_window else 1.0
        together = (sentences[:-distance] == sentences[distance:]) | reading.across
        left, right = words[:-distance][together], words[distance:][together]
        for word, other in ((left, right), (right, left)):
            totals += weight * np.bincount(word, minlength=n + 1)[:n]
            counted = (slots[word] >= 0) & (other < n)
            cells.append(slots[word[counted]] * n + other[counted])
            weights.append(np.full(len(cells[-1]), weight))
    found = np.bincount(np.concatenate(cells), np.concatenate(weights), minlength=m * n)
    pairs += found.reshape(m, n)

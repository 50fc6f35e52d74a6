"""Everything that vectors and their text say of each other, found in one go through the text.

Leaves out: what that means (`judge_text`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Generator

import numpy as np
from numpy.typing import NDArray

from w2v_core.evaluation.known import Known
from w2v_core.evaluation.noise_balance import Noise, estimate_noise
from w2v_core.evaluation.reconstruction import (
    Products,
    agreement_by_shift,
    compare_products,
    text_cosines,
)
from w2v_core.text.corpus import Corpus
from w2v_core.text.views.near_counts import Reading, count_near
from w2v_core.vectors.word_vectors import WordVectors

ANCHORS = 300  # words that are compared with each other
FEWEST_ANCHORS = 40
LEAST_COUNT = 20  # of an anchor
MOST_WORDS = 20_000
SHIFTS = (0, -1, 1, -2, 2)
USUAL_EXPONENT = 0.75
BALANCED = 0.99
ACROSS = "windows that cross the ends of sentences"

Rows = NDArray[np.int64]


@dataclasses.dataclass(frozen=True)
class TextLook:
    """What was found.

    Attributes
    ----------
    tokens : int
        Occurrences in the text of words that have vectors.
    covered : float
        Share of the words that occur in the text.
    anchors : int
        Words that were compared with each other; below `FEWEST_ANCHORS` all else is empty.
    share : float
        Of the text that was read.
    agreements, context_agreements : dict of int to float
        `agreement` of either table, by how many rows it is moved.
    products : Products or None
    noise : Noise or None
        None where products do not stand for PMI, or there are no context vectors.
    other_windows : dict of str to float
        Where the balance of `noise` is off: what it is with pairs counted by other windows.
    """

    tokens: int
    covered: float
    anchors: int
    share: float = 1.0
    agreements: dict[int, float] = dataclasses.field(default_factory=dict)
    context_agreements: dict[int, float] = dataclasses.field(default_factory=dict)
    products: Products | None = None
    noise: Noise | None = None
    other_windows: dict[str, float] = dataclasses.field(default_factory=dict)


def look_at_text(
    vectors: WordVectors, corpus: Corpus, known: Known
) -> Generator[float, None, TextLook]:
    """Compare vectors, all rows of them sound, with a text; yields the share that is done.

    Words are found in the text by their spelling. Memory is m n cells of 8 bytes some times over,
    for 300 anchors and 20,000 words 50 MB each.
    """
    places, counts = _places(vectors, corpus)
    n = min(len(vectors), MOST_WORDS)
    anchors = _anchors(counts[:n])
    tokens, covered = int(counts.sum()), float((counts > 0).mean())
    if len(anchors) < FEWEST_ANCHORS:
        return TextLook(tokens, covered, len(anchors))
    near = yield from count_near(corpus, places, anchors, n, known.reading)
    text = text_cosines(near)
    table, contexts = vectors.vectors, vectors.context_vectors
    look = TextLook(
        tokens,
        covered,
        len(anchors),
        near.share,
        agreement_by_shift(table, anchors, text, SHIFTS),
        {} if contexts is None else agreement_by_shift(contexts, anchors, text, SHIFTS),
    )
    if contexts is None or not known.products:
        return look
    exponent = USUAL_EXPONENT if known.noise_exponent is None else known.noise_exponent
    weights = np.where(counts > 0, np.maximum(counts, 1) ** float(exponent), 0.0)
    chances = weights[:n] / weights.sum()
    noise = estimate_noise(table, contexts, near, counts[:n])
    others: dict[str, float] = {}
    if noise.balance < BALANCED:
        for name, reading in other_readings(known.reading).items():
            counted = yield from count_near(corpus, places, anchors, n, reading)
            others[name] = estimate_noise(table, contexts, counted, counts[:n]).balance
    return dataclasses.replace(
        look,
        products=compare_products(table, contexts, near, chances, known.negative or 1),
        noise=noise,
        other_windows=others,
    )


def other_readings(reading: Reading) -> dict[str, Reading]:
    """Windows that training may have laid by mistake, by what went wrong."""
    wide, narrow = 2 * reading.window, max(1, reading.window // 2)
    change = dataclasses.replace
    return {
        ACROSS: change(reading, across=True),
        "windows that are too narrow": change(reading, window=narrow),
        "windows that are too wide": change(reading, window=wide),
    }


def _places(vectors: WordVectors, corpus: Corpus) -> tuple[Rows, Rows]:
    """(types,) row of each type of the text, -1 for none; (V,) count of each word in the text."""
    index, types = vectors.vocabulary.index, corpus.all_types
    places = np.fromiter((index.get(word, -1) for word in types.words), np.int64, len(types))
    counts = np.zeros(len(vectors), dtype=np.int64)
    counts[places[places >= 0]] = types.counts[places >= 0]
    return places, counts


def _anchors(counts: Rows) -> Rows:
    """Words that occur often enough: half of them spread over the ranks, half over their log."""
    enough = np.flatnonzero(counts >= LEAST_COUNT)
    if len(enough) <= ANCHORS:
        return enough
    even = np.linspace(0, len(enough) - 1, ANCHORS // 2)
    steep = np.geomspace(1, len(enough), ANCHORS // 2) - 1
    return enough[np.unique(np.concatenate([even, steep]).round().astype(np.int64))]

"""Shared contexts: why two words are alike, told by the words that stand near both.

Training sees nothing of a word but what stands near it. A context c speaks for the likeness of a
and b where it stands near each more often than by chance: by ppmi(a, c) · ppmi(b, c), which is
what it adds to the product of their rows in the matrix of PPMI. Vectors of SGNS and of PPMI-SVD
approximate that matrix, shifted (Levy, Goldberg 2014), so this explains them without being them.
Counts are of the whole text: every pair within the window weighs 1, nothing is thinned out.
Leaves out: the counting itself (`collocations`) and the lines to read (`concordance`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from w2v_core.text.corpus import Corpus
from w2v_core.text.views.collocations import Collocations
from w2v_core.text.views.concordance import Hits


@dataclasses.dataclass(frozen=True, slots=True)
class SharedContext:
    """A word that stands near both more often than by chance.

    Attributes
    ----------
    word : str
    count : int
        How often it occurs in the text.
    with_a, with_b : int
        Pairs with either word.
    ppmi_a, ppmi_b : float
        Positive PMI with either, in nats.
    share : float
        Its part of the product of the two rows, in (0, 1]; the parts of all add up to 1.
    """

    word: str
    count: int
    with_a: int
    with_b: int
    ppmi_a: float
    ppmi_b: float
    share: float


@dataclasses.dataclass(frozen=True, slots=True)
class Shared:
    """What two words have in common.

    Attributes
    ----------
    contexts : tuple of SharedContext
        The strongest, strongest first; equal ones by frequency.
    number : int
        How many there are in all.
    number_a, number_b : int
        Contexts of either word, shared or not.
    cosine : float
        Of the two rows of PPMI, in [0, 1]; 0 if nothing is shared.
    """

    contexts: tuple[SharedContext, ...]
    number: int
    number_a: int
    number_b: int
    cosine: float


def shared_contexts(
    counted: Collocations, a: str, b: str, *, min_count: int = 1, limit: int = 20
) -> Shared:
    """The contexts that two words share, by the product of their PPMI with either.

    Parameters
    ----------
    counted : Collocations
        Of the text, at the window of interest.
    min_count : int
        Rarer contexts are passed over, as training does: chance would stand first without it.
    limit : int
        How many contexts at most.

    Raises
    ------
    UnknownWordError
        If a word does not occur in the text.
    """
    types = counted.corpus.all_types
    kept = int(np.searchsorted(-types.counts, -min_count, side="right"))
    (with_a, ppmi_a), (with_b, ppmi_b) = (
        tuple(each[:kept] for each in counted.row(word)) for word in (a, b)
    )
    joint = ppmi_a * ppmi_b
    product = float(joint.sum())
    order = np.flatnonzero(joint)
    order = order[np.argsort(-joint[order], kind="stable")]
    contexts = tuple(
        SharedContext(
            types.words[i],
            int(types.counts[i]),
            int(with_a[i]),
            int(with_b[i]),
            float(ppmi_a[i]),
            float(ppmi_b[i]),
            float(joint[i]) / product,
        )
        for i in order[:limit].tolist()
    )
    norms = float(np.linalg.norm(ppmi_a) * np.linalg.norm(ppmi_b))
    return Shared(
        contexts,
        len(order),
        int(np.count_nonzero(ppmi_a)),
        int(np.count_nonzero(ppmi_b)),
        min(product / norms, 1.0) if norms else 0.0,
    )


def lines_with(hits: Hits, contexts: Sequence[str], window: int) -> Hits:
    """The same hits, those with one of the contexts within the window first.

    First a line for each context, in the order of the contexts; then a second one for each; then
    all others as they stood. A line counts for the first context that it holds.
    """
    corpus, places = hits.corpus, hits.positions
    ranks, none = _ranks(corpus, contexts), len(contexts)
    first = _first_context(hits, ranks, none, window)
    order = np.argsort(first, kind="stable")
    starts = np.searchsorted(first[order], np.arange(len(contexts) + 1))
    turn = np.arange(len(places)) - starts[first[order]]  # of a line among those of its context
    turn[first[order] == len(contexts)] = len(places)
    return dataclasses.replace(hits, positions=places[order][np.lexsort((first[order], turn))])


def _ranks(corpus: Corpus, contexts: Sequence[str]) -> NDArray[np.int32]:
    """(types,) place of each word in the list of contexts; behind the last for all others."""
    ranks = np.full(len(corpus.all_types), len(contexts), dtype=np.int32)
    for rank, word in enumerate(contexts):
        ranks[corpus.all_types.index[word]] = rank
    return ranks


def _first_context(
    hits: Hits, ranks: NDArray[np.int32], none: int, window: int
) -> NDArray[np.int32]:
    """(n,) the lowest rank of what stands around each place in its sentence, or `none`."""
    corpus, places = hits.corpus, hits.positions
    after = np.searchsorted(corpus.starts, places, side="right")
    low, high = corpus.starts[after - 1], corpus.starts[after]
    first = np.full(len(places), none, dtype=np.int32)
    for distance in range(1, window + 1):
        for near in (places - distance, places + hits.length - 1 + distance):
            inside = (near >= low) & (near < high)
            rank = ranks[corpus.ids[near * inside]]
            first = np.where(inside, np.minimum(first, rank), first)
    return first

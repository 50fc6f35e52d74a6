"""Usage: where one word lies in each of several groups of documents, by its contexts there.

Leaves out: whether groups differ (`difference`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from w2v_core.evaluation.alacarte import ALaCarte, Floats
from w2v_core.evaluation.contexts import NONE, context_means, windows
from w2v_core.text.grouping import Groups
from w2v_core.vectors.ranking import Neighbor, normalize

MOST_OCCURRENCES = 10_000  # of one word that are looked at, of all groups together

_SCAN = 1 << 20  # tokens

Ints = NDArray[np.int64]


@dataclasses.dataclass(frozen=True)
class Usage:
    """One word in g groups.

    Attributes
    ----------
    word : str
    groups : tuple of str
        Their names.
    occurrences, documents : (g,) arrays of int64
        How often the word occurs in each, and in how many documents.
    used : (g,) array of int64
        Occurrences that were looked at: those that have a word beside them; of over 10,000 in all
        groups so many drawn by chance.
    contexts : (n, d) array
        A·(mean of the context) of each occurrence that was looked at, in the order of the text.
    document, group : (n,) arrays of int64
        Where it stands; groups from 0, as in `groups`.
    """

    word: str
    groups: tuple[str, ...]
    occurrences: Ints
    documents: Ints
    used: Ints
    contexts: Floats
    document: Ints
    group: Ints

    def vector(self, group: int) -> Floats:
        """(d,) vector of the word in a group; zero where it does not occur."""
        own = self.group == group
        mean: Floats = self.contexts[own].sum(axis=0) / max(int(own.sum()), 1)
        return mean


def usage(
    model: ALaCarte, groups: Groups, chosen: Sequence[int], word: str, *, seed: int = 1
) -> Usage:
    """Look up the contexts of a word in the chosen groups.

    Parameters
    ----------
    model : ALaCarte
    groups : Groups
        Of the documents of its corpus.
    chosen : sequence of int
        Which of them, each once.
    word : str
    seed : int
        For the occurrences drawn by chance, where there are over 10,000.

    Raises
    ------
    UnknownWordError
        If the word has no vector.

    Notes
    -----
    One scan of the text and a look at the stretches that have the word; 10,000·d numbers.
    """
    row = model.vectors.id(word)
    places, document, group = _find(model, groups, chosen, row)
    found = np.bincount(group, minlength=len(chosen))
    in_documents = np.bincount(group[firsts(document)], minlength=len(chosen))
    if len(places) > MOST_OCCURRENCES:
        rng = np.random.default_rng((seed, row))
        drawn = np.sort(rng.choice(len(places), MOST_OCCURRENCES, replace=False))
        places, document, group = places[drawn], document[drawn], group[drawn]
    around = _around(model, row, places)
    filled = (around != NONE).any(axis=1)
    around, document, group = around[filled], document[filled], group[filled]
    contexts = context_means(around, model.vectors) @ model.matrix.T
    used = np.bincount(group, minlength=len(chosen))
    names = tuple(groups.names[each] for each in chosen)
    return Usage(word, names, found, in_documents, used, contexts, document, group)


def neighbors_by_group(
    model: ALaCarte, found: Usage, k: int = 10, *, min_count: int = 1
) -> list[list[Neighbor]]:
    """For each group the k words nearest to the word as it is used there, itself left out.

    Empty where it does not occur.
    """
    lists = []
    for group in range(len(found.groups)):
        vector = found.vector(group)
        near = model.vectors.neighbors(vector, k + 1, min_count=min_count) if vector.any() else []
        others = [each for each in near if each.word != found.word][:k]
        lists.append(
            [dataclasses.replace(each, rank=rank) for rank, each in enumerate(others, start=1)]
        )
    return lists


def likeness(model: ALaCarte, found: Usage) -> Floats:
    """(g,) cosine of the word in each group with the word's own vector; 0 where there is none."""
    vectors = np.stack([found.vector(group) for group in range(len(found.groups))])
    own = model.vectors.unit_rows([model.vectors.id(found.word)])[0]
    cosines: Floats = normalize(vectors).astype(np.float64) @ own
    return cosines


def _find(
    model: ALaCarte, groups: Groups, chosen: Sequence[int], row: int
) -> tuple[Ints, Ints, Ints]:
    """Where the word stands in these groups, in tokens of the whole text; document and group."""
    corpus = model.corpus
    of_group = np.full(len(groups.names), -1, dtype=np.int64)
    of_group[list(chosen)] = np.arange(len(chosen))
    places = np.concatenate(
        [
            np.flatnonzero(corpus.ids[low : low + _SCAN] == row) + low
            for low in range(0, len(corpus.ids), _SCAN)
        ]
    )
    edges = np.asarray(corpus.starts)[corpus.documents]
    document = np.searchsorted(edges, places, side="right") - 1
    group = of_group[groups.of_document[document]]
    inside = group >= 0
    return places[inside], document[inside], group[inside]


def _around(model: ALaCarte, row: int, places: Ints) -> NDArray[np.int32]:
    """(n, 2·window) words around these places; only stretches that have one of them are read."""
    corpus = model.corpus
    bounds = corpus.segment_bounds()
    parts = [np.empty((0, 2 * model.window), dtype=np.int32)]
    cuts = np.searchsorted(places, bounds)
    for index in np.flatnonzero(np.diff(cuts)).tolist():
        segment = corpus.segment(bounds, index)
        # Rare words are dropped in a segment, so a place is known by its rank among the word's own.
        raw = np.flatnonzero(corpus.ids[bounds[index] : bounds[index + 1]] == row) + bounds[index]
        rank = np.searchsorted(raw, places[cuts[index] : cuts[index + 1]])
        centers = np.flatnonzero(segment.ids == row)[rank]
        parts.append(windows(segment, centers, model.window))
    return np.concatenate(parts)


def firsts(numbers: Ints) -> Ints:
    """Where each run of equal numbers, none negative, begins.

    >>> firsts(np.array([4, 4, 7])).tolist()
    [0, 2]
    """
    first: Ints = np.flatnonzero(np.diff(numbers, prepend=-1))
    return first

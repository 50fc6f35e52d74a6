"""Differing: the words that two groups of documents use most differently.

Of a hundred words without any difference five have p below .05. So beside p stands q, for which
Benjamini & Hochberg's procedure is used: among all words with q below .05, at most one in twenty is
expected to be there by chance (where words that stand together differ together).
Leaves out: the test of one word (`difference`).

References
----------
Benjamini & Hochberg 1995, Journal of the Royal Statistical Society B 57; Benjamini & Yekutieli
2001, Annals of Statistics 29 (tests that depend on each other in a positive way).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Generator

import numpy as np

from w2v_core.evaluation.alacarte import ALaCarte, Floats
from w2v_core.evaluation.difference import FEWEST, SPLITS, Difference, difference
from w2v_core.evaluation.usage import Ints, usage
from w2v_core.text.grouping import Groups

WORDS = 100


@dataclasses.dataclass(frozen=True)
class Differing:
    """The words that were tested, the most different first.

    Attributes
    ----------
    tests : tuple of Difference
        By p, then by figure; at the end those of single occurrences.
    q : (n,) array
        p after Benjamini & Hochberg, in the same order; NaN of words of too few documents, whose
        p is of these very documents: random folders would be full of discoveries.
    frequent : int
        How many words are frequent enough in both groups, tested or not.
    """

    tests: tuple[Difference, ...]
    q: Floats
    frequent: int


def differing(
    model: ALaCarte,
    groups: Groups,
    a: int,
    b: int,
    *,
    words: int = WORDS,
    splits: int = SPLITS,
    seed: int = 1,
) -> Generator[float, None, Differing]:
    """Test the most frequent words that occur at least 10 times in both groups.

    Parameters
    ----------
    model : ALaCarte
    groups : Groups
    a, b : int
        Which two of them.
    words : int
        How many words at most.
    splits, seed
        As in `difference`; a word's figures are the same there.

    Yields
    ------
    float
        Share that is done.
    """
    often = yield from _counts(model, groups, (a, b))
    rows = np.flatnonzero(often.min(axis=0) >= FEWEST)
    tests = []
    for i, row in enumerate(rows[:words].tolist()):
        found = usage(model, groups, (a, b), model.vectors.words[row], seed=seed)
        test = difference(found, splits=splits, seed=seed)
        if not test.problem:
            tests.append(test)
        yield 0.1 + 0.9 * (i + 1) / min(words, len(rows))
    tests.sort(key=lambda test: (test.unit != "documents", test.p, -test.figure))
    judged = np.array([test.p for test in tests if test.unit == "documents"])
    q = np.full(len(tests), np.nan)
    q[: len(judged)] = benjamini_hochberg(judged)
    return Differing(tuple(tests), q, len(rows))


def benjamini_hochberg(p: Floats) -> Floats:
    """(n,) the lowest rate of false discoveries at which each test would still be one.

    >>> benjamini_hochberg(np.array([0.01, 0.02, 0.5])).round(3).tolist()
    [0.03, 0.03, 0.5]
    """
    order = np.argsort(p)
    scaled = p[order] * len(p) / np.arange(1, len(p) + 1)
    found: Floats = np.empty(len(p))
    found[order] = np.minimum.accumulate(scaled[::-1])[::-1]
    return np.minimum(found, 1.0)


def _counts(
    model: ALaCarte, groups: Groups, chosen: tuple[int, int]
) -> Generator[float, None, Ints]:
    """(2, V) how often each word occurs in either group; yields shares up to 0.1."""
    corpus = model.corpus
    found = np.zeros((2, len(model.vectors)), dtype=np.int64)
    bounds = corpus.segment_bounds()
    for index in range(len(bounds) - 1):
        segment = corpus.segment(bounds, index)
        document = np.searchsorted(corpus.documents, segment.sentences, side="right") - 1
        group = groups.of_document[document]
        for side, each in enumerate(chosen):
            found[side] += np.bincount(segment.ids[group == each], minlength=found.shape[1])
        yield 0.1 * (index + 1) / len(bounds)
    return found

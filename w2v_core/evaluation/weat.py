"""WEAT: whether two lists of words differ in how near they are to two others.

The word embedding association test (Caliskan, Bryson & Narayanan 2017, Science 356). A word's
association is its mean cosine with A less that with B; the effect is how far the associations of
the targets X and Y lie apart, in standard deviations. p says how often words divided by chance
would lie as far apart: it is about the choice of words, not about the text or its writers.
Leaves out: word lists, and what an effect means.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Sequence
from itertools import chain, combinations

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import SettingError
from w2v_core.vectors.word_vectors import WordVectors

FEWEST = 2  # known words a list, for any score
TRUSTED = 8  # known words a list, as in the paper
MOST_WORDS = 200  # a list
MOST_EXACT = 20_000  # ways to divide the targets; 8 against 8 have 12,870
SAMPLES = 10_000

_CHUNK_NUMBERS = 1 << 20
_ROUNDING = 1e-9  # sums of the same cosines in another order differ by less

Floats = NDArray[np.float64]


@dataclasses.dataclass(frozen=True, slots=True)
class WordList:
    """One of the four lists: its name, the words that have vectors, and the others."""

    name: str
    known: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class WeatScore:
    """What the test says.

    Attributes
    ----------
    lists : tuple of WordList
        X, Y, A and B.
    effect : float
        (mean s over X - mean s over Y) / standard deviation of s over both (n - 1 in the
        divisor), within ±2 for lists of one length; NaN if there is no score.
    p : float
        Share of the ways to divide the targets in which X lies at least as far above Y, in (0, 1];
        one-sided; NaN if there is no score.
    divisions : int
        Ways to divide that were looked at.
    exact : bool
        Whether these are all. If not they are drawn by chance, and p is (hits + 1)/(n + 1).
    associations : dict of str to float
        s of each known target word, in [-2, 2].
    problem : str
        Why there is no score; empty if there is one.
    """

    lists: tuple[WordList, WordList, WordList, WordList]
    effect: float
    p: float
    divisions: int
    exact: bool
    associations: dict[str, float]
    problem: str

    @property
    def fewest(self) -> int:
        """Known words of the shortest list; under 8 the effect rests on single words."""
        return min(len(each.known) for each in self.lists)


def weat(
    vectors: WordVectors,
    x: Iterable[str],
    y: Iterable[str],
    a: Iterable[str],
    b: Iterable[str],
    *,
    seed: int = 1,
    samples: int = SAMPLES,
) -> WeatScore:
    """Test whether targets X and Y differ in their nearness to attributes A and B.

    Parameters
    ----------
    vectors : WordVectors
        A word that is not among them is looked for in lower case, then counted as unknown.
    x, y, a, b : iterables of str
        Words; each counts once a list.
    seed : int
        For the divisions drawn by chance, where there are more than 20,000.
    samples : int
        How many of those, at least 1.

    Raises
    ------
    SettingError
        If a list is over 200 words, or `samples` under 1.
    """
    if samples < 1:
        raise SettingError(f"samples must be at least 1; got {samples:,}.")
    lists = (
        _look_up(vectors, "X", x),
        _look_up(vectors, "Y", y),
        _look_up(vectors, "A", a),
        _look_up(vectors, "B", b),
    )
    first, second, *attributes = lists
    targets = list(dict.fromkeys(first.known + second.known))
    scores = _associate(vectors, targets, attributes[0].known, attributes[1].known)
    by_word = dict(zip(targets, scores.tolist(), strict=True))
    problem = _problem(lists, scores)
    if problem:
        return WeatScore(lists, math.nan, math.nan, 0, False, by_word, problem)
    pooled = np.array([by_word[word] for word in first.known + second.known])
    size = len(first.known)
    spread = float(pooled.std(ddof=1))
    effect = float(pooled[:size].mean() - pooled[size:].mean()) / spread
    p, divisions, exact = _permute(pooled, size, seed, samples)
    return WeatScore(lists, effect, p, divisions, exact, by_word, "")


def _look_up(vectors: WordVectors, name: str, words: Iterable[str]) -> WordList:
    given = list(dict.fromkeys(words))
    if len(given) > MOST_WORDS:
        raise SettingError(f"List {name} has {len(given)} words; at most {MOST_WORDS} are read.")
    found = [word if word in vectors else word.lower() for word in given]
    return WordList(
        name,
        tuple(dict.fromkeys(each for each in found if each in vectors)),
        tuple(word for word, each in zip(given, found, strict=True) if each not in vectors),
    )


def _associate(
    vectors: WordVectors, targets: Sequence[str], a: Sequence[str], b: Sequence[str]
) -> Floats:
    """(n,) mean cosine of each target with A less that with B; 0 where a list is empty."""
    if not targets or not a or not b:
        return np.zeros(len(targets))
    target, near_a, near_b = (
        vectors.unit_rows([vectors.id(word) for word in words]).astype(np.float64)
        for words in (targets, a, b)
    )
    difference: Floats = (target @ near_a.T).mean(axis=1) - (target @ near_b.T).mean(axis=1)
    return difference


def _problem(lists: Sequence[WordList], scores: Floats) -> str:
    """Why these lists give no score."""
    for each in lists:
        if len(each.known) < FEWEST:
            total = len(each.known) + len(each.unknown)
            return (
                f"List {each.name} has {len(each.known)} known words of {total}; at least "
                f"{FEWEST} are needed, and {TRUSTED} to be taken seriously."
            )
    x, y, a, b = (set(each.known) for each in lists)
    if x == y:
        return "X and Y are the same words, so there is nothing to tell apart."
    if a == b:
        return "A and B are the same words, so nothing can be nearer to one of them."
    if float(np.ptp(scores)) < _ROUNDING:
        return "All targets have the same association, so the effect has no scale."
    return ""


def _permute(scores: Floats, size: int, seed: int, samples: int) -> tuple[float, int, bool]:
    """p, the number of divisions and whether these are all.

    The sum over X decides: the total is fixed, so the mean over Y falls as that over X rises.
    """
    observed = float(scores[:size].sum()) - _ROUNDING
    n = len(scores)
    total = math.comb(n, size)
    if total <= MOST_EXACT:
        chosen = np.fromiter(chain.from_iterable(combinations(range(n), size)), dtype=np.int64)
        sums = scores[chosen.reshape(total, size)].sum(axis=1)
        return int(np.count_nonzero(sums >= observed)) / total, total, True
    rng = np.random.default_rng(seed)
    hits = 0
    step = max(1, _CHUNK_NUMBERS // n)
    for low in range(0, samples, step):
        keys = rng.random((min(step, samples - low), n))
        drawn = np.argpartition(keys, size - 1, axis=1)[:, :size]
        hits += int(np.count_nonzero(scores[drawn].sum(axis=1) >= observed))
    return (hits + 1) / (samples + 1), samples, False

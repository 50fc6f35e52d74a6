"""Axes: directions made of word pairs, and where words stand along them.

    axis  = pair { break pair }  |  words "/" words     he - she, man - woman
    words = sum { break sum }                           he, him / she, her
    pair  = a sum with a plus and a minus in it
    break = "," | ";" | the end of a line

A sum is read by `expression`; two lists are paired word by word, so they are of one length. The
direction is the mean of the pairs' differences, each of length 1 (Bolukbasi et al. 2016; Kozlowski,
Taddy & Evans 2019), and a word stands where its cosine with it says.
Leaves out: what a position means, which is not much by itself, and tests (`evaluation.weat`).
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import ExpressionError, UnknownWordError, W2VError
from w2v_core.vectors.expression import MAX_LENGTH, parse, replace_word
from w2v_core.vectors.ranking import Vectors, best
from w2v_core.vectors.word_vectors import WordVectors

MAX_PAIRS = 100

_TOO_SHORT = 1e-6  # what is left of unit vectors that cancel is rounding
_PIECE = re.compile(
    r"""(?P<quoted>"[^"]*"|'[^']*'|“[^”]*”)
      | (?P<break>[,;\n])
      | (?P<slash>/)
      | [^\s,;/+*()−–"“”'-][^\s,;/+*()−"“”]*
      | .""",
    re.VERBOSE | re.DOTALL,
)


class Pair(NamedTuple):
    """One difference of words.

    Attributes
    ----------
    weights : dict of str to float
        Positive for the words of one end, negative for those of the other; never 0.
    """

    weights: dict[str, float]

    @property
    def high(self) -> tuple[str, ...]:
        """Words of the positive end."""
        return tuple(word for word, weight in self.weights.items() if weight > 0)

    @property
    def low(self) -> tuple[str, ...]:
        """Words of the negative end."""
        return tuple(word for word, weight in self.weights.items() if weight < 0)


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Axis:
    """A direction, and how well the pairs that it is made of agree.

    Attributes
    ----------
    direction : (d,) array of float32
        Of length 1.
    pairs : tuple of Pair
        Those it is the mean of; at least one.
    cosines : tuple of float
        Of each pair's difference with the direction, in [-1, 1].
    skipped : tuple of (Pair, W2VError)
        Pairs that could not be used, and why.
    """

    direction: Vectors
    pairs: tuple[Pair, ...]
    cosines: tuple[float, ...]
    skipped: tuple[tuple[Pair, W2VError], ...]

    @property
    def agreement(self) -> float:
        """Mean of `cosines`, in (0, 1]; n pairs that have nothing in common come to 1/√n."""
        return math.fsum(self.cosines) / len(self.cosines)

    @property
    def mean_cosine(self) -> float:
        """Mean cosine between two of the pairs, in [-1, 1]; NaN for one pair.

        `agreement` is the length of the mean of unit vectors, from which it follows; unlike it,
        it is about 0 for pairs that have nothing in common, however many they are.
        """
        n = len(self.cosines)
        return (n * self.agreement**2 - 1) / (n - 1) if n > 1 else math.nan

    @property
    def words(self) -> frozenset[str]:
        """All words of the pairs it is made of."""
        return frozenset(chain.from_iterable(pair.weights for pair in self.pairs))

    @property
    def high(self) -> tuple[str, ...]:
        """Words of the positive end, each once."""
        return tuple(dict.fromkeys(chain.from_iterable(pair.high for pair in self.pairs)))

    @property
    def low(self) -> tuple[str, ...]:
        """Words of the negative end, each once."""
        return tuple(dict.fromkeys(chain.from_iterable(pair.low for pair in self.pairs)))


def parse_pairs(text: str) -> tuple[Pair, ...]:
    """The pairs of an axis as it is written; see the module for the grammar.

    Raises
    ------
    ExpressionError
        With the position (0-based) where reading stopped.

    Examples
    --------
    >>> parse_pairs("he - she, man - woman") == parse_pairs("he, man / she, woman")
    True
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError(
            f"The axis has {len(text):,} characters; at most {MAX_LENGTH:,} are read.", MAX_LENGTH
        )
    spans, slashes = _spans(text)
    if not spans:
        raise ExpressionError("Write two words with a minus between them, such as he - she.", 0)
    if len(slashes) > 1:
        raise ExpressionError(
            f"A second slash stands at character {slashes[1] + 1}: one slash parts two lists, "
            "he, him / she, her; single pairs have a minus, he - she, him - her.",
            slashes[1],
        )
    pairs = _two_lists(text, spans, slashes[0]) if slashes else [_pair(text, *s) for s in spans]
    if len(pairs) > MAX_PAIRS:
        place = spans[MAX_PAIRS][0]
        raise ExpressionError(f"There are {len(pairs)} pairs; at most {MAX_PAIRS} are read.", place)
    return tuple(pairs)


def replace_in_pairs(text: str, old: str, new: str) -> str:
    """The same axis with `new` for the first `old`, in quotes where it needs them."""
    changed = (replace_word(text, old, new, span) for span in _spans(text)[0])
    return next((each for each in changed if each != text), text)


def _spans(text: str) -> tuple[list[tuple[int, int]], list[int]]:
    """Start and end of each sum, without blank ones; places of slashes. Quotes hide both."""
    breaks, slashes = [-1], []
    for match in _PIECE.finditer(text):
        if match.lastgroup == "slash":
            slashes.append(match.start())
        if match.lastgroup in ("slash", "break"):
            breaks.append(match.start())
    ends = [*breaks[1:], len(text)]
    spans = [(low + 1, high) for low, high in zip(breaks, ends, strict=True)]
    return [span for span in spans if text[slice(*span)].strip()], slashes


def _sum(text: str, start: int, end: int) -> dict[str, float]:
    """The weights of one of the sums; blanks in front of it keep its places those of the text."""
    first = start + len(text[start:end]) - len(text[start:end].lstrip())
    try:
        return parse(" " * start + text[start:end])
    except ExpressionError as error:
        raise ExpressionError(str(error), max(error.position, first)) from None


def _pair(text: str, start: int, end: int) -> Pair:
    pair = Pair({word: weight for word, weight in _sum(text, start, end).items() if weight})
    if not pair.high or not pair.low:
        written = text[start:end].strip()
        raise ExpressionError(
            f"{written} has one end only; an axis leads from one word to another, such as "
            f"{written} - she.",
            start + text[start:end].index(written),
        )
    return pair


def _two_lists(text: str, spans: Sequence[tuple[int, int]], slash: int) -> list[Pair]:
    left = [span for span in spans if span[0] <= slash]
    right = [span for span in spans if span[0] > slash]
    if len(left) != len(right):
        raise ExpressionError(
            f"{len(left)} before the slash and {len(right)} behind it: the lists are paired word "
            "by word, so give as many on both sides.",
            slash,
        )
    return [
        _difference(_sum(text, *a), _sum(text, *b), a[0]) for a, b in zip(left, right, strict=True)
    ]


def _difference(a: dict[str, float], b: dict[str, float], position: int) -> Pair:
    weights = {word: a.get(word, 0.0) - b.get(word, 0.0) for word in (*a, *b)}
    pair = Pair({word: weight for word, weight in weights.items() if weight})
    if not pair.high or not pair.low:
        raise ExpressionError(
            f"{', '.join(a)} and {', '.join(b)} leave no two ends; pair different words.", position
        )
    return pair


def make_axis(vectors: WordVectors, pairs: Sequence[Pair]) -> Axis:
    """The mean of the pairs' unit differences, brought to length 1.

    Pairs with an unknown word, or without a difference, are skipped and named.

    Raises
    ------
    UnknownWordError, ExpressionError
        What is wrong with the first pair, if none can be used.
    ExpressionError
        If the pairs cancel out.
    """
    used: list[Pair] = []
    skipped: list[tuple[Pair, W2VError]] = []
    differences = []
    for pair in pairs:
        try:
            differences.append(_unit_difference(vectors, pair))
            used.append(pair)
        except (UnknownWordError, ExpressionError) as error:
            skipped.append((pair, error))
    if not used:
        raise skipped[0][1] if skipped else ExpressionError("An axis needs a pair of words.", 0)
    units = np.array(differences, dtype=np.float64)  # (n, d)
    mean = units.mean(axis=0)
    length = float(np.linalg.norm(mean))
    if length < _TOO_SHORT:
        raise ExpressionError(
            "The pairs cancel out, so they point nowhere; turn one of them around or drop it.", 0
        )
    direction = mean / length
    cosines = tuple(np.clip(units @ direction, -1.0, 1.0).tolist())
    return Axis(direction.astype(np.float32), tuple(used), cosines, tuple(skipped))


def _unit_difference(vectors: WordVectors, pair: Pair) -> Vectors:
    difference = vectors.combine(pair.weights)
    if not difference.any():
        raise ExpressionError(
            f"{' and '.join(pair.weights)} have zero vectors, which have no direction.", 0
        )
    return difference


def positions(vectors: WordVectors, axis: Axis, rows: Sequence[int]) -> NDArray[np.float64]:
    """(n,) cosines of some words with the direction, in [-1, 1]."""
    found = vectors.unit_rows(rows).astype(np.float64) @ axis.direction.astype(np.float64)
    return np.clip(found, -1.0, 1.0)


def extremes(vectors: WordVectors, axis: Axis, k: int, n: int) -> tuple[list[int], list[int]]:
    """Rows of the k words furthest towards each end, low and high, the furthest first.

    Among the n most frequent words, the axis's own left out. No word stands at both ends.
    """
    scores = vectors.cosines(axis.direction, n)
    own = {vectors.id(word) for word in axis.words}
    k = min(k, max(0, len(scores) - sum(row < len(scores) for row in own)) // 2)
    vocabulary = vectors.vocabulary
    high = [vectors.id(each.word) for each in best(vocabulary, scores, k, own)]
    low = [vectors.id(each.word) for each in best(vocabulary, -scores, k, own.union(high))]
    return low, high


def variance_share(vectors: WordVectors, axis: Axis, n: int = 10_000) -> float:
    """Share of the variance of the n most frequent words that lies along the axis, in [0, 1].

    Of vectors of length 1, around their mean. A direction drawn by chance has 1/d; NaN where all
    vectors are equal.
    """
    units = vectors.unit_rows(range(min(n, len(vectors))))
    centered = units - units.mean(axis=0, dtype=np.float64)
    total = float(np.einsum("ij,ij->", centered, centered))
    along = centered @ axis.direction.astype(np.float64)
    return float(along @ along) / total if total > _TOO_SHORT else math.nan

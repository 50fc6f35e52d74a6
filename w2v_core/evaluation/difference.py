"""Difference: whether a word is used differently in two groups of documents, and how sure that is.

The figure is the squared distance of the word's two vectors, as a share of the sum of their squared
lengths: for vectors of one length that is 1 - cosine. Chance alone puts the means of two samples
apart, the farther the smaller they are, so the sampling variance of both means is taken off:
without a difference the figure is 0 on average, and falls below 0 as often as above. Random splits
of the same units into groups of the same sizes (the placebo) show how far chance goes, and p is how
often they go as far.

What stands in one document is written by one hand about one thing, so its occurrences of a word are
no independent witnesses: the units are documents, each with the sum of its contexts. Where either
group has fewer than ten documents with the word, the units are its occurrences, and all this holds
for these very documents, not for others of their kind.
Leaves out: the contexts (`usage`), and the table of many words (`differing`).

References
----------
Rodriguez, Spirling & Stewart 2023, American Political Science Review 117 (distance, permutations).
Green et al. 2025, Political Analysis, "Measuring distances in high dimensional spaces" (the bias,
and taking it off). Cameron & Miller 2015, Journal of Human Resources 50 (variance by clusters).
"""

from __future__ import annotations

import dataclasses
import math
from typing import Literal

import numpy as np

from w2v_core.errors import SettingError
from w2v_core.evaluation.alacarte import Floats
from w2v_core.evaluation.usage import Ints, Usage, firsts

FEWEST = 10  # occurrences in a group for any number, and documents for them to be the units
SPLITS = 999
COVERED = 0.95  # of the interval, and of what is called the range of the random splits

_CHUNK_NUMBERS = 1 << 21
_ROUNDING = 1e-9  # sums of the same numbers in another order differ by less

Unit = Literal["documents", "occurrences"]


@dataclasses.dataclass(frozen=True)
class Difference:
    """How far apart a word lies in two groups.

    Attributes
    ----------
    word : str
    groups : pair of str
    occurrences : pair of int
        That were looked at in either.
    units : pair of int
        How many there are in either.
    unit : {"documents", "occurrences"}
        What was drawn, and split by chance.
    figure : float
        Without bias; about 0 where nothing differs, 1 for vectors at right angles, 2 for opposite
        ones of one length. The lengths it is measured in are as they were found, for random splits
        and draws too: of few occurrences they are too long, and the figure errs to the small side.
    plain : float
        The same with its bias, never below 0.
    low, high : float
        Interval of 95 % by the bootstrap over the units: the percentiles of the draws, moved by
        what drawing adds to them. It covers the truth 93 to 99 times in 100 from ten units a group
        on, and is too wide where the figure is near 0 (as others are, Green et al. 2025).
    p : float
        Share of the random splits with a figure as large, this one included; in (0, 1].
    placebo : (splits,) array
        The figure of each random split.
    problem : str
        Why there is no number (then all are NaN); empty if there is one.
    """

    word: str
    groups: tuple[str, str]
    occurrences: tuple[int, int]
    units: tuple[int, int]
    unit: Unit
    figure: float = math.nan
    plain: float = math.nan
    low: float = math.nan
    high: float = math.nan
    p: float = math.nan
    placebo: Floats = dataclasses.field(default_factory=lambda: np.empty(0))
    problem: str = ""

    @property
    def by_chance(self) -> tuple[float, float]:
        """Between which figures 95 % of the random splits lie."""
        if self.problem:
            return math.nan, math.nan
        low, high = np.quantile(self.placebo, [(1 - COVERED) / 2, (1 + COVERED) / 2])
        return float(low), float(high)


def difference(
    found: Usage, *, a: int = 0, b: int = 1, splits: int = SPLITS, seed: int = 1
) -> Difference:
    """Test whether a word is used differently in two groups.

    Parameters
    ----------
    found : Usage
        Of at least two groups.
    a, b : int
        Which of them.
    splits : int
        Random splits, and as many draws for the interval; at least 19.
    seed : int
        The same gives the same numbers.

    Returns
    -------
    Difference
        With a `problem` in place of numbers where a group has under 10 occurrences.

    Raises
    ------
    SettingError
        If `splits` is under 19, with which p could not be below .05.

    Notes
    -----
    O(splits·units·d), in blocks of 16 MB; two numbers a unit and dimension are kept.
    """
    if splits < 19:
        raise SettingError(f"splits must be at least 19; got {splits}.")
    unit, sums, counts, group = _units(found, (a, b))
    first = group == a
    sizes = int(first.sum()), int((~first).sum())
    names = found.groups[a], found.groups[b]
    used = int(found.used[a]), int(found.used[b])
    scale = sum(float(np.sum(found.vector(each) ** 2)) for each in (a, b))
    problem = _problem(names, used, scale)
    if problem:
        return Difference(found.word, names, used, sizes, unit, problem=problem)
    table = _moments(sums, counts)
    total = table.sum(axis=0)
    mine = table[first].sum(axis=0)[None]
    figure, plain = (float(each[0]) / scale for each in _distances(mine, total - mine))
    rng = np.random.default_rng((seed, splits))
    placebo = _split(table, sizes[0], splits, rng) / scale
    errors = _draw(table[first], table[~first], splits, rng) / scale - plain
    low, high = np.quantile(errors, [(1 - COVERED) / 2, (1 + COVERED) / 2])
    p = (1 + int(np.count_nonzero(placebo >= figure - _ROUNDING))) / (splits + 1)
    return Difference(
        found.word,
        names,
        used,
        sizes,
        unit,
        figure=figure,
        plain=plain,
        low=figure + float(low),
        high=figure + float(high),
        p=p,
        placebo=placebo,
    )


def _units(found: Usage, pair: tuple[int, int]) -> tuple[Unit, Floats, Floats, Ints]:
    """What is drawn and split: (q, d) sums of contexts, (q,) how many these are, (q,) groups."""
    own = np.isin(found.group, pair)
    contexts, document, group = found.contexts[own], found.document[own], found.group[own]
    begins = firsts(document)
    if any(np.count_nonzero(group[begins] == each) < FEWEST for each in pair):
        return "occurrences", contexts, np.ones(len(contexts)), group
    counts = np.diff(np.append(begins, len(contexts))).astype(np.float64)
    return "documents", np.add.reduceat(contexts, begins, axis=0), counts, group[begins]


def _problem(names: tuple[str, str], used: tuple[int, int], scale: float) -> str:
    """Why there is no number."""
    for name, times in zip(names, used, strict=True):
        if times < FEWEST:
            often = "once" if times == 1 else f"{times} times" if times else "nowhere"
            return (
                f"The word stands {often} beside another word in {name}; at least {FEWEST} "
                "occurrences in each group are needed."
            )
    if not scale > 0:
        return "The contexts of the word have no direction, so there is nothing to measure."
    return ""


def _moments(sums: Floats, counts: Floats) -> Floats:
    """(q, 2d + 4) what has to be added up over units to know mean and variance of their mean."""
    squares = np.einsum("ij,ij->i", sums, sums)
    ones = np.ones(len(sums))
    return np.column_stack([sums, counts[:, None] * sums, squares, counts, counts**2, ones])


def _distances(a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """(n,) squared distances of the means of two groups, without and with the bias.

    Parameters
    ----------
    a, b : (n, 2d + 4) arrays
        Rows of `_moments`, added up over the units of either group.
    """
    (mean_a, noise_a), (mean_b, noise_b) = _mean(a), _mean(b)
    plain = np.sum((mean_a - mean_b) ** 2, axis=1)
    return plain - noise_a - noise_b, plain


def _mean(moments: Floats) -> tuple[Floats, Floats]:
    """(n, d) means, an occurrence each, and (n,) the sum of the variances of their numbers.

    The mean is a ratio, Σ sums / Σ counts; its variance is that of the units' residuals
    (sum - count·mean). With one occurrence a unit this is the usual s²/n.
    """
    d = (moments.shape[1] - 4) // 2
    sums, weighted = moments[:, :d], moments[:, d : 2 * d]
    squares, total, total2, units = moments[:, 2 * d :].T
    mean = sums / total[:, None]
    spread = squares - 2 * np.einsum("ij,ij->i", mean, weighted)
    spread += total2 * np.einsum("ij,ij->i", mean, mean)
    return mean, units / (units - 1) * np.maximum(spread, 0.0) / total**2


def _split(table: Floats, size: int, splits: int, rng: np.random.Generator) -> Floats:
    """(splits,) figures where `size` units, drawn by chance, are the first group."""
    q, total = len(table), table.sum(axis=0)
    found = []
    step = max(1, _CHUNK_NUMBERS // q)
    for low in range(0, splits, step):
        keys = rng.random((min(step, splits - low), q))
        chosen = np.argpartition(keys, size - 1, axis=1)[:, :size]
        member = np.zeros(keys.shape)
        np.put_along_axis(member, chosen, 1.0, axis=1)
        moments = member @ table
        found.append(_distances(moments, total - moments)[0])
    return np.concatenate(found)


def _draw(a: Floats, b: Floats, draws: int, rng: np.random.Generator) -> Floats:
    """(draws,) figures where the units of either group are drawn anew, with replacement."""
    found = []
    step = max(1, _CHUNK_NUMBERS // (len(a) + len(b)))
    for low in range(0, draws, step):
        n = min(step, draws - low)
        found.append(_distances(_drawn(a, n, rng), _drawn(b, n, rng))[0])
    return np.concatenate(found)


def _drawn(table: Floats, n: int, rng: np.random.Generator) -> Floats:
    """(n, 2d + 4) moments of n draws of as many units as there are."""
    q = len(table)
    places = rng.integers(q, size=(n, q)) + q * np.arange(n)[:, None]
    times = np.bincount(places.ravel(), minlength=n * q).reshape(n, q)
    moments: Floats = times.astype(np.float64) @ table
    return moments

"""How sure a share is: the bootstrap interval of so many right of so many asked.

Leaves out: intervals of other figures, which are drawn where they are worked out (`similarity`).
"""

from __future__ import annotations

import math

import scipy

LEVEL = 0.95


def share_interval(right: int, asked: int) -> tuple[float, float]:
    """95 % bootstrap interval of the share `right / asked`, in [0, 1]; NaN if none was asked.

    The percentile interval (Efron 1979) without drawing: of n answers drawn with replacement from
    n of which a share p is right, a binomial number is right, so the interval is between two
    quantiles of Binomial(n, p) / n. Where all answers are alike every draw is alike too, and the
    bootstrap would call 3 of 3 certain; there the open end is the exact bound (Clopper & Pearson
    1934), the share at which such a run of n has a chance of 2.5 %.

    Examples
    --------
    >>> [round(end, 3) for end in share_interval(30, 100)]
    [0.21, 0.39]
    >>> [round(end, 3) for end in share_interval(3, 3)]
    [0.292, 1.0]
    """
    if asked == 0:
        return math.nan, math.nan
    tail = (1 - LEVEL) / 2
    if right in (0, asked):
        bound = float(tail ** (1 / asked))
        return (bound, 1.0) if right else (0.0, 1.0 - bound)
    drawn = scipy.stats.binom(asked, right / asked)
    return float(drawn.ppf(tail)) / asked, float(drawn.ppf(1 - tail)) / asked

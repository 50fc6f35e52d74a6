"""Stability: how sure a neighbor is, by other trainings of the same text.

Two trainings that differ in nothing but the seed share about half of their ten nearest neighbors,
and two draws of the documents share less. A panel of trainings votes: a neighbor that many of
them have, too, comes back in the next one. How often is measured with each of them in turn left
out, on the very text: "sure" is what came back at least nine times in ten, whatever the number of
votes that takes. Frequency says little of it.
Leaves out: the votes (`panel`), and training a panel (`models.steady`).

References
----------
Antoniak, Mimno 2018, TACL 6: overlap of neighbor lists between seeds and between bootstraps.
Wendlandt, Kummerfeld, Mihalcea 2018, NAACL: words of middle frequency are unstable, too.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Generator, Sequence
from typing import Literal, NamedTuple, cast

import numpy as np
import scipy
from numpy.typing import NDArray

from w2v_core.errors import SettingError
from w2v_core.evaluation.panel import (
    Floats,
    Interval,
    K,
    Panel,
    Rows,
    interval_of,
    lists_of,
    mean_of,
)
from w2v_core.vectors.neighborhood import top_rows
from w2v_core.vectors.word_vectors import WordVectors

Level = Literal["sure", "likely", "chance"]

SURE, LIKELY = 0.9, 0.6  # shares of the neighbors that come back in a training that did not vote
BANDS = (1, 10, 30, 100, 1000)  # where bands of frequency begin
SEEDLESS = 0.95  # above this share a seed changes so little that only other documents can judge
# Of fewer words, in multiples of k, a list of the k nearest is alike in all trainings by chance.
FEWEST_LISTS = 5
_EACH = 300  # words of a band that are looked at
_CELLS_AT_ONCE = 1 << 22  # cosines of one member, 16 MB; those of all of them are held


class Band(NamedTuple):
    """Words of one frequency.

    Attributes
    ----------
    least, most : int
        Counts of its rarest and its most frequent word.
    words : int
        How many were looked at.
    seeds, draws : float
        Share of the neighbors that another seed, and another draw of the text, has too.
    """

    least: int
    most: int
    words: int
    seeds: float
    draws: float


@dataclasses.dataclass(frozen=True)
class Certainty:
    """How far the neighbors of one training can be trusted.

    Attributes
    ----------
    k : int
        Length of the lists.
    words : int
        Words whose lists were looked at, up to 300 of each band of frequency.
    seeds, draws : Interval
        Share of a list that a training with another seed, and one on another draw of the text, has
        too: mean over words and trainings. NaN where no such training voted.
    bands : tuple of Band
    recurs : (voters,) array
        Share of the neighbors with 0, 1, … votes that came back in a training that did not vote;
        never falls. One voter less than the panel has.
    trials : (voters,) array of int
        How many neighbors each of those shares was counted on.
    by_draws : bool
        Whether draws of the text judged in place of seeds, which change nothing in a factorization:
        that another seed brings a neighbor back would then say nothing.
    """

    k: int
    words: int
    seeds: Interval
    draws: Interval
    bands: tuple[Band, ...]
    recurs: Floats
    trials: Rows
    by_draws: bool = False

    def chance_to_recur(self, votes: int) -> float:
        """Share of the neighbors with so many votes of the whole panel that come back, measured.

        The shares were measured with one voter less; what is not unanimous is taken for one vote
        less as well, which can only make it look less sure.
        """
        voters = len(self.recurs)  # of the panel; with one left out there are 0 … voters - 1 votes
        if not voters:
            return float("nan")
        return float(self.recurs[votes * (voters - 1) // voters])

    def level(self, votes: int) -> Level:
        """What a neighbor with so many votes is called."""
        share = self.chance_to_recur(votes)
        if share >= SURE:
            return "sure"
        return "likely" if share >= LIKELY else "chance"


def check_words(words: int, k: int = K) -> None:
    """Refuse so few words that any two lists are much alike; SettingError says how many it takes.

    A panel for them need not be trained.
    """
    if words < FEWEST_LISTS * k:
        raise SettingError(
            f"There are {words:,} words; with fewer than {FEWEST_LISTS * k} any two lists of {k} "
            "have much in common by chance, so nothing can be said. Use more text, or a lower "
            "min_count."
        )


def find_certainty(
    panel: Panel, base: WordVectors | None = None, *, k: int = K
) -> Generator[float, None, Certainty]:
    """Make the lists of a sample of words in all members, and count; yields the share that is done.

    Takes M · 1,500 · V · dim multiplications, about 5 s for 10 members and 30,000 words of 100
    numbers, and 16 MB a member. The same every time.

    Parameters
    ----------
    panel : Panel
        At least two seeds, or nothing can be measured.
    base : WordVectors, optional
        The training whose neighbors are judged, with another seed than any member. Without it
        these are the steady vectors of the panel itself, with the member that is left out taken
        out of them, too.
    k : int

    Raises
    ------
    SettingError
        If `base` has other words than the panel, there are not two seeds, or so few words that
        any two lists are much alike.
    """
    check_words(len(panel.members[0]), k)
    if panel.seeds < 2:
        raise SettingError("At least 2 trainings with other seeds are needed to be compared.")
    if base is not None and base.words != panel.members[0].words:
        raise SettingError("Vectors and panel have not the same words: train the panel anew.")
    counts = panel.members[0].vocabulary.counts
    rows = _sample(counts)
    count = _Count(panel, len(rows))
    step = max(1, min(64, _CELLS_AT_ONCE // len(counts)))
    for low in range(0, len(rows), step):
        part = slice(low, min(low + step, len(rows)))
        count.look(base, rows[part], part, k)
        yield part.stop / len(rows)
    return count.certainty(counts[rows], k)


class _Count:
    """What is counted while lists are made."""

    def __init__(self, panel: Panel, words: int) -> None:
        self.panel = panel
        voters = len(panel.members)
        # By who judged, a seed or a draw, and the votes of all others.
        self.hits, self.trials = np.zeros((2, voters)), np.zeros((2, voters), dtype=np.int64)
        self.shares = np.full((voters, words), np.nan)  # of each word's list, by member

    def look(self, base: WordVectors | None, rows: Rows, part: slice, k: int) -> None:
        """Lists of some words in all members, and who has what."""
        members = self.panel.members
        scores = [each.cosines(each.unit_rows(rows).T) for each in members]  # each (V, b)
        own, joined = None, None
        if base is not None:
            own = lists_of(base, rows, base.cosines(base.unit_rows(rows).T), k)
        else:
            silent = [each.cosines(each.unit_rows(rows).T) for each in self.panel.silent]
            joined = _Joined([*members, *self.panel.silent], [*scores, *silent], rows)
        lists = [
            lists_of(each, rows, found, k) for each, found in zip(members, scores, strict=True)
        ]
        for member, heard in enumerate(each[:, 0] >= 0 for each in lists):
            # Judged by a member that had no part in it.
            judged = own if own is not None else cast(_Joined, joined).without(member, k)
            has = np.array([_has(judged, each) for each in lists])  # (M, b, k)
            votes = has.sum(axis=0) - has[member]
            kind = int(member >= self.panel.seeds)
            self._add(kind, votes[heard], has[member][heard])
            self.shares[member, part] = np.where(heard, has[member].mean(axis=1), np.nan)

    def _add(self, kind: int, votes: NDArray[np.integer], came_back: NDArray[np.bool_]) -> None:
        size = self.trials.shape[1]
        self.trials[kind] += np.bincount(votes.ravel(), minlength=size)
        self.hits[kind] += np.bincount(votes.ravel(), weights=came_back.ravel(), minlength=size)

    def certainty(self, counts: NDArray[np.integer], k: int) -> Certainty:
        """What follows from the counts; `counts` are those of the words."""
        seeds, draws = self.shares[: self.panel.seeds], self.shares[self.panel.seeds :]
        band_of = np.searchsorted(BANDS, counts, side="right") - 1
        bands = [
            Band(
                int(counts[chosen].min()),
                int(counts[chosen].max()),
                int(chosen.sum()),
                mean_of(seeds[:, chosen]),
                mean_of(draws[:, chosen]),
            )
            for chosen in (band_of == band for band in range(len(BANDS)))
            if chosen.any()
        ]
        by_draws = len(draws) > 0 and mean_of(seeds) > SEEDLESS
        kind = int(by_draws)
        return Certainty(
            k,
            len(counts),
            interval_of(seeds),
            interval_of(draws),
            tuple(bands),
            _rising(self.hits[kind], self.trials[kind]),
            self.trials[kind],
            by_draws,
        )


class _Joined:
    """Cosines of steady vectors, from those of their members."""

    def __init__(
        self, members: Sequence[WordVectors], scores: Sequence[NDArray[np.float32]], rows: Rows
    ) -> None:
        self.rows = rows
        # A product of two rows is the sum of the members' cosines, times the lengths of both.
        self.lengths = np.array([each.norms for each in members], dtype=np.float32)  # (M, V)
        self.products = [
            found * own[:, None] * own[rows]
            for found, own in zip(scores, self.lengths, strict=True)
        ]
        self.total = np.sum(self.products, axis=0)  # (V, b)

    def without(self, member: int, k: int) -> Rows:
        """(b, k) nearest words of the rows, as they were without this member."""
        scores = self.total - self.products[member]
        squares = (self.lengths**2).sum(axis=0) - self.lengths[member] ** 2
        scores /= np.sqrt(np.maximum(squares, np.finfo(np.float32).tiny))[:, None]
        return top_rows(scores, self.rows, min(k, len(scores) - 1))


def _has(judged: Rows, lists: Rows) -> NDArray[np.bool_]:
    """(n, k) which of each list's words stand in the other list of the same word."""
    found: NDArray[np.bool_] = (judged[:, :, None] == lists[:, None, :]).any(axis=2)
    return found


def _sample(counts: NDArray[np.integer]) -> Rows:
    """Rows of at most 300 words of each band, ascending; the same every time."""
    rng = np.random.default_rng(0)
    band_of = np.searchsorted(BANDS, counts, side="right")
    chosen = []
    for band in np.unique(band_of):
        (rows,) = np.nonzero(band_of == band)
        chosen.append(rows if len(rows) <= _EACH else rng.choice(rows, _EACH, replace=False))
    return np.sort(np.concatenate(chosen))


def _rising(hits: Floats, trials: Rows) -> Floats:
    """Shares of hits that never fall; what was never tried is taken for what has less votes."""
    tried = trials > 0
    shares = np.zeros(len(trials))
    if tried.any():
        found = hits[tried] / trials[tried]
        shares[tried] = scipy.optimize.isotonic_regression(found, weights=trials[tried]).x
    filled: Floats = np.maximum.accumulate(shares)
    return filled

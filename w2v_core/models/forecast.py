"""Forecast: what training would take and bring, from counts and a sample of sentences.

Made while somebody moves a slider, so nothing here goes through the text twice: bursts are looked
for once; sentences are drawn once, each with chance in proportion to its length, and every forecast
subsamples them anew with the same random numbers. So small changes of a setting make small changes
of the forecast.
Leaves out: the sample (`sentence_sample`), seconds, which need a clock (`runs.calibrate`), and
what the warnings say (`advice`).
"""

from __future__ import annotations

import dataclasses
from functools import cached_property

import numpy as np

from w2v_core.errors import SettingError
from w2v_core.models import plan
from w2v_core.models.advice import Advice, advise
from w2v_core.models.bursts import Burst, find_bursts
from w2v_core.models.cbow import GROUP
from w2v_core.models.descent_config import DescentConfig
from w2v_core.models.held_out import HeldOut
from w2v_core.models.sentence_sample import SentenceSample
from w2v_core.models.settings import Config
from w2v_core.models.windows import BLOCK
from w2v_core.text.corpus import Corpus, Segment
from w2v_core.text.views.statistics import words_kept
from w2v_core.text.vocabulary import Counts, Floats, Vocabulary

# What a chunk has to be a multiple of.
_MULTIPLES = {"sgns": BLOCK, "cbow": GROUP}

_WORD_BINS = 80
_REFERENCE_WINDOW = 5

# Bytes, measured with this engine: a process that trains next to nothing, one type in memory
# (string and count), one pair of words while pairs are counted, one cell of the counts while both
# triangles are added; and per word, a column of a pass of the factorization (all its passes) and a
# dimension of the vectors that come out.
_PROCESS = 80_000_000
_TYPE = 300
_PAIR = 40
_PAIRS_AT_ONCE = 1 << 21
_CELL = 24
_COLUMN = 50
_DIMENSION = 35


@dataclasses.dataclass(frozen=True, slots=True)
class Forecast:
    """What is to be expected.

    Attributes
    ----------
    words : int
        Types that `min_count` keeps.
    types : int
        Types in all.
    covered : float
        Share of all tokens that are of these words.
    surviving : float
        Tokens of one epoch that are trained on, on average: covered, not held out, and left by
        subsampling. For PPMI-SVD all tokens covered, since it subsamples by weights.
    pairs : float
        Pairs of a center and a context in one epoch, on average. For PPMI-SVD all pairs within
        the window, whatever they weigh.
    epochs : int
        1 for PPMI-SVD.
    chunk : int
        Centers that are trained at once, see `plan.chunk_size`; 0 for PPMI-SVD.
    cells : float
        PPMI-SVD: different pairs of words, which are what its counts hold; else 0.
    memory : int
        Bytes at the peak, the process itself included.
    disk : int
        Bytes of the vectors when they are stored.
    advice : tuple of Advice
        What looks wrong, each with its cure.
    """

    words: int
    types: int
    covered: float
    surviving: float
    pairs: float
    epochs: int
    chunk: int
    cells: float
    memory: int
    disk: int
    advice: tuple[Advice, ...]


class Forecaster:
    """Forecasts for one corpus; keep it as long as the corpus, since it draws its sample once.

    Parameters
    ----------
    corpus : Corpus
    """

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self._trained: dict[float, float] = {}  # by the share that is held out at most

    def forecast(self, name: str, config: Config) -> Forecast:
        """What training of algorithm `name` with these settings would take; refuses nothing."""
        counts = self.corpus.all_types.counts
        words = words_kept(counts, config.min_count)
        kept = Vocabulary(self.corpus.all_types.words[:words], counts[:words])
        descent = isinstance(config, DescentConfig)
        keep = kept.keep_probability(config.sample) if descent else np.ones(words)
        left = float(kept.counts @ keep)
        surviving = left * self._trained_share(config)
        weights = _distance_weights(config.window, dynamic=descent and config.dynamic_window)
        pairs = surviving * self._sample.pairs_per_token(keep, weights)
        cells = 0.0 if descent else _cells(kept.counts, pairs * self._meetings)
        covered = kept.total / self.corpus.all_types.total
        return Forecast(
            words=words,
            types=len(counts),
            covered=covered,
            surviving=surviving,
            pairs=pairs,
            epochs=config.epochs if isinstance(config, DescentConfig) else 1,
            chunk=self._chunk(name, config, words),
            cells=cells,
            memory=self._memory(words, config, pairs, cells),
            disk=8 * words * config.dim + self._bytes_of_words(words),
            advice=tuple(advise(self.corpus, name, config, words, covered, left, self._bursts)),
        )

    def _trained_share(self, config: Config) -> float:
        """Share of the tokens that are in sentences which are not held out."""
        share = config.held_out if isinstance(config, DescentConfig) else 0.0
        if share not in self._trained:
            # A segment with lengths in the place of ids: one entry for each sentence.
            numbers = np.arange(self.corpus.n_sentences, dtype=np.int32)
            lengths = np.diff(self.corpus.starts)
            trained = HeldOut(self.corpus, share).without(Segment(0, lengths, numbers, 0))
            self._trained[share] = float(trained.ids.sum() / lengths.sum())
        return self._trained[share]

    def _chunk(self, name: str, config: Config, words: int) -> int:
        if not isinstance(config, DescentConfig):
            return 0
        multiple = _MULTIPLES[name]
        if words < 2:  # cannot be trained at all
            return multiple
        return plan.chunk_size(self.corpus.restrict(config.min_count), config, multiple)

    @cached_property
    def _bursts(self) -> list[Burst]:
        return find_bursts(self.corpus)

    @cached_property
    def _sample(self) -> SentenceSample:
        return SentenceSample(self.corpus)

    @cached_property
    def _meetings(self) -> float:
        """How far pairs repeat themselves: real pairs make as many cells as this share at random.

        Words of one topic meet again and again, so a text has fewer different pairs than its
        words drawn at random would have.
        """
        pairs, cells = self._sample.distinct_pairs(_REFERENCE_WINDOW)
        counts = self._sample.counts(len(self.corpus.all_types))
        low, high = 0.0, 1.0
        for _ in range(20):
            middle = (low + high) / 2
            low, high = (middle, high) if _cells(counts, pairs * middle) < cells else (low, middle)
        return high

    def _memory(self, words: int, config: Config, pairs: float, cells: float) -> int:
        """Peak of the training process; the text itself is memory-mapped and does not count."""
        known = _PROCESS + _TYPE * len(self.corpus.all_types)
        if isinstance(config, DescentConfig):
            # Two tables, the last good ones (`watch`), a copy when they are handed out, looked at,
            # stored or restored, and perhaps their sum.
            copies = 7 if config.output == "sum" else 6
            return known + 4 * copies * words * config.dim
        counting = _CELL * cells + _PAIR * min(pairs / 2, _PAIRS_AT_ONCE)
        columns = _COLUMN * pass_width(words, config.dim) + _DIMENSION * config.dim
        return int(known + max(counting, 4 * cells + words * columns))

    def _bytes_of_words(self, words: int) -> int:
        some = self.corpus.all_types.words[:1000]
        return words * (8 + sum(map(len, some)) // len(some))


def check_memory(expected: Forecast, config: Config, available_bytes: int) -> None:
    """Refuse training that would not fit.

    Raises
    ------
    SettingError
        If the expected memory is above `available_bytes`, with both numbers and what to lower.
    """
    if expected.memory > available_bytes:
        cure = (
            "a smaller dim or a higher min_count"
            if isinstance(config, DescentConfig)
            else "a smaller window or a higher min_count"
        )
        raise SettingError(
            f"Training {expected.words:,} words with dim {config.dim:,} needs about "
            f"{_megabytes(expected.memory)} of memory, {_megabytes(available_bytes)} can be had: "
            f"use {cure}."
        )


def _megabytes(size: float) -> str:
    return f"{size / 1e6:,.0f} MB"


def pass_width(words: int, dim: int) -> int:
    """Columns of one pass of the factorization, as in `krylov` with its usual iterations."""
    return min(words, max(min(dim + 8, 32), -(-dim // 4)))


def _distance_weights(window: int, *, dynamic: bool) -> Floats:
    """(window,) chance of a pair at distance 1, 2, ... to be counted."""
    if not dynamic:
        return np.ones(window)
    weights: Floats = np.arange(window, 0, -1) / window
    return weights


def _cells(counts: Counts, pairs: float) -> float:
    """How many different pairs so many draws of two words by frequency are expected to make.

    Σ_ij 1 − exp(−pairs · p_i p_j), over bins of words of nearly the same rank.
    """
    if len(counts) == 0:
        return 0.0
    edges = np.unique(np.geomspace(1, len(counts) + 1, _WORD_BINS).astype(np.int64)) - 1
    if edges[-1] < len(counts):
        edges = np.append(edges, len(counts))
    sizes = np.diff(edges)
    shares = np.add.reduceat(counts, edges[:-1]) / sizes / counts.sum()
    hit = -np.expm1(-pairs * np.outer(shares, shares))
    return float(sizes @ hit @ sizes)

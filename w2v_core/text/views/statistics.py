"""Statistics: what a text is made of, before anything is learned from it.

All figures are of the whole text, rare words too, whatever `min_count` a view of it has.
Leaves out: what stands in it twice (`duplicates`), which words stand together (`collocations`),
and where (`concordance`).

References
----------
Clauset, Shalizi, Newman 2009, SIAM Review 51: power laws by maximum likelihood, not by a line
through logarithms.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from w2v_core.text.corpus import Corpus
from w2v_core.text.vocabulary import Counts, Floats, Vocabulary

_STEEPEST = 50.0  # exponent of Zipf's law; beyond it the second word is as good as absent
_NEWTON_STEPS = 60  # it takes five or so
_SHOWN_TOKENS = 200  # of a sentence that is shown


@dataclasses.dataclass(frozen=True, slots=True)
class Summary:
    """How large and how varied a text is.

    Attributes
    ----------
    documents, sentences, tokens, types : int
        Types are different words.
    hapaxes : int
        Types that occur once.
    longest_sentence : int
        In tokens.
    """

    documents: int
    sentences: int
    tokens: int
    types: int
    hapaxes: int
    longest_sentence: int

    @property
    def type_token_ratio(self) -> float:
        """Types / tokens, in (0, 1]; it falls as a text grows, so compare texts of one length."""
        return self.types / self.tokens

    @property
    def mean_sentence(self) -> float:
        """Tokens in a sentence on average."""
        return self.tokens / self.sentences


def summarize(corpus: Corpus) -> Summary:
    """Count documents, sentences, tokens, types and hapaxes."""
    counts = corpus.all_types.counts
    return Summary(
        documents=len(corpus.documents) - 1,
        sentences=corpus.n_sentences,
        tokens=len(corpus.ids),
        types=len(counts),
        hapaxes=len(counts) - words_kept(counts, 2),
        longest_sentence=int(np.diff(corpus.starts).max()),
    )


def words_kept(counts: Counts, min_count: int) -> int:
    """How many of descending counts are at least `min_count`."""
    return int(np.searchsorted(-counts, -min_count, side="right"))


class Coverage(NamedTuple):
    """How much of a text its most frequent words make up, point by point.

    Attributes
    ----------
    min_counts : (n,) array of int
        Every count that a word has, thinned out, descending.
    words : (n,) array of int
        How many words have at least that count.
    shares : (n,) array of float
        Share of all tokens that these words cover, in (0, 1], ascending.
    """

    min_counts: Counts
    words: Counts
    shares: Floats


def coverage(vocabulary: Vocabulary, points: int = 200) -> Coverage:
    """Share of tokens by the n most frequent words and by minimum count: one curve, two axes.

    Parameters
    ----------
    points : int
        At most about so many; they lie evenly over the logarithm of n. The last one is always
        all words.
    """
    counts = vocabulary.counts
    ends = np.append(np.flatnonzero(np.diff(counts)), len(counts) - 1) + 1  # last rank of a count
    if len(ends) > points:
        wanted = np.geomspace(1, len(counts), points)
        ends = np.unique(ends[np.minimum(np.searchsorted(ends, wanted), len(ends) - 1)])
    shares = np.cumsum(counts)[ends - 1] / vocabulary.total
    return Coverage(counts[ends - 1], ends, shares)


@dataclasses.dataclass(frozen=True, slots=True)
class Frequency:
    """One row of the frequency table: `rank` from 1, `per_million` tokens."""

    rank: int
    word: str
    count: int
    per_million: float


def frequencies(
    vocabulary: Vocabulary, part: str = "", *, anywhere: bool = True
) -> Iterator[Frequency]:
    """Rows of the frequency table, most frequent first, as they are asked for.

    Parameters
    ----------
    part : str
        Only words that contain it, whatever the case; empty for all.
    anywhere : bool
        True: anywhere in the word. False: at its start.
    """
    part = part.casefold()
    scale = 1e6 / vocabulary.total
    for i, word in enumerate(vocabulary.words):
        folded = word.casefold()
        if part in folded if anywhere else folded.startswith(part):
            count = int(vocabulary.counts[i])
            yield Frequency(i + 1, word, count, count * scale)


@dataclasses.dataclass(frozen=True, slots=True)
class Zipf:
    """Zipf's law fitted to a text: the word of rank r is expected `scale` · r**-`exponent` times.

    Attributes
    ----------
    exponent : float
        0 if all words are equally frequent, near 1 in natural language; NaN for a single word.
    scale : float
        Expected count of the first word.
    """

    exponent: float
    scale: float

    def line(self, ranks: NDArray[np.int64]) -> Floats:
        """(n,) expected counts of words of these ranks, from 1."""
        expected: Floats = self.scale * ranks.astype(np.float64) ** -self.exponent
        return expected


def fit_zipf(vocabulary: Vocabulary) -> Zipf:
    """The exponent that makes the counts of all ranks likeliest.

    Every token is a draw of a rank from p(r) = r**-s / Σ r**-s over the ranks 1..V. The
    likelihood has one maximum: where the mean of ln r under p is that of the text. Ranks are
    taken from the same counts that are fitted, which makes short texts look more regular than
    they are.
    """
    counts = vocabulary.counts.astype(np.float64)
    logs = np.log(np.arange(1, len(counts) + 1))
    if len(counts) == 1:
        return Zipf(np.nan, float(counts[0]))
    mean = float(counts @ logs) / vocabulary.total
    low, high, exponent = 0.0, _STEEPEST, 1.0
    for _ in range(_NEWTON_STEPS):
        weights = np.exp(-exponent * logs)
        total = weights.sum()
        expected = float(weights @ logs / total)
        variance = float(weights @ logs**2 / total) - expected**2
        low, high = (exponent, high) if expected > mean else (low, exponent)
        step = (expected - mean) / variance if variance > 0 else np.inf
        following = exponent + step
        if not low <= following <= high:  # Newton has left the bracket: halve it
            following = (low + high) / 2
        if abs(following - exponent) < 1e-9:
            break
        exponent = following
    return Zipf(exponent, vocabulary.total / float(np.exp(-exponent * logs).sum()))


class Passage(NamedTuple):
    """A sentence or document that is shown.

    Attributes
    ----------
    number : int
        Of the sentence or document, from 0.
    tokens : int
        How long it is.
    times : int
        How often it occurs.
    text : str
        Its first words.
    """

    number: int
    tokens: int
    times: int
    text: str


def longest_sentences(corpus: Corpus, k: int = 10) -> list[Passage]:
    """The k longest sentences, longest first; a very long one is often a text without line ends."""
    lengths = np.diff(corpus.starts)
    order = np.argsort(-lengths, kind="stable")[:k]
    return [
        Passage(int(i), int(lengths[i]), 1, opening(corpus, int(corpus.starts[i]), lengths[i]))
        for i in order
    ]


def opening(corpus: Corpus, start: int, tokens: int) -> str:
    """The first words from `start` on, and an ellipsis if there are more."""
    ids = corpus.ids[start : start + min(int(tokens), _SHOWN_TOKENS)]
    words = [corpus.all_types.words[i] for i in ids]
    return " ".join(words) + (" …" if tokens > _SHOWN_TOKENS else "")

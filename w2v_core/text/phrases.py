"""Phrases: words that stand side by side far more often than chance, new york → new_york.

Bouma 2009, "Normalized (pointwise) mutual information in collocation extraction":

    NPMI(a, b) = log(p(ab) / (p(a) p(b))) / −log p(ab)

is 1 for words that occur only together, 0 for independent ones, so one threshold serves texts of
every size. As in word2phrase (Mikolov et al. 2013) a second pass looks at the text with the phrases
of the first one joined, and finds three words or four.

Pairs are counted twice: first all of them in a table of hashed counters, which only ever says too
much, then exactly those that may reach the threshold. So memory hardly grows with the text.
Leaves out: phrases with gaps, and over the end of a sentence.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import SettingError
from w2v_core.settings import check, setting
from w2v_core.text.corpus import Corpus
from w2v_core.text.joining import Phrase, Read, Stretch, join_pairs, pair_keys, reader

Keys = NDArray[np.int64]
Counts = NDArray[np.int64]
Floats = NDArray[np.float64]
Watch = Callable[[float], None]  # told which share of the work is done

MAX_EXCLUDED = 10_000

_COUNTERS_BITS = 22
_MIX = np.uint64(0x9E3779B97F4A7C15)
_ROUND_TOKENS = 1 << 26
_ROUNDING = 1e-9


@dataclasses.dataclass(frozen=True, slots=True)
class PhraseConfig:
    """Which pairs become phrases.

    Attributes
    ----------
    threshold : float
        Least NPMI, 0.01 to 0.99.
    min_count : int
        Least number of occurrences, 2 or more.
    passes : 1 or 2
        1 joins two words, 2 up to four.
    excluded : tuple of str
        Phrases (new_york) that stay apart; at most 10,000. A longer one that holds such a phrase
        is still joined, unless it is excluded too.
    """

    threshold: float = setting(
        0.5,
        low=0.01,
        high=0.99,
        label="Least association (NPMI)",
        help="0 is chance, 1 means that the words occur only together. Lower joins more.",
    )
    min_count: int = setting(
        5,
        low=2,
        high=1_000_000,
        label="Least count",
        help="Phrases that occur less often stay apart.",
    )
    passes: int = setting(
        2,
        low=1,
        high=2,
        label="Passes",
        help="1 joins two words, 2 up to four.",
    )
    excluded: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "excluded", tuple(self.excluded))  # a list in JSON
        check(self)
        if len(self.excluded) > MAX_EXCLUDED:
            raise SettingError(
                f"{len(self.excluded):,} excluded phrases are more than {MAX_EXCLUDED:,}: "
                "raise the threshold instead."
            )

    def as_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return dataclasses.asdict(self)


def find_phrases(
    corpus: Corpus,
    config: PhraseConfig = PhraseConfig(),
    watch: Watch | None = None,
) -> list[Phrase]:
    """The phrases of a corpus: those of the first pass, then those of the second.

    Each pass's are sorted by NPMI, then count. Every word is looked at, whatever the corpus's
    `min_count`. `watch` is told the share of the work that is done.

    Examples
    --------
    >>> text = [["in", "new", "york"], ["to", "new", "york"], ["in", "to"]] * 9
    >>> [(phrase.word, phrase.count) for phrase in find_phrases(Corpus.build(text))]
    [('new_york', 18)]
    """
    types = corpus.all_types.words
    found: list[Phrase] = []
    joined: list[tuple[str, ...]] = []
    read = _watched(corpus, config.passes, watch) if watch else reader(corpus)
    for level in range(1, config.passes + 1):
        n_words = len(types) + len(joined)
        keys, counts, scores = _score(read, n_words, config)
        for key, count, score in zip(keys.tolist(), counts.tolist(), scores.tolist(), strict=True):
            left, right = (
                joined[i - len(types)] if i >= len(types) else (types[i],)
                for i in divmod(key, n_words)
            )
            found.append(Phrase(left, right, count, score, level))
        joined += [phrase.words for phrase in found[len(joined) :]]
        read = join_pairs(read, keys, n_words)
    return [phrase for phrase in found if phrase.word not in config.excluded]


def _watched(corpus: Corpus, passes: int, watch: Watch) -> Read:
    """`reader`, telling how far all the readings are."""
    read, done = reader(corpus), 0
    total = passes * (1 + _rounds(len(corpus.ids))) * len(corpus.ids)

    def told() -> Iterator[Stretch]:
        nonlocal done
        for ids, gaps in read():
            yield ids, gaps
            done += len(ids)
            watch(min(done / total, 1.0))

    return told


def _rounds(tokens: int) -> int:
    """So many that the keys of one fit into memory."""
    return 1 + tokens // _ROUND_TOKENS


def _score(read: Read, n_words: int, config: PhraseConfig) -> tuple[Keys, Counts, Floats]:
    """The pairs that pass, with counts and NPMI, best first."""
    singles, hashed = _count_roughly(read, n_words)
    total = int(singles.sum())
    share = singles / total
    rounds = _rounds(total)
    parts = []
    for turn in range(rounds):
        keys, counts = _count_exactly(read, share, hashed, total, config, (turn, rounds))
        left, right = np.divmod(keys, n_words)
        together = np.log(counts / total)
        scores = (together - np.log(share[left]) - np.log(share[right])) / -together
        passing = (counts >= config.min_count) & (scores >= config.threshold - _ROUNDING)
        parts.append((keys[passing], counts[passing], scores[passing]))
    keys, counts, scores = (np.concatenate(part) for part in zip(*parts, strict=True))
    order = np.lexsort((keys, -counts, -scores))
    return keys[order], counts[order], scores[order]


def _count_roughly(read: Read, n_words: int) -> tuple[Counts, Counts]:
    """(n_words,) occurrences of each word; (2**22,) of all the pairs that share a counter."""
    singles = np.zeros(n_words, dtype=np.int64)
    hashed = np.zeros(1 << _COUNTERS_BITS, dtype=np.int64)
    for ids, gaps in read():
        singles += np.bincount(ids, minlength=n_words)
        keys = pair_keys(ids, n_words)[gaps[1:] == 0]
        hashed += np.bincount(_counters(keys), minlength=len(hashed))
    return singles, hashed


def _count_exactly(
    read: Read,
    share: Floats,
    hashed: Counts,
    total: int,
    config: PhraseConfig,
    turn: tuple[int, int],
) -> tuple[Keys, Counts]:
    """Sorted keys of the pairs that may pass, and how often each occurs; one part of all keys.

    NPMI ≥ t means p(ab) ≥ (p(a) p(b))**(1 / (1 + t)), which is soon compared.
    """
    root = share ** (1 / (1 + config.threshold))
    keys = counts = np.empty(0, dtype=np.int64)
    for ids, gaps in read():
        needed = np.maximum(config.min_count, total * root[ids[:-1]] * root[ids[1:]])
        pairs = pair_keys(ids, len(share))
        may_pass = hashed[_counters(pairs)] >= needed * (1 - _ROUNDING)
        new = pairs[may_pass & (gaps[1:] == 0) & (pairs % turn[1] == turn[0])]
        new, times = np.unique(new, return_counts=True)
        keys, at = np.unique(np.concatenate([keys, new]), return_inverse=True)
        counts = np.bincount(at, np.concatenate([counts, times]), len(keys)).astype(np.int64)
    return keys, counts


def _counters(keys: Keys) -> NDArray[np.int64]:
    hashes = (keys.view(np.uint64) * _MIX) >> np.uint64(64 - _COUNTERS_BITS)
    return hashes.view(np.int64)

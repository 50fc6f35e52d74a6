"""Which words are watched while a run trains (watch.json): a person's own, or proposed ones.

Leaves out: the pictures of them (`frames`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from w2v_core.host.files import read_record, write_record
from w2v_core.runs.folder.layout import WATCH
from w2v_core.text.corpus import Corpus

MOST_PINNED, MOST_MAPPED = 5, 50

_FUNCTION_SHARE = 0.003  # of all tokens: above it stand "the" and its like
_CANDIDATES = 400
_LEAST_COUNT = 5
# Burstiness is looked up in up to a million tokens, in stretches as long as a short article.
_STRETCH, _STRETCHES = 1_000, 1_000
_MOST_BURSTY = 60
_BURSTY = 0.8  # stretches a word is in, as a share of those that chance would spread it over


@dataclasses.dataclass(frozen=True, slots=True)
class Watched:
    """The words that a run is watched by.

    Attributes
    ----------
    pinned : tuple of str
        Those whose neighbors are listed; at most 5.
    mapped : tuple of str
        Those on the small map; at most 50.
    """

    pinned: tuple[str, ...]
    mapped: tuple[str, ...]

    def __post_init__(self) -> None:
        for name, words, most in (
            ("pinned", self.pinned, MOST_PINNED),
            ("mapped", self.mapped, MOST_MAPPED),
        ):
            if len(words) > most:
                raise ValueError(f"at most {most} words can be {name}; got {len(words):,}")
            if len(set(words)) < len(words):
                raise ValueError(f"a word is {name} twice")


def choose_watched(corpus: Corpus, pinned: Sequence[str] = ()) -> Watched:
    """The words that a person pins, or proposed ones, and a map around them.

    Parameters
    ----------
    corpus : Corpus
        Restricted to the words that are trained.
    pinned : sequence of str
        Words that it does not have are left out, and those beyond the fifth. If none is left,
        words are proposed.
    """
    index = corpus.vocabulary.index
    kept = [word for word in dict.fromkeys(pinned) if word in index][:MOST_PINNED]
    proposed = [corpus.vocabulary.words[i] for i in _telling(corpus)]
    kept = kept or proposed[:MOST_PINNED]
    mapped = list(dict.fromkeys([*kept, *proposed]))[:MOST_MAPPED]
    return Watched(tuple(kept), tuple(mapped))


def read_watched(folder: Path) -> Watched:
    """The words that the run in a folder is watched by; none if nothing says so.

    Raises
    ------
    RunError
        If the file cannot be read or is nonsense.
    """
    path = folder / WATCH
    return read_record(Watched, path) if path.exists() else Watched((), ())


def write_watched(folder: Path, watched: Watched) -> None:
    """Watch these words from now on; a worker that trains takes them up by itself."""
    write_record(watched, folder / WATCH)


def _telling(corpus: Corpus) -> Iterator[int]:
    """Word ids, those first that say what the text is about.

    Words that come in bursts, then others, then function words; each by rank. Church and Gale
    (1995) found burstiness to tell content words from the rest; it needs no list of any language.
    """
    vocabulary = corpus.vocabulary
    counts = vocabulary.counts[: 3 * _CANDIDATES]
    spoken = np.array([any(map(str.isalpha, word)) for word in vocabulary.words[: len(counts)]])
    telling = spoken & (counts < _FUNCTION_SHARE * vocabulary.total)
    if np.count_nonzero(telling & (counts >= _LEAST_COUNT)) < MOST_MAPPED:
        telling = spoken  # in a short text the share says nothing
    candidates = np.flatnonzero(telling)[:_CANDIDATES]
    bursty = candidates[_bursty(corpus, candidates)]
    ranks = np.arange(len(counts))
    return iter(dict.fromkeys(np.concatenate([bursty, candidates, ranks]).tolist()))


def _bursty(corpus: Corpus, candidates: NDArray[np.int64]) -> NDArray[np.int64]:
    """Places of the candidates that keep to fewest stretches for how often they occur."""
    stretches = min(_STRETCHES, max(1, len(corpus.ids) // _STRETCH))
    starts = np.linspace(0, max(len(corpus.ids) - _STRETCH, 0), stretches).astype(np.int64)
    places = starts[:, None] + np.arange(min(_STRETCH, len(corpus.ids)))
    place_of = np.full(len(corpus.all_types), -1)
    place_of[candidates] = np.arange(len(candidates))
    held = np.zeros(len(candidates))
    counts = np.zeros(len(candidates))
    for stretch in place_of[corpus.ids[places]]:
        seen = np.bincount(stretch[stretch >= 0], minlength=len(candidates))
        held += seen > 0
        counts += seen
    by_chance = stretches * -np.expm1(-counts / stretches)  # a Poisson law
    ratio = held / np.maximum(by_chance, 1e-9)
    first = np.argsort(ratio, kind="stable")[:_MOST_BURSTY]
    return np.sort(first[(ratio[first] < _BURSTY) & (counts[first] >= _LEAST_COUNT)])

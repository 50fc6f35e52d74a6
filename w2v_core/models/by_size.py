"""Settings by the size of a corpus.

The table follows what the literature and our own measurements say of small corpora: more epochs,
more noise words, fewer dimensions, lower minimum count (Sahlgren & Lenci 2016; Levy, Goldberg &
Dagan 2015). Leaves out: what an algorithm wants otherwise (`Algorithm.proposal`).
"""

from __future__ import annotations

from typing import Any, NamedTuple

from w2v_core.models.settings import Config
from w2v_core.settings import settings_of
from w2v_core.text.corpus import Corpus


class _Row(NamedTuple):
    """Settings for corpora of up to `tokens` tokens."""

    tokens: float
    dim: int
    window: int
    min_count: int
    sample: float
    negative: int
    epochs: int
    learning_rate: float


_ROWS = (
    _Row(5_000, 16, 4, 1, 0.0, 5, 200, 0.025),
    _Row(40_000, 32, 5, 2, 1e-3, 10, 80, 0.025),
    _Row(400_000, 50, 5, 2, 1e-3, 10, 40, 0.025),
    _Row(3_000_000, 100, 5, 4, 1e-3, 5, 15, 0.025),
    _Row(30_000_000, 100, 5, 5, 1e-3, 5, 5, 0.05),
    _Row(float("inf"), 200, 5, 5, 1e-4, 5, 5, 0.05),
)


def by_size(corpus: Corpus) -> dict[str, Any]:
    """Settings for a corpus of this size, by name; an algorithm takes those it has."""
    return next(row for row in _ROWS if len(corpus.ids) <= row.tokens)._asdict()


def fit(config_type: type[Config], wanted: dict[str, Any], corpus: Corpus) -> Config:
    """A config of the wanted settings that it has, valid for the corpus.

    `min_count` leaves at least ten words, if there are as many. `dim` never passes the number of
    words that are kept: no algorithm finds more dimensions, and a factorization refuses them.
    """
    min_count = _kept_by(corpus, wanted["min_count"])
    kept = int((corpus.all_types.counts >= min_count).sum())
    wanted = wanted | {"min_count": min_count, "dim": max(2, min(wanted["dim"], kept - 1))}
    names = {each.name for each in settings_of(config_type)}
    return config_type(**{key: value for key, value in wanted.items() if key in names})


def _kept_by(corpus: Corpus, min_count: int) -> int:
    """The largest count up to `min_count` that keeps at least ten words, else 1."""
    counts = corpus.all_types.counts
    tenth = int(counts[9]) if len(counts) >= 10 else 1
    return max(1, min(min_count, tenth))

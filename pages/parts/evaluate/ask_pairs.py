"""Which rated pairs to rank.

Leaves out: where a file comes from (`ask_set`) and the score (`show_similarity`).
"""

from __future__ import annotations

from pages.shared import ask_set
from pages.shared.ask_set import Brought, Kind
from w2v_core.vectors.word_vectors import WordVectors

_KIND = Kind(
    "pairs",
    "Rated pairs",
    "cat,dog,7.5\ncat,kitten,9\ncat,bridge,0.5",
    "Two words and what people said of them, a pair a line, with tabs, commas, semicolons or "
    "blanks between. Public sets are read as their authors publish them.",
)


def ask(_vectors: WordVectors) -> Brought | None:
    """All boxes of the view."""
    sample = ask_set.sample()
    return ask_set.ask(_KIND, sample.pairs if sample is not None else None)

"""What stands beside every score: its interval, how much of the set it rests on, what was unknown.

Leaves out: the scores (`show_analogies`, `show_similarity`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import streamlit as st

from pages.shared.numbers import percent
from pages.shared.safe_text import mono

_MOST_WORDS = 12
LITTLE = 0.5  # of a set, below which its score is of another set


def of_all(known: int, total: int, what: str) -> str:
    """`341 of 353 pairs known, 96.6 %`."""
    share = percent(known / total) if total else "none"
    return f"{known:,} of {total:,} {what}, {share}"


def between(low: float, high: float, form: str) -> str:
    """`95 % interval 0.48 to 0.64`; without a score there is none."""
    return "no interval" if math.isnan(low) else f"95 % interval {low:{form}} to {high:{form}}"


def show_missing(words: Sequence[str]) -> None:
    """The words of a set that are not known."""
    if words:
        named = ", ".join(mono(word) for word in words[:_MOST_WORDS])
        more = " …" if len(words) > _MOST_WORDS else "."
        st.caption(f"{len(words):,} words not known: {named}{more}")


def warn_of_little(known: int, total: int, what: str) -> None:
    """Say so where most of a set was not asked."""
    if 0 < known < LITTLE * total:
        st.warning(
            f"Only {percent(known / total)} of the {what} could be asked. The score is of these, "
            "and cannot be laid beside one of the whole set.",
            icon=":material/warning:",
        )

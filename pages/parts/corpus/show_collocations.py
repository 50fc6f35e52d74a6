"""Words that stand near a word more often than by chance.

Leaves out: counting (`w2v_core.text.views.collocations`) and the box (`ask_query`).
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from pages.parts.corpus.ask_query import ask_query, look_up, offer, say_missing
from pages.shared import counted
from pages.shared.address import IN_ADDRESS, whole_number
from pages.shared.choices import one_of
from pages.shared.downloads import download_table
from pages.shared.safe_text import mono
from pages.shared.tables import clicked_rows, table_height
from w2v_core.errors import UnknownWordError
from w2v_core.text.corpus import Corpus
from w2v_core.text.views.collocations import MOST_WINDOW, Collocation

# In the address stands what is shown.
_BY: dict[str, Any] = {"log-likelihood": "log_likelihood", "PPMI": "ppmi"}


def show_collocations(corpus: Corpus) -> None:
    """Words that stand near a word more often than chance."""
    box, choice = st.columns([1.2, 1], vertical_alignment="bottom")
    with box:
        word = ask_query("Word", "One word; the Concordance also finds phrases.").partition(" ")[0]
    with choice:
        by = one_of(
            "Strongest by",
            list(_BY),
            default="log-likelihood",
            key="by",
            help="*log-likelihood* asks how surely it is no chance, and favors frequent words. "
            "*PPMI* asks how strong it is, and favors rare ones.",
            **IN_ADDRESS,
        )
    window, least = _ask_nearness()
    if not word:
        offer(corpus, "Type a word, or begin with one of these.")
        return
    known = word if word in corpus.all_types else word.lower()
    try:
        found = counted.collocations(corpus, window).of(known, by=_BY[by], min_together=least)
    except UnknownWordError:
        say_missing((word,))
        return
    if not found:
        st.info(f"No word stands near {mono(known)} so often: lower the number.")
        return
    _collocation_table(found, f"near_{abs(hash((corpus.content_hash, known, window, by, least)))}")


def _ask_nearness() -> tuple[int, int]:
    """Window, and least number of pairs."""
    near, often = st.columns([1.2, 1], vertical_alignment="bottom")
    with near:
        window = st.slider(
            "Window",
            1,
            MOST_WINDOW,
            5,
            key="window",
            help="How far apart two words may stand, within a sentence. Wider finds topics, "
            "narrower finds grammar.",
            **IN_ADDRESS,
        )
    with often:
        least = whole_number(
            "At least so often together",
            key="together",
            min_value=1,
            value=3,
            help="3 to 5 keep chance out of a list by PPMI.",
        )
    return int(window), least


def _collocation_table(found: list[Collocation], key: str) -> None:
    config = st.column_config

    def take() -> None:
        for row in clicked_rows(key):
            look_up(found[row].word)

    names = ("word", "count", "together", "expected", "ppmi", "log-likelihood")
    rows = [
        (each.word, each.count, each.together, each.expected, each.ppmi, each.log_likelihood)
        for each in found
    ]
    st.caption("Click on a word to see where it stands.")
    st.dataframe(
        pd.DataFrame(rows, columns=list(names)),
        key=key,
        hide_index=True,
        height=table_height(len(rows), 11),
        on_select=take,
        selection_mode="single-cell",
        column_config={
            "word": config.TextColumn("Word", width=120),
            "count": config.NumberColumn("Count", format="localized", width=70),
            "together": config.NumberColumn("Together", format="localized", width=75),
            "expected": config.NumberColumn("By chance", format="%.2f", width=80),
            "ppmi": config.NumberColumn("PPMI", format="%.2f", width=65),
            "log-likelihood": config.NumberColumn("Log-likelihood", format="%.1f", width=100),
        },
        alt="Words near the word with counts, PPMI and log-likelihood.",
    )
    download_table("Download table", names, lambda: rows, "collocations.csv")

"""The words whose neighbors are to stand in the probe's report.

Leaves out: the report (`show_probe`).
"""

from __future__ import annotations

import streamlit as st

from pages.shared import state
from pages.shared.address import IN_ADDRESS
from pages.shared.word_boxes import split_words
from w2v_core.evaluation.judge_cloud import MOST_WORDS
from w2v_core.vectors.word_vectors import WordVectors


def ask(vectors: WordVectors) -> list[str]:
    """At most 20 words, at first the one in focus; the report says which are not known."""
    if "probe_words" not in st.session_state and "probe_words" not in st.query_params:
        st.session_state["probe_words"] = state.focus()
    text = st.text_input(
        "Show the neighbors of",
        key="probe_words",
        placeholder="Words, with blanks between",
        max_chars=2_000,
        help=f"Up to {MOST_WORDS} words that you know well: whether their neighbors make sense is "
        "for you to judge.",
        **IN_ADDRESS,
    )
    return split_words(text or "")[:MOST_WORDS]

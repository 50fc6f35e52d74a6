"""Which groups of documents are to be told apart.

Leaves out: telling them apart (`show_documents`).
"""

from __future__ import annotations

import streamlit as st

from pages.shared import state
from pages.shared.address import IN_ADDRESS
from pages.shared.choices import one_of
from pages.shared.groups import WAY_LABELS, WAYS_HELP, ways_of
from w2v_core.text.grouping import By
from w2v_core.vectors.word_vectors import WordVectors


def ask(_vectors: WordVectors) -> By | None:
    """How documents are grouped; None where the text has no groups, or is not here."""
    corpus = state.run_corpus()
    ways = [] if corpus is None else ways_of(corpus)
    if not ways:
        return None
    by = one_of(
        "Groups by",
        ways,
        default=ways[0],
        format_func=WAY_LABELS.__getitem__,
        key="told_by",
        help=WAYS_HELP,
        wrap=True,
        **IN_ADDRESS,
    )
    st.caption(
        "Logistic regression learns the groups, and is asked about documents that it has not read."
    )
    return by if by in ways else ways[0]

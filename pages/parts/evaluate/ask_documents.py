"""Which groups of documents are to be told apart.

Leaves out: telling them apart (`show_documents`).
"""

from __future__ import annotations

import streamlit as st

from pages.shared import state
from pages.shared.groups import ask_way
from w2v_core.text.grouping import By
from w2v_core.vectors.word_vectors import WordVectors


def ask(_vectors: WordVectors) -> By | None:
    """How documents are grouped; None where the text has no groups, or is not here."""
    corpus = state.run_corpus()
    by = None if corpus is None else ask_way(corpus, "told_by")
    if by is not None:
        st.caption(
            "Logistic regression learns the groups, and is asked about documents that it has not "
            "read."
        )
    return by

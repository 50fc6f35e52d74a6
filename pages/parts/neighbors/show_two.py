"""Two words: their similarity, and where it stands among random pairs.

Leaves out: computing (`w2v_core.vectors.scales`).
"""

from __future__ import annotations

from functools import partial

import numpy as np
import streamlit as st

from pages.shared import state
from pages.shared.numbers import percent
from pages.shared.unknown_words import known_or_told
from pages.shared.word_boxes import word_box
from w2v_core.vectors import scales
from w2v_core.vectors.word_vectors import WordVectors


def show_two(vectors: WordVectors) -> None:
    """Cosine of two words, and where it stands among random pairs."""
    sides = st.columns(2)
    with sides[0]:
        first = word_box(vectors, "one", "First word", value=state.focus())
    with sides[1]:
        second = word_box(vectors, "two", "Second word")
    if not first or not second:
        st.caption("Two words give their similarity: 1 is the same direction, 0 is unrelated.")
        return
    known = [
        known_or_told(vectors, word, f"{key}_unknown", partial(_put, key))
        for key, word in (("one", first), ("two", second))
    ]
    if not all(known):
        return
    similarity = vectors.similarity(first, second)
    st.metric("Similarity", f"{similarity:.3f}")
    others = scales.random_similarities(vectors)
    share = scales.share_below(similarity, others)
    if np.isfinite(share):
        st.markdown(
            f"Higher than that of **{percent(share)}** of {len(others):,} random pairs of words, "
            f"whose median is {np.median(others):.3f}.",
            help="What counts as similar differs from one set of vectors to another; random pairs "
            "give the scale. They are the same every time.",
        )


def _put(key: str, word: str) -> None:
    st.session_state[key] = word

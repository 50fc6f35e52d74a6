"""A list of words against itself: a heat map, and which of them is the odd one.

Leaves out: computing (`w2v_core.vectors.scales`) and drawing (`draw_charts`).
"""

from __future__ import annotations

from functools import partial

import numpy as np
import streamlit as st

from pages.drawing import charts
from pages.drawing.theme import CURVE_CONFIG
from pages.parts.neighbors import draw_charts
from pages.shared.address import IN_ADDRESS
from pages.shared.downloads import download_table
from pages.shared.safe_text import mono
from pages.shared.screen import on_phone
from pages.shared.unknown_words import tell_unknown
from pages.shared.word_boxes import split_words
from w2v_core.errors import UnknownWordError
from w2v_core.vectors import scales
from w2v_core.vectors.word_vectors import WordVectors

MOST_IN_LIST = 30
MOST_WITH_VALUES = 14  # words of a heat map whose cells are wide enough for numbers
MOST_WITH_VALUES_ON_PHONE = 6


def show_among(vectors: WordVectors) -> None:
    """A list of words against itself: a heat map, and which of them is the odd one."""
    text = st.text_input(
        "Words, separated by spaces or commas",
        key="among",
        max_chars=1_000,
        help=f"At most {MOST_IN_LIST}. Those that are alike are put side by side.",
        **IN_ADDRESS,
    )
    typed = split_words(text or "")
    words = _known_of(vectors, typed[:MOST_IN_LIST])
    if len(typed) > MOST_IN_LIST:
        st.caption(f"The first {MOST_IN_LIST} of {len(typed):,} words are shown.")
    if len(words) < 2:
        st.caption("Two words give a similarity, three or more the odd one out.")
        return
    _heat_map(vectors, words)
    if len(words) < 3:
        st.caption("Finding the odd one out needs at least 3 known words.")
        return
    _odd_one(vectors, words)


def _known_of(vectors: WordVectors, words: list[str]) -> list[str]:
    """Those that have vectors; says why the others have none, and offers their likes."""
    known = []
    for i, word in enumerate(words):
        try:
            vectors.id(word)
            known.append(word)
        except UnknownWordError as error:
            tell_unknown(error, f"among_unknown_{i}", partial(_replace, words, i))
    return known


def _replace(words: list[str], at: int, word: str) -> None:
    st.session_state["among"] = ", ".join([*words[:at], word, *words[at + 1 :]])


def _heat_map(vectors: WordVectors, words: list[str]) -> None:
    matrix = scales.similarity_matrix(vectors, words)
    order = scales.dendrogram_order(matrix)
    ordered = [words[i] for i in order]
    most = MOST_WITH_VALUES_ON_PHONE if on_phone() else MOST_WITH_VALUES
    matrix = matrix[np.ix_(order, order)]
    st.plotly_chart(
        draw_charts.heat_map(matrix, ordered, values=len(words) <= most),
        key="heat_map",
        config=CURVE_CONFIG,
        alt=f"Similarities of {len(words)} words with one another, alike words side by side.",
    )
    download_table(
        "Download matrix",
        ("word", *ordered),
        lambda: [
            (word, *(f"{value:.6f}" for value in row))
            for word, row in zip(ordered, matrix.tolist(), strict=True)
        ],
        "similarities.csv",
    )


def _odd_one(vectors: WordVectors, words: list[str]) -> None:
    odd = vectors.odd_one_out(words)
    units = vectors.unit_rows([vectors.id(word) for word in words]).astype(np.float64)
    mean = units.mean(axis=0)
    length = float(np.linalg.norm(mean))
    nearness = units @ (mean / length if length > 1e-9 else mean)
    order = np.argsort(-nearness, kind="stable")
    st.markdown(f"The odd one is **{mono(odd)}**, least like the mean of all.")
    st.plotly_chart(
        charts.similarity_bars([words[i] for i in order], nearness[order], marked=odd),
        key="odd_bars",
        config=CURVE_CONFIG,
        alt="Similarity of each word to the mean of all; the odd one is last and marked.",
    )

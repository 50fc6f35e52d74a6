"""Other views of the Neighbors page: two words, a list of words, and a vector itself.

Leaves out: neighbors (`show_lists`, `show_why`), and drawing (`charts`).
"""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from pages.drawing import charts
from pages.drawing.theme import CURVE_CONFIG
from pages.parts.neighbors import draw_charts
from pages.shared import state
from pages.shared.address import IN_ADDRESS
from pages.shared.downloads import download_table
from pages.shared.numbers import number
from pages.shared.safe_text import mono
from pages.shared.screen import on_phone
from pages.shared.unknown_words import known_or_told, tell_unknown
from pages.shared.word_boxes import split_words, word_box
from w2v_core.errors import UnknownWordError
from w2v_core.vectors import scales
from w2v_core.vectors.word_vectors import WordVectors

MOST_IN_LIST = 30
MOST_WITH_VALUES = 14  # words of a heat map whose cells are wide enough for numbers
MOST_WITH_VALUES_ON_PHONE = 6


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
            f"Higher than that of **{_percent(share)}** of {len(others):,} random pairs of words, "
            f"whose median is {np.median(others):.3f}.",
            help="What counts as similar differs from one set of vectors to another; random pairs "
            "give the scale. They are the same every time.",
        )


def _percent(share: float) -> str:
    """One place, and never 100 % for less than all."""
    return f"{min(100 * share, 99.9) if share < 1 else 100:.1f} %"


def _put(key: str, word: str) -> None:
    st.session_state[key] = word


def show_list(vectors: WordVectors) -> None:
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


def show_vector(vectors: WordVectors, word: str) -> None:
    """The numbers of the focus, its length, and what its strongest dimensions hold."""
    row = vectors.id(word)
    values = np.asarray(vectors.vectors[row], dtype=np.float64)
    norm = float(np.linalg.norm(values))
    strongest = scales.strongest_dimensions(vectors, row)
    share = scales.share_below(norm, scales.lengths(vectors))
    st.markdown(
        f"{len(values):,} numbers; length **{number(norm)}**, longer than "
        f"**{_percent(share)}** of all words.",
        help="Similarity is by direction only. Lengths grow with how often a word occurs and how "
        "particular its contexts are; that of a rare word stays short.",
    )
    if not norm:
        st.info("This vector is zero: the word has no direction and is like no other.")
    st.plotly_chart(
        draw_charts.vector_strip(values, [each.index for each in strongest]),
        key="vector_strip",
        config=CURVE_CONFIG,
        alt=f"The {len(values)} numbers of the vector as bars; the largest are marked.",
    )
    if strongest:
        _dimensions(strongest)
    download_table(
        "Download vector",
        ("dimension", "value"),
        lambda: [(i + 1, repr(value)) for i, value in enumerate(values.tolist())],
        "vector.csv",
    )


def _dimensions(strongest: list[scales.Dimension]) -> None:
    rows = [(each.index + 1, each.value, ", ".join(each.words)) for each in strongest]
    config = st.column_config
    st.dataframe(
        pd.DataFrame(rows, columns=["dimension", "value", "words"]),
        hide_index=True,
        height="content",
        column_config={
            "dimension": config.NumberColumn("Dimension", width=80),
            "value": config.NumberColumn("Value at length 1", format="%.3f", width=110),
            "words": config.TextColumn("Words that go farthest the same way", width=380),
        },
        alt="The strongest dimensions with their values and the words that have most of them.",
    )
    st.caption(
        "A single dimension seldom means something by itself: turning all vectors alike would "
        "change every one of them and no similarity."
    )

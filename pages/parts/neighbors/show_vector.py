"""A vector itself: its numbers, its length, and what its strongest dimensions hold.

Leaves out: computing (`w2v_core.vectors.scales`) and drawing (`draw_charts`).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from pages.drawing.theme import CURVE_CONFIG
from pages.parts.neighbors import draw_charts
from pages.shared.downloads import download_table
from pages.shared.numbers import number, percent
from w2v_core.vectors import scales
from w2v_core.vectors.word_vectors import WordVectors


def show_vector(vectors: WordVectors, word: str) -> None:
    """The numbers of the focus, its length, and what its strongest dimensions hold."""
    row = vectors.id(word)
    values = np.asarray(vectors.vectors[row], dtype=np.float64)
    norm = float(np.linalg.norm(values))
    strongest = scales.strongest_dimensions(vectors, row)
    share = scales.share_below(norm, scales.lengths(vectors))
    st.markdown(
        f"{len(values):,} numbers; length **{number(norm)}**, longer than "
        f"**{percent(share)}** of all words.",
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

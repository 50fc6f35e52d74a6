"""Lists of neighbors drawn side by side, with a sign at words that stand in several of them.

Leaves out: whose lists they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from pages.drawing.theme import sendable, shorten
from pages.shared import state
from pages.shared.downloads import download_table
from pages.shared.safe_text import escape_markdown
from pages.shared.tables import table_height
from w2v_core.vectors.word_vectors import Neighbor

SHARED = "◆"
_MOST_ROWS = 11  # that are seen at once


def show_lists(lists: Sequence[tuple[str, Sequence[Neighbor]]], key: str) -> None:
    """Several lists side by side; words that stand in several of them have a sign."""
    times = Counter(each.word for _, found in lists for each in found)
    longest = max(len(found) for _, found in lists)
    if not longest:
        st.info("No word is left: lower the minimum count, or change the pattern.")
        return
    frame: dict[str, list[object]] = {"rank": list(range(1, longest + 1))}
    config: dict[str, object] = {"rank": st.column_config.NumberColumn("Rank", width=45)}
    for i, (title, found) in enumerate(lists):
        empty = [None] * (longest - len(found))
        signed = [f"{SHARED} {w}" if times[w] > 1 else w for w in (each.word for each in found)]
        frame[f"word_{i}"] = [*signed, *empty]
        frame[f"score_{i}"] = [*(each.similarity for each in found), *empty]
        config[f"word_{i}"] = st.column_config.TextColumn(
            sendable(shorten(title, 24)), width=130, help=escape_markdown(title)
        )
        config[f"score_{i}"] = st.column_config.NumberColumn("Sim.", format="%.3f", width=60)

    def take() -> None:
        for row, column in st.session_state[key]["selection"]["cells"]:
            kind, _, i = column.partition("_")
            if kind in ("word", "score") and row < len(lists[int(i)][1]):
                state.choose_focus(lists[int(i)][1][row].word)

    st.dataframe(
        pd.DataFrame(frame),
        key=key,
        hide_index=True,
        height=table_height(longest, _MOST_ROWS),
        on_select=take,
        selection_mode="single-cell",
        column_config=config,
        alt="Nearest words in columns; a sign marks those that stand in several.",
    )
    st.caption(f"{SHARED} stands in several of these lists. Click on a word to put it in focus.")
    download_table(
        "Download table",
        ("list", "rank", "word", "similarity", "count"),
        lambda: [
            (title, each.rank, each.word, f"{each.similarity:.6f}", each.count)
            for title, found in lists
            for each in found
        ],
        "neighbors.csv",
    )

"""What the pages that explore vectors share: the guard at their door, tables of words.

Leaves out: pictures (`charts`, `draw_plane`) and boxes to type words into (`widgets`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from pages.shared import state, widgets
from w2v_core.runs.folder.records import UNDER_WAY
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.vectors.word_vectors import Neighbor, WordVectors

ROW_HEIGHT = 35

# Streamlit does not tell how wide a column is. These are its result column on a projector with
# the sidebar open, and a phone; where there is more room, labels only stand further apart.
DESKTOP_WIDTH = 590
PHONE_WIDTH = 350


def vectors_or_stop() -> WordVectors:
    """Give the vectors of the active run; without them say the next step, and end the page."""
    vectors = state.vectors()
    if vectors is None:
        widgets.empty_state(_missing(state.run()), "pages/train.py", "Go to Train")
        st.stop()
    return vectors


def _missing(run: RunFolder | None) -> str:
    """Why there are no vectors."""
    if run is None:
        return "There are no word vectors yet: train some, which takes less than a minute."
    if state.standing(run).status in UNDER_WAY:
        return "This run has no vectors yet: they are there when training is done or stopped."
    return "This run has left no vectors: see on Train what happened, or train again."


def chart_width() -> int:
    """Pixels that a chart in the result column is likely to get."""
    return PHONE_WIDTH if widgets.on_phone() else DESKTOP_WIDTH


def word_table(
    found: Sequence[Neighbor],
    key: str,
    file_name: str,
    *,
    score: str = "Similarity",
    highest: float = 1.0,
) -> None:
    """Draw rank, word, score with a bar, and count, and offer them as CSV.

    A click on a row puts its word in focus. `key` must change with what is shown, or a row would
    stay selected under other words.
    """

    def take() -> None:
        for row in clicked_rows(key):
            state.choose_focus(found[row].word)

    table = {
        "rank": [each.rank for each in found],
        "word": [each.word for each in found],
        "score": [each.similarity for each in found],
        "count": [each.count for each in found],
    }
    st.caption("Click on a word to put it in focus.")
    st.dataframe(
        pd.DataFrame(table),
        key=key,
        hide_index=True,
        height=ROW_HEIGHT * (min(len(found), 12) + 1) + 3,
        on_select=take,
        selection_mode="single-cell",
        column_config=columns(score, highest),
        alt=f"Words with rank, {score.lower()} and count.",
    )
    widgets.download_table(
        "Download table",
        ("rank", "word", score.lower(), "count"),
        lambda: [(each.rank, each.word, f"{each.similarity:.6f}", each.count) for each in found],
        file_name,
    )


def clicked_rows(key: str) -> list[int]:
    """Rows of a table in which a cell was clicked.

    Streamlit's selection of rows would take a click only in a narrow box in front of them.
    """
    return [row for row, _ in st.session_state[key]["selection"]["cells"]]


def columns(score: str = "Similarity", highest: float = 1.0, *, width: int = 110) -> dict[str, Any]:
    """How the columns rank, word, score and count of a table look; `width` of the words."""
    config = st.column_config
    return {
        "rank": config.NumberColumn("Rank", width=45),
        "word": config.TextColumn("Word", width=width),
        "score": config.ProgressColumn(
            score, format="%.3f", min_value=0.0, max_value=highest, width=width + 20
        ),
        "count": config.NumberColumn("Count", format="localized", width=65),
    }

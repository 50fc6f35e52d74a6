"""Tables on the screen: their height, what was clicked in them, how columns look.

Leaves out: taking a table along (`downloads`).
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

_ROW, _BORDER = 35, 3  # pixels
_ACCENT = "#C05808"  # 4.5:1 on light and on dark; tables are drawn on a canvas, without our theme


def table_height(rows: int, most: int) -> int:
    """Pixels of a table that shows `most` rows at once, and is no higher than it must be."""
    return _ROW * (min(rows, most) + 1) + _BORDER


def clicked_rows(key: str) -> list[int]:
    """Rows of a table in which a cell was clicked.

    Streamlit's selection of rows would take a click only in a narrow box in front of them.
    """
    return [row for row, _ in st.session_state[key]["selection"]["cells"]]


def stress(table: pd.DataFrame, column: str) -> Any:
    """The table with one column in bold and in color."""
    return table.style.set_properties(subset=[column], color=_ACCENT, **{"font-weight": "bold"})


def word_columns(
    score: str = "Similarity", highest: float = 1.0, *, width: int = 110
) -> dict[str, Any]:
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

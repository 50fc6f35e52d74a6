"""The phrases that were found in a corpus, and taking some out.

Leaves out: asking for phrases (`ask_options`) and finding them (`w2v_core.text.phrases`).
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from pages.parts.corpus.ask_options import EXCLUDED
from pages.shared.downloads import download_table


def show_phrases(notes: dict[str, Any], content_hash: str) -> None:
    """Count and association of each phrase; rows that are marked can be taken out."""
    joined = notes.get("phrases")
    if not joined:
        st.markdown(
            "No phrases were joined. Switch on **Join phrases** and load the text again: *new* "
            "*york* becomes *new_york* wherever the two stand together."
        )
        return
    st.markdown(
        f"**{joined['count']:,} phrases** were joined. Mark those that are none, take them out, "
        "and load the text again."
    )
    rows = joined["found"]
    marked = _marked(rows, f"found_phrases_{content_hash[:12]}")
    if joined["count"] > len(rows):
        st.caption(f"The {len(rows):,} with the strongest association.")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            f"Take out {len(marked)}" if marked else "Take out",
            icon=":material/remove:",
            disabled=not marked,
            on_click=_take_out,
            args=(marked,),
        )
        download_table("Download table", ("phrase", "count", "npmi"), lambda: rows, "phrases.csv")
    if out := set(st.session_state.get(EXCLUDED, [])) - set(joined["excluded"]):
        st.caption(f"{len(out):,} more will stay apart when the text is loaded again.")


def _marked(rows: list[tuple[str, int, float]], key: str) -> list[str]:
    """The phrases whose rows are marked in the table that is drawn."""
    st.dataframe(
        pd.DataFrame(rows, columns=["phrase", "count", "npmi"]),
        key=key,
        hide_index=True,
        height=300,
        on_select="rerun",
        selection_mode="multi-row",
        column_config={
            "phrase": st.column_config.TextColumn("Phrase", width="medium"),
            "count": st.column_config.NumberColumn("Count", format="localized"),
            "npmi": st.column_config.ProgressColumn(
                "NPMI", format="%.3f", min_value=0.0, max_value=1.0
            ),
        },
        alt="Phrases with count and normalized pointwise mutual information.",
    )
    return [rows[i][0] for i in st.session_state[key]["selection"]["rows"] if i < len(rows)]


def _take_out(words: list[str]) -> None:
    st.session_state[EXCLUDED] = [*dict.fromkeys([*st.session_state.get(EXCLUDED, []), *words])]
    st.session_state["phrases"] = True

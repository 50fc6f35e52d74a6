"""What the last click has done, and the way back or on.

Leaves out: doing it (`ask_actions`, `ask_import`, `delete_runs`).
"""

from __future__ import annotations

import streamlit as st

from pages.parts.runs.delete_runs import bring_back
from pages.parts.runs.last_click import DELETED, IMPORTED, TROUBLE
from pages.shared import state
from pages.shared.links import open_page
from pages.shared.safe_text import escape_markdown, plain


def show_news() -> None:
    """What was deleted, what was imported, and what went wrong."""
    if deleted := st.session_state.get(DELETED):
        count = f"{len(deleted):,} runs" if len(deleted) > 1 else "1 run"
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"Deleted {count}.", width="content")
            st.button("Undo", icon=":material/undo:", key="undo_delete", on_click=bring_back)
    if imported := st.session_state.get(IMPORTED):
        identifier, name = imported
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"Imported {plain(name)}.", width="content")
            if st.button("Open", icon=":material/arrow_forward:", key="open_imported"):
                state.choose_run(identifier)
                open_page("pages/train.py")
    if trouble := st.session_state.get(TROUBLE):
        st.error(escape_markdown(trouble), icon=":material/error:")

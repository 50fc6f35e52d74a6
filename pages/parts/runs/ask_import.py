"""A box for the ZIP of a run that was taken along from here or elsewhere.

Leaves out: reading it (`w2v_core.runs.transfer.run_zip`), and vectors of other programs, which
come in on Export.
"""

from __future__ import annotations

import streamlit as st

from pages.parts.runs.last_click import IMPORTED, TROUBLE, UPLOAD
from pages.shared import state, uploads
from w2v_core.errors import W2VError
from w2v_core.runs.transfer.run_zip import unpack_in_process


def ask_import() -> None:
    """Ask for a ZIP and make a run of it."""
    key = f"{UPLOAD}{st.session_state.get('runs_round', 0)}"
    st.file_uploader(
        "Import a run",
        type=["zip"],
        key=key,
        on_change=_take,
        args=(key,),
        help="A ZIP that was downloaded on this page, here or elsewhere. Its text does not come "
        "along: load that on Corpus to see rare words and contexts too.",
    )


def _take(key: str) -> None:
    """Make a run of what was uploaded, and start a new uploader, so that memory is free again."""
    came = st.session_state[key]
    st.session_state["runs_round"] = st.session_state.get("runs_round", 0) + 1
    st.session_state[TROUBLE] = ""
    st.session_state.pop(IMPORTED, None)
    try:
        run = unpack_in_process(uploads.keep(came), state.workspace(), came.name)
        st.session_state[IMPORTED] = run.id, run.labels.name
    except W2VError as error:
        st.session_state[TROUBLE] = str(error)
    except OSError as error:
        st.session_state[TROUBLE] = f"The upload cannot be stored: {error.strerror or error}."

"""The guard at the door of the pages that explore vectors.

Leaves out: which vectors there are (`state`).
"""

from __future__ import annotations

import streamlit as st

from pages.shared import state
from pages.shared.links import empty_state
from w2v_core.runs.folder.records import UNDER_WAY
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.vectors.word_vectors import WordVectors


def vectors_or_stop() -> WordVectors:
    """Give the vectors of the active run; without them say the next step, and end the page."""
    vectors = state.vectors()
    if vectors is None:
        empty_state(_missing(state.run()), "pages/train.py", "Go to Train")
        st.stop()
    return vectors


def _missing(run: RunFolder | None) -> str:
    """Why there are no vectors."""
    if run is None:
        return "There are no word vectors yet: train some, which takes less than a minute."
    if state.standing(run).status in UNDER_WAY:
        return "This run has no vectors yet: they are there when training is done or stopped."
    return "This run has left no vectors: see on Train what happened, or train again."

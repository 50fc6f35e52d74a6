"""What the last click on the Runs page has done, and what went wrong with it.

It is remembered until the next click there, or until the page is left.
Leaves out: telling it (`show_news`).
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from pages.shared import state
from w2v_core.errors import W2VError
from w2v_core.host.home import Home

# Session keys.
DELETED, IMPORTED, TROUBLE = "runs_deleted", "runs_imported", "runs_trouble"
# Of the uploader. A widget's value is dropped when its page is left: where no key begins with
# this, the page has just been opened.
UPLOAD = "runs_upload_"


def forget_last_visit() -> None:
    """What was done here before another page was opened is done."""
    if not any(str(key).startswith(UPLOAD) for key in st.session_state):
        for key in (DELETED, IMPORTED, TROUBLE):
            st.session_state.pop(key, None)


def attempt(act: Callable[[Home], object]) -> None:
    """Do something with the home; what goes wrong is told on the page."""
    try:
        act(state.home())
    except W2VError as error:
        st.session_state[TROUBLE] = str(error)

"""Deleting runs, even such as are being trained, and bringing them back.

Leaves out: the trash itself (`w2v_core.runs.trash`) and the buttons (`ask_actions`, `show_news`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from pages.parts.runs.last_click import DELETED, TROUBLE, attempt
from pages.shared import live, state
from w2v_core.errors import W2VError
from w2v_core.host import lock
from w2v_core.host.home import Home
from w2v_core.runs import queue, trash
from w2v_core.runs.folder.run_folder import RunFolder


def delete(runs: Sequence[RunFolder]) -> None:
    """Move runs to the trash; those that are being trained are cancelled first."""
    st.session_state[TROUBLE] = ""
    gone = []
    for run in runs:
        try:
            if not trash.delete(run):
                live.wait(lambda run=run: not run.alive())
                _put_away(run)
            gone.append(run.id)
            if run.id == state.run_id():
                state.choose_run("")
        except W2VError as error:
            st.session_state[TROUBLE] = str(error)
    st.session_state[DELETED] = gone
    attempt(queue.advance)


def bring_back() -> None:
    """Take what was deleted last out of the trash."""
    st.session_state[TROUBLE] = ""
    for identifier in st.session_state.pop(DELETED, []):
        attempt(partial(_undo, identifier=identifier))


def _undo(home: Home, identifier: str) -> None:
    """Take a run out of the trash, once its worker is gone."""
    run = RunFolder(home.runs / identifier)
    lock.wait(run.path)
    if run.path.is_dir():
        _put_away(run)
    trash.undo(home, identifier)


def _put_away(run: RunFolder) -> None:
    """Move a run that was cancelled to the trash, even one that has ended otherwise meanwhile."""
    queue.advance(state.home())
    if run.path.is_dir() and not run.alive():
        trash.delete(run)

"""Other runs beside the one in use, and which of the vectors of a run are meant.

Leaves out: the run in use (`state`).
"""

from __future__ import annotations

import time
from contextlib import suppress

import streamlit as st

from pages.drawing.theme import sendable, shorten
from pages.shared import state
from w2v_core.errors import W2VError
from w2v_core.models import catalog
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.vectors.word_vectors import WordVectors


def selected(run: RunFolder, vectors: WordVectors, which: str) -> WordVectors:
    """Input, context or summed vectors of a run; input ones where there is no such choice."""
    if which == "input" or vectors.context_vectors is None:
        return vectors
    return _selected(str(run.path), state.stamp(run), which, vectors)


def vectors_of(run: RunFolder, which: str) -> WordVectors | None:
    """The vectors of another run; None where they are gone."""
    vectors = state.vectors_of(run)
    return None if vectors is None else selected(run, vectors, which)


def others(run: RunFolder) -> dict[str, RunFolder]:
    """Other runs of the workspace with vectors, by a label that stays the same, newest first."""
    found = {}
    for each in state.workspace().runs():
        with suppress(W2VError):
            if each.id != run.id and each.has_vectors:
                found[label(each)] = each
    return found


def label(run: RunFolder) -> str:
    """Stands in the address, hence without the word today, and with the end of the id."""
    info, name = run.info, run.labels.name
    title = catalog.title(info.algorithm) if name == info.name else shorten(name)
    when = time.strftime("%d %b %H:%M", time.localtime(info.created))
    return f"{sendable(title)} · seed {info.seed} · {when} · {run.id[-4:]}"


@st.cache_resource(max_entries=4, show_spinner=False)
def _selected(folder: str, stamp: int, which: str, _vectors: WordVectors) -> WordVectors:
    return _vectors.select(which)

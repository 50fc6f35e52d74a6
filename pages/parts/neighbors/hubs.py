"""Words that are near to very many others, found once for the vectors of a run.

Leaves out: finding them (`w2v_core.vectors.neighborhood`).
"""

from __future__ import annotations

import streamlit as st

from pages.shared import state
from pages.shared.waiting import with_bar
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.vectors.neighborhood import Hubs, find_hubs
from w2v_core.vectors.word_vectors import WordVectors


class HubBox:
    """Where the hubs of one table of vectors are kept once they are known."""

    def __init__(self) -> None:
        self.hubs: Hubs | None = None


def hub_box(run: RunFolder, which: str) -> HubBox:
    """The box of a run's vectors, perhaps still empty."""
    return _hub_box(str(run.path), state.stamp(run), which)


def fill(box: HubBox, vectors: WordVectors) -> None:
    """Find the hubs, with a bar that says how far it is."""
    text = "Making lists of nearest words, to see which stand in very many"
    box.hubs = with_bar(find_hubs(vectors), text)


@st.cache_resource(max_entries=64, show_spinner=False)
def _hub_box(folder: str, stamp: int, which: str) -> HubBox:
    return HubBox()

"""How sure the neighbors of a run are: its panel, and what the panel's lists have shown.

Leaves out: starting a panel and showing what was found (`parts/evaluate`), and counting
(`w2v_core.evaluation.stability`).
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from pages.shared import state
from pages.shared.waiting import with_bar
from w2v_core.errors import W2VError
from w2v_core.evaluation.panel import K, Panel
from w2v_core.evaluation.stability import FEWEST_LISTS, Certainty, Level, find_certainty
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.runs.panels import find_panel, make_of
from w2v_core.vectors.word_vectors import WordVectors

# A level is a sign and a word; color would say nothing more.
SIGNS: dict[Level, str] = {"sure": "●", "likely": "◐", "chance": "○"}


class TrustBox:
    """Where the certainty of one table of vectors is kept once it is known.

    Attributes
    ----------
    panel : Panel
    base : WordVectors or None
        What is judged; None where that is what the panel is made of.
    certainty : Certainty or None
    """

    def __init__(self, panel: Panel, base: WordVectors | None) -> None:
        self.panel = panel
        self.base = base
        self.certainty: Certainty | None = None

    def fill(self) -> Certainty:
        """Count, with a bar that says how far it is; at once where it is known."""
        if self.certainty is None:
            steps = find_certainty(self.panel, self.base)
            self.certainty = with_bar(steps, "Asking the panel about a sample of words")
        return self.certainty


def panel_run(run: RunFolder) -> RunFolder | None:
    """The run that is a panel for this one, whether it is done or not; None if there is none."""
    try:
        return find_panel(run, state.workspace().runs())
    except W2VError:
        return None


def trust_box(run: RunFolder, vectors: WordVectors) -> TrustBox | None:
    """The box of a run's vectors; None while there is no panel with vectors of the same words."""
    found = panel_run(run)
    if found is None or not found.has_vectors:
        return None
    return _trust_box(str(run.path), state.stamp(run), str(found.path), state.stamp(found), vectors)


def can_be_measured(run: RunFolder, vectors: WordVectors) -> bool:
    """Whether a panel could be trained for a run that has none."""
    return not run.info.imported and state.run_corpus() is not None and not too_few(vectors)


def too_few(vectors: WordVectors) -> bool:
    """Whether these are so few words that lists are much alike by chance."""
    return len(vectors) < FEWEST_LISTS * K


@st.cache_resource(max_entries=16, show_spinner=False)
def _trust_box(
    folder: str, stamp: int, panel: str, panel_stamp: int, _vectors: WordVectors
) -> TrustBox | None:
    found = RunFolder(Path(panel))
    own = panel == folder
    voting = _vectors if own else state.vectors_of(found)
    if voting is None or voting.words != _vectors.words or too_few(_vectors):
        return None
    try:
        members = Panel.of(voting, *make_of(found))
    except W2VError:  # stopped before there were two members
        return None
    return TrustBox(members, None if own else _vectors) if members.seeds > 1 else None

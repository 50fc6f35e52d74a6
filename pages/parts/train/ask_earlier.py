"""Curves of other runs, laid over that of the one that is shown.

Only where the losses mean the same; those of unlike settings are never compared.
Leaves out: how they are drawn (`curves`).
"""

from __future__ import annotations

import streamlit as st

from pages.drawing.earlier_curves import MOST_EARLIER
from pages.drawing.theme import Floats
from pages.shared import state
from pages.shared.run_names import run_name
from w2v_core.errors import W2VError
from w2v_core.runs.differences import loss_meaning
from w2v_core.runs.folder.run_folder import RunFolder, find_run


def chosen(run: RunFolder) -> list[tuple[str, Floats, Floats]]:
    """Name, epochs and losses of the runs that were chosen in the box."""
    found = []
    for each in st.session_state.get(_key(run), []):
        try:
            other = find_run(state.home(), each)
            records, _ = other.read_progress()
        except W2VError:  # deleted since
            continue
        found.append((run_name(other), records["epoch"], records["loss"]))
    return found


def choose(run: RunFolder) -> None:
    """A box for the runs whose curves are laid over this one's."""
    others = _comparable(run)
    if not others:
        return
    labels = {each.id: run_name(each) for each in others}
    st.multiselect(
        "Lay other curves over it",
        list(labels),
        format_func=lambda each: labels.get(each, ""),
        max_selections=MOST_EARLIER,
        key=_key(run),
        placeholder="Runs whose loss means the same",
        help="Runs on the same corpus with the same algorithm, noise and windows. Where these "
        "differ, a lower loss says nothing about better vectors.",
    )


def _comparable(run: RunFolder) -> list[RunFolder]:
    """Other runs whose loss means the same, the newest first."""
    meaning = loss_meaning(run.info)
    if meaning is None:
        return []
    return [
        each
        for each in state.workspace().runs()
        if each.id != run.id and loss_meaning(each.info) == meaning
    ]


def _key(run: RunFolder) -> str:
    return f"overlaid_{run.id}"

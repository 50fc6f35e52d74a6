"""Export: the vectors of a run as files for other programs; and vectors from elsewhere as a run."""

from __future__ import annotations

import streamlit as st

from pages.parts.export import ask_import, show_export
from pages.shared import state
from pages.shared.address import IN_ADDRESS
from pages.shared.choices import one_of
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.vectors.word_vectors import WordVectors

WAYS = {"export": "Export", "import": "Import"}


def export(run: RunFolder, vectors: WordVectors) -> None:
    """Formats and words on the left, what they carry and how to open them on the right."""
    controls, result = st.columns([1, 2.4], gap="medium")
    with controls:
        suffix = show_export.choose()
        words = show_export.choose_words(vectors)
        show_export.offer(run, vectors, suffix, words)
        show_export.offer_data(run)
    with result:
        show_export.show_formats(run, vectors, words)
        show_export.show_snippet(run, vectors, suffix)


def bring_in() -> None:
    """The file on the left, what may be in it on the right."""
    controls, result = st.columns([1, 2.4], gap="medium")
    with controls:
        ask_import.show()
    with result:
        ask_import.explain()


run, vectors = state.run(), state.vectors()
way = one_of(
    "What to do",
    list(WAYS),
    default="export" if vectors is not None else "import",
    format_func=WAYS.__getitem__,
    key="way",
    label_visibility="collapsed",
    **IN_ADDRESS,
)
ask_import.show_said()
if way == "import":
    bring_in()
elif run is None or vectors is None:
    st.info(
        "There are no vectors to export: choose a run in the sidebar, train one, or import some.",
        icon=":material/info:",
    )
else:
    export(run, vectors)

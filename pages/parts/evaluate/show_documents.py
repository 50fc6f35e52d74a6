"""Whether vectors tell documents apart: beside counting their words, and beside guessing.

Leaves out: which groups (`ask_documents`), and learning them (`w2v_core.evaluation.downstream`).
"""

from __future__ import annotations

import numpy as np
import streamlit as st

from pages.drawing.heat import confusion
from pages.drawing.theme import CURVE_CONFIG
from pages.parts.evaluate.coverage import between
from pages.shared import state
from pages.shared.downloads import download_table
from pages.shared.groups import groups_of
from pages.shared.links import empty_state
from pages.shared.safe_text import escape_markdown, mono
from pages.shared.waiting import with_bar
from w2v_core.errors import W2VError
from w2v_core.evaluation.downstream import Downstream, accuracy, tell_apart
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.text.corpus import Corpus
from w2v_core.text.grouping import By
from w2v_core.vectors.word_vectors import WordVectors

NO_GROUPS = (
    "Documents are told apart by their groups, and this run's text has none, or is not here. Load "
    "several files, a ZIP with folders, or a table with a column of labels, and train on it."
)
_MOST_NAMED = 8


class Box:
    """Where the answer is kept once it is known."""

    def __init__(self) -> None:
        self.found: Downstream | None = None


def show(vectors: WordVectors, by: By | None) -> None:
    """The accuracies side by side, and which group is taken for which."""
    run, corpus = state.run(), state.run_corpus()
    if by is None or run is None or corpus is None:
        empty_state(NO_GROUPS, "pages/corpus.py", "Go to Corpus")
        return
    try:
        found = _found(run, corpus, vectors, by)
    except W2VError as error:
        st.info(escape_markdown(str(error)), icon=":material/help:")
        return
    _show_totals(found)
    _show_confusion(found)


def _found(run: RunFolder, corpus: Corpus, vectors: WordVectors, by: By) -> Downstream:
    box = _box(str(run.path), state.stamp(run), by, state.seed())
    if box.found is None:
        steps = tell_apart(corpus, vectors, groups_of(corpus, by), seed=state.seed())
        box.found = with_bar(steps, "Learning to tell documents apart")
    return box.found


@st.cache_resource(max_entries=32, show_spinner=False)
def _box(folder: str, stamp: int, by: By, seed: int) -> Box:
    return Box()


def _show_totals(found: Downstream) -> None:
    figures = {"Mean of vectors": found.by_vectors, "Words, TF-IDF": found.by_words}
    columns = st.columns(3)
    for column, (name, table) in zip(columns, figures.items(), strict=False):
        share, low, high = accuracy(table)
        with column:
            st.metric(name, f"{100 * share:.1f} %")
            doubt = "" if low > found.guess else "; not surely better than guessing"
            st.caption(between(100 * low, 100 * high, ".1f") + doubt)
    with columns[2]:
        st.metric("Guessing", f"{100 * found.guess:.1f} %")
        st.caption("always the largest group")
    st.markdown(_verdict(found))
    asked = f"{found.documents:,} documents of {len(found.groups)} groups, each asked once"
    if found.documents < found.of:
        asked += f"; drawn from {found.of:,}"
    st.caption(f"{asked}, by five parts of which four are learned from.")
    if found.left_out:
        named = ", ".join(mono(each) for each in found.left_out[:_MOST_NAMED])
        more = " …" if len(found.left_out) > _MOST_NAMED else ""
        st.caption(f"Left out, being small or beyond the 30 largest: {named}{more}")


def _verdict(found: Downstream) -> str:
    """What the difference says, and how sure it is."""
    low, high = (100 * end for end in found.gain)
    interval = f"(95 % interval of the difference {low:+.1f} to {high:+.1f} points)"
    if low > 0:
        return f"**Vectors tell these documents apart better than their words do** {interval}."
    if high < 0:
        return f"**Plain words tell these documents apart better than vectors do** {interval}."
    return f"**No difference between vectors and plain words is seen** {interval}."


def _show_confusion(found: Downstream) -> None:
    st.subheader("Which group is taken for which", anchor=False)
    shares = found.by_vectors / np.maximum(found.by_vectors.sum(axis=1, keepdims=True), 1)
    st.plotly_chart(
        confusion(shares, found.groups),
        key="documents_confusion",
        config=CURVE_CONFIG,
        alt="By the mean of vectors, share of each group's documents that is taken for each group. "
        "The table to download has all counts.",
    )
    st.caption("By the mean of vectors; each row adds up to 100 %.")
    download_table(
        "Download counts",
        ("group", "taken_for", "by_vectors", "by_words"),
        lambda: [
            (one, other, int(found.by_vectors[i, j]), int(found.by_words[i, j]))
            for i, one in enumerate(found.groups)
            for j, other in enumerate(found.groups)
        ],
        "documents.csv",
    )

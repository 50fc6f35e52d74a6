"""The panel of a run: what it is, the button that trains it, and how far it is.

Leaves out: what it has shown (`show_stability`), and which run is a panel (`w2v_core.runs.panels`).
"""

from __future__ import annotations

import streamlit as st

from pages.shared import live, run_progress, state, trust
from pages.shared.links import link
from pages.shared.numbers import duration
from pages.shared.outlook import look_ahead
from pages.shared.safe_text import escape_markdown
from w2v_core.errors import W2VError
from w2v_core.runs import queue
from w2v_core.runs.folder.records import UNDER_WAY
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.runs.panels import DRAWS, SEEDS, panel_config
from w2v_core.text.corpus import Corpus
from w2v_core.text.resample import drawn_unit
from w2v_core.vectors.word_vectors import WordVectors

_TROUBLE = "panel_trouble"


def ask(vectors: WordVectors) -> RunFolder | None:
    """The panel of the run in use, done or not; None where there is none."""
    run, corpus = state.run(), state.run_corpus()
    assert run is not None
    panel = trust.panel_run(run)
    if panel is not None:
        _follow(panel)
    elif trust.too_few(vectors):
        pass  # what is shown says why
    elif run.info.imported or corpus is None:
        st.caption("The text of these vectors is not here, so nothing can be trained on it again.")
    else:
        _offer(run, corpus)
    return panel


def _offer(run: RunFolder, corpus: Corpus) -> None:
    """Say what a panel does and takes, and let it be trained."""
    unit = drawn_unit(corpus)
    st.markdown(
        f"Trains {SEEDS} times with other seeds and {DRAWS} times on {unit} drawn anew from the "
        "text. All of them vote on every neighbor."
    )
    seconds = run.info.timings.get("training_seconds")
    takes = f" Takes about {duration((SEEDS + DRAWS) * seconds)}." if seconds else ""
    st.button(
        "Measure how sure neighbors are",
        key="panel_train",
        type="primary",
        icon=":material/how_to_vote:",
        on_click=_start,
        args=(run, corpus),
        width="stretch",
        help=f"Puts a run into the queue, which is kept like any other.{takes}",
    )
    if takes:
        st.caption(takes.strip())
    if trouble := st.session_state.pop(_TROUBLE, ""):
        st.error(escape_markdown(trouble), icon=":material/error:")


def _start(run: RunFolder, corpus: Corpus) -> None:
    """Put the panel into the queue, called after the run it is for."""
    try:
        config = panel_config(run.config)
        outlook = look_ahead(corpus, run.info.algorithm, config)
        outlook.refuse()
        made = state.workspace().submit(
            run.info.algorithm,
            config,
            corpus,
            outlook.forecast,
            seconds=outlook.seconds(),
        )
        made.label(f"Panel for {run.labels.name}"[:200], made.labels.tags)
        queue.advance(state.home())
    except W2VError as error:
        st.session_state[_TROUBLE] = str(error)


def _follow(panel: RunFolder) -> None:
    """How far it is; when it is done the page shows what it has shown."""

    def draw() -> bool:
        now = state.standing(panel)
        if now.status in UNDER_WAY:
            try:
                records, _ = panel.read_progress()
            except W2VError as error:  # deleted at this moment
                st.caption(escape_markdown(str(error)))
                return False
            share, text = run_progress.bar(panel, now, records)
            st.progress(share, text)
        return now.status in UNDER_WAY

    now = state.standing(panel)
    live.follow(draw, running=now.status in UNDER_WAY)
    if now.status in UNDER_WAY:
        st.caption("You may leave this page; training goes on.")
        link("pages/runs.py", "Pause or cancel it on Runs", ":material/inventory_2:")
    elif now.status == "failed":
        st.error(escape_markdown(now.reason), icon=":material/error:")
        link("pages/runs.py", "See it on Runs", ":material/inventory_2:")

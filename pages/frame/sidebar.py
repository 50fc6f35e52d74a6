"""The sidebar, on every page: corpus, run, focus word and seed.

Leaves out: what is chosen (`state`).
"""

from __future__ import annotations

import shutil

import streamlit as st

from pages.drawing.theme import shorten
from pages.shared import boxes, state
from pages.shared.choices import pick
from pages.shared.numbers import megabytes, number
from pages.shared.run_names import run_name
from pages.shared.safe_text import escape_markdown, mono
from pages.shared.word_boxes import focus_box

LITTLE_DISK = 50_000_000  # bytes


def show() -> None:
    """Corpus, run, focus word and seed, on every page."""
    with st.sidebar:
        _corpus_picker()
        _run_picker()
        _caution()
        focus_box(state.vectors(), "sidebar_word", "Focus word")
        _seed_box()


def say_full() -> None:
    """On every page, while the disk is so full that runs cannot be kept."""
    free = shutil.disk_usage(state.home().root).free
    if free < LITTLE_DISK:
        st.warning(
            f"The disk is nearly full: {megabytes(free)} are left, and training needs "
            "some to keep what it has done. Delete runs, or make room.",
            icon=":material/hard_drive:",
        )


def say_gone() -> None:
    """Once, that the run of the address is not there."""
    if gone := state.gone():
        st.warning(
            f"The run {mono(gone)} is not here: deleted, or the address is mistyped.",
            icon=":material/search_off:",
        )


def _corpus_picker() -> None:
    cards = state.workspace().corpora()
    here = state.corpus()
    if here is not None and all(each.hash != here.content_hash for each in cards):
        cards.append(state.home().card(here.content_hash))  # somebody's, who has shared a run
    pick(
        "Corpus",
        {each.hash: f"{shorten(each.name)} · {number(each.tokens)}" for each in cards},
        state.corpus_hash(),
        state.choose_corpus,
        key="sidebar_corpus",
        placeholder="None yet",
        help="The text in use, and how many tokens it has. Add your own on the Corpus page.",
    )


def _run_picker() -> None:
    here, cards = state.corpus_hash(), state.workspace().corpora()
    others = {each.hash for each in cards} - {here}
    # Vectors trained elsewhere may be of a text that is not here; they are offered with every text.
    runs = [run for run in state.workspace().runs() if run.info.corpus_hash not in others]
    labels = {
        each.id: f"{'' if each.info.corpus_hash == here else 'no text: '}{run_name(each)}"
        for each in runs
    }
    if (active := state.run()) is not None and active.id not in labels:
        labels[active.id] = f"shared: {run_name(active)}"
    pick(
        "Run",
        labels,
        state.run_id(),
        state.choose_run,
        key="sidebar_run",
        placeholder="Choose a run" if runs else "None yet",
        help="What the next pages explore: vectors trained on this corpus, newest first, and those "
        "whose text is not here.",
    )


def _caution() -> None:
    """What speaks against the vectors that every page shows: nothing learned, or run away."""
    active = state.run()
    now = None if active is None else state.standing(active)
    if now is None or not now.reason or state.vectors() is None:
        return
    if now.status in ("done", "failed"):
        kept = "" if now.status == "done" else "This run failed; its last good vectors are shown. "
        st.caption(f":orange[:material/warning:] {kept}{escape_markdown(now.reason)}")


def _seed_box() -> None:
    st.number_input(
        "Seed",
        min_value=0,
        max_value=state.MOST_SEED,
        value=state.seed(),
        step=1,
        **boxes.show("sidebar_seed", state.seed(), state.choose_seed),
        help="Same seed, same settings, same corpus: the same result. Another seed shows how much "
        "of a result is chance.",
    )

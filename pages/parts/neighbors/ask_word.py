"""The word in focus as a box that suggests words of the whole vocabulary while one types.

What is typed is taken as soon as it is a word: no key needs to be pressed, Enter only hurries.
Leaves out: which spellings are near (`w2v_core.vectors.spelling`).
"""

from __future__ import annotations

import streamlit as st

from pages.shared import state
from pages.shared.safe_text import escape_markdown, plain
from w2v_core.errors import UnknownWordError
from w2v_core.vectors.word_vectors import WordVectors

SUGGESTIONS = 5
_ROOM = 96  # pixels, always there: nothing below moves while one types
_KEY = "typed_word"


def ask_focus(vectors: WordVectors) -> str:
    """The word in focus, after the box that changes it."""
    _draw(vectors, state.focus())
    return state.focus()


@st.fragment
def _draw(vectors: WordVectors, shown: str) -> None:
    """Runs by itself at every pause in typing; `shown` is the focus that the page has drawn."""
    if state.focus() != shown:
        st.rerun()
    if st.session_state.get("typed_for") != shown:  # chosen elsewhere since
        st.session_state[_KEY] = st.session_state["typed_for"] = shown
    text = st.text_input(
        "Word",
        key=_KEY,
        live="200ms",
        max_chars=state.WORD_LENGTH,
        placeholder="Type a word",
        persist_state="session",
        on_change=_take,
        args=(vectors,),
        help="Taken as soon as it is a word of the vocabulary. Below it are words that begin like "
        "it, most frequent first, then those that are spelled nearly so.",
    )
    with st.container(height=_ROOM, border=False, horizontal=True, gap="xsmall"):
        _suggest(vectors, (text or "").strip())


def _take(vectors: WordVectors) -> None:
    word = st.session_state[_KEY].strip()
    if word not in vectors:
        return
    trail: list[str] = st.session_state.get("trail", [])
    # On the way to `kingdom` stands `king`, which nobody has visited.
    if trail and trail[-1] == st.session_state.get("typed_last") and word.startswith(trail[-1]):
        trail.pop()
    st.session_state["typed_for"] = st.session_state["typed_last"] = word
    state.choose_focus(word)


def _suggest(vectors: WordVectors, text: str) -> None:
    found = [each for each in vectors.suggest(text, SUGGESTIONS + 1) if each != text]
    lower = text.lower()
    if lower != text and lower in vectors:
        found = [lower, *(each for each in found if each != lower)]
    rare = vectors.all_types is not None and text in vectors.all_types
    if text and text not in vectors and (rare or not any(w.startswith(text) for w in found)):
        try:
            vectors.id(text)
        except UnknownWordError as error:
            st.caption(escape_markdown(error.reason))
    for i, word in enumerate(found[:SUGGESTIONS]):
        st.button(
            plain(word),
            key=f"suggested_{i}",
            on_click=state.choose_focus,
            args=(word,),
        )

"""The word in focus and the way that led to it, or words to begin with.

Leaves out: its neighbors (`show_list`).
"""

from __future__ import annotations

import streamlit as st

from pages.shared import state
from pages.shared.safe_text import mono, plain
from w2v_core.vectors.word_vectors import WordVectors

TRAIL_LENGTH = 6
STARTING_WORDS = 8


def show_word(vectors: WordVectors, word: str) -> None:
    """The word in focus and the way that led to it."""
    row = vectors.id(word)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(mono(word), anchor=False, width="content")
        count = int(vectors.vocabulary.counts[row])
        st.caption(f"count {count:,}, rank {row + 1:,}", width="content")
        _show_trail(word)


def _show_trail(word: str) -> None:
    """The words visited before; a click goes back to one of them."""
    trail: list[str] = st.session_state.setdefault("trail", [])
    if word in trail:
        del trail[trail.index(word) + 1 :]
    else:
        trail.append(word)
    for i, visited in enumerate(trail[-TRAIL_LENGTH:-1]):
        st.button(
            plain(visited),
            key=f"trail_{i}",
            type="tertiary",
            icon=":material/arrow_back:",
            on_click=state.choose_focus,
            args=(visited,),
        )


def offer_words(vectors: WordVectors) -> None:
    """Nothing is in focus yet: some words to begin with."""
    st.markdown("Type a word, or begin with one of these.")
    # Short words are mostly grammar; where a script has only short ones, they will do.
    frequent = vectors.words[:500]
    words = [word for word in frequent if len(word) > 3 and word.isalpha()] or list(frequent)
    with st.container(horizontal=True):
        for i, word in enumerate(words[:STARTING_WORDS]):
            st.button(plain(word), key=f"start_{i}", on_click=state.choose_focus, args=(word,))

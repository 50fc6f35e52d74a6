"""Which word or phrase to see in context: a box, and words to begin with.

What is asked stands in the address (`?view=Concordance&q=new+york&order=right&page=2`), so that
a teacher can link to it.
Leaves out: the answers (`show_concordance`, `show_collocations`).
"""

from __future__ import annotations

import streamlit as st

from pages.shared import state
from pages.shared.address import IN_ADDRESS
from pages.shared.safe_text import mono, plain
from w2v_core.text.corpus import Corpus

CONCORDANCE, COLLOCATIONS = "Concordance", "Collocations"  # as views are called in the address
LONGEST_QUERY = 200


def ask_query(label: str, help: str) -> str:
    """What is looked for; the word in focus where nothing was typed."""
    typed = st.text_input(
        label,
        key="q",
        max_chars=LONGEST_QUERY,
        placeholder=state.focus() or "Type a word",
        on_change=first_page,
        help=help,
        **IN_ADDRESS,
    )
    return " ".join((typed or "").split()[:20]) or state.focus()


def first_page() -> None:
    """Begin at the first page of what is found."""
    st.session_state["page"] = 1


def look_up(word: str) -> None:
    """See where a word stands."""
    st.session_state["q"] = word
    st.session_state["view"] = CONCORDANCE
    first_page()


def _ask_for(word: str) -> None:
    st.session_state["q"] = word
    first_page()


def offer(corpus: Corpus, message: str) -> None:
    """Nothing is asked yet: some words to begin with."""
    st.markdown(message)
    frequent = corpus.all_types.words[:300]
    words = [word for word in frequent if len(word) > 3 and word.isalpha()] or list(frequent)
    with st.container(horizontal=True):
        for i, word in enumerate(words[:8]):
            st.button(plain(word), key=f"offer_{i}", on_click=_ask_for, args=(word,))


def say_missing(words: tuple[str, ...]) -> None:
    """Which words the text does not have."""
    shown = ", ".join(map(mono, words))
    verb = "does" if len(words) == 1 else "do"
    st.warning(f"{shown} {verb} not occur in this corpus.", icon=":material/help:")

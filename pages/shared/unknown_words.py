"""What a page says of a word that has no vector: why, and which spellings are near.

Leaves out: finding both out (`w2v_core.vectors.spelling`).
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from pages.shared import state
from pages.shared.safe_text import escape_markdown, plain
from w2v_core.errors import UnknownWordError
from w2v_core.vectors.word_vectors import WordVectors


def known_or_told(
    vectors: WordVectors,
    word: str,
    key: str = "unknown",
    choose: Callable[[str], None] = state.choose_focus,
) -> bool:
    """Whether a word has a vector; if not, say why and offer the nearest spellings."""
    try:
        vectors.id(word)
    except UnknownWordError as error:
        tell_unknown(error, key, choose)
        return False
    return True


def tell_unknown(error: UnknownWordError, key: str, choose: Callable[[str], None]) -> None:
    """Why a word is not known, and the nearest spellings as buttons that `choose` one."""
    st.warning(escape_markdown(error.reason), icon=":material/help:")
    if not error.suggestions:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("Nearest spellings:", width="content")
        for i, word in enumerate(error.suggestions):
            st.button(plain(word), key=f"{key}_{i}", on_click=choose, args=(word,))

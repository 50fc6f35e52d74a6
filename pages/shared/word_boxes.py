"""Boxes to type words into: any word, the word in focus, a list.

Leaves out: what is said of a word that is not known (`unknown_words`), and the box that suggests
words while one types (`ask_word`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import streamlit as st

from pages.shared import boxes, state
from w2v_core.vectors.word_vectors import WordVectors

SUGGESTED_WORDS = 2_000


def word_box(
    vectors: WordVectors,
    key: str,
    label: str,
    *,
    value: str = "",
    help: str | None = None,
) -> str:
    """A box for one word; it suggests frequent words and takes any other.

    `value` fills it the first time; what is chosen stays with `key` when its page is left, and
    stands in the address under that name.
    """
    if key not in st.session_state and key not in st.query_params:
        st.session_state[key] = value or None
    _select(vectors, label, key=key, help=help, bind="query-params")
    return _clean(st.session_state[key])


def focus_box(vectors: WordVectors | None, key: str, label: str) -> str:
    """A word box for the word in focus: all of them show the same word."""
    box = boxes.show(key, state.focus(), lambda word: state.choose_focus(_clean(word)), empty="")
    st.session_state[box["key"]] = state.focus() or None
    _select(vectors, label, **box)
    return state.focus()


def _select(
    vectors: WordVectors | None,
    label: str,
    *,
    key: str,
    help: str | None = None,
    on_change: Callable[[], None] | None = None,
    bind: Literal["query-params"] | None = None,
) -> None:
    st.selectbox(
        label,
        list(vectors.words[:SUGGESTED_WORDS]) if vectors is not None else [],
        index=None,
        key=key,
        help=help,
        placeholder="Type a word",
        accept_new_options=True,
        filter_mode="prefix",
        persist_state="session",
        on_change=on_change,
        bind=bind,
    )


def _clean(word: str | None) -> str:
    return (word or "").strip()[: state.WORD_LENGTH]


def split_words(text: str) -> list[str]:
    """The words of a list that a person has typed, each once."""
    return list(dict.fromkeys(text.replace(",", " ").split()))

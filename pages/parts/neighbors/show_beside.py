"""Lists of neighbors side by side: of several words, or of one word in several runs.

Leaves out: which (`ask_question`), how they are drawn (`lists_beside`), and one list by itself
(`show_list`).
"""

from __future__ import annotations

from functools import partial

import streamlit as st

from pages.parts.neighbors.ask_question import Question
from pages.shared import other_runs
from pages.shared.lists_beside import show_lists
from pages.shared.unknown_words import known_or_told
from w2v_core.vectors.word_vectors import WordVectors


def show_beside(question: Question) -> None:
    """The lists of all words in all runs that were chosen."""
    lists, tables = [], _tables(question)
    for i, word in enumerate(_words(question)):
        for j, (label, vectors) in enumerate(tables):
            if not known_or_told(vectors, word, f"beside_{i}_{j}", partial(_swap, word)):
                continue
            title = [word] * bool(question.beside_words) + [label] * (len(tables) > 1)
            lists.append((" · ".join(title), question.nearest(vectors, word)))
    if lists:
        show_lists(lists, f"beside_{abs(hash(tuple(title for title, _ in lists)))}")


def _words(question: Question) -> list[str]:
    """The word in focus and those beside it, each once."""
    return list(dict.fromkeys([question.word, *map(str.strip, question.beside_words)]))


def _tables(question: Question) -> list[tuple[str, WordVectors]]:
    """The vectors of this run, and of those beside it that still have some."""
    found = [("this run", question.vectors)]
    for label in question.beside_runs:
        vectors = other_runs.vectors_of(question.others[label], question.which)
        if vectors is not None:
            found.append((label, vectors))
    return found


def _swap(old: str, new: str) -> None:
    """Put another word in place of one of those that stand beside the focus."""
    chosen = st.session_state.get("beside", [])
    st.session_state["beside"] = list(
        dict.fromkeys(new if each == old else each for each in chosen)
    )

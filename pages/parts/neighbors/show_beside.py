"""Lists of neighbors side by side: of several words, or of one word in several runs.

Leaves out: which (`ask_question`), and one list by itself (`show_list`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from pages.drawing.theme import sendable, shorten
from pages.parts.neighbors import other_runs
from pages.parts.neighbors.ask_question import Question
from pages.shared import state
from pages.shared.downloads import download_table
from pages.shared.safe_text import escape_markdown
from pages.shared.tables import table_height
from pages.shared.unknown_words import known_or_told
from w2v_core.vectors.word_vectors import Neighbor, WordVectors

SHARED = "◆"
_MOST_ROWS = 11  # that are seen at once


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
        _show_columns(lists, f"beside_{abs(hash(tuple(title for title, _ in lists)))}")


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


def _show_columns(lists: Sequence[tuple[str, Sequence[Neighbor]]], key: str) -> None:
    """Several lists side by side; words that stand in several of them have a sign."""
    times = Counter(each.word for _, found in lists for each in found)
    longest = max(len(found) for _, found in lists)
    if not longest:
        st.info("No word is left: lower the minimum count, or change the pattern.")
        return
    frame: dict[str, list[object]] = {"rank": list(range(1, longest + 1))}
    config: dict[str, object] = {"rank": st.column_config.NumberColumn("Rank", width=45)}
    for i, (title, found) in enumerate(lists):
        empty = [None] * (longest - len(found))
        signed = [f"{SHARED} {w}" if times[w] > 1 else w for w in (each.word for each in found)]
        frame[f"word_{i}"] = [*signed, *empty]
        frame[f"score_{i}"] = [*(each.similarity for each in found), *empty]
        config[f"word_{i}"] = st.column_config.TextColumn(
            sendable(shorten(title, 24)), width=130, help=escape_markdown(title)
        )
        config[f"score_{i}"] = st.column_config.NumberColumn("Sim.", format="%.3f", width=60)

    def take() -> None:
        for row, column in st.session_state[key]["selection"]["cells"]:
            kind, _, i = column.partition("_")
            if kind in ("word", "score") and row < len(lists[int(i)][1]):
                state.choose_focus(lists[int(i)][1][row].word)

    st.dataframe(
        pd.DataFrame(frame),
        key=key,
        hide_index=True,
        height=table_height(longest, _MOST_ROWS),
        on_select=take,
        selection_mode="single-cell",
        column_config=config,
        alt="Nearest words in columns; a sign marks those that stand in several.",
    )
    st.caption(f"{SHARED} stands in several of these lists. Click on a word to put it in focus.")
    download_table(
        "Download table",
        ("list", "rank", "word", "similarity", "count"),
        lambda: [
            (title, each.rank, each.word, f"{each.similarity:.6f}", each.count)
            for title, found in lists
            for each in found
        ],
        "neighbors.csv",
    )

"""Neighbors: which words are near a word, how near two words are, which of several is odd."""

from __future__ import annotations

from functools import partial
from typing import get_args

import streamlit as st

from pages.shared import charts, results, state, widgets
from pages.shared.template import CURVE_CONFIG
from w2v_core.errors import UnknownWordError, W2VError
from w2v_core.vectors.word_vectors import Which, WordVectors

TRAIL_LENGTH = 6
STARTING_WORDS = 8
MOST_NEIGHBORS = 100
MOST_IN_LIST = 20

WHICH_HELP = (
    "Training learns two vectors a word. *Input*: the word itself, what is usually meant. "
    "*Context*: the word as a neighbor of others. *Sum*: both together."
)


def choose_vectors(vectors: WordVectors) -> WordVectors:
    """Input, context or sum; no question where there are no context vectors."""
    if vectors.context_vectors is None:
        return vectors
    which: Which = st.segmented_control(
        "Vectors",
        get_args(Which),
        default="input",
        required=True,
        format_func=str.capitalize,
        help=WHICH_HELP,
        key="which",
        persist_state="session",
    )
    return vectors.select(which)


def ask_limits(vectors: WordVectors) -> tuple[int, int]:
    """How many neighbors, and how frequent they must be."""
    return (
        st.number_input(
            "How many",
            min_value=1,
            max_value=MOST_NEIGHBORS,
            value=10,
            key="neighbors_k",
            persist_state="session",
            help="More rows reach further out, to words that are less alike.",
        ),
        st.number_input(
            "Minimum count",
            min_value=1,
            value=1,
            key="neighbors_min_count",
            persist_state="session",
            help="Passes over words that occur less often: rare words have unsure vectors. "
            f"The most frequent word occurs {int(vectors.vocabulary.counts[0]):,} times.",
        ),
    )


def show_neighbors(vectors: WordVectors, word: str, k: int, min_count: int) -> None:
    """The word in focus, the way that led to it, and the words nearest to it."""
    if not widgets.known(vectors, word):
        return
    row = vectors.id(word)
    count = int(vectors.vocabulary.counts[row])
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(f"Nearest to {widgets.mono(word)}", anchor=False, width="content")
        st.caption(f"count {count:,}, rank {row + 1:,}", width="content")
        show_trail(word)
    found = vectors.neighbors(word, k, min_count=min_count)
    if not found:
        st.info(f"No other word occurs at least {min_count:,} times: lower the minimum count.")
        return
    results.word_table(found, f"neighbors_of_{row}", "neighbors.csv")


def show_trail(word: str) -> None:
    """The words visited before; a click goes back to one of them."""
    trail: list[str] = st.session_state.setdefault("trail", [])
    if word in trail:
        del trail[trail.index(word) + 1 :]
    else:
        trail.append(word)
    for i, visited in enumerate(trail[-TRAIL_LENGTH:-1]):
        st.button(
            widgets.plain(visited),
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
            st.button(
                widgets.plain(word), key=f"start_{i}", on_click=state.choose_focus, args=(word,)
            )


def compare_two(vectors: WordVectors) -> None:
    """Cosine of two words."""
    st.subheader("Two words", anchor=False)
    sides = st.columns(2)
    with sides[0]:
        first = widgets.word_box(vectors, "pair_first", "First word", value=state.focus())
    with sides[1]:
        second = widgets.word_box(vectors, "pair_second", "Second word")
    if not first or not second:
        st.caption("Two words give their similarity: 1 is the same direction, 0 is unrelated.")
        return
    for key, word in (("pair_first", first), ("pair_second", second)):
        put = partial(st.session_state.__setitem__, key)
        if not widgets.known(vectors, word, f"{key}_unknown", put):
            return
    st.metric("Similarity", f"{vectors.similarity(first, second):.3f}")


def find_odd_one(vectors: WordVectors) -> None:
    """Which word of a list is least like the others."""
    st.subheader("Odd one out", anchor=False)
    text = st.text_input(
        "Words, separated by spaces or commas",
        key="odd_list",
        max_chars=1_000,
        persist_state="session",
        help="Three or more. The odd one is least similar to the mean of all of them.",
    )
    words = widgets.split_words(text)[:MOST_IN_LIST]
    if not words:
        st.caption("Three words or more: the one least like the mean of all is marked.")
        return
    try:
        odd = vectors.odd_one_out(words)
        mean = vectors.combine(dict.fromkeys(words, 1.0))
    except UnknownWordError as error:
        st.warning(widgets.escape_markdown(str(error)), icon=":material/help:")
        return
    except W2VError as error:
        st.info(widgets.escape_markdown(str(error)))
        return
    nearness = vectors.unit[[vectors.id(word) for word in words]] @ mean
    st.markdown(f"The odd one is **{widgets.mono(odd)}**.")
    order = nearness.argsort()[::-1]
    st.plotly_chart(
        charts.similarity_bars([words[i] for i in order], nearness[order], marked=odd),
        key="odd_bars",
        config=CURVE_CONFIG,
        alt="Similarity of each word to the mean of all; the odd one is last and marked.",
    )


vectors = results.vectors_or_stop()
controls, result = st.columns([1, 2.4], gap="medium")
with controls:
    word = widgets.focus_box(vectors, "neighbors_word", "Word")
    with widgets.folded_on_phone("Settings"):
        k, min_count = ask_limits(vectors)
        chosen = choose_vectors(vectors)
with result:
    if word:
        show_neighbors(chosen, word, k, min_count)
    else:
        offer_words(vectors)
    two, odd = st.columns(2, gap="medium")
    with two:
        compare_two(chosen)
    with odd:
        find_odd_one(chosen)

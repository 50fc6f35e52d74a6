"""Neighbors: which words are near a word, why, and how sure that is; and words among themselves."""

from __future__ import annotations

from typing import get_args

import streamlit as st

from pages.parts.neighbors import ask_runs, ask_word, show_lists, show_parts, show_why
from pages.shared import state
from pages.shared.address import IN_ADDRESS, whole_number
from pages.shared.choices import one_of
from pages.shared.guard import vectors_or_stop
from pages.shared.safe_text import mono, plain
from pages.shared.screen import folded_on_phone
from pages.shared.unknown_words import known_or_told
from pages.shared.word_boxes import SUGGESTED_WORDS
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.vectors.neighborhood import LONGEST_PATTERN, neighbors_like
from w2v_core.vectors.word_vectors import Neighbor, Which, WordVectors

TRAIL_LENGTH = 6
STARTING_WORDS = 8
MOST_NEIGHBORS = 100
MOST_BESIDE = 4
MOST_RUNS = 4
PARTS = ("Neighbors", "Why", "Two words", "List", "Vector")

WHICH_HELP = (
    "Training learns two vectors a word. *Input*: the word itself, what is usually meant. "
    "*Context*: the word as a neighbor of others. *Sum*: both together."
)


def choose_vectors(vectors: WordVectors) -> Which:
    """Input, context or sum; no question where there are no context vectors."""
    if vectors.context_vectors is None:
        return "input"
    which: Which = one_of(
        "Vectors",
        get_args(Which),
        default="input",
        format_func=str.capitalize,
        help=WHICH_HELP,
        key="which",
        **IN_ADDRESS,
    )
    return which


def ask_limits(vectors: WordVectors) -> tuple[int, int, str]:
    """How many neighbors, how frequent they must be, and what they must look like."""
    many, often = st.columns(2)
    with many:
        k = whole_number(
            "How many",
            key="nearest",
            value=10,
            min_value=1,
            max_value=MOST_NEIGHBORS,
            help="More rows reach further out, to words that are less alike.",
        )
    with often:
        least = whole_number(
            "Min. count",
            key="least",
            value=1,
            min_value=1,
            help="Passes over words that occur less often: rare words have unsure vectors. "
            f"The most frequent word occurs {int(vectors.vocabulary.counts[0]):,} times.",
        )
    pattern = st.text_input(
        "Like",
        key="pattern",
        max_chars=LONGEST_PATTERN,
        placeholder="*ing",
        help="Only words of this form; `*` stands for any letters, or none: `*ing`, `un*`, `*q*`. "
        f"At most {LONGEST_PATTERN} characters. Ranks stay those among all words.",
        **IN_ADDRESS,
    )
    return k, least, (pattern or "").strip()


def ask_beside(vectors: WordVectors, others: dict[str, RunFolder]) -> tuple[list[str], list[str]]:
    """Other words and other runs whose lists stand beside this one."""
    words = st.multiselect(
        "Beside these words",
        list(vectors.words[:SUGGESTED_WORDS]),
        key="beside",
        max_selections=MOST_BESIDE,
        accept_new_options=True,
        filter_mode="prefix",
        placeholder="Up to four words",
        **IN_ADDRESS,
    )
    if not others:
        return words, []
    runs = st.multiselect(
        "Beside these runs",
        list(others),
        key="runs",
        max_selections=MOST_RUNS,
        placeholder="Other runs of yours",
        help="Only the order within a run can be compared: similarities of different runs are not "
        "on one scale.",
        **IN_ADDRESS,
    )
    return words, [label for label in runs if label in others]


def show_word(vectors: WordVectors, word: str) -> None:
    """The word in focus and the way that led to it."""
    row = vectors.id(word)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(mono(word), anchor=False, width="content")
        count = int(vectors.vocabulary.counts[row])
        st.caption(f"count {count:,}, rank {row + 1:,}", width="content")
        show_trail(word)


def show_trail(word: str) -> None:
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


def show_neighbors(run: RunFolder, vectors: WordVectors, word: str, found: list[Neighbor]) -> None:
    """The nearest words, with how sure each is."""
    if not found:
        st.info(
            f"No word is left: lower the minimum count ({least:,}), or change the pattern."
            if pattern
            else f"No other word occurs at least {least:,} times: lower the minimum count."
        )
        return
    box = ask_runs.hub_box(run, which)
    opened = (ask_runs.vectors_of(each, which) for each in seeds)
    near = [
        {each.word for each in other.neighbors(word, k, min_count=least)}
        for other in opened
        if other is not None and word in other
    ]
    sure = show_lists.how_sure(vectors, word, found, k, box.hubs, near)
    key = f"neighbors_of_{vectors.id(word)}"
    show_lists.show_list(found, sure, k, len(near), key)
    if box.hubs is None:  # the table is there already; this takes a second or two, once a run
        ask_runs.fill(box, vectors)
        st.rerun()


def show_beside(vectors: WordVectors, word: str, words: list[str], labels: list[str]) -> None:
    """Lists of several words, or of several runs, in columns."""
    tables = [("this run", vectors)]
    for label in labels:
        table = ask_runs.vectors_of(others[label], which)
        if table is not None:
            tables.append((label, table))
    lists = []
    for i, each in enumerate(dict.fromkeys([word, *map(str.strip, words)])):
        for j, (label, table) in enumerate(tables):
            unknown = f"beside_{i}_{j}"
            if not known_or_told(table, each, unknown, lambda new, old=each: swap(old, new)):
                continue
            title = " · ".join([each] * (len(words) > 0) + [label] * (len(tables) > 1))
            lists.append((title, neighbors_like(table, each, k, min_count=least, pattern=pattern)))
    if lists:
        show_lists.show_columns(lists, f"beside_{abs(hash(tuple(t for t, _ in lists)))}")


def swap(old: str, new: str) -> None:
    """Put another word in place of one of those that stand beside the focus."""
    chosen = st.session_state.get("beside", [])
    st.session_state["beside"] = list(
        dict.fromkeys(new if each == old else each for each in chosen)
    )


def show_part(part: str, vectors: WordVectors, word: str) -> None:
    """What was chosen to be shown, and nothing else."""
    if part == "Two words":
        show_parts.show_two(vectors)
    elif part == "List":
        show_parts.show_list(vectors)
    elif not word:
        offer_words(vectors)
    elif known_or_told(vectors, word):
        show_word(vectors, word)
        found = neighbors_like(vectors, word, k, min_count=least, pattern=pattern)
        if part == "Why":
            show_why.show_why(run, vectors, word, found)
        elif part == "Vector":
            show_parts.show_vector(vectors, word)
        elif beside_words or beside_runs:
            show_beside(vectors, word, beside_words, beside_runs)
        else:
            show_neighbors(run, vectors, word, found)


vectors = vectors_or_stop()
run = state.run()
assert run is not None
others = ask_runs.others(run)
seeds = ask_runs.other_seeds(run, others.values())
controls, result = st.columns([1, 2.4], gap="medium")
with controls:
    word = ask_word.ask_focus(vectors)
    with folded_on_phone("Settings"):
        k, least, pattern = ask_limits(vectors)
        which = choose_vectors(vectors)
        beside_words, beside_runs = ask_beside(vectors, others)
with result:
    part = one_of(
        "Show",
        PARTS,
        default=PARTS[0],
        key="show",
        label_visibility="collapsed",
        wrap=True,
        **IN_ADDRESS,
    )
    show_part(part, ask_runs.selected(run, vectors, which), word)

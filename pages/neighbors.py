"""Neighbors: which words are near a word, why, and how sure that is; and words among themselves."""

from __future__ import annotations

import streamlit as st

from pages.parts.neighbors.ask_question import Question, ask_question
from pages.parts.neighbors.show_among import show_among
from pages.parts.neighbors.show_beside import show_beside
from pages.parts.neighbors.show_list import show_neighbors
from pages.parts.neighbors.show_two import show_two
from pages.parts.neighbors.show_vector import show_vector
from pages.parts.neighbors.show_why import show_why
from pages.parts.neighbors.show_word import offer_words, show_word
from pages.shared import state
from pages.shared.address import IN_ADDRESS
from pages.shared.choices import one_of
from pages.shared.guard import vectors_or_stop
from pages.shared.unknown_words import known_or_told

PARTS = ("Neighbors", "Why", "Two words", "List", "Vector")


def show_part(part: str, question: Question) -> None:
    """What was chosen to be shown, and nothing else."""
    vectors, word = question.vectors, question.word
    if part == "Two words":
        show_two(vectors)
    elif part == "List":
        show_among(vectors)
    elif not word:
        offer_words(vectors)
    elif known_or_told(vectors, word):
        show_word(vectors, word)
        if part == "Why":
            show_why(question)
        elif part == "Vector":
            show_vector(vectors, word)
        elif question.beside_words or question.beside_runs:
            show_beside(question)
        else:
            show_neighbors(question)


vectors = vectors_or_stop()
run = state.run()
assert run is not None
controls, result = st.columns([1, 2.4], gap="medium")
with controls:
    question = ask_question(run, vectors)
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
    show_part(part, question)

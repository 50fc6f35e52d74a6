"""Which analogy questions to ask, among how many words, and what unknown words do to the score.

Leaves out: where a file comes from (`ask_set`) and the score (`show_analogies`).
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import streamlit as st

from pages.shared import ask_set
from pages.shared.address import IN_ADDRESS
from pages.shared.ask_set import QUESTIONS, Brought
from pages.shared.choices import one_of
from pages.shared.screen import folded_on_phone
from w2v_core.evaluation.analogies import DEFAULT_CUT, Unknown
from w2v_core.vectors.word_vectors import WordVectors

Rule = Literal["Skip", "Count as wrong"]

CUTS = (1_000, 3_000, 10_000, DEFAULT_CUT, 100_000, 300_000, 1_000_000)
_RULES: dict[Rule, Unknown] = {"Skip": "skip", "Count as wrong": "wrong"}


class Asked(NamedTuple):
    """The questions, and the rules of the score."""

    brought: Brought | None
    cut: int
    unknown: Unknown


def ask(_vectors: WordVectors) -> Asked:
    """All boxes of the view."""
    sample = ask_set.sample()
    brought = ask_set.ask(QUESTIONS, sample.questions if sample is not None else None)
    with folded_on_phone("Rules"):
        cut = st.select_slider(
            "Among the most frequent",
            CUTS,
            DEFAULT_CUT,
            format_func="{:,}".format,
            key="cut",
            help="Words that may stand in a question or be its answer. Fewer make it easier: "
            "word2vec's own program takes 30,000, gensim 300,000.",
            **IN_ADDRESS,
        )
        rule = one_of(
            "Questions with unknown words",
            tuple(_RULES),
            default="Skip",
            key="unknown_words",
            width="stretch",
            help="word2vec and gensim skip them, so that a small vocabulary is asked the easy "
            "questions only; hyperwords counts them as wrong.",
            **IN_ADDRESS,
        )
    return Asked(brought, cut, _RULES[rule])

"""What is asked on the Neighbors page: a word, how many neighbors, of what kind, beside what.

Leaves out: the box of the word (`ask_word`), which part is shown, and the answers.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import get_args

import streamlit as st

from pages.parts.neighbors.ask_word import ask_focus
from pages.shared import other_runs
from pages.shared.address import IN_ADDRESS, whole_number
from pages.shared.choices import one_of
from pages.shared.screen import folded_on_phone
from pages.shared.word_boxes import SUGGESTED_WORDS
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.vectors.neighborhood import LONGEST_PATTERN, neighbors_like
from w2v_core.vectors.word_vectors import Neighbor, Which, WordVectors

MOST_NEIGHBORS = 100
MOST_BESIDE = 4
MOST_RUNS = 4

WHICH_HELP = (
    "Training learns two vectors a word. *Input*: the word itself, what is usually meant. "
    "*Context*: the word as a neighbor of others. *Sum*: both together."
)


@dataclasses.dataclass(frozen=True, slots=True)
class Question:
    """What is asked.

    Attributes
    ----------
    run : RunFolder
    vectors : WordVectors
        Of the run; input, context or sum, as `which` says.
    which : str
    word : str
        The word in focus, known or not; empty if there is none.
    k, least : int
        How many neighbors, and how often they must occur.
    pattern : str
        What they must look like; empty for no matter.
    others : mapping of str to RunFolder
        The other runs with vectors, by their labels.
    beside_words, beside_runs : tuple of str
        Words, and labels of runs, whose lists stand beside that of the word.
    """

    run: RunFolder
    vectors: WordVectors
    which: Which
    word: str
    k: int
    least: int
    pattern: str
    others: Mapping[str, RunFolder]
    beside_words: tuple[str, ...]
    beside_runs: tuple[str, ...]

    def nearest(self, vectors: WordVectors, word: str) -> list[Neighbor]:
        """The neighbors that are asked for, of any word in any vectors."""
        return neighbors_like(vectors, word, self.k, min_count=self.least, pattern=self.pattern)


def ask_question(run: RunFolder, vectors: WordVectors) -> Question:
    """The boxes, all of them; what they hold stands in the address."""
    word = ask_focus(vectors)
    with folded_on_phone("Settings"):
        k, least, pattern = _ask_limits(vectors)
        which = _ask_which(vectors)
        others = other_runs.others(run)
        words, labels = _ask_beside(vectors, others)
    chosen = other_runs.selected(run, vectors, which)
    return Question(run, chosen, which, word, k, least, pattern, others, words, labels)


def _ask_limits(vectors: WordVectors) -> tuple[int, int, str]:
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


def _ask_which(vectors: WordVectors) -> Which:
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


def _ask_beside(
    vectors: WordVectors, others: Mapping[str, RunFolder]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
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
        return tuple(words), ()
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
    return tuple(words), tuple(label for label in runs if label in others)

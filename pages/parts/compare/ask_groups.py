"""Which groups of documents, and which word: what is compared within one run.

Leaves out: finding anything out about them (`group_tests`).
"""

from __future__ import annotations

import dataclasses

import numpy as np
import streamlit as st

from pages.shared.address import IN_ADDRESS
from pages.shared.groups import ask_way, groups_of
from pages.shared.word_boxes import focus_box
from w2v_core.text.corpus import Corpus
from w2v_core.text.grouping import By, Groups
from w2v_core.vectors.word_vectors import WordVectors

MOST_GROUPS = 4  # side by side
MOST_OFFERED = 1_000


@dataclasses.dataclass(frozen=True)
class Choice:
    """Groups of one way, those of them that are compared (two at least), and the word."""

    by: By
    groups: Groups
    chosen: tuple[int, ...]
    word: str


def ask_groups(corpus: Corpus, vectors: WordVectors) -> Choice | None:
    """Ask for all; None where the text has no groups, or under two are chosen, which is said."""
    by = ask_way(corpus, "groups_by")
    if by is None:
        return None
    groups = groups_of(corpus, by)
    chosen = _ask_which(by, groups)
    word = focus_box(vectors, "groups_word", "Word")
    return Choice(by, groups, chosen, word)


def _ask_which(by: By, groups: Groups) -> tuple[int, ...]:
    """The groups to compare; at first the two with the most tokens."""
    order = np.argsort(-groups.tokens, kind="stable")[:MOST_OFFERED].tolist()
    names = [groups.names[i] for i in order]
    key = f"groups_{by}"  # for each way its own: names of another mean nothing
    given = st.session_state.get(key)
    if (given is None and key not in st.query_params) or (given and not set(given) <= set(names)):
        st.session_state[key] = names[:2]
    st.multiselect(
        "Groups",
        names,
        key=key,
        max_selections=MOST_GROUPS,
        placeholder="Two or more",
        help="The distance is that of the first two; neighbors are shown for all.",
        **IN_ADDRESS,
    )
    if len(groups.names) > len(names):
        st.caption(f"The {len(names):,} largest of {len(groups.names):,} groups.")
    index = {name: i for i, name in enumerate(groups.names)}
    return tuple(index[name] for name in st.session_state[key] if name in index)

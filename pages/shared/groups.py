"""Groups of documents: the ways in which a text has some, and the box that asks for one.

Leaves out: what is done with them (`parts/compare`, `parts/evaluate`).
"""

from __future__ import annotations

import streamlit as st

from pages.shared import state
from pages.shared.address import IN_ADDRESS
from pages.shared.choices import one_of
from w2v_core.text.corpus import Corpus
from w2v_core.text.grouping import WAYS, By, Groups, group_documents

_LABELS: dict[By, str] = {"label": "Label", "folder": "Folder", "file": "File", "half": "Half"}


def groups_of(corpus: Corpus, by: By) -> Groups:
    """The documents of a corpus in groups."""
    return _groups(str(state.home().root), corpus.content_hash, by, corpus)


def ways_of(corpus: Corpus) -> list[By]:
    """The ways by which a corpus has two groups at least."""
    return [by for by in WAYS if len(groups_of(corpus, by).names) > 1]


def ask_way(corpus: Corpus, key: str) -> By | None:
    """How documents are to be grouped; None where there is no way."""
    ways = ways_of(corpus)
    if not ways:
        return None
    by = one_of(
        "Groups by",
        ways,
        default=ways[0],
        format_func=_LABELS.__getitem__,
        key=key,
        wrap=True,
        help="*Label*: what a column of the table says, chosen when it was loaded. *Folder*: the "
        "first folder in which the names of the documents differ. *File*: the rows of a table are "
        "one. *Half*: earlier and later documents.",
        **IN_ADDRESS,
    )
    return by if by in ways else ways[0]


# The root stands in the key as in `state`.
@st.cache_resource(max_entries=8, show_spinner="Looking at the documents")
def _groups(root: str, content_hash: str, by: By, _corpus: Corpus) -> Groups:
    return group_documents(_corpus, by)

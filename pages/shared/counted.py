"""What was counted in a text once, for everybody who asks: places of words, and pairs of them.

Leaves out: counting (`w2v_core.text.views`) and showing it.
"""

from __future__ import annotations

import streamlit as st

from pages.shared import state
from w2v_core.text.corpus import Corpus
from w2v_core.text.views.collocations import Collocations
from w2v_core.text.views.concordance import Concordance


def concordance(corpus: Corpus) -> Concordance:
    """Where words stand; it learns the alphabet once."""
    return _concordance(str(state.home().root), corpus.content_hash, corpus)


def collocations(corpus: Corpus, window: int) -> Collocations:
    """Which words stand near which; it counts all pairs once."""
    return _collocations(str(state.home().root), corpus.content_hash, window, corpus)


# The root stands in the keys as in `state`.
@st.cache_resource(max_entries=4, show_spinner=False)
def _concordance(root: str, content_hash: str, _corpus: Corpus) -> Concordance:
    return Concordance(_corpus)


@st.cache_resource(max_entries=4, show_spinner="Counting pairs")
def _collocations(root: str, content_hash: str, window: int, _corpus: Corpus) -> Collocations:
    return Collocations(_corpus, window)

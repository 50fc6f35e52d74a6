"""Evaluate: what is wrong with vectors, how good they are, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import streamlit as st

from pages.parts.evaluate import (
    ask_documents,
    ask_pairs,
    ask_probe,
    ask_questions,
    ask_stability,
    show_analogies,
    show_documents,
    show_probe,
    show_similarity,
    show_stability,
)
from pages.shared.address import IN_ADDRESS
from pages.shared.choices import one_of
from pages.shared.guard import vectors_or_stop
from w2v_core.vectors.word_vectors import WordVectors


class View(NamedTuple):
    """A way to judge vectors: what is asked on the left, and shown of the answer on the right."""

    ask: Callable[[WordVectors], Any]
    show: Callable[[WordVectors, Any], None]
    help: str


VIEWS = {
    "Probe": View(ask_probe.ask, show_probe.show, "what is wrong with the vectors, if anything?"),
    "Analogies": View(ask_questions.ask, show_analogies.show, "a is to b as c is to which word?"),
    "Similarity": View(ask_pairs.ask, show_similarity.show, "do cosines rank pairs as people do?"),
    "Documents": View(ask_documents.ask, show_documents.show, "do vectors tell groups apart?"),
    "Stability": View(ask_stability.ask, show_stability.show, "would neighbors come back?"),
}


def ask_view() -> View:
    """What to judge by."""
    name = one_of(
        "Judge by",
        tuple(VIEWS),
        default=next(iter(VIEWS)),
        key="judge",
        width="stretch",
        wrap=True,
        help=" ".join(f"*{name}*: {view.help}" for name, view in VIEWS.items()),
        **IN_ADDRESS,
    )
    return VIEWS[name]


vectors = vectors_or_stop()
controls, result = st.columns([1, 2.4], gap="medium")
with controls:
    view = ask_view()
    asked = view.ask(vectors)
with result:
    view.show(vectors, asked)

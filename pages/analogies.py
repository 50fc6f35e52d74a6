"""Analogies: a is to b as c is to what, and free arithmetic with words."""

from __future__ import annotations

import streamlit as st

from pages.parts.analogies import ask_question, show_answers
from pages.shared.caret import point_at
from pages.shared.guard import vectors_or_stop
from pages.shared.safe_text import escape_markdown
from pages.shared.screen import folded_on_phone
from w2v_core.errors import ExpressionError, W2VError
from w2v_core.vectors.analogy_form import Analogy, read_analogy
from w2v_core.vectors.word_vectors import Method, WordVectors


def answer_text(vectors: WordVectors, text: str, method: Method, inputs: bool) -> None:
    """Answer what was typed, a sum or an analogy, or point at what cannot be read."""
    if not text.strip():
        st.markdown("Write a sum of words, such as `king - man + woman`.")
        return
    try:
        asked = read_analogy(text)
        if asked is None:
            show_answers.show_sum(vectors, text, inputs)
        else:
            show_answers.show_analogy(vectors, asked, method, inputs, text)
    except ExpressionError as error:
        point_at(text, error)


vectors = vectors_or_stop()
controls, result = st.columns([1, 2.4], gap="medium")
with controls:
    kind = ask_question.ask_kind()
    offered = ask_question.examples(vectors)
    method: Method = "3cosadd"
    if kind == "Analogy":
        three = ask_question.ask_three(vectors, offered)
    else:
        text = ask_question.ask_sum(offered)
    with folded_on_phone("Settings and examples"):
        if kind == "Analogy":
            expected = ask_question.ask_expected(vectors)
        if kind == "Analogy" or show_answers.typed_analogy(text) is not None:
            method = ask_question.ask_method()
        inputs = ask_question.ask_inputs()
        ask_question.offer_examples(offered, kind)
with result:
    try:
        if kind == "Analogy":
            show_answers.show_analogy(vectors, Analogy(*three, expected), method, inputs)
        else:
            answer_text(vectors, text, method, inputs)
    except W2VError as error:
        st.warning(escape_markdown(str(error)), icon=":material/help:")

"""Corpus: choose a text or bring one, and see what it is made of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import streamlit as st

from pages.drawing.theme import shorten
from pages.parts.corpus import (
    ask_options,
    ask_query,
    ask_source,
    show_collocations,
    show_concordance,
    show_contents,
    show_loading,
    show_phrases,
    show_preview,
)
from pages.parts.corpus.ask_options import Options
from pages.parts.corpus.ask_source import Choice
from pages.shared import state
from pages.shared.choices import one_of
from pages.shared.links import link
from pages.shared.safe_text import escape_markdown
from w2v_core.errors import SettingError
from w2v_core.text.corpus import Corpus
from w2v_core.text.words.token_settings import TokenCount

VIEWS = {
    "Words": show_contents.show_words,
    "Coverage": show_contents.show_coverage,
    "Text": show_contents.show_sentences,
    ask_query.CONCORDANCE: show_concordance.show_concordance,
    ask_query.COLLOCATIONS: show_collocations.show_collocations,
    "Phrases": lambda corpus: show_phrases.show_phrases(corpus.notes, corpus.content_hash),
    "Files": lambda corpus: show_contents.show_files(corpus.notes),
}
MOST_REMARKS = 3


def choose_options(choice: Choice) -> Options | None:
    """How the text is cut into words; None, with the reason shown, if it cannot be done so."""
    try:
        options = ask_options.choose_options()
    except SettingError as error:
        trouble, options = str(error), None
    else:
        trouble = show_preview.pattern_trouble(choice, options)
    if trouble:
        st.error(escape_markdown(trouble), icon=":material/error:")
        return None
    return options


def show(corpus: Corpus) -> None:
    """What the corpus is made of, one view at a time."""
    st.subheader(escape_markdown(shorten(corpus.name, 60)), anchor=False)
    show_contents.show_numbers(corpus)
    show_remarks(corpus.notes)
    view = one_of(
        "View",
        list(VIEWS),
        default="Words",
        key="view",
        label_visibility="collapsed",
        wrap=True,
        bind="query-params",
    )
    VIEWS[view](corpus)


def show_remarks(notes: dict[str, Any]) -> None:
    """What was guessed, replaced or passed over when the files were read."""
    remarks = list(remarks_on(notes))
    if not remarks:
        return
    shown = [escape_markdown(each) for each in remarks[:MOST_REMARKS]]
    if len(remarks) > MOST_REMARKS:
        shown.append(f"… and {len(remarks) - MOST_REMARKS:,} more, under *Files*.")
    st.info("  \n".join(shown), icon=":material/info:")


def remarks_on(notes: dict[str, Any]) -> Iterator[str]:
    """One sentence or two on each thing that a person should know."""
    reading = notes.get("reading", {})
    if replaced := reading.get("replaced", 0):
        yield f"Could not be read, and stands as \N{REPLACEMENT CHARACTER}: {replaced:,} times."
    if said := TokenCount(**notes.get("tokenized", {})).message:
        yield said
    for each in reading.get("files", []):
        part = f"read {each['part']}." if each["part"] else ""
        if part or each["message"]:
            yield f"{each['name']}: {part} {each['message']}"


controls, result = st.columns([1, 2.6], gap="medium")
with controls:
    choice = ask_source.choose_text()
    options = choose_options(choice)
    pressed = st.button(
        "Load corpus",
        type="primary",
        icon=":material/menu_book:",
        disabled=options is None or not choice.ready,
        width="stretch",
    )
    reading = st.container()
    if state.corpus() is not None:
        link("pages/train.py", "Train on this corpus")
corpus = state.corpus()
with result:
    show_loading.show_said()
    if options and choice.ready and not show_loading.is_loaded(choice, options):
        show_preview.show_preview(choice, options)
    if corpus is None:
        st.markdown("No corpus is loaded. Choose a sample or bring a text, then **Load corpus**.")
    else:
        show(corpus)
if pressed and options:
    with reading:
        show_loading.load(choice, options)

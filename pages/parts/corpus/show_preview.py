"""What the options would make of the first lines of a text, before it is loaded.

The file is looked into elsewhere (`glance`); what comes from there is 200 lines of 1,000
characters at most, which are cut into words here. A pattern of a person's own is tried in a process
first, on these very lines.
Leaves out: asking for options (`ask_options`) and loading (`show_loading`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import streamlit as st

from pages.drawing.theme import shorten
from pages.parts.corpus.ask_options import Options
from pages.parts.corpus.ask_source import Choice
from pages.parts.corpus.glance import glance
from pages.shared.safe_text import escape_markdown, mono
from w2v_core.errors import W2VError
from w2v_core.intake.patterns import try_pattern
from w2v_core.text.words.cleaning import CleaningConfig, PreviewLine, preview
from w2v_core.text.words.tokenizing import TokenizerConfig

LINES_SHOWN = 8
LETTERS_SHOWN = 240
TOKENS_SHOWN = 40


def show_preview(choice: Choice, options: Options) -> None:
    """Draw some lines before and after; lines on which the options tell come first."""
    seen = glance(choice.files)
    lines, trouble = seen.lines, seen.trouble
    if not lines and not trouble:
        return
    with st.container(border=True, key="preview"):
        st.markdown("**Preview**: the first lines, and the words that they would become")
        if trouble:
            st.warning(escape_markdown(trouble), icon=":material/help:")
        if not lines:
            return
        found = _effect(lines, *_as_json(options))
        words = sum(len(sentence) for line in found for sentence in line.after)
        dropped = sum(bool(line.dropped) for line in found)
        st.caption(
            f"{len(found):,} lines read, {words:,} words found"
            + (f", {dropped:,} lines dropped" if dropped else "")
            + (". Phrases are found when all is read." if options.phrases else ".")
        )
        with st.container(height=260, border=False):
            st.markdown("\n\n".join(map(_before_and_after, _telling(lines, found))))


def pattern_trouble(choice: Choice, options: Options) -> str:
    """Why the pattern cannot be used; empty if it can, or if there is none."""
    if not options.tokenizer.pattern:
        return ""
    return _tried(glance(choice.files).lines, json.dumps(options.tokenizer.as_dict()))


@st.cache_data(max_entries=32, show_spinner="Trying the pattern")
def _tried(lines: tuple[str, ...], tokenizer: str) -> str:
    try:
        try_pattern(TokenizerConfig(**json.loads(tokenizer)), lines)
    except W2VError as error:
        return str(error)
    return ""


@st.cache_data(max_entries=32, show_spinner=False)
def _effect(lines: tuple[str, ...], tokenizer: str, cleaning: str) -> list[PreviewLine]:
    return preview(
        lines, TokenizerConfig(**json.loads(tokenizer)), CleaningConfig(**json.loads(cleaning))
    )


def _as_json(options: Options) -> tuple[str, str]:
    return json.dumps(options.tokenizer.as_dict()), json.dumps(options.cleaning.as_dict())


def _telling(lines: tuple[str, ...], found: Sequence[PreviewLine]) -> list[PreviewLine]:
    """Some lines in the order of the text, those first to be chosen that the options change."""
    usual = _effect(lines, json.dumps(TokenizerConfig().as_dict()), json.dumps({}))
    changed = [i for i, line in enumerate(found) if line != usual[i]]
    rest = [i for i, line in enumerate(found) if line == usual[i]]
    return [found[i] for i in sorted((changed + rest)[:LINES_SHOWN])]


def _before_and_after(line: PreviewLine) -> str:
    """The line in gray, and below it each sentence as words with a border each."""
    before = f":gray[{escape_markdown(shorten(line.before, LETTERS_SHOWN))}]"
    if line.dropped:
        return f"{before}  \n*dropped: {line.dropped}*"
    sentences = []
    left = TOKENS_SHOWN
    for sentence in line.after:
        shown = " ".join(map(mono, sentence[:left]))
        sentences.append(f"{shown} …" if len(sentence) > left else shown)
        left -= len(sentence)
        if left <= 0:
            break
    return "  \n".join([before, *(sentences or ["*no word*"])])

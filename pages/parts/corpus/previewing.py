"""What the options would make of the first lines of a text, before it is loaded.

Only a little is read, so this needs no process of its own; a pattern of a person's own is tried in
one first, on the very lines that are shown.
Leaves out: asking for options (`cutting`) and loading (`loading_text`).
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from pages.parts.corpus.cutting import Options
from pages.parts.corpus.sources import Choice
from pages.shared import widgets
from w2v_core.errors import W2VError
from w2v_core.runs.patterns import try_pattern
from w2v_core.text.cleaning import CleaningConfig, PreviewLine, preview
from w2v_core.text.files.options import ReadOptions
from w2v_core.text.files.reading import ReadReport, TextFile, read_blocks
from w2v_core.text.tokenizing import TokenizerConfig

LINES_READ = 200
CHARACTERS_READ = 1 << 18
LINE_LENGTH = 1_000  # as much as `try_pattern` takes of a line
LINES_SHOWN = 8
LETTERS_SHOWN = 240
TOKENS_SHOWN = 40


def show_preview(choice: Choice, options: Options) -> None:
    """Draw some lines before and after; lines on which the options tell come first."""
    lines, trouble = _first_lines(_key(choice))
    if not lines and not trouble:
        return
    with st.container(border=True, key="preview"):
        st.markdown("**Preview**: the first lines, and the words that they would become")
        if trouble:
            st.warning(widgets.escape_markdown(trouble), icon=":material/help:")
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
    lines, _ = _first_lines(_key(choice))
    return _tried(lines, json.dumps(options.tokenizer.as_dict()))


@st.cache_data(max_entries=32, show_spinner="Trying the pattern")
def _tried(lines: tuple[str, ...], tokenizer: str) -> str:
    try:
        try_pattern(TokenizerConfig(**json.loads(tokenizer)), lines)
    except W2VError as error:
        return str(error)
    return ""


def _key(choice: Choice) -> str:
    """What the first lines hang on; a file of the server's owner may change."""
    return json.dumps(
        [
            [each.name, str(each.path), each.options.as_dict(), each.path.stat().st_mtime_ns]
            for each in choice.files
            if each.path.exists()
        ]
    )


@st.cache_data(max_entries=32, show_spinner=False)
def _first_lines(key: str) -> tuple[tuple[str, ...], str]:
    """The first lines that are not blank, document ends among them; and what went wrong, if so."""
    files = [
        TextFile(name, Path(path), ReadOptions(**how)) for name, path, how, _ in json.loads(key)
    ]
    if not files:
        return (), ""
    lines: list[str] = []
    trouble, left = "", CHARACTERS_READ
    try:
        with contextlib.closing(read_blocks(files, ReadReport())) as blocks:
            for block in blocks:
                lines += [line[:LINE_LENGTH] for line in block.split("\n") if line.strip(" \t")]
                left -= len(block)
                if left <= 0 or len(lines) >= LINES_READ:
                    break
    except W2VError as error:
        trouble = str(error)
    return tuple(lines[:LINES_READ]), trouble


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
    before = f":gray[{widgets.escape_markdown(widgets.shorten(line.before, LETTERS_SHOWN))}]"
    if line.dropped:
        return f"{before}  \n*dropped: {line.dropped}*"
    sentences = []
    left = TOKENS_SHOWN
    for sentence in line.after:
        shown = " ".join(map(widgets.mono, sentence[:left]))
        sentences.append(f"{shown} …" if len(sentence) > left else shown)
        left -= len(sentence)
        if left <= 0:
            break
    return "  \n".join([before, *(sentences or ["*no word*"])])

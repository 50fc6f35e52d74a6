"""What a corpus is made of: its numbers, words, sentences, phrases and files.

Everything is worked out when it is looked at, and kept by the corpus's hash.
Leaves out: where words stand and with which others (`show_concordance`, `show_collocations`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import islice
from typing import Any

import numpy as np
import streamlit as st

from pages.drawing import charts
from pages.drawing.theme import CURVE_CONFIG
from pages.parts.corpus import draw_coverage
from pages.shared import state
from pages.shared.downloads import download_table
from pages.shared.numbers import number
from pages.shared.tables import table_height
from w2v_core.text.corpus import Corpus
from w2v_core.text.views.duplicates import Duplicates, duplicates
from w2v_core.text.views.statistics import (
    Frequency,
    Passage,
    Summary,
    coverage,
    fit_zipf,
    frequencies,
    longest_sentences,
    summarize,
    words_kept,
)

MOST_ROWS = 1_000
FIRST_SENTENCES = 30
SHOWN_TOKENS = 60
MIN_COUNTS = (1, 2, 3, 5, 10, 20, 50, 100)
COPIES = 20

_number = partial(st.column_config.NumberColumn, format="localized")


def show_numbers(corpus: Corpus) -> None:
    """One row of numbers."""
    found = _summary(*_key(corpus), corpus)
    figures = [
        ("Documents", found.documents, "Files, members of archives, rows of tables."),
        ("Sentences", found.sentences, "A context never crosses the end of a sentence."),
        ("Tokens", found.tokens, "Running words."),
        ("Types", found.types, "Different words."),
        ("Hapaxes", found.hapaxes, "Words that occur once: nothing can be learned about them."),
        (
            "Ratio",
            found.type_token_ratio,
            "Types / tokens: high in short or varied texts, low in long ones.",
        ),
    ]
    with st.container(horizontal=True, gap="small"):
        for label, value, help in figures:
            st.metric(label, number(value), help=help, width="content")


def show_words(corpus: Corpus) -> None:
    """Frequency table with search, and counts over ranks."""
    words, curve = st.columns([1.1, 1], gap="medium")
    with words:
        _frequency_table(corpus)
    with curve:
        exponent = _zipf_exponent(*_key(corpus), corpus)
        st.plotly_chart(
            charts.rank_frequency(corpus.all_types.counts, corpus.all_types.words),
            key="rank_frequency",
            config=CURVE_CONFIG,
            alt="Count of each word over its rank, both logarithmic, with Zipf's line: "
            "the word of rank r occurs about 1/r as often as the first.",
        )
        if np.isfinite(exponent):
            st.caption(
                f"The counts fall as 1/rank to the power of {exponent:.2f}; Zipf's law says 1."
            )


def _frequency_table(corpus: Corpus) -> None:
    part = st.text_input(
        "Find words", type="search", placeholder="Part of a word", key="find", live=True
    )
    found = partial(frequencies, corpus.all_types, part.strip())
    rows = list(islice(found(), MOST_ROWS))
    st.dataframe(
        _columns(("rank", "word", "count", "per million"), [_frequency_row(row) for row in rows]),
        height=285,
        hide_index=True,
        column_config={
            "rank": _number("Rank", width=50),
            "word": st.column_config.TextColumn("Word", width=95),
            "count": _number("Count", width=70),
            "per million": _number("Per million", width=85),
        },
        alt="Words with rank, count and occurrences per million tokens.",
    )
    if len(rows) == MOST_ROWS < len(corpus.all_types):
        st.caption(f"The first {MOST_ROWS:,} that match; the download has all of them.")
    download_table(
        "Download table",
        ("rank", "word", "count", "per million"),
        lambda: map(_frequency_row, found()),
        "words.csv",
    )


def _frequency_row(row: Frequency) -> tuple[int, str, int, float]:
    return row.rank, row.word, row.count, float(f"{row.per_million:.3g}")


def show_coverage(corpus: Corpus) -> None:
    """How much of the text its frequent words are, and what a minimum count would keep."""
    counts = corpus.all_types.counts
    sums = np.cumsum(counts)
    enough = int(np.searchsorted(sums, draw_coverage.MARKED * sums[-1])) + 1
    curve, table = st.columns([1.3, 1], gap="medium")
    with curve:
        st.plotly_chart(
            draw_coverage.coverage_curve(coverage(corpus.all_types), enough),
            key="coverage",
            config=CURVE_CONFIG,
            alt="Share of all tokens that the most frequent words make up, over their number.",
        )
    kept = [(least, words_kept(counts, least)) for least in MIN_COUNTS]
    rows = [
        (least, words, float(sums[words - 1]) / int(sums[-1])) for least, words in kept if words > 0
    ]
    with table:
        st.markdown("What a **minimum count** keeps")
        names = ("minimum count", "words", "share of tokens")
        st.dataframe(
            _columns(names, rows),
            hide_index=True,
            column_config={
                names[0]: _number("At least", width=65),
                names[1]: _number("Words", width=75),
                names[2]: st.column_config.NumberColumn("Tokens", format="percent", width=75),
            },
            alt="Words and share of tokens that are kept by a minimum count.",
        )
        download_table("Download table", names, lambda: rows, "coverage.csv")


def show_sentences(corpus: Corpus) -> None:
    """The first sentences as the trainers see them, the longest, and what repeats."""
    lines = []
    for i in range(min(corpus.n_sentences, FIRST_SENTENCES)):
        tokens = corpus.sentence(i)
        more = " …" if len(tokens) > SHOWN_TOKENS else ""
        lines.append(" ".join(tokens[:SHOWN_TOKENS]) + more)
    st.markdown("**First sentences**, one a line")
    st.code("\n".join(lines), language=None, height=180, wrap_lines=True)
    st.markdown(
        "**Longest sentences**. A very long one is often a list, or text without full stops."
    )
    _passages(_longest(*_key(corpus), corpus), ("number", "tokens", "text"), "longest.csv")
    with st.spinner("Comparing sentences"):
        sentences, documents = _repeated(*_key(corpus), corpus)
    st.markdown("**Repeated**: " + _share_of(sentences, "sentences"))
    _passages(sentences.most, ("times", "tokens", "text"), "repeated_sentences.csv")
    if documents.units > 1:
        st.markdown("**Repeated**: " + _share_of(documents, "documents"))
        _passages(documents.most, ("times", "tokens", "text"), "repeated_documents.csv")


def _share_of(found: Duplicates, units: str) -> str:
    if not found.copies:
        return f"none of {found.units:,} {units}."
    return (
        f"{found.copies:,} of {found.units:,} {units} ({found.copies / found.units:.1%}) stood "
        f"earlier in the text; {number(found.tokens)} tokens. *More options* drops "
        "repeated lines and documents."
    )


def _passages(passages: Sequence[Passage], names: tuple[str, ...], file_name: str) -> None:
    if not passages:
        return
    # Numbers are from 1 for people.
    rows = [
        tuple(each.number + 1 if name == "number" else getattr(each, name) for name in names)
        for each in passages
    ]
    st.dataframe(
        _columns(names, rows),
        hide_index=True,
        height=table_height(len(rows), 5),
        column_config={
            "number": _number("Sentence", width=70),
            "times": _number("Times", width=55),
            "tokens": _number("Tokens", width=60),
            "text": st.column_config.TextColumn("Text", width="large"),
        },
        alt="Passages of the text with their length.",
    )
    download_table("Download table", names, lambda: rows, file_name)


def show_files(notes: dict[str, Any]) -> None:
    """How each file was read, what was dropped on the way, and with which settings."""
    counted = notes.get("tokenized", {}) | notes.get("cleaned", {})
    reading = notes.get("reading", {})
    for what in ("dropped", "replaced"):
        counted = {f"{what} characters": reading.get(what, 0)} | counted
    lost = [
        (name.replace("_", " "), count)
        for name, count in counted.items()
        if isinstance(count, int) and count and name != "tokens"
    ]
    if lost:
        st.markdown("**On the way** · " + " · ".join(f"{name}: {n:,}" for name, n in lost))
    names = ("name", "encoding", "message", "part", "bytes", "documents", "characters", "replaced")
    rows = [[each.get(name, "") for name in names] for each in reading.get("files", [])]
    if reading.get("file_count", 0) > len(rows):
        st.caption(f"{len(rows):,} of {reading['file_count']:,} files, those with a remark first.")
    st.dataframe(
        _columns(names, rows),
        hide_index=True,
        alt="Files of this corpus with encoding, size and characters replaced.",
        column_config={
            "name": "File",
            "encoding": "Encoding",
            "message": st.column_config.TextColumn("Remark", width=220),
            "part": "Taken",
            "bytes": st.column_config.NumberColumn("Size", format="bytes"),
            "documents": _number("Documents"),
            "characters": _number("Characters"),
            "replaced": _number("Replaced"),
        },
    )
    download_table("Download table", names, lambda: rows, "files.csv")
    with st.expander("Settings, to load the same again"):
        st.json(
            {name: notes[name] for name in ("tokenizer", "cleaning", "phrases") if name in notes}
        )


def _columns(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> dict[str, list[Any]]:
    return {name: [row[i] for row in rows] for i, name in enumerate(names)}


def _key(corpus: Corpus) -> tuple[str, str]:
    return str(state.home().root), corpus.content_hash


# The root stands in the keys as in `state`.
@st.cache_data(max_entries=64, show_spinner=False)
def _summary(root: str, content_hash: str, _corpus: Corpus) -> Summary:
    return summarize(_corpus)


@st.cache_data(max_entries=64, show_spinner=False)
def _zipf_exponent(root: str, content_hash: str, _corpus: Corpus) -> float:
    return fit_zipf(_corpus.all_types).exponent


@st.cache_data(max_entries=16, show_spinner=False)
def _longest(root: str, content_hash: str, _corpus: Corpus) -> list[Passage]:
    return longest_sentences(_corpus, COPIES)


@st.cache_data(max_entries=16, show_spinner=False)
def _repeated(root: str, content_hash: str, _corpus: Corpus) -> tuple[Duplicates, Duplicates]:
    """Sentences and documents that occur more than once."""
    return duplicates(_corpus, k=COPIES), duplicates(_corpus, documents=True, k=COPIES)

"""Corpus: choose a text or bring one, and see what it is made of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from functools import partial
from itertools import islice
from typing import Any

import numpy as np
import streamlit as st

from pages.shared import charts, state, uploads, widgets
from pages.shared.template import CURVE_CONFIG
from pages.shared.uploads import Files
from w2v_core.errors import W2VError
from w2v_core.runs.encode import encode_in_process
from w2v_core.text.corpus import Corpus
from w2v_core.text.tokenizing import TokenizerConfig
from w2v_core.text.vocabulary import Vocabulary

MOST_ROWS = 1_000
PREVIEW_SENTENCES = 30
PREVIEW_TOKENS = 60
MOST_REMARKS = 3


def choose_text() -> tuple[str, Files]:
    """Name and files of the text to load; no files while there is none."""
    source = st.segmented_control(
        "Text",
        ["Sample", "Upload", "Paste"],
        default="Sample",
        required=True,
        key="source",
        persist_state="session",
        width="stretch",
    )
    if source == "Sample":
        found = state.samples()
        name = st.selectbox(
            "Sample", list(found), format_func=title, key="sample", persist_state="session"
        )
        return (name, [(found[name].name, found[name])]) if name else ("", [])
    return uploads.uploaded() if source == "Upload" else uploads.pasted()


def title(name: str) -> str:
    """`cats_and_dogs` → `Cats and dogs`."""
    return name.replace("_", " ").capitalize()


def choose_tokenizer() -> TokenizerConfig:
    """How the text is cut into sentences and words."""
    keep_state: dict[str, Any] = {"persist_state": "session"}
    return TokenizerConfig(
        lowercase=st.toggle(
            "Lowercase",
            value=True,
            key="lowercase",
            help="*Cat* and *cat* become one word. Off keeps names apart, and needs more text.",
            **keep_state,
        ),
        numbers=st.toggle(
            "Numbers as one word",
            value=True,
            key="numbers",
            help="Every number becomes `<num>`. Off keeps each, and most will be rare.",
            **keep_state,
        ),
        sentence_end=st.toggle(
            "Split at sentence ends",
            value=True,
            key="sentence_end",
            help="A sentence ends at a full stop or at the end of its line. Off: only at the end "
            "of a line. Words of different sentences are never each other's context.",
            **keep_state,
        ),
    )


def load(name: str, files: Files, tokenizer: TokenizerConfig) -> None:
    """Read files in another process. On an error the corpus in use stays."""
    bar = st.progress(0.0, text="Starting to read")
    # Any click ends this script run at the next `progress`, and with it the reading process.
    st.button("Stop reading", icon=":material/stop:")
    try:
        with closing(
            encode_in_process(files, state.home(), name=name, tokenizer=tokenizer)
        ) as events:
            for event in events:
                share = event.bytes_done / max(event.bytes_total, 1)
                text = f"{share:.0%} · {widgets.number(event.tokens)} tokens"
                bar.progress(min(share, 1.0), text=text)
    except W2VError as error:
        bar.empty()
        st.error(widgets.escape_markdown(str(error)), icon=":material/error:")
        return
    state.choose_corpus(event.corpus_hash)
    st.rerun()


def show(corpus: Corpus) -> None:
    """What the corpus is made of."""
    st.subheader(widgets.escape_markdown(widgets.shorten(corpus.name, 60)), anchor=False)
    show_statistics(corpus)
    words, curve = st.columns([1.1, 1], gap="medium")
    with words:
        show_words(corpus)
    with curve:
        st.plotly_chart(
            rank_frequency(corpus.content_hash),
            key="rank_frequency",
            config=CURVE_CONFIG,
            alt="Count of each word over its rank, both logarithmic, with Zipf's line: "
            "the word of rank r occurs about 1/r as often as the first.",
        )
    show_tokens(corpus)
    show_files(corpus.notes)


def show_statistics(corpus: Corpus) -> None:
    """One row of numbers."""
    types, tokens = len(corpus.all_types), len(corpus.ids)
    hapaxes = types - int(np.searchsorted(-corpus.all_types.counts, -2, side="right"))
    figures = [
        ("Files", corpus.notes.get("reading", {}).get("file_count", 1), None),
        ("Sentences", corpus.n_sentences, "A context never crosses the end of a sentence."),
        ("Tokens", tokens, "Running words."),
        ("Types", types, "Different words."),
        ("Hapaxes", hapaxes, "Words that occur once: nothing can be learned about them."),
        ("Types / tokens", types / tokens, "High in short or varied texts, low in long ones."),
    ]
    with st.container(horizontal=True, gap="medium"):
        for label, value, help in figures:
            st.metric(label, widgets.number(value), help=help, width="content")


def show_words(corpus: Corpus) -> None:
    """Frequency table with search."""
    vocabulary = corpus.all_types
    part = st.text_input(
        "Find words", type="search", placeholder="Part of a word", key="find", live=True
    )
    found = partial(matching, vocabulary, part.strip().casefold())
    rows = list(islice(found(), MOST_ROWS))
    names = ("rank", "word", "count", "per million")
    column = st.column_config.NumberColumn
    st.dataframe(
        {name: [row[i] for row in rows] for i, name in enumerate(names)},
        height=245,
        hide_index=True,
        column_config={
            "rank": column("Rank", width=50, format="localized"),
            "word": st.column_config.TextColumn("Word", width=95),
            "count": column("Count", width=70, format="localized"),
            "per million": column("Per million", width=85, format="localized"),
        },
        alt="Words with rank, count and occurrences per million tokens.",
    )
    if len(rows) == MOST_ROWS < len(vocabulary):
        st.caption(f"The first {MOST_ROWS:,} that match; the download has all of them.")
    widgets.download_table("Download table", names, found, "words.csv")


def matching(vocabulary: Vocabulary, part: str) -> Iterator[tuple[int, str, int, float]]:
    """Rank, word, count and count per million tokens of the words that contain `part`."""
    for i, word in enumerate(vocabulary.words):
        if part in word.casefold():
            count = int(vocabulary.counts[i])
            yield i + 1, word, count, float(f"{1e6 * count / vocabulary.total:.3g}")


@st.cache_data(max_entries=16, show_spinner=False)
def rank_frequency(content_hash: str) -> Any:
    """Kept as long as the corpus: drawing it takes longer than all the rest of the page."""
    corpus = state.corpus()
    assert corpus is not None
    figure = charts.rank_frequency(corpus.all_types.counts, corpus.all_types.words)
    # Logarithms. Left to itself plotly makes room for the label down to a rank of 0.1.
    figure.update_xaxes(range=[-0.1, np.log10(len(corpus.all_types)) + 0.1])
    return figure


def show_tokens(corpus: Corpus) -> None:
    """The first sentences, as the trainers see them."""
    lines = []
    for i in range(min(corpus.n_sentences, PREVIEW_SENTENCES)):
        tokens = corpus.sentence(i)
        more = " …" if len(tokens) > PREVIEW_TOKENS else ""
        lines.append(" ".join(tokens[:PREVIEW_TOKENS]) + more)
    st.markdown("**Tokens**, one sentence a line")
    st.code("\n".join(lines), language=None, height=180, wrap_lines=True)


def show_files(notes: dict[str, Any]) -> None:
    """How each file was read, and what was guessed or replaced on the way."""
    files = notes.get("reading", {}).get("files", [])
    if not files:
        return
    for each in [each for each in files if each["message"]][:MOST_REMARKS]:
        st.info(widgets.escape_markdown(f"{each['name']}: {each['message']}"))
    names = ("name", "encoding", "bytes", "characters", "replaced", "message")
    rows = [[each[name] for name in names] for each in files]
    with st.expander("Files and encodings"):
        st.dataframe(
            {name: [row[i] for row in rows] for i, name in enumerate(names)},
            hide_index=True,
            alt="Files of this corpus with encoding, size and characters replaced.",
            column_config={
                "name": "File",
                "encoding": "Encoding",
                "bytes": st.column_config.NumberColumn("Size", format="bytes"),
                "characters": st.column_config.NumberColumn("Characters", format="localized"),
                "replaced": st.column_config.NumberColumn("Replaced", format="localized"),
                "message": "Remark",
            },
        )
        widgets.download_table("Download table", names, lambda: rows, "files.csv")


controls, result = st.columns([1, 2.6], gap="medium")
with controls:
    name, files = choose_text()
    tokenizer = choose_tokenizer()
    pressed = st.button(
        "Load corpus",
        type="primary",
        icon=":material/menu_book:",
        disabled=not files,
        width="stretch",
    )
    reading = st.container()
    if state.corpus() is not None:
        widgets.link("pages/train.py", "Train on this corpus")
corpus = state.corpus()
with result:
    if corpus is None:
        st.markdown("No corpus is loaded. Choose a sample or bring a text, then **Load corpus**.")
    else:
        show(corpus)
if pressed:
    with reading:
        load(name, files, tokenizer)

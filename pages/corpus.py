"""Corpus: choose a text or bring one, and see what it is made of."""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import IO, Any

import numpy as np
import streamlit as st

from pages.shared import charts, state, widgets
from pages.shared.template import CURVE_CONFIG
from w2v_core.errors import W2VError
from w2v_core.runs.encode import encode_in_process
from w2v_core.text.corpus import Corpus
from w2v_core.text.tokenizing import TokenizerConfig

Files = list[tuple[str, Path]]  # what a person calls a file, and where it lies

MOST_ROWS = 1_000
PREVIEW_SENTENCES = 30
PREVIEW_TOKENS = 60
MOST_REMARKS = 3
LONGEST_PASTE = 2_000_000


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
    return uploaded() if source == "Upload" else pasted()


def title(name: str) -> str:
    """`cats_and_dogs` → `Cats and dogs`."""
    return name.replace("_", " ").capitalize()


def uploaded() -> tuple[str, Files]:
    """Files from the person's machine; they are copied to disk as soon as they come."""
    key = f"upload_{st.session_state.get('upload_round', 0)}"
    st.file_uploader(
        "Files",
        type=["txt", "gz", "zip"],
        accept_multiple_files=True,
        key=key,
        on_change=take_uploads,
        args=(key,),
        help="Plain text, or text packed as GZ or ZIP. Several files become one corpus.",
    )
    files: Files = st.session_state.get("uploads", [])
    for name, path in files:
        st.text(f"{widgets.shorten(name)}, {widgets.megabytes(path.stat().st_size)}")
    if not files:
        return "", []
    more = f" and {len(files) - 1} more" if len(files) > 1 else ""
    return Path(files[0][0]).name.partition(".")[0] + more, files


def take_uploads(key: str) -> None:
    """Copy what has come to disk and start a new uploader, so that memory is free again."""
    came = st.session_state[key] or []
    st.session_state["uploads"] = [(each.name, keep(each, each.name)) for each in came]
    st.session_state["upload_round"] = st.session_state.get("upload_round", 0) + 1


def pasted() -> tuple[str, Files]:
    """Text from the clipboard."""
    text = st.text_area(
        "Your text", height=150, max_chars=LONGEST_PASTE, key="pasted", persist_state="session"
    )
    if not text.strip():
        return "", []
    with tempfile.TemporaryFile() as file:
        file.write(text.encode("utf-8", "replace"))
        file.seek(0)
        return "pasted text", [("pasted text.txt", keep(file, ".txt"))]


def keep(file: IO[bytes], name: str) -> Path:
    """Store a file under its own hash, once; of its name only a known ending is used."""
    folder = state.home().uploads
    digest = hashlib.sha256()
    descriptor, scratch = tempfile.mkstemp(prefix=".coming-", dir=folder)
    with os.fdopen(descriptor, "wb") as copy:
        while block := file.read(1 << 20):
            digest.update(block)
            copy.write(block)
    ending = next((each for each in (".gz", ".zip") if name.lower().endswith(each)), ".txt")
    path = folder / f"{digest.hexdigest()}{ending}"
    os.replace(scratch, path)
    return path


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
    wanted = part.strip().casefold()
    matches = (i for i, word in enumerate(vocabulary.words) if wanted in word.casefold())
    rows = [
        (
            i + 1,
            vocabulary.words[i],
            int(vocabulary.counts[i]),
            float(f"{1e6 * vocabulary.counts[i] / vocabulary.total:.3g}"),
        )
        for i in islice(matches, MOST_ROWS)
    ]
    names = ("rank", "word", "count", "per million")
    st.dataframe(
        {name: [row[i] for row in rows] for i, name in enumerate(names)},
        height=245,
        hide_index=True,
        column_config={
            "rank": st.column_config.NumberColumn(width=60, format="localized"),
            "count": st.column_config.NumberColumn(width="small", format="localized"),
            "per million": st.column_config.NumberColumn(format="localized"),
        },
        alt="Words with rank, count and occurrences per million tokens.",
    )
    if len(rows) == MOST_ROWS < len(vocabulary):
        st.caption(f"The first {MOST_ROWS:,} that match.")
    widgets.download_table("Download table", names, rows, "words.csv")


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
    with st.expander("Files and encodings"):
        st.dataframe(
            {
                "file": [each["name"] for each in files],
                "encoding": [each["encoding"] for each in files],
                "size": [widgets.megabytes(each["bytes"]) for each in files],
                "characters": [each["characters"] for each in files],
                "replaced": [each["replaced"] for each in files],
                "remark": [each["message"] for each in files],
            },
            hide_index=True,
            alt="Files of this corpus with encoding, size and characters replaced.",
        )


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

"""Handing out the vectors of a run: formats, their sizes and limits, the snippet, the run's data.

Files are written by a process of their own when they are asked for. Streamlit keeps what is
downloaded in memory, so larger ones are left to the shell.
Leaves out: bringing vectors in (`ask_import`).
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from pages.drawing.theme import sendable
from pages.shared import state
from pages.shared.address import IN_ADDRESS
from pages.shared.downloads import table_csv
from pages.shared.links import link
from pages.shared.numbers import megabytes
from pages.shared.safe_text import mono
from w2v_core.models.progress import STAGES
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.runs.transfer.exports import exported
from w2v_core.vectors.files import projector_tsv
from w2v_core.vectors.files.formats import FORMATS
from w2v_core.vectors.files.snippet import gensim_snippet
from w2v_core.vectors.files.word2vec import SEPARATORS
from w2v_core.vectors.word_vectors import WordVectors

MOST_BYTES = 200_000_000  # that the browser is offered, as much as may be uploaded
PROJECTOR_WORDS = 10_000  # beyond it the Projector itself becomes slow
SAMPLED = 200
PROJECTOR = "projector.tsv"

# Of each way to write vectors: what a person calls it, and what it cannot carry.
TITLES = {suffix: each.title for suffix, each in FORMATS.items()} | {
    PROJECTOR: "Embedding Projector, two files"
}
LOSSES = {suffix: each.loses or "nothing" for suffix, each in FORMATS.items()} | {
    PROJECTOR: "context vectors; words with tabs or line ends"
}


def choose() -> str:
    """Which format."""
    format: str = st.selectbox(
        "Format",
        list(TITLES),
        format_func=TITLES.__getitem__,
        key="format",
        help="NPZ keeps everything and can be brought back here. The others are for gensim and "
        "other programs.",
        **IN_ADDRESS,
    )
    return format if format in TITLES else next(iter(TITLES))


def choose_words(vectors: WordVectors) -> int:
    """How many words, the most frequent ones."""
    words: int = st.number_input(
        "Words",
        min_value=1,
        max_value=len(vectors),
        value=len(vectors),
        key=f"first_{state.run_id()}",
        persist_state="session",
        help="The most frequent ones. Fewer make a smaller file; rare words have unsure vectors "
        "anyway.",
    )
    return words


def offer(run: RunFolder, vectors: WordVectors, suffix: str, words: int) -> None:
    """A button for the file, or the reason why there is none."""
    size = sizes(run, vectors, words)[suffix]
    name = _file_name(run, suffix)
    if bad := _unfit(run, vectors, words, suffix):
        st.warning(
            f"The word {mono(bad)} holds white space, which separates words in this "
            "format. NPZ carries it.",
            icon=":material/space_bar:",
        )
    elif size > MOST_BYTES:
        st.info(
            f"About {megabytes(size)}; the browser is given at most "
            f"{megabytes(MOST_BYTES)}. Choose fewer words, or use the shell:",
            icon=":material/terminal:",
        )
    else:
        for part, label in _parts(name, suffix):
            _button(run, name, words, part, f"{label}, about {megabytes(size)}")
    if suffix == PROJECTOR and words > PROJECTOR_WORDS:
        st.caption(f"The Projector becomes slow with more than {PROJECTOR_WORDS:,} words.")
    some = f" --words {words}" if words < len(vectors) else ""
    st.code(f"python -m w2v_core export {run.id} {name}{some}", language="shell", wrap_lines=True)


def _parts(name: str, suffix: str) -> list[tuple[str, str]]:
    """The files of a format, and what a person calls them."""
    if suffix != PROJECTOR:
        return [(name, "Download")]
    return [(name, "Vectors"), (projector_tsv.metadata_path(Path(name)).name, "Words")]


def _button(run: RunFolder, name: str, words: int, part: str, label: str) -> None:
    first = part == name
    st.download_button(
        label if first else label.partition(",")[0],
        partial(exported, run, name, words, part),
        part,
        "application/octet-stream",
        icon=":material/download:",
        type="primary" if first else "secondary",
        on_click="ignore",
        key=f"export_{part}",
        width="stretch",
    )


def _file_name(run: RunFolder, suffix: str) -> str:
    """A name for a file that every file system and shell takes."""
    name = re.sub(r"[^\w-]+", "-", sendable(run.labels.name))[:60].strip("-")
    dot = "" if suffix.startswith(".") else "-"
    return f"{name or 'vectors'}{dot}{suffix}"


def show_formats(run: RunFolder, vectors: WordVectors, words: int) -> None:
    """All formats with their sizes and limits."""
    found = sizes(run, vectors, words)
    config = st.column_config
    st.dataframe(
        {
            "format": [TITLES[each] for each in TITLES],
            "size": [megabytes(found[each]) for each in TITLES],
            "loses": [LOSSES[each] for each in TITLES],
        },
        hide_index=True,
        column_config={
            "format": config.TextColumn("Format", width=190),
            "size": config.TextColumn("About", width=80, alignment="right"),
            "loses": config.TextColumn("Cannot carry", width=260),
        },
        alt="Formats with their size and what they cannot carry.",
    )


def show_snippet(run: RunFolder, vectors: WordVectors, suffix: str) -> None:
    """How gensim, or the Projector, opens the file."""
    if suffix == PROJECTOR:
        st.markdown(
            "On projector.tensorflow.org choose **Load**, then the vectors in step 1 and the words "
            "in step 2. The files stay in your browser."
        )
        return
    word = state.focus() if state.focus() in vectors else vectors.words[0]
    st.markdown("**In gensim**")
    st.code(gensim_snippet(_file_name(run, suffix), word), language="python")


def offer_data(run: RunFolder) -> None:
    """Settings and history of the run, and where its ZIP is."""
    with st.container(gap="xxsmall"):
        _data("Settings as JSON", partial(settings_json, run), _file_name(run, ".json"), "json")
        if run.read_progress()[0].size:
            _data("Loss as CSV", partial(loss_csv, run), _file_name(run, ".csv"), "csv")
        link("pages/runs.py", "The whole run as a ZIP", ":material/inventory_2:")


def _data(label: str, made: Callable[[], bytes], name: str, kind: str) -> None:
    st.download_button(
        label,
        made,
        name,
        f"text/{kind}",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
    )


def settings_json(run: RunFolder) -> bytes:
    """What the run is, without what would lead back to its owner."""
    told = dataclasses.asdict(dataclasses.replace(run.info, id="", owner="", parent=""))
    told = {name: value for name, value in told.items() if value != ""}
    labels = dataclasses.asdict(run.labels)
    return json.dumps(told | labels, indent=1).encode()


def loss_csv(run: RunFolder) -> bytes:
    """Every slice of training; empty where there is no such number."""
    records, _ = run.read_progress()
    names = [name for name in records.dtype.names or () if name != "stage"]
    rows = (
        [STAGES[record["stage"]], *(_cell(record[name].item()) for name in names)]
        for record in records
    )
    return table_csv(("stage", *names), rows)


def _cell(value: float) -> Any:
    return "" if isinstance(value, float) and not np.isfinite(value) else value


def sizes(run: RunFolder, vectors: WordVectors, words: int) -> dict[str, int]:
    """About how many bytes each format takes; the words' and numbers' lengths are sampled."""
    return _sizes(*_key(run), words, vectors)


def _unfit(run: RunFolder, vectors: WordVectors, words: int, suffix: str) -> str:
    """The first word that a format cannot carry; empty if there is none."""
    if suffix in FORMATS and FORMATS[suffix].any_word:
        return ""
    letters = "\t\n\r" if suffix == PROJECTOR else SEPARATORS
    return _first_with(letters, *_key(run), words, vectors)


def _key(run: RunFolder) -> tuple[str, int]:
    """What a run's vectors are known by, since arrays are no keys."""
    return str(run.path), state.stamp(run)


@st.cache_data(max_entries=64, show_spinner=False)
def _sizes(folder: str, stamp: int, words: int, _vectors: WordVectors) -> dict[str, int]:
    rows = np.unique(np.linspace(0, words - 1, SAMPLED).astype(int)).tolist()
    letters = [len(_vectors.words[row].encode("utf-8", "replace")) for row in rows]
    digits = [len(f" {x:.9g}") for x in _vectors.vectors[rows[::4]].flat]
    d, tables = _vectors.dim, 1 if _vectors.context_vectors is None else 2
    word = float(np.mean(letters))
    text = int(words * (word + 1 + d * float(np.mean(digits))))
    return {
        **dict.fromkeys((".txt", ".vec", ".glove.txt"), text),
        ".npz": int(words * (word + 24 + 4 * d * tables)) + 2_000,
        ".bin": int(words * (word + 2 + 4 * d)),
        PROJECTOR: text + words * 6,
    }


@st.cache_data(max_entries=64, show_spinner=False)
def _first_with(letters: str, folder: str, stamp: int, words: int, _vectors: WordVectors) -> str:
    found = re.compile(f"[{re.escape(letters)}]").search
    return next((word for word in _vectors.words[:words] if found(word)), "")

"""Which words a map shows: the most frequent, those about the focus, a list, or isolated ones.

All of it stands in the address. Isolated words stand there as gaps between their rows, for as
words they could be too long for it. Leaves out: what is drawn of them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from pages.shared import state
from pages.shared.address import IN_ADDRESS, whole_number
from pages.shared.safe_text import mono
from pages.shared.word_boxes import focus_box, split_words
from w2v_core.vectors.word_vectors import WordVectors

Rows = NDArray[np.int64]  # of the vectors, one for each word on the map

FREQUENT, AROUND, OWN = "Most frequent", "Focus and neighbors", "Own list"
FEWEST, MOST_WORDS = 3, 20_000
MOST_NEIGHBORS = 3_000
MOST_LETTERS = 100_000  # of a list
ADDRESS_LETTERS = 5_000  # no server reads an address much longer, in scripts of three bytes
NAMED_UNKNOWN = 20

_ONLY = "map_only"  # in the address and in the session: the isolated words
_STACK = "map_isolated_before"
_BASE = 36


def run_version() -> str:
    """Id of the run, and when its vectors were written: resumed, it writes others."""
    run = state.run()
    return "" if run is None else f"{run.id}-{state.stamp(run)}"


def ask_words(vectors: WordVectors) -> Rows:
    """Which words to draw; each once, unknown ones left out."""
    isolated = _isolated_rows(vectors)
    if isolated is not None:
        return isolated
    choice = st.selectbox("Words", [FREQUENT, AROUND, OWN], key="map_words", **IN_ADDRESS)
    if choice == FREQUENT:
        most = min(MOST_WORDS, len(vectors))
        return np.arange(_ask_number("How many", min(300, most), most, "map_n"))
    if choice == OWN:
        return _own_words(vectors)
    focus_box(vectors, "map_focus", "Focus word")
    if state.focus() not in vectors:
        st.caption("Put a word in focus to see its neighbors.")
        return np.zeros(0, np.int64)
    most = min(MOST_NEIGHBORS, len(vectors) - 1)
    if most < 1:
        return np.zeros(1, np.int64)
    k = _ask_number("How many neighbors", min(50, most), most, "map_near")
    near = vectors.neighbors(state.focus(), k)
    rows = [vectors.id(word) for word in (state.focus(), *(each.word for each in near))]
    return np.array(rows, np.int64)


def _ask_number(label: str, value: int, most: int, key: str) -> int:
    """A number from 2 to `most`, which follows the vectors."""
    if st.session_state.get(key, 0) > most:
        st.session_state[key] = float(most)
    return whole_number(
        label,
        key=key,
        value=value,
        min_value=min(2, most),
        max_value=most,
        step=min(50, most),
        help=f"At most {most:,}. More words show more of the whole; t-SNE of them takes longer.",
    )


def ask_text(label: str, key: str, *, placeholder: str = "", help: str | None = None) -> str:
    """A box for much text; it stands in the address as long as it fits there."""
    fits = len(st.session_state.get(key) or "") <= ADDRESS_LETTERS
    text: str = st.text_area(
        label,
        key=key,
        height=120,
        max_chars=MOST_LETTERS,
        placeholder=placeholder,
        help=help,
        **(IN_ADDRESS if fits else {"persist_state": "session"}),
    )
    if not fits:
        st.caption(f"Over {ADDRESS_LETTERS:,} letters: too long to be part of the address.")
    return text


def _own_words(vectors: WordVectors) -> Rows:
    """The words of a pasted list; says how many of them are not known, and which."""
    words = split_words(ask_text("Words, separated by spaces, commas or lines", "map_list"))
    rows = np.array([vectors.id(word) for word in words if word in vectors], np.int64)
    if words:
        st.caption(f"{len(rows):,} of {len(words):,} words are in the vocabulary.")
        name_unknown(vectors, words)
    if len(rows) > MOST_WORDS:
        st.caption(f"The first {MOST_WORDS:,} of them are drawn.")
    return rows[:MOST_WORDS]


def name_unknown(vectors: WordVectors, words: Sequence[str]) -> None:
    """Say which words have no vector, the first of them by name."""
    unknown = [word for word in words if word not in vectors]
    if unknown:
        named = " ".join(mono(word) for word in unknown[:NAMED_UNKNOWN])
        more = f" and {len(unknown) - NAMED_UNKNOWN:,} more" * (len(unknown) > NAMED_UNKNOWN)
        st.caption(f"Not in the vocabulary: {named}{more}")


def _isolated_rows(vectors: WordVectors) -> Rows | None:
    """The words that were isolated from others, if any were in this run."""
    run, code = st.session_state.get(_ONLY, ("", ""))
    code = st.query_params.get(_ONLY, code if run == state.run_id() else "")
    rows = decode_rows(code, len(vectors))
    if not len(rows):
        _put("")
        return None
    _put(code)
    st.caption(f"{len(rows):,} isolated words.")
    with st.container(horizontal=True, gap="small"):
        st.button("Undo", icon=":material/undo:", on_click=_undo, key="map_undo")
        icon = ":material/zoom_out_map:"
        st.button("All words", icon=icon, on_click=_show_all, key="map_show_all")
    return rows


def isolate(rows: Rows) -> None:
    """Show only these words from now on."""
    _, code = st.session_state.get(_ONLY, ("", ""))
    st.session_state.setdefault(_STACK, []).append((state.run_id(), code))
    _put(encode_rows(rows))


def _undo() -> None:
    """Show what was there before the last words were isolated."""
    before = st.session_state.setdefault(_STACK, [])
    run, code = before.pop() if before else ("", "")
    _put(code if run == state.run_id() else "")


def _show_all() -> None:
    """Show all words again."""
    st.session_state[_STACK] = []
    _put("")


def _put(code: str) -> None:
    st.session_state[_ONLY] = (state.run_id(), code)
    if code and st.query_params.get(_ONLY) != code:
        st.query_params[_ONLY] = code
    elif not code and _ONLY in st.query_params:
        del st.query_params[_ONLY]


def encode_rows(rows: Rows) -> str:
    """Rows as text for an address, in ascending order.

    Each gap from one row to the next, in base 36, with a count where it is met several times.
    Example: encode_rows([0, 1, 2, 3, 40]) -> "0.1-3.11"
    """
    ordered = np.unique(rows)
    gaps = np.diff(ordered, prepend=0)
    starts = np.flatnonzero(np.diff(gaps, prepend=-1))
    times = np.diff(starts, append=len(gaps))
    pairs = zip(gaps[starts].tolist(), times.tolist(), strict=True)
    return ".".join(
        np.base_repr(gap, _BASE).lower() + (f"-{time}" if time > 1 else "") for gap, time in pairs
    )


def decode_rows(code: str, n: int) -> Rows:
    """What `encode_rows` has encoded; none if it is nonsense or leads beyond n rows."""
    gaps: list[int] = []
    for part in code.split(".") if code else ():
        gap, _, time = part.partition("-")
        if not (gap.isascii() and gap.isalnum() and len(gap) < 8):
            return np.zeros(0, np.int64)
        if time and not (time.isascii() and time.isdecimal() and len(time) < 8):
            return np.zeros(0, np.int64)
        times = int(time or 1)
        if len(gaps) + times > MOST_WORDS:
            return np.zeros(0, np.int64)
        gaps += [int(gap, _BASE)] * times
    rows = np.cumsum(np.array(gaps, np.int64))
    within = len(rows) == 0 or (rows[-1] < n and bool((np.diff(rows) > 0).all()))
    return rows if within else np.zeros(0, np.int64)

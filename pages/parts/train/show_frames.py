"""The words of a run as they form: neighbors of the pinned ones, and a small map.

Leaves out: how frames are taken (`w2v_core.runs.folder.frames`), how the map is drawn
(`draw_frame`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from pages.drawing.theme import CURVE_CONFIG
from pages.parts.train import draw_frame
from pages.shared import state
from pages.shared.safe_text import mono
from pages.shared.screen import chart_width
from pages.shared.word_boxes import SUGGESTED_WORDS
from w2v_core.models.catalog import algorithm
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.runs.folder.watched import MOST_PINNED, choose_watched, read_watched, write_watched

MOST_NEIGHBORS = 5


def choose_moment(run: RunFolder, frames: NDArray[np.void]) -> int:
    """Which frame the slider stands at; at first the last one."""
    last = len(frames) - 1
    if last < 1:
        return last
    falls = algorithm(run.info.algorithm).loss is not None
    at: int = st.select_slider(
        "Epoch to look at" if falls else "Error to look at",
        options=range(len(frames)),
        value=last,
        format_func=lambda i: f"{frames['epoch'][i]:.2f}" if falls else f"{frames['error'][i]:.3f}",
        key=f"replay_{run.id}_{last}",
        help="Words below, and the line in the curve, as they were at this moment of training.",
    )
    return at


def show(run: RunFolder, frame: np.void, going: bool) -> None:
    """Neighbors of the pinned words, and the small map."""
    words = _words(run)
    if not words:
        return
    lists, picture = st.columns(2, gap="medium")
    with lists:
        for place, pinned in enumerate(frame["pinned"]):
            if 0 <= pinned < len(words):
                near = zip(frame["neighbors"][place], frame["similarities"][place], strict=True)
                found = [(words[i], score) for i, score in near if 0 <= i < len(words)]
                st.markdown(_line(words[pinned], found[:MOST_NEIGHBORS]))
        if going and state.may_steer(run):
            _pin(run, words)
    inside = frame["mapped"] < len(words)
    ids = frame["mapped"][(frame["mapped"] >= 0) & inside]
    points = frame["points"][(frame["mapped"] >= 0) & inside].astype(np.float64)
    pinned_words = [words[i] for i in frame["pinned"] if 0 <= i < len(words)]
    width = chart_width(columns=2)
    picture.plotly_chart(
        draw_frame.frame_map(points, [words[i] for i in ids], pinned_words, width=width),
        key="frame_map",
        config=CURVE_CONFIG,
        alt=f"Small map of {len(ids)} words as they are now.",
    )


def _line(word: str, near: Sequence[tuple[str, float]]) -> str:
    """A pinned word in bold, and what is near it."""
    listed = " · ".join(f"{mono(each)} {score:.2f}" for each, score in near)
    return f"**{mono(word)}** :material/arrow_right_alt: {listed}"


def _pin(run: RunFolder, words: Sequence[str]) -> None:
    """A box for the words that are watched; the worker looks at it by itself."""
    key = f"pinned_{run.id}"
    pinned = list(read_watched(run.path).pinned)
    st.multiselect(
        "Pinned words",
        list(dict.fromkeys([*pinned, *words[:SUGGESTED_WORDS]])),
        default=pinned,
        max_selections=MOST_PINNED,
        accept_new_options=True,
        key=key,
        on_change=_change_pins,
        args=(run, key),
        help="Their neighbors are listed and kept as the run goes on.",
    )


def _change_pins(run: RunFolder, key: str) -> None:
    corpus = run.corpus().restrict(run.config.min_count)
    write_watched(
        run.path, choose_watched(corpus, [each.strip() for each in st.session_state[key]])
    )


def _words(run: RunFolder) -> Sequence[str]:
    """The words that ids in frames stand for."""
    corpus = state.corpus()
    if corpus is not None and corpus.content_hash == run.info.corpus_hash:
        return corpus.restrict(run.info.config["min_count"]).vocabulary.words
    vectors = state.vectors()
    return vectors.words if vectors is not None else []

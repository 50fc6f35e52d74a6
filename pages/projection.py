"""Projection: a map of the words in two dimensions, and how far it can be trusted."""

from __future__ import annotations

import math
import time

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from pages.shared import kept_maps, maps, results, state, widgets
from pages.shared.kept_maps import Key, Rows
from pages.shared.template import MAP_CONFIG
from w2v_core.vectors.projection import Projection, pca, tsne
from w2v_core.vectors.word_vectors import WordVectors

FREQUENT, AROUND, OWN = "Most frequent", "Focus and neighbors", "Own list"
FEWEST, MOST_WORDS = 3, 3_000
MOST_HITS = 50  # of a search, marked on the map
NEIGHBORS = 10
# A person cannot follow more pictures than this, and each has to travel to the browser.
SECONDS_A_PICTURE = 0.25


def ask_words(vectors: WordVectors) -> Rows:
    """Which words to draw, as rows of the vectors; duplicates and unknown words left out."""
    choice = st.selectbox(
        "Words", [FREQUENT, AROUND, OWN], key="map_words", persist_state="session"
    )
    if choice == FREQUENT:
        most = min(MOST_WORDS, len(vectors))
        return tuple(range(ask_number("How many", min(300, most), most, "map_frequent")))
    if choice == AROUND:
        focus = state.focus()
        if focus not in vectors:
            return ()
        most = min(MOST_WORDS, len(vectors)) - 1
        k = ask_number("How many neighbors", min(50, most), most, "map_around")
        near = vectors.neighbors(focus, k)
        return tuple(vectors.id(word) for word in (focus, *(each.word for each in near)))
    return own_words(vectors)


def ask_number(label: str, value: int, most: int, key: str) -> int:
    """A number from 2 to `most`; the key follows the limit, which follows the vectors."""
    number: int = st.number_input(
        label,
        min_value=min(2, most),
        max_value=most,
        value=value,
        step=min(50, most),
        key=f"{key}_{most}",
        persist_state="session",
        help="More words show more of the whole and make the map slower.",
    )
    return number


def own_words(vectors: WordVectors) -> Rows:
    """The words of a pasted list; says how many of them are not known."""
    text = st.text_area(
        "Words, separated by spaces, commas or lines",
        key="map_list",
        height=120,
        max_chars=50_000,
        persist_state="session",
    )
    words = widgets.split_words(text)
    rows = tuple(vectors.id(word) for word in words if word in vectors)[:MOST_WORDS]
    if words:
        st.caption(f"{len(rows):,} of {len(words):,} words are in the vocabulary.")
    return rows


def ask_method(count: int) -> tuple[str, float, bool]:
    """PCA or t-SNE, its perplexity, and whether Run was pressed."""
    method = st.segmented_control(
        "Method",
        ["PCA", "t-SNE"],
        default="PCA",
        required=True,
        key="map_method",
        persist_state="session",
        width="stretch",
        help="*PCA* is the flat shadow that keeps the most variance: at once, always the same, and "
        "distances mean something. *t-SNE* keeps neighbors together and tears the rest apart.",
    )
    if method == "PCA":
        return method, 0.0, False
    perplexity = st.slider(
        "Perplexity",
        min_value=5,
        max_value=100,
        value=30,
        key="perplexity",
        persist_state="session",
        help="About how many neighbors each word tries to stay near. Less shows small groups, more "
        "the larger ones.",
    )
    pressed = st.button(
        "Run t-SNE",
        key="run_tsne",
        type="primary",
        icon=":material/play_arrow:",
        width="stretch",
        disabled=count < 5,
    )
    return method, float(perplexity), pressed


@st.cache_data(max_entries=32, show_spinner=False)
def flat(run_id: str, rows: bytes, _vectors: WordVectors) -> Projection:
    """PCA of some words of a run; found again by run and words, for no array can be a key.

    `rows` as the bytes of an array of int64: of a tuple, Streamlit would hash one after another.
    """
    return pca(_vectors.vectors[np.frombuffer(rows, np.int64)])


def run_tsne(key: Key, vectors: WordVectors, rows: Rows, labels: int) -> None:
    """Draw the map while it moves.

    Any click runs the script again and thereby ends this loop; what has been kept stays.
    """
    bar, button = st.columns([3, 1], vertical_alignment="center")
    progress = bar.progress(0.0, "Starting t-SNE")
    button.button("Stop t-SNE", icon=":material/stop:", key="stop_tsne", width="stretch")
    place = st.empty()
    drawn = -math.inf
    steps = tsne(vectors.vectors[list(rows)], perplexity=key[2], seed=key[3])
    for step in steps:
        kept_maps.keep(key, step)
        if time.monotonic() - drawn < SECONDS_A_PICTURE:
            continue
        drawn = time.monotonic()
        progress.progress(step.done / step.total, f"{step.done} of {step.total} iterations")
        figure = draw(step, vectors, rows, labels, [])
        place.plotly_chart(figure, config=MAP_CONFIG, key=f"step_{step.done}")
    st.rerun()


def draw(
    projection: Projection, vectors: WordVectors, rows: Rows, labels: int, hits: list[int]
) -> go.Figure:
    """The figure, with the focus word, its neighbors and the hits of the search marked."""
    place = {row: i for i, row in enumerate(rows)}
    focus = vectors.vocabulary.index.get(state.focus())
    near = vectors.neighbors(state.focus(), NEIGHBORS) if focus in place else []
    near_rows = [vectors.id(each.word) for each in near]
    shares = [f"{share:.0%} of the variance" for share in projection.variance_kept]
    return maps.projection_map(
        projection.points,
        [vectors.words[row] for row in rows],
        vectors.vocabulary.counts[list(rows)],
        focus=None if focus is None else place.get(focus),
        neighbors=[place[row] for row in near_rows if row in place],
        found=hits,
        labels=labels,
        axes=(f"component 1, {shares[0]}", f"component 2, {shares[1]}") if shares else ("", ""),
        width=results.chart_width(),
    )


def caution(projection: Projection) -> str:
    """How much of the truth the picture keeps."""
    kept = f"{projection.neighbors_kept:.0%} of each word's nearest neighbors."
    if projection.variance_kept:
        return f"This map keeps {sum(projection.variance_kept):.0%} of the variance and {kept}"
    stopped = projection.done < projection.total
    early = f"Stopped after {projection.done} of {projection.total} iterations. " * stopped
    return (
        f"{early}This map keeps {kept} Distances between groups, and their sizes, mean nothing in "
        "t-SNE."
    )


def show_map(
    projection: Projection, vectors: WordVectors, rows: Rows, labels: int, hits: list[int]
) -> None:
    """The map; a click on a point puts its word in focus."""

    def take() -> None:
        for point in st.session_state["map"]["selection"]["points"]:
            if point["curve_number"] == 0:  # the words themselves, not the marks on them
                state.choose_focus(vectors.words[rows[point["point_index"]]])

    st.caption(caution(projection))
    st.plotly_chart(
        draw(projection, vectors, rows, labels, hits),
        key="map",
        on_select=take,
        selection_mode="points",
        config=MAP_CONFIG,
        alt=f"Map of {len(rows):,} words. {caution(projection)} The table below has all of them.",
    )


def map_table(projection: Projection, vectors: WordVectors, rows: Rows) -> pd.DataFrame:
    """All words of the map, nearest to the focus first."""
    table = pd.DataFrame(
        {
            "word": [vectors.words[row] for row in rows],
            "count": vectors.vocabulary.counts[list(rows)],
            "x": projection.points[:, 0],
            "y": projection.points[:, 1],
        }
    )
    focus = vectors.vocabulary.index.get(state.focus())
    if focus is None:
        return table
    table.insert(1, "score", vectors.unit[list(rows)] @ vectors.unit[focus])
    return table.sort_values("score", ascending=False, kind="stable")


def show_table(table: pd.DataFrame, key: str) -> None:
    """The words as a table that can be downloaded; the word of a clicked row gets the focus."""

    def take() -> None:
        for row in results.clicked_rows(key):
            state.choose_focus(table["word"].iloc[row])

    st.caption("Click on a word to put it in focus.")
    number = st.column_config.NumberColumn(format="%.3f")
    st.dataframe(
        table,
        key=key,
        hide_index=True,
        height=300,
        on_select=take,
        selection_mode="single-cell",
        column_config=results.columns() | {"x": number, "y": number},
        alt="Words of the map with count and coordinates, and their similarity to the focus.",
    )
    widgets.download_table(
        "Download table",
        tuple(table.columns),
        lambda: table.to_numpy(dtype=object).tolist(),
        "map.csv",
    )


vectors = results.vectors_or_stop()
controls, result = st.columns([1, 2.4], gap="medium")
with controls:
    widgets.focus_box(vectors, "map_focus", "Focus word")
    with widgets.folded_on_phone("Which words"):
        rows = ask_words(vectors)
    method, perplexity, pressed = ask_method(len(rows))
    search = st.text_input(
        "Find words",
        type="search",
        placeholder="Part of a word",
        key="map_search",
        persist_state="session",
    )
    search = search.strip().lower()
    hits = [i for i, row in enumerate(rows) if search and search in vectors.words[row].lower()]
    if search:
        st.caption(f"{len(hits):,} of {len(rows):,} words match.")
    labels = st.slider(
        "Labels",
        min_value=0,
        max_value=100,
        value=maps.LABELS,
        key="map_labels",
        persist_state="session",
        help="At most so many words are labeled besides the focus, its neighbors and hits of the "
        "search; fewer where they would overlap.",
    )
with result:
    if state.focus():
        widgets.known(vectors, state.focus())
    if len(rows) < FEWEST:
        st.markdown(f"A map needs at least {FEWEST} words; these are {len(rows)}.")
        st.stop()
    key = (state.run_id(), rows, perplexity, state.seed())
    if pressed:
        run_tsne(key, vectors, rows, labels)
    projection = kept_maps.finished(key, vectors, rows) if method == "t-SNE" else None
    if method == "t-SNE" and projection is None:
        st.markdown("Not run yet with these words and settings. t-SNE starts from this picture:")
    projection = projection or flat(state.run_id(), np.array(rows, np.int64).tobytes(), vectors)
    show_map(projection, vectors, rows, labels, hits[:MOST_HITS])
    # Another focus sorts the rows anew, and a row that was selected would be another word.
    show_table(map_table(projection, vectors, rows), f"map_table_{hash((rows, state.focus()))}")

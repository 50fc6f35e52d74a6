"""Projection: a map of the words in two or three dimensions, and how far it can be trusted."""

from __future__ import annotations

import streamlit as st

from pages.drawing import word_map
from pages.parts.projection import ask_map, show_map
from pages.parts.projection.ask_colors import ask_coloring, show_legend
from pages.parts.projection.ask_words import FEWEST, Rows, ask_words
from pages.parts.projection.save_map import PICTURES, map_page
from pages.parts.projection.show_map import View, find
from pages.shared import state
from pages.shared.address import IN_ADDRESS
from pages.shared.choices import one_of
from pages.shared.guard import vectors_or_stop
from pages.shared.safe_text import plain
from pages.shared.screen import folded_on_phone
from pages.shared.unknown_words import known_or_told
from w2v_core.maps.requests import MapRequest, MapStatus
from w2v_core.vectors.projection import Projection
from w2v_core.vectors.word_vectors import WordVectors

FIRST_HITS = 3


@st.fragment
def search(vectors: WordVectors, rows: Rows) -> None:
    """Find words on the map: counts at once, then the whole page marks them."""
    text = st.text_input(
        "Find words",
        type="search",
        placeholder="Part of a word",
        key="map_search",
        live="200ms",
        **IN_ADDRESS,
    )
    if text.strip():
        words = [vectors.words[row] for row in rows.tolist()]
        hits = find(words, text)
        st.caption(f"{len(hits):,} of {len(rows):,} words match.")
        with st.container(horizontal=True, gap="small"):
            for i in hits[:FIRST_HITS]:
                label = plain(words[i])
                if st.button(label, key=f"map_hit_{rows[i]}", type="tertiary"):
                    state.choose_focus(words[i])
                    st.rerun()
    if text != st.session_state.setdefault("map_marked", text):
        st.session_state["map_marked"] = text
        st.rerun()


def ask_look(dims: int) -> tuple[int, str, str]:
    """Labels, what the mouse does, and which picture the camera takes."""
    with st.expander("Labels and pictures"):
        labels = st.slider(
            "Labels",
            min_value=0,
            max_value=100,
            value=word_map.LABELS,
            key="map_labels",
            help="At most so many words are labeled besides the focus, its neighbors and hits of "
            "the search; fewer where they would overlap.",
            **IN_ADDRESS,
        )
        picture = one_of(
            "Picture",
            PICTURES,
            default=PICTURES[0],
            key="map_picture",
            help="What the camera above the map saves. SVG can be enlarged and edited.",
            **IN_ADDRESS,
        )
    return labels, (ask_drag() if dims == 2 else "Move"), picture


def ask_drag() -> str:
    """What dragging the mouse over a map in the plane does."""
    return one_of(
        "Mouse",
        list(show_map.DRAGS),
        default="Move",
        key="map_mouse",
        help="*Lasso* and *Box* pick words: they are listed, and can be isolated. A click puts a "
        "word in focus.",
        **IN_ADDRESS,
    )


def show_tsne(request: MapRequest, view: View, start: Projection) -> None:
    """t-SNE as far as it is; PCA, which it starts from, until there is a first picture."""

    def draw(status: MapStatus | None) -> None:
        picture = status.projection if status is not None else None
        if picture is None:
            st.markdown("t-SNE starts from this picture, PCA:")
        lying = ask_map.turned(picture or start, view.rows, request)
        if status is not None and status.phase in ("waiting", "running"):
            show_map.show_moving(view, lying)
        else:
            show_still(view, lying)

    ask_map.follow(request, view.vectors, draw)


def show_still(view: View, projection: Projection) -> None:
    """A map that does not move, what can be picked out of it, and all of it as a table."""
    figure = show_map.show(view, projection)
    show_map.show_picked(view, projection)
    show_legend(view.coloring)
    table = show_map.table_of(view, projection)
    show_map.show_table(table, show_map.table_key(view), "map.csv")
    st.download_button(
        "Download page",
        lambda: map_page(figure),
        "word-map.html",
        "text/html",
        icon=":material/download:",
        on_click="ignore",
        type="tertiary",
        help="The map as a page of its own that needs no server; about 5 MB.",
    )


vectors = vectors_or_stop()
controls, result = st.columns([1, 2.4], gap="medium")
with controls:
    with folded_on_phone("Words, method, colors"):
        rows = ask_words(vectors)
        method = ask_map.ask_method()
        coloring = ask_coloring(vectors, rows) if len(rows) >= FEWEST else None
    search(vectors, rows)
    labels, drag, picture = ask_look(method.dims)
with result:
    with st.container():  # always there: the fragment below keeps its place, and so its clicks
        if state.focus():
            known_or_told(vectors, state.focus())
    if coloring is None:
        st.markdown(f"A map needs at least {FEWEST} words; these are {len(rows)}.")
        st.stop()
    text = st.session_state.get("map_search") or ""
    view = View(vectors, rows, coloring, text, labels, drag, picture)
    flat = ask_map.flat(method, vectors, rows)
    if method.name == ask_map.TSNE:
        show_tsne(ask_map.request_of(method, rows), view, flat)
    else:
        show_still(view, ask_map.turned(flat, rows, method))

"""A map on its page: drawn with its marks, clicked on, cut out of, and as a table.

Leaves out: the controls beside it (`ask_words`, `ask_colors`, `ask_map`) and the search box.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from pages.drawing import word_map
from pages.drawing.word_map import Marks
from pages.parts.projection import ask_words
from pages.parts.projection.ask_colors import Coloring
from pages.parts.projection.ask_words import Rows
from pages.parts.projection.draw_space import space_map
from pages.parts.projection.save_map import map_config
from pages.shared import state
from pages.shared.downloads import download_table
from pages.shared.safe_text import mono
from pages.shared.screen import chart_width
from pages.shared.tables import clicked_rows, word_columns
from w2v_core.vectors.projection import Projection
from w2v_core.vectors.word_vectors import WordVectors

NEIGHBORS = 10
MOST_HITS = 50  # of a search, marked on the map
MOST_TABLE = 1_000  # rows that are sent to the browser; the download has all
DRAGS = {"Move": "pan", "Lasso": "lasso", "Box": "select"}

_PICKED = "map_picked"  # rows that a lasso or a box has picked, and of which map


@dataclasses.dataclass(frozen=True, slots=True)
class View:
    """Everything that decides how a projection is drawn.

    Attributes
    ----------
    vectors : WordVectors
    rows : (n,) array of int
        The words.
    coloring : Coloring
    search : str
        What words are to have in them to be marked.
    labels : int
        How many words to label.
    drag, picture : str
        What the mouse does, and what the camera of the toolbar takes.
    """

    vectors: WordVectors
    rows: Rows
    coloring: Coloring
    search: str
    labels: int
    drag: str
    picture: str

    @property
    def words(self) -> list[str]:
        """The words on the map."""
        return [self.vectors.words[row] for row in self.rows.tolist()]

    def hits(self) -> list[int]:
        """Places of the words that the search finds."""
        return find(self.words, self.search)


def find(words: Sequence[str], text: str) -> list[int]:
    """Places of the words that have the text in them, upper or lower case."""
    wanted = text.strip().lower()
    return [i for i, word in enumerate(words) if wanted in word.lower()] if wanted else []


def _caution(projection: Projection) -> str:
    """How much of the truth the picture keeps."""
    about = "about " * projection.estimated
    if np.isnan(projection.neighbors_kept):
        kept = "too few words to say how many neighbors it keeps."
    else:
        kept = (
            f"{about}{projection.neighbors_kept:.0%} of each word's {NEIGHBORS} nearest neighbors."
        )
    if projection.variance_kept:
        return f"This map keeps {sum(projection.variance_kept):.0%} of the variance and {kept}"
    stopped = projection.done < projection.total
    early = f"After {projection.done} of {projection.total} iterations. " * stopped
    return (
        f"{early}This map keeps {kept} Distances between groups, and their sizes, mean nothing in "
        "t-SNE."
    )


def _figure_of(view: View, projection: Projection, *, moving: bool = False) -> go.Figure:
    """The figure, with the focus word, its neighbors and the hits of the search marked."""
    marks = _marks(view)
    shares = [f"{share:.0%} of the variance" for share in projection.variance_kept]
    titles = [f"component {i}, {share}" for i, share in enumerate(shares, start=1)]
    titles = titles or [""] * projection.points.shape[1]
    counts = view.vectors.vocabulary.counts[view.rows]
    common = {"marks": marks, "paint": view.coloring.paint, "labels": view.labels}
    if projection.points.shape[1] == 3:
        x, y, z = titles
        return space_map(projection.points, view.words, counts, axes=(x, y, z), **common)
    return word_map.plane_map(
        projection.points,
        view.words,
        counts,
        axes=(titles[0], titles[1]),
        width=chart_width(),
        drag=DRAGS[view.drag],
        moving=moving,
        **common,
    )


def _marks(view: View) -> Marks:
    hits = view.hits()[:MOST_HITS]
    place = {row: i for i, row in enumerate(view.rows.tolist())}
    focus = view.vectors.vocabulary.index.get(state.focus())
    if focus not in place:
        return Marks(None, (), hits, view.coloring.naming)
    near = [place[row] for row in _near(view) if row in place]
    return Marks(place[focus], near, hits, view.coloring.naming)


def _near(view: View) -> list[int]:
    """Rows of the neighbors of the focus in the original space, all words considered."""
    found = view.vectors.neighbors(state.focus(), NEIGHBORS)
    return [view.vectors.id(each.word) for each in found]


def show(view: View, projection: Projection) -> go.Figure:
    """The map; a click puts a word in focus, a lasso or a box picks words."""
    key = "map" if projection.points.shape[1] == 2 else "map_in_space"

    def take() -> None:
        _take(view, st.session_state[key]["selection"])

    st.caption(_caution(projection))
    figure = _figure_of(view, projection)
    st.plotly_chart(
        figure,
        key=key,
        on_select=take,
        selection_mode=("points", "box", "lasso"),
        config=map_config(view.picture),
        alt=f"Map of {len(view.rows):,} words. {_caution(projection)} The table below has them.",
    )
    _say_elsewhere(view)
    return figure


def show_moving(view: View, projection: Projection) -> None:
    """The map while it moves: to look at only, so that no click is lost between two pictures."""
    st.caption(_caution(projection))
    st.plotly_chart(
        _figure_of(view, projection, moving=True),
        key="map_moving",
        config=map_config(view.picture),
        alt=f"Map of {len(view.rows):,} words while t-SNE moves them.",
    )


def _take(view: View, selection: dict[str, list[dict[str, int]]]) -> None:
    points = selection["points"]
    # The first trace is the words themselves, the others are marks on them.
    rows = [view.rows[each["point_index"]] for each in points if each["curve_number"] == 0]
    if selection["box"] or selection["lasso"] or not points:
        st.session_state[_PICKED] = (state.run_id(), np.unique(np.array(rows, np.int64)))
    elif rows:
        state.choose_focus(view.vectors.words[rows[0]])


def _say_elsewhere(view: View) -> None:
    """Which neighbors of the focus are not on the map."""
    if state.focus() not in view.vectors:
        return
    here = set(view.rows.tolist())
    if view.vectors.id(state.focus()) not in here:
        st.caption(f"The focus word {mono(state.focus())} is not on this map.")
        return
    away = [view.vectors.words[row] for row in _near(view) if row not in here]
    if away:
        words = " ".join(mono(word) for word in away)
        st.caption(f"Of its {NEIGHBORS} nearest neighbors these are not on this map: {words}")


def show_picked(view: View, projection: Projection) -> None:
    """The words that a lasso or a box has picked: as a list, to isolate, to download."""
    run, picked = st.session_state.get(_PICKED, ("", np.zeros(0, np.int64)))
    picked = np.intersect1d(picked, view.rows) if run == state.run_id() else picked[:0]
    if not len(picked):
        return
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{len(picked):,} words picked**", width="content")
            st.button(
                "Isolate",
                icon=":material/center_focus_strong:",
                key="map_isolate",
                on_click=_isolate,
                args=(picked,),
                disabled=len(picked) == len(view.rows),
                help="Shows these words alone, and projects them anew.",
            )
            st.button("Clear", icon=":material/close:", key="map_clear", on_click=_clear)
        table = table_of(view, projection, picked)
        show_table(table, f"map_picked_{_digest(picked)}", "picked.csv", height=200)


def _isolate(rows: Rows) -> None:
    ask_words.isolate(rows)
    _clear()


def _clear() -> None:
    st.session_state.pop(_PICKED, None)


def table_of(view: View, projection: Projection, only: Rows | None = None) -> pd.DataFrame:
    """The words of the map, or some rows of them, nearest to the focus first."""
    places = np.arange(len(view.rows)) if only is None else np.flatnonzero(np.isin(view.rows, only))
    rows = view.rows[places]
    table = pd.DataFrame(
        {
            "word": [view.vectors.words[row] for row in rows.tolist()],
            "count": view.vectors.vocabulary.counts[rows],
        }
    )
    if view.coloring.column is not None:
        name, column = view.coloring.column
        table[name] = [column[i] for i in places.tolist()]
    for name, column in zip("xyz", projection.points[places].T, strict=False):
        table[name] = column
    if state.focus() not in view.vectors:
        return table
    focus = view.vectors.unit_rows([view.vectors.id(state.focus())])[0]
    table.insert(1, "score", view.vectors.unit_rows(rows) @ focus)
    return table.sort_values("score", ascending=False, kind="stable")


def show_table(table: pd.DataFrame, key: str, file_name: str, *, height: int = 300) -> None:
    """Words as a table that can be downloaded; the word of a clicked row gets the focus."""

    def take() -> None:
        for row in clicked_rows(key):
            state.choose_focus(table["word"].iloc[row])

    number = st.column_config.NumberColumn(format="%.3f")
    more = f" The first {MOST_TABLE:,} are shown." if len(table) > MOST_TABLE else ""
    st.caption(f"Click on a word to put it in focus.{more}")
    st.dataframe(
        table.head(MOST_TABLE),
        key=key,
        hide_index=True,
        height=height,
        on_select=take,
        selection_mode="single-cell",
        column_config=word_columns()
        | dict.fromkeys(("x", "y", "z"), number)
        | {
            "axis": st.column_config.NumberColumn("Axis", format="%.3f"),
            "cluster": st.column_config.NumberColumn("Cluster"),
            "group": st.column_config.TextColumn("Group"),
        },
        alt="Words with count and coordinates, and their similarity to the focus.",
    )
    download_table(
        "Download table",
        tuple(table.columns),
        lambda: table.to_numpy(dtype=object).tolist(),
        file_name,
    )


def table_key(view: View) -> str:
    """Changes with the words and their order, or a selected row would be another word."""
    return f"map_table_{_digest(view.rows)}_{state.focus()}"


def _digest(rows: Rows) -> int:
    return hash(rows.tobytes())

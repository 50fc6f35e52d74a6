"""What the colors of a map stand for: frequency, clusters, groups of one's own, or an axis.

Leaves out: which color that is (`map_colors`).
"""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from pages.drawing import map_colors
from pages.drawing.map_colors import Paint
from pages.parts.projection.ask_words import Rows, ask_text, name_unknown, run_version
from pages.shared import state
from pages.shared.address import IN_ADDRESS
from pages.shared.safe_text import escape_markdown
from pages.shared.tables import table_height
from pages.shared.word_boxes import split_words
from w2v_core.errors import ExpressionError, UnknownWordError
from w2v_core.vectors.clusters import MAX_CLUSTERS, MIN_CLUSTERS, Clusters, find_clusters
from w2v_core.vectors.expression import parse
from w2v_core.vectors.word_vectors import WordVectors

FREQUENCY, CLUSTERS, GROUPS, AXIS = "Frequency", "Clusters", "Own groups", "Axis"
MOST_GROUPS = 30  # as many look different
_NONE = "none"


@dataclasses.dataclass(frozen=True, slots=True)
class Coloring:
    """Colors of a map, and what tells a person what they mean.

    Attributes
    ----------
    paint : Paint
    naming : tuple of int
        Places of the words to label first: those that stand for a cluster or an end.
    column : tuple of str and list, or None
        A column that says the same in tables.
    legend : DataFrame or None
        What each sign stands for.
    """

    paint: Paint
    naming: tuple[int, ...] = ()
    column: tuple[str, list[object]] | None = None
    legend: pd.DataFrame | None = None


def ask_coloring(vectors: WordVectors, rows: Rows) -> Coloring:
    """What color stands for; needs one word at least."""
    by = st.selectbox("Color", [FREQUENCY, CLUSTERS, GROUPS, AXIS], key="map_color", **IN_ADDRESS)
    if by == CLUSTERS:
        return _clusters(vectors, rows)
    if by == GROUPS:
        return _groups(vectors, rows)
    return (_axis(vectors, rows) if by == AXIS else None) or _frequency(vectors, rows)


def _frequency(vectors: WordVectors, rows: Rows) -> Coloring:
    return Coloring(map_colors.by_frequency(vectors.vocabulary.counts[rows]))


def _clusters(vectors: WordVectors, rows: Rows) -> Coloring:
    """Clusters by k-means, each by the words that name it."""
    k = st.slider(
        "How many clusters",
        min_value=MIN_CLUSTERS,
        max_value=MAX_CLUSTERS,
        value=8,
        key="map_k",
        help="k-means on the vectors themselves, not on the picture. There is no right number: "
        "fewer clusters are broader.",
        **IN_ADDRESS,
    )
    found = _cached_clusters(run_version(), rows.tobytes(), k, state.seed(), vectors)
    words = [[vectors.words[rows[i]] for i in names] for names in found.names]
    return Coloring(
        map_colors.by_category(found.labels, "cluster"),
        tuple(names[i] for i in range(3) for names in found.names if i < len(names)),
        ("cluster", (found.labels + 1).tolist()),
        _legend([" ".join(each) for each in words], found.sizes, "named by"),
    )


@st.cache_data(max_entries=32, show_spinner="Finding clusters")
def _cached_clusters(run: str, rows: bytes, k: int, seed: int, _vectors: WordVectors) -> Clusters:
    """Clusters of some words of a run; rows as bytes, for no array can be a key."""
    chosen = np.frombuffer(rows, np.int64)
    counts = _vectors.vocabulary.counts[chosen]
    return find_clusters(_vectors.unit_rows(chosen), counts, k, seed=seed)


def _groups(vectors: WordVectors, rows: Rows) -> Coloring:
    """Groups that a person has typed, one a line."""
    text = ask_text(
        "Groups, one a line",
        "map_groups",
        placeholder="animals: cat dog horse\nroyals: king queen",
        help="A name, a colon, and the words. A word in two groups belongs to the first.",
    )
    groups = read_groups(text)
    place = {row: i for i, row in enumerate(rows.tolist())}
    labels = np.full(len(rows), -1, np.int64)
    elsewhere = 0
    for number, words in reversed(list(enumerate(groups.values()))):
        known = [vectors.id(word) for word in words if word in vectors]
        here = [place[row] for row in known if row in place]
        labels[here] = number
        elsewhere += len(known) - len(here)
    if elsewhere:
        st.caption(f"{elsewhere:,} words of the groups are not on this map.")
    name_unknown(vectors, [word for words in groups.values() for word in words])
    names = [*groups, _NONE]
    sizes = [int((labels == i).sum()) for i in range(len(groups))]
    members = np.flatnonzero(labels >= 0).tolist()
    return Coloring(
        map_colors.by_category(labels, "group"),
        tuple(members),
        ("group", [names[label] for label in labels]),
        _legend(list(groups), sizes, "group") if groups else None,
    )


def read_groups(text: str) -> dict[str, list[str]]:
    """Words by the name of their group; a line without a colon is named by its first word.

    Example: read_groups("a: x y") -> {"a": ["x", "y"]}
    """
    groups: dict[str, list[str]] = {}
    for line in text.splitlines():
        name, colon, rest = line.partition(":")
        words = split_words(rest if colon else line)
        if words and len(groups) < MOST_GROUPS:
            groups.setdefault(name.strip() if colon else words[0], []).extend(words)
    return groups


def _axis(vectors: WordVectors, rows: Rows) -> Coloring | None:
    """Cosine with a direction; None where the direction cannot be read."""
    text = st.text_input(
        "Axis",
        key="map_axis",
        max_chars=1_000,
        placeholder="she - he",
        help="A sum of words, such as `she - he`. Color is the cosine with it: gray is zero.",
        **IN_ADDRESS,
    )
    if not text.strip():
        st.caption("Type a direction, such as she - he. Until then color is frequency.")
        return None
    try:
        direction = vectors.combine(parse(text))
    except (ExpressionError, UnknownWordError) as error:
        st.warning(escape_markdown(str(error)), icon=":material/help:")
        return None
    cosines: NDArray[np.float32] = np.clip(vectors.unit_rows(rows) @ direction, -1.0, 1.0)
    outward = np.argsort(-np.abs(cosines), kind="stable").tolist()
    column = ("axis", [round(each, 6) for each in cosines.tolist()])
    return Coloring(map_colors.along_axis(cosines, text.strip()), tuple(outward), column)


def _legend(names: list[str], sizes: list[int] | tuple[int, ...], title: str) -> pd.DataFrame:
    signs = [map_colors.look_of(i).name for i in range(len(names))]
    numbers = range(1, len(names) + 1)
    return pd.DataFrame({"number": numbers, "sign": signs, title: names, "words": sizes})


def show_legend(coloring: Coloring) -> None:
    """What each sign stands for."""
    if coloring.legend is not None:
        title = coloring.legend.columns[2]
        st.dataframe(
            coloring.legend,
            key="map_legend",
            hide_index=True,
            height=table_height(len(coloring.legend), 8),
            column_config={
                "number": st.column_config.NumberColumn("", width=30),
                "sign": st.column_config.TextColumn("Sign", width=100),
                title: st.column_config.TextColumn(title.capitalize()),
                "words": st.column_config.NumberColumn("Words", format="localized", width=70),
            },
            alt="What each color and shape on the map stands for.",
        )

"""Words that changed most or least between two runs, and the neighbors of one of them in both.

Leaves out: comparing (`pair`), and where words lie (`show_maps`).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from pages.drawing.theme import sendable
from pages.parts.compare.pair import Pair
from pages.shared import state
from pages.shared.address import IN_ADDRESS
from pages.shared.choices import one_of
from pages.shared.downloads import download_table
from pages.shared.lists_beside import show_lists
from pages.shared.numbers import number
from pages.shared.safe_text import escape_markdown, mono
from pages.shared.tables import clicked_rows, table_height
from w2v_core.evaluation.change import Change
from w2v_core.evaluation.shared_words import Rows, counts_known
from w2v_core.vectors.word_vectors import Neighbor, WordVectors

LISTS = ("Most changed", "Least changed", "Only in one")
_MOST_SHOWN = 500
_MOST_ROWS = 11
_MOST_NAMED = 20


def sum_up(pair: Pair, change: Change) -> None:
    """How much is the same, what chance alone would change, and what is left out."""
    shared, k = change.shared, change.k
    kept = float(change.overlap.mean()) * k
    with st.container(horizontal=True, gap="medium"):
        st.metric("Words compared", f"{len(shared.words):,}", width="content")
        help = "Of the nearest neighbors of a word, how many are the same in both runs; the mean."
        st.metric("Neighbors kept", f"{kept:.1f} of {k}", help=help, width="content")
        if change.seeds:
            help = "The same between runs that differ in nothing but the seed: what chance changes."
            seeds = f"{float(np.nanmean(change.by_seed)) * k:.1f} of {k}"
            st.metric("Another seed keeps", seeds, help=help, width="content")
    st.caption(_baseline(pair, change))
    st.caption(_left_out(pair, change))


def _baseline(pair: Pair, change: Change) -> str:
    """What the mean is to be held against."""
    guess = f"Vectors without any meaning would keep {number(change.by_chance * change.k)}."
    if pair.only_seeds_differ:
        return f"These runs differ in nothing but the seed: all that changed is chance. {guess}"
    if change.seeds:
        runs = "another run" if change.seeds == 1 else f"{change.seeds} other runs"
        more = float(np.mean(change.by_seed - change.overlap)) * change.k
        verdict = (
            f"A word loses {more:.1f} neighbors more than from one seed to another, on average."
            if more > 0
            else "On the whole these runs differ no more than two seeds do."
        )
        return (
            f"{verdict} Seeds: {runs} of the same settings. The most changed words are those that "
            f"lose most beyond that. {guess}"
        )
    return (
        f"How many another seed would keep is not known: train one (*What if*, Seed), else chance "
        f"and change look alike. {guess}"
    )


def _left_out(pair: Pair, change: Change) -> str:
    """Which words are not among these."""
    shared = change.shared
    parts = [f"{shared.shared:,} words stand in both runs."]
    if shared.rare:
        parts.append(f"{shared.rare:,} occur less than {pair.min_count:,} times in one text.")
    if shared.broken:
        parts.append(f"{shared.broken:,} have a zero or damaged vector in one run.")
    if shared.beyond:
        parts.append(f"Only the {len(shared.words):,} most frequent are compared.")
    if any(map(len, shared.only)):
        only, other = map(len, shared.only)
        parts.append(f"{only:,} stand in the first run alone, {other:,} in the other.")
    for label, vectors in zip(pair.labels, pair.vectors, strict=True):
        if not counts_known(vectors):
            parts.append(f"Counts in {escape_markdown(label)} are not known, ranks stand in.")
    if not change.aligned_well:
        parts.append(
            f"With {len(shared.words):,} words and {len(change.rotation)} numbers each the "
            "alignment fits chance: distances say little."
        )
    return " ".join(parts)


def show_words(pair: Pair, change: Change) -> None:
    """The words in a table, and the neighbors of the one in focus."""
    sum_up(pair, change)
    chosen = one_of(
        "List",
        LISTS,
        default=LISTS[0],
        key="compare_list",
        wrap=True,
        label_visibility="collapsed",
        **IN_ADDRESS,
    )
    if chosen == "Only in one":
        _show_unshared(pair, change)
        return
    order = change.most_changed()
    places = order if chosen == LISTS[0] else order[::-1]
    show_table(change, places, f"compare_table_{LISTS.index(chosen)}", "changed-words.csv")
    _show_neighbors(pair, change)


def table_of(change: Change, places: Rows) -> pd.DataFrame:
    """Words with what is known of their change."""
    counts = change.shared.counts[:, places]
    table = {
        "word": [sendable(change.shared.words[i]) for i in places.tolist()],
        "kept": np.round(change.overlap[places] * change.k).astype(int),
        "distance": change.distance[places],
        "count": counts[0],
        "other": counts[1],
    }
    if change.seeds:
        table["seeds"] = change.by_seed[places] * change.k
    return pd.DataFrame(table)


def show_table(change: Change, places: Rows, key: str, file_name: str) -> None:
    """Words as a table; a click puts one in focus. The download has all of them."""
    shown = places[:_MOST_SHOWN]

    def take() -> None:
        for row in clicked_rows(key):
            state.choose_focus(change.shared.words[shown[row]])

    config = st.column_config
    columns = {
        "word": config.TextColumn("Word", width=110),
        "kept": config.ProgressColumn(
            f"Kept of {change.k}",
            format="%d",
            min_value=0,
            max_value=change.k,
            width=110,
            help="How many of the nearest neighbors are the same in both runs.",
        ),
        "seeds": config.NumberColumn(
            "Another seed",
            format="%.1f",
            width=90,
            help="How many another seed of the same settings keeps.",
        ),
        "distance": config.NumberColumn(
            "Distance",
            format="%.3f",
            width=75,
            help="1 - cosine of the word's two vectors after one run is rotated onto the other: 0 "
            "is the same direction, 1 a right angle.",
        ),
        "count": config.NumberColumn("Count", format="localized", width=65),
        "other": config.NumberColumn(
            "Count, other", format="localized", width=90, help="In the other run's text."
        ),
    }
    order = ["word", "kept", *(["seeds"] if change.seeds else []), "distance", "count", "other"]
    st.dataframe(
        table_of(change, shown)[order],
        key=key,
        hide_index=True,
        height=table_height(len(shown), _MOST_ROWS),
        on_select=take,
        selection_mode="single-cell",
        column_config=columns,
        alt="Words, how many of their neighbors both runs share, and how far they moved.",
    )
    if len(places) > len(shown):
        st.caption(f"The first {len(shown):,} of {len(places):,} words; the download has all.")
    download_table(
        "Download table",
        order,
        lambda: table_of(change, places)[order].itertuples(index=False, name=None),
        file_name,
    )


def _show_neighbors(pair: Pair, change: Change) -> None:
    """The focus word's neighbors in both runs, as they are counted above."""
    word = state.focus()
    if not word:
        st.caption("Click on a word to see its neighbors in both runs side by side.")
        return
    if word not in change.shared.words:
        st.caption(f"{mono(word)} is not among the words compared: {_why_not(pair, word)}.")
        return
    at = change.shared.words.index(word)
    kept = round(float(change.overlap[at]) * change.k)
    st.markdown(f"{mono(word)} keeps **{kept} of {change.k}** neighbors")
    lists = [
        (label, neighbors_of(change, vectors, side, at))
        for side, (label, vectors) in enumerate(zip(pair.labels, pair.vectors, strict=True))
    ]
    show_lists(lists, "compare_beside")
    st.caption("Among the words compared, so that one run can name what the other names.")


def _why_not(pair: Pair, word: str) -> str:
    missing = [
        escape_markdown(label)
        for label, vectors in zip(pair.labels, pair.vectors, strict=True)
        if word not in vectors
    ]
    if missing:
        return f"it has no vector in {' and '.join(missing)}"
    return "it is too rare, beyond the most frequent, or has no usable vector"


def neighbors_of(change: Change, vectors: WordVectors, side: int, at: int) -> list[Neighbor]:
    """The nearest words of one run that were counted, best first."""
    places = change.near[side, at]
    rows = change.shared.rows[side]
    cosines = vectors.unit_rows(rows[places]) @ vectors.unit_rows([rows[at]])[0]
    return [
        Neighbor(rank, change.shared.words[place], score, int(change.shared.counts[side, place]))
        for rank, (place, score) in enumerate(
            zip(places.tolist(), cosines.tolist(), strict=True), start=1
        )
    ]


def _show_unshared(pair: Pair, change: Change) -> None:
    """The most frequent words that one run lacks."""
    for label, vectors, rows in zip(pair.labels, pair.vectors, change.shared.only, strict=True):
        head = f"**Only in {escape_markdown(label)}**: {len(rows):,} words"
        counts = vectors.vocabulary.counts
        named = [f"{mono(vectors.words[i])} {counts[i]:,}" for i in rows[:_MOST_NAMED].tolist()]
        st.markdown(f"{head}, the most frequent: {' · '.join(named)}" if named else head)
    download_table(
        "Download table",
        ("run", "word", "count"),
        lambda: (
            (label, vectors.words[i], int(vectors.vocabulary.counts[i]))
            for label, vectors, rows in zip(
                pair.labels, pair.vectors, change.shared.only, strict=True
            )
            for i in rows.tolist()
        ),
        "unshared-words.csv",
    )

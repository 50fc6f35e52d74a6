"""Both runs' maps beside each other: what is picked on one is marked on the other.

Leaves out: where words lie (`w2v_core.evaluation.paired_maps`), and drawing (`word_map`).
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from pages.drawing import map_colors, word_map
from pages.drawing.word_map import Marks
from pages.parts.compare.pair import Pair
from pages.parts.compare.show_words import show_table
from pages.shared import state
from pages.shared.address import IN_ADDRESS, whole_number
from pages.shared.choices import one_of
from pages.shared.safe_text import escape_markdown, mono
from pages.shared.screen import chart_width, folded_on_phone
from w2v_core.evaluation.change import Change
from w2v_core.evaluation.paired_maps import PairedMaps, paired_maps
from w2v_core.evaluation.shared_words import Rows

WORDS = 300
MOST_WORDS = 2_000
DRAGS = {"Lasso": "lasso", "Box": "select", "Move": "pan"}

_HEIGHT = 400
_LABELS = 14
_PICKED = "compare_picked"  # words that a lasso or a box has picked, on either map
_TURNS = "compare_turns"  # how often each map was picked on; the other one is drawn anew


def show_maps(pair: Pair, change: Change) -> None:
    """Two maps, one lasso, and the words that were picked."""
    places, drag = _ask(change)
    maps = _maps(pair, change, places)
    st.caption("Lasso words on one map: squares show where they are on the other.")
    for side, column in enumerate(st.columns(2)):
        with column:
            _show_map(pair, change, places, maps, side, drag)
    across, upwards = (f"{share:.0%}" for share in maps.variance_kept)
    st.caption(
        "The same place means the same: the first run is rotated onto the second (orthogonal "
        f"Procrustes), and both are seen along their common principal axes, which keep {across} "
        f"and {upwards} of the variance. PCA only: the axes of t-SNE mean nothing."
    )
    _show_picked(change, places)


def _ask(change: Change) -> tuple[Rows, str]:
    """Places of the words on the maps, the focus among them, and what the mouse does."""
    with folded_on_phone("Words and mouse"):
        many, mouse = st.columns(2, vertical_alignment="bottom")
        with many:
            n = whole_number(
                "Words on the maps",
                key="compare_words",
                value=WORDS,
                min_value=10,
                max_value=MOST_WORDS,
                step=50,
                help="The most frequent words that both runs share, and the one in focus.",
            )
        with mouse:
            drag = one_of(
                "Mouse",
                list(DRAGS),
                default="Lasso",
                key="compare_mouse",
                help="*Lasso* and *Box* pick words on both maps. A click puts a word in focus.",
                **IN_ADDRESS,
            )
    places = np.arange(min(n, len(change.shared.words)))
    focus = _place(change, state.focus())
    return (places if focus < len(places) else np.append(places, focus)), drag


def _place(change: Change, word: str) -> int:
    """Place of a word among those compared; -1 of one that is not."""
    words = change.shared.words
    return words.index(word) if word in words else -1


def _maps(pair: Pair, change: Change, places: Rows) -> PairedMaps:
    """Where the words lie."""
    units = (
        vectors.unit_rows(rows[places])
        for vectors, rows in zip(pair.vectors, change.shared.rows, strict=True)
    )
    return paired_maps(*units, change.rotation)


def _show_map(
    pair: Pair, change: Change, places: Rows, maps: PairedMaps, side: int, drag: str
) -> None:
    """One of the maps, with the focus, its neighbors in this run, and what is picked."""
    st.markdown(f"**{escape_markdown(pair.labels[side])}**")
    kept = maps.neighbors_kept[side]
    says = f"This map keeps {kept:.0%} of each word's nearest neighbors."
    words = [change.shared.words[i] for i in places.tolist()]
    key = f"compare_map_{side}_{_turns()[1 - side]}"
    st.plotly_chart(
        word_map.plane_map(
            maps.points[side],
            words,
            change.shared.counts[side, places],
            marks=_marks(change, places, side),
            paint=map_colors.by_share(change.overlap[places], "neighbors kept"),
            labels=_LABELS,
            width=chart_width(2),
            drag=DRAGS[drag],
            height=_HEIGHT,
            extent=np.concatenate(maps.points),
        ),
        key=key,
        on_select=partial(_take, key, words, side),
        selection_mode=("points", "box", "lasso"),
        config={"displaylogo": False},
        alt=f"Map of {len(words):,} words in {pair.labels[side]}, aligned with the other. {says}",
    )
    st.caption(says)


def _marks(change: Change, places: Rows, side: int) -> Marks:
    on_map = {place: i for i, place in enumerate(places.tolist())}
    focus = _place(change, state.focus())
    picked = set(st.session_state.get(_PICKED, ()))
    found = [i for place, i in on_map.items() if change.shared.words[place] in picked]
    if focus < 0:
        return Marks(None, (), found)
    near = [on_map[place] for place in change.near[side, focus].tolist() if place in on_map]
    return Marks(on_map[focus], near, found)


def _take(key: str, words: list[str], side: int) -> None:
    """Keep what a lasso or a box has picked; a click puts a word in focus."""
    selection: dict[str, Any] = st.session_state[key]["selection"]
    # The first trace is the words themselves, the others are marks on them.
    points = [each["point_index"] for each in selection["points"] if not each["curve_number"]]
    if selection["box"] or selection["lasso"] or not selection["points"]:
        _pick(tuple(words[i] for i in points), side)
    elif points:
        state.choose_focus(words[points[0]])


def _pick(words: tuple[str, ...], side: int | None) -> None:
    """Mark these words on both maps; the outline on the other one, or on both, goes."""
    st.session_state[_PICKED] = words
    turns = _turns()
    for each in (0, 1) if side is None else (side,):
        turns[each] += 1
    st.session_state[_TURNS] = turns


def _turns() -> list[int]:
    return list(st.session_state.get(_TURNS, (0, 0)))


def _show_picked(change: Change, places: Rows) -> None:
    """The words that were picked, the most changed first."""
    picked = set(st.session_state.get(_PICKED, ()))
    here = set(places.tolist())
    chosen = [
        i for i in change.most_changed().tolist() if i in here and change.shared.words[i] in picked
    ]
    if not chosen:
        if (word := state.focus()) and _place(change, word) < 0:
            st.caption(f"The focus word {mono(word)} is not among the words compared.")
        return
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            kept = float(change.overlap[chosen].mean()) * change.k
            st.markdown(
                f"**{len(chosen):,} words picked**, they keep {kept:.1f} of {change.k} neighbors",
                width="content",
            )
            st.button(
                "Clear",
                icon=":material/close:",
                key="compare_clear",
                on_click=_pick,
                args=((), None),
            )
        show_table(change, np.array(chosen), "compare_picked_table", "picked-words.csv")

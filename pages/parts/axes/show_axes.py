"""Words on one axis or two: the picture, who stands furthest, how good the axis is, the table.

Leaves out: the boxes (`ask_axes`), the pictures (`draw_axes`) and all computing.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from pages.drawing.theme import CURVE_CONFIG, Floats, shorten
from pages.parts.axes import ask_axes, draw_axes
from pages.parts.axes.draw_axes import Ends
from pages.shared import state
from pages.shared.caret import point_at
from pages.shared.downloads import download_table
from pages.shared.safe_text import escape_markdown, mono
from pages.shared.screen import chart_width
from pages.shared.tables import clicked_rows, table_height
from pages.shared.unknown_words import tell_unknown
from w2v_core.errors import ExpressionError, UnknownWordError, W2VError
from w2v_core.vectors.axes import (
    Axis,
    make_axis,
    parse_pairs,
    positions,
    replace_in_pairs,
    variance_share,
)
from w2v_core.vectors.word_vectors import WordVectors

NAMED = 3  # words a side, in the sentence
MOST_SKIPPED = 3  # explained one by one
LOW_AGREEMENT = 0.2  # mean cosine between pairs
VARIANCE_WORDS = 5_000
CAUTION = """
- It shows how words are used in **this text**, not what is true of people or things, and not what
  whoever wrote it thinks.
- Other pairs give another axis, and other words another picture. Choose both before looking, and
  try more than one choice.
- Frequency pulls: rare words have unsure vectors, and a word seen mostly beside one end leans to
  it whatever it means.
- The axis is one direction of many. What it leaves out, shown as a share of the variance, is
  nearly everything.
- Train again with another seed: what moves was chance.
"""


def read_axis(vectors: WordVectors, text: str, key: str) -> Axis | None:
    """The axis of a text; None, and a message that says why, if it is none."""
    if not text.strip():
        st.markdown("Write a pair of words, such as `he - she`, or take an example.")
        return None
    put = partial(_replace_in_text, key, text)
    try:
        axis = make_axis(vectors, parse_pairs(text))
    except UnknownWordError as error:
        tell_unknown(error, f"{key}_unknown", partial(put, error.word))
        st.markdown("No pair of this axis is known, so there is none to show.")
    except ExpressionError as error:
        point_at(text, error)
    else:
        _say_skipped(axis, key, text)
        return axis
    return None


def _replace_in_text(key: str, text: str, old: str, new: str) -> None:
    """Put one word of an axis in place of another."""
    st.session_state[key] = replace_in_pairs(text, old, new)


def _say_skipped(axis: Axis, key: str, text: str) -> None:
    """Which pairs could not be used."""
    for i, (_, error) in enumerate(axis.skipped[:MOST_SKIPPED]):
        if isinstance(error, UnknownWordError):
            put = partial(_replace_in_text, key, text, error.word)
            tell_unknown(error, f"{key}_{i}_unknown", put)
        else:
            st.warning(escape_markdown(str(error)), icon=":material/help:")
    if axis.skipped:
        total = len(axis.pairs) + len(axis.skipped)
        st.caption(f"The axis is made of the other {len(axis.pairs)} of {total} pairs.")


def show_one(vectors: WordVectors, axis: Axis, rows: list[int]) -> None:
    """Words on one axis."""
    if not rows:
        st.markdown("There is no known word to lay out: choose others on the left.")
        return
    values = positions(vectors, axis, rows)
    words = [vectors.words[row] for row in rows]
    st.markdown(_furthest(axis, words, values))
    figure = draw_axes.strip(
        words,
        values,
        _ends_of(axis),
        focus=ask_axes.focus_among(vectors, rows),
        width=chart_width(),
    )
    draw(figure, words, f"{len(words)} words along the axis. {_quality(vectors, axis)}")
    st.caption(_quality(vectors, axis))
    _warn_of_pairs(axis)
    _show_table(vectors, rows, {"position": values})


def show_two(vectors: WordVectors, axes: tuple[Axis, Axis], rows: list[int]) -> None:
    """Words between two axes."""
    if not rows:
        st.markdown("There is no known word to lay out: choose others on the left.")
        return
    across, upwards = (positions(vectors, axis, rows) for axis in axes)
    words = [vectors.words[row] for row in rows]
    cosine = float(axes[0].direction.astype(np.float64) @ axes[1].direction.astype(np.float64))
    lean = (
        "the two have much in common, so words lie along a diagonal by themselves."
        if abs(cosine) > 0.3
        else "the two say nearly independent things."
    )
    figure = draw_axes.plane(
        words,
        np.column_stack([across, upwards]),
        (_ends_of(axes[0]), _ends_of(axes[1])),
        focus=ask_axes.focus_among(vectors, rows),
        width=chart_width(),
    )
    draw(figure, words, f"{len(words)} words between two axes. Cosine of the axes {cosine:.3f}.")
    st.caption(f"The axes' cosine is {cosine:.3f}: {lean}")
    for name, axis in zip(("Across", "Upwards"), axes, strict=True):
        st.caption(f"{name}: {_quality(vectors, axis)}")
        _warn_of_pairs(axis)
    _show_table(vectors, rows, {"across": across, "upwards": upwards})


def _ends_of(axis: Axis) -> Ends:
    """What the negative and the positive end are called on a picture."""
    low, high = (
        ", ".join(shorten(word, 12) for word in words[:2]) + (" …" if len(words) > 2 else "")
        for words in (axis.low, axis.high)
    )
    return low, high


def _furthest(axis: Axis, words: Sequence[str], values: Floats) -> str:
    """The words with the biggest gaps, in a sentence for each end."""
    order = np.argsort(-values, kind="stable").tolist()
    says = []
    for sign, end, places in ((1, axis.high, order), (-1, axis.low, order[::-1])):
        toward = ", ".join(mono(word) for word in end[:2])
        some = [i for i in places[:NAMED] if sign * values[i] > 0]
        named = ", ".join(f"{mono(words[i])} {values[i]:.2f}" for i in some)
        says.append(
            f"Furthest towards {toward}: {named}." if some else f"None leans towards {toward}."
        )
    return " ".join(says)


def _quality(vectors: WordVectors, axis: Axis) -> str:
    """How well the pairs agree, and how much of the whole lies along their direction."""
    n, share = len(axis.pairs), variance_share(vectors, axis, VARIANCE_WORDS)
    if n == 1:
        agree = "One pair makes the axis, so nothing says that it is more than these two words."
    else:
        agree = (
            f"{n} pairs agree to {axis.agreement:.2f} on average (unrelated ones: "
            f"{n**-0.5:.2f}; 1 is full agreement)."
        )
    known = min(VARIANCE_WORDS, len(vectors))
    return (
        f"{agree} The axis holds {share:.1%} of the variance of the {known:,} most frequent words; "
        f"one drawn by chance holds {1 / vectors.dim:.1%}."
    )


def _warn_of_pairs(axis: Axis) -> None:
    """Name the pair that fits least, where the pairs do not agree."""
    if not axis.mean_cosine < LOW_AGREEMENT:  # nor for one pair, where it is NaN
        return
    worst = axis.pairs[int(np.argmin(axis.cosines))]
    named = f"{mono(worst.high[0])} − {mono(worst.low[0])}"
    st.warning(
        f"The pairs point to different sides (mean cosine between them {axis.mean_cosine:.2f}), so "
        f"this is hardly one axis. {named} fits least: drop it or turn it around.",
        icon=":material/help:",
    )


def draw(figure: Any, words: Sequence[str], alt: str) -> None:
    """The picture; a click on a dot puts its word in focus."""
    # Another picture has other words at its places, and a place that was selected would stay so.
    key = f"axis_picture_{hash(tuple(words))}"

    def take() -> None:
        for point in st.session_state[key]["selection"]["points"]:
            if point["curve_number"] == 0:
                state.choose_focus(words[point["point_index"]])

    st.plotly_chart(
        figure,
        key=key,
        on_select=take,
        selection_mode="points",
        config=CURVE_CONFIG,
        alt=f"{alt} The table below has all of them.",
    )


def _show_table(vectors: WordVectors, rows: Sequence[int], columns: dict[str, Any]) -> None:
    """The words, from the positive end to the negative, for download; a click sets the focus."""
    order = np.argsort(-next(iter(columns.values())), kind="stable").tolist()
    table = pd.DataFrame(
        {
            "word": [vectors.words[rows[i]] for i in order],
            **{name: np.asarray(values)[order] for name, values in columns.items()},
            "count": [int(vectors.vocabulary.counts[rows[i]]) for i in order],
        }
    )
    key = f"axis_table_{hash((tuple(table['word']), tuple(columns)))}"

    def take() -> None:
        for row in clicked_rows(key):
            state.choose_focus(table["word"].iloc[row])

    st.caption("Click on a word to put it in focus.")
    number = st.column_config.NumberColumn
    st.dataframe(
        table,
        key=key,
        hide_index=True,
        height=table_height(len(table), 8),
        on_select=take,
        selection_mode="single-cell",
        column_config={
            "word": st.column_config.TextColumn("Word", width=130),
            "count": st.column_config.NumberColumn("Count", format="localized", width=70),
            **{name: number(name.capitalize(), format="%.3f") for name in columns},
        },
        alt=f"Words with {' and '.join(columns)} and count.",
    )
    download_table(
        "Download table",
        tuple(table.columns),
        lambda: table.to_numpy(dtype=object).tolist(),
        "axis.csv",
    )


def caution() -> None:
    """What such a figure does not prove."""
    st.subheader("What this does not prove", anchor=False)
    st.markdown(CAUTION)


def guarded(show: Any, *arguments: Any) -> None:
    """Show something, or say in one sentence why it cannot be shown."""
    try:
        show(*arguments)
    except W2VError as error:
        st.warning(escape_markdown(str(error)), icon=":material/help:")

"""Which axis, and which words on it: boxes, lists and examples that follow the vocabulary.

Leaves out: what is shown of them (`show_axes`) and WEAT's lists (`show_weat`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import chain
from typing import Literal, get_args

import numpy as np
import streamlit as st

from pages.shared import state
from pages.shared.address import IN_ADDRESS
from pages.shared.safe_text import mono
from pages.shared.word_boxes import focus_box, split_words
from w2v_core.vectors.axes import Axis, Pair, extremes, parse_pairs
from w2v_core.vectors.expression import quote
from w2v_core.vectors.word_vectors import WordVectors

Choice = Literal["Extremes", "Occupations", "Most frequent", "Focus and neighbors", "Own list"]

FIRST, SECOND = "axis", "axis2"
WORDS = "axis_words"
MOST_WORDS = 300
# Steps and not a box for a number: Streamlit 1.67 raises where an address says axis_n=1e999.
HOW_MANY = (10, 20, 30, 40, 60, 100, 200, MOST_WORDS)
AMONG = (100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 1_000_000, 10_000_000)
FEWEST_OCCUPATIONS = 3  # known ones that are worth a button
MOST_PAIRS = 6  # of an example

EXAMPLES = {
    "Gender": "he - she, his - her, himself - herself, man - woman, boy - girl, father - mother, "
    "brother - sister, king - queen",
    "Age": "puppy - dog, kitten - cat, calf - cow, foal - horse, young - old, child - adult",
    "Number": "cats - cat, dogs - dog, books - book, keys - key, rows - row, columns - column, "
    "values - value, games - game, cars - car",
    "Time": "walked - walks, ate - eats, drank - drinks, sang - sings, was - is, had - has",
    "Size": "large - small, big - little, long - short, high - low, maximum - minimum",
    "Good and bad": "good - bad, better - worse, best - worst, happy - sad, right - wrong",
}
OCCUPATIONS = """
accountant actor architect artist author baker banker barber builder butcher carpenter cashier chef
cleaner clerk cook dancer dentist designer doctor driver economist editor electrician engineer
farmer firefighter fisherman gardener hairdresser historian janitor journalist judge lawyer
librarian manager mathematician mechanic miner minister musician nanny nurse officer painter
pharmacist physician pilot plumber poet president priest professor programmer receptionist sailor
scientist secretary sheriff singer soldier surgeon tailor teacher therapist waiter writer
"""
CHOICE_HELP = (
    "*Extremes*: the words furthest towards either end, without those that make the axis. "
    "*Occupations*: a list of professions, as studies of bias use it."
)


def examples(vectors: WordVectors) -> dict[str, str]:
    """Axes of which at least one pair is known, by name, without the pairs that are not."""
    fitting = {name: _known_part(vectors, text) for name, text in EXAMPLES.items()}
    return {name: text for name, text in fitting.items() if text} or _contrast(vectors)


def _known_part(vectors: WordVectors, text: str) -> str:
    pairs = [pair for pair in parse_pairs(text) if all(word in vectors for word in pair.weights)]
    return ", ".join(_written(pair) for pair in pairs[:MOST_PAIRS])


def _written(pair: Pair) -> str:
    return f"{quote(pair.high[0])} - {quote(pair.low[0])}"


def _contrast(vectors: WordVectors) -> dict[str, str]:
    """For a vocabulary of which nothing is known: a frequent word, and the one least like it."""
    frequent = vectors.words[:300]
    first = next((i for i, w in enumerate(frequent) if len(w) > 3 and w.isalpha()), 0)
    units = vectors.unit_rows(range(len(frequent)))
    if len(frequent) < 2:
        return {}
    last = int(np.argmin(units @ units[first]))
    return {"Two words": f"{quote(frequent[first])} - {quote(frequent[last])}"}


def ask_axis(key: str, label: str, text: str) -> str:
    """A box for the pairs of an axis, filled with `text` the first time."""
    st.session_state.setdefault(key, text)
    written: str = st.text_area(
        label,
        key=key,
        height=90,
        max_chars=2_000,
        placeholder="he - she, man - woman",
        help="Pairs with a minus, one a line or with commas: `he - she, man - woman`. Or two lists "
        "of one length: `he, man / she, woman`. A word with a space or a sign goes into quotes.",
        **IN_ADDRESS,
    )
    return written


def ask_choice() -> Choice:
    """Which words to lay out."""
    choice: Choice = st.selectbox(
        "Words", get_args(Choice), key=WORDS, help=CHOICE_HELP, **IN_ADDRESS
    )
    return choice


def ask_rows(vectors: WordVectors, choice: Choice, axes: Sequence[Axis]) -> list[int]:
    """Rows of the words to lay out, each once; says how many of a list are not known."""
    if choice == "Own list":
        text = st.text_area(
            "Words, separated by spaces, commas or lines",
            key="axis_list",
            height=100,
            max_chars=5_000,
            **IN_ADDRESS,
        )
        return _known_rows(vectors, split_words(text))
    if choice == "Occupations":
        return _known_rows(vectors, split_words(OCCUPATIONS))
    n = st.select_slider(
        "How many",
        HOW_MANY,
        20,
        key="axis_n",
        help="More words reach further in from the ends, to those that lean to neither.",
        **IN_ADDRESS,
    )
    if choice == "Most frequent":
        return list(range(min(n, len(vectors))))
    if choice == "Extremes":
        among = _ask_among()
        ends = (end for axis in axes for end in extremes(vectors, axis, n // 2, among))
        return list(dict.fromkeys(chain.from_iterable(ends)))
    focus = focus_box(vectors, "axis_focus", "Focus word")
    if focus not in vectors:
        return []
    near = vectors.neighbors(focus, n - 1)
    return [vectors.id(word) for word in (focus, *(each.word for each in near))]


def _ask_among() -> int:
    """How frequent a word must be to stand at an end."""
    among: int = st.select_slider(
        "Among the most frequent",
        AMONG,
        10_000,
        format_func="{:,}".format,
        key="axis_among",
        help="Rare words have unsure vectors and stand at the ends by chance; fewer words to "
        "choose from keep them out.",
        **IN_ADDRESS,
    )
    return among


def _known_rows(vectors: WordVectors, words: Sequence[str]) -> list[int]:
    """Rows of those words that have vectors, at most 300; says how many have none."""
    rows = [vectors.id(word) for word in words if word in vectors]
    unknown = [word for word in words if word not in vectors]
    if words:
        first = ", ".join(mono(word) for word in unknown[:5])
        more = f" Not known: {first}{' …' if len(unknown) > 5 else '.'}" if unknown else ""
        st.caption(f"{len(rows):,} of {len(words):,} words are known.{more}")
    if len(rows) > MOST_WORDS:
        st.caption(f"The first {MOST_WORDS} are shown.")
    return rows[:MOST_WORDS]


def offer_examples(vectors: WordVectors, offered: dict[str, str]) -> None:
    """Buttons that fill the boxes."""
    st.caption("Examples")
    with st.container(horizontal=True, gap="small"):
        for name, text in offered.items():
            st.button(name, key=f"axis_{name}", type="tertiary", on_click=partial(_put, text))
        known = sum(word in vectors for word in split_words(OCCUPATIONS))
        if "Gender" in offered and known >= FEWEST_OCCUPATIONS:
            st.button(
                "Occupations",
                key="axis_occupations",
                type="tertiary",
                on_click=partial(_put, offered["Gender"], "Occupations"),
            )


def _put(text: str, choice: Choice = "Extremes") -> None:
    """Show this axis with words of this choice."""
    st.session_state[FIRST] = text
    st.session_state[WORDS] = choice


def focus_among(vectors: WordVectors, rows: Sequence[int]) -> int | None:
    """The place of the focus word among some rows."""
    row = vectors.vocabulary.index.get(state.focus())
    return rows.index(row) if row in rows else None

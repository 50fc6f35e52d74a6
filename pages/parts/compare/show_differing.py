"""The words that two groups of documents use most differently, as a table.

Leaves out: the test (`w2v_core.evaluation.differing`), and one word at length (`show_groups`).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from pages.drawing.theme import sendable
from pages.parts.compare.ask_groups import Choice
from pages.parts.compare.group_tests import words_test
from pages.shared import state
from pages.shared.address import IN_ADDRESS, whole_number
from pages.shared.downloads import download_table
from pages.shared.safe_text import escape_markdown
from pages.shared.tables import clicked_rows, table_height
from w2v_core.evaluation.alacarte import ALaCarte
from w2v_core.evaluation.difference import FEWEST
from w2v_core.evaluation.differing import WORDS, Differing
from w2v_core.runs.folder.run_folder import RunFolder

DISCOVERED = 0.05  # q below which a word is named
MOST_TESTED = 1_000

_SIGN = "●"
_MOST_ROWS = 11
_KEY = "groups_differing"


def show_differing(run: RunFolder, model: ALaCarte, choice: Choice) -> None:
    """The table, once it is asked for: every word takes a moment."""
    switch, box = st.columns([1.6, 1], vertical_alignment="bottom")
    with switch:
        wanted = st.toggle(
            "Find the words that differ most",
            key="groups_table",
            help="Tests the most frequent words of the first two groups one by one, each against "
            "random splits of its own.",
            **IN_ADDRESS,
        )
    if not wanted:
        return
    with box:
        words = whole_number(
            "Words tested",
            key="groups_words",
            value=WORDS,
            min_value=10,
            max_value=MOST_TESTED,
            step=50,
            help="The most frequent ones. The more are tested, the less counts a small p.",
        )
    pair = choice.chosen[0], choice.chosen[1]
    found = words_test(run, model, choice.groups, pair, words)
    if not found.tests:
        st.info(f"No word occurs {FEWEST} times or more in both groups.", icon=":material/help:")
        return
    _sum_up(found, [choice.groups.names[i] for i in pair])
    _show_table(found)


def _sum_up(found: Differing, names: list[str]) -> None:
    """How many words differ beyond chance, of those that can be judged."""
    if n := int(np.isfinite(found.q).sum()):
        _say_discovered(found, names, n)
    else:
        few = f"each stands in under {FEWEST} documents of a group"
        st.markdown(f"**No word can be judged**: {few}.")
    if single := sum(test.unit == "occurrences" for test in found.tests):
        st.caption(
            f":material/warning: Of {single:,} words a group has under {FEWEST} documents: there "
            "single occurrences were split, p is too low, and no q is given (column *Split*)."
        )


def _say_discovered(found: Differing, names: list[str], n: int) -> None:
    discovered = int((found.q < DISCOVERED).sum())
    one, other = map(escape_markdown, names)
    says = f"**{discovered:,} of {n:,} words** are used differently in **{one}** and **{other}**"
    by_chance = f"By chance alone about {0.05 * n:.0f} would have p below .05."
    st.markdown(says if discovered else f"**No word of {n:,}** is seen to differ")
    st.caption(
        f"{by_chance} So words are named by q (Benjamini & Hochberg): of those with q below "
        f"{DISCOVERED:g}, signed {_SIGN}, about one in twenty is expected to be chance. "
        f"{found.frequent:,} words occur {FEWEST} times or more in both groups, the "
        f"{len(found.tests):,} most frequent were tested."
    )


def table_of(found: Differing) -> pd.DataFrame:
    """What is known of each word."""
    tests = found.tests
    ranges = np.array([test.by_chance for test in tests])
    return pd.DataFrame(
        {
            "word": [sendable(test.word) for test in tests],
            "differs": [_SIGN if q < DISCOVERED else "" for q in found.q],
            "distance": [test.figure for test in tests],
            "low": [test.low for test in tests],
            "high": [test.high for test in tests],
            "chance": ranges[:, 1],
            "beyond": [1 - test.p for test in tests],
            "p": [test.p for test in tests],
            "q": found.q,
            "first": [test.occurrences[0] for test in tests],
            "second": [test.occurrences[1] for test in tests],
            "unit": [test.unit for test in tests],
        }
    )


def _show_table(found: Differing) -> None:
    """The table; a click puts a word in focus."""

    def take() -> None:
        for row in clicked_rows(_KEY):
            state.choose_focus(found.tests[row].word)

    config = st.column_config
    columns = {
        "word": config.TextColumn("Word", width=85),
        "differs": config.TextColumn("Differs", width=55, help="q below .05."),
        "distance": config.NumberColumn("Distance", format="%.3f", width=75),
        "chance": config.NumberColumn(
            "By chance to",
            format="%.3f",
            width=90,
            help="97.5 % of the random splits lie no farther.",
        ),
        "beyond": config.NumberColumn(
            "Placebo",
            format="percent",
            width=70,
            help="Share of the random splits that lie less far apart.",
        ),
        "p": config.NumberColumn("p", format="%.3f", width=55),
        "q": config.NumberColumn(
            "q",
            format="%.3f",
            width=55,
            help="p after Benjamini & Hochberg, for all words of enough documents.",
        ),
        "first": config.NumberColumn("Count", format="localized", width=65),
        "second": config.NumberColumn("Count, other", format="localized", width=90),
        "unit": config.TextColumn(
            "Split", width=95, help="What was dealt to groups by chance; of occurrences p is low."
        ),
    }
    st.dataframe(
        table_of(found)[list(columns)],
        key=_KEY,
        hide_index=True,
        height=table_height(len(found.tests), _MOST_ROWS),
        on_select=take,
        selection_mode="single-cell",
        column_config=columns,
        alt="Words, how far apart the two groups use them, and how far random splits go.",
    )
    table = table_of(found)
    download_table(
        "Download table",
        list(table.columns),
        lambda: table.itertuples(index=False, name=None),
        "words-by-group.csv",
    )

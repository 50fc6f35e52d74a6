"""The wrong answers, one by one: what was expected, what came, and how far away the expected was.

Leaves out: the score (`show_analogies`).
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from pages.drawing.theme import sendable
from pages.shared.address import IN_ADDRESS
from pages.shared.choices import one_of
from pages.shared.downloads import download_table
from pages.shared.methods import METHODS
from pages.shared.numbers import percent
from pages.shared.tables import table_height
from w2v_core.evaluation.analogies import AnalogyScore, Failure

MOST_SHOWN = 1_000
_NEAR = 5  # rank up to which the expected word is said to be near
_MOST_ROWS = 12  # seen at once
_COLUMNS = ("a", "b", "c", "expected", "answered", "rank of expected", "section")


def show(scores: Sequence[AnalogyScore]) -> None:
    """What one of the methods answered wrongly."""
    st.subheader("Wrong answers", anchor=False)
    names = [METHODS[score.method] for score in scores]
    name = one_of("Answers of", names, default=names[0], key="wrong_of", **IN_ADDRESS)
    score = scores[names.index(name)]
    failures = [(section.name, each) for section in score.sections for each in section.failures]
    if not failures:
        st.markdown("None: every question that could be asked was answered rightly.")
        return
    near = sum(0 < each.rank <= _NEAR for _, each in failures)
    st.markdown(
        f"{len(failures):,} of {score.answered:,} answers are wrong. In {near:,} of them, "
        f"{percent(near / len(failures))}, the expected word is among the first {_NEAR}."
    )
    if len(failures) > MOST_SHOWN:
        st.caption(f"The first {MOST_SHOWN:,} are shown; the file has all of them.")
    rows = [_row(section, each) for section, each in failures[:MOST_SHOWN]]
    st.dataframe(
        pd.DataFrame(rows, columns=list(_COLUMNS)),
        hide_index=True,
        height=table_height(len(rows), _MOST_ROWS),
        column_config={
            **{each: st.column_config.TextColumn(each, width=75) for each in "abc"},
            "section": st.column_config.TextColumn("Section", width=110),
            "expected": st.column_config.TextColumn("Expected", width=90),
            "answered": st.column_config.TextColumn("Answered", width=90),
            "rank of expected": st.column_config.NumberColumn(
                "Its rank",
                format="localized",
                width=60,
                help="Where the expected word stood, the words of the question left out. Empty: "
                "it is one of these, and cannot be an answer.",
            ),
        },
        alt="Questions answered wrongly: what was expected, what was answered, and the rank of "
        "what was expected.",
    )
    download_table(
        "Download wrong answers",
        ("method", *_COLUMNS),
        lambda: [(score.method, *_row(section, each)) for section, each in failures],
        "wrong_answers.csv",
    )


def _row(section: str, failure: Failure) -> tuple[str | int | None, ...]:
    words = (*failure.question, failure.answer or "nothing")
    return (*map(sendable, words), failure.rank or None, sendable(section))

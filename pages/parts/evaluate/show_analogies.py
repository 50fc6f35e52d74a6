"""How many analogies are answered: both methods side by side, by section, and what went wrong.

Leaves out: which questions (`ask_questions`), answering (`w2v_core.evaluation`), the wrong answers
one by one (`show_wrong`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from pages.drawing.theme import CURVE_CONFIG, sendable
from pages.parts.evaluate import coverage, draw_sections, show_wrong
from pages.parts.evaluate.ask_questions import Asked
from pages.shared import ask_set, state
from pages.shared.downloads import download_table
from pages.shared.methods import METHODS
from pages.shared.numbers import UNKNOWN
from pages.shared.safe_text import escape_markdown
from pages.shared.tables import table_height
from pages.shared.waiting import with_bar
from w2v_core.errors import FormatError
from w2v_core.evaluation.analogies import AnalogyScore, Counts, analogy_steps, read_questions
from w2v_core.vectors.word_vectors import WordVectors

_COLUMNS = ("section", "method", "accuracy", "low", "high", "correct", "answered", "asked")
_MOST_ROWS = 15  # seen at once
EMPTY = """
This text has no questions of its own. **Paste some on the left, or upload a file.**

- Questions of your own field are the best test of your text: a dozen pairs that share a relation
  make over a hundred questions.
- Of general English: Google's set, `questions-words.txt`, 19,544 questions in 14 sections. It comes
  with the source of word2vec (github.com/tmikolov/word2vec).
"""
CAUTION = """
- Analogies alone say little: vectors that answer them may fail at likeness, and the other way
  round. Look at *Similarity*, and at the neighbors of words you know.
- The intervals are over questions, as if each stood by itself. Questions share their pairs, so the
  truth is less sure than that.
- Scores with another cut, rule or coverage are scores of another test.
"""


class Box:
    """Where the scores of one file on one table of vectors are kept once they are known."""

    def __init__(self) -> None:
        self.scores: list[AnalogyScore] = []


def show(vectors: WordVectors, asked: Asked) -> None:
    """The score of what was asked, or why there is none."""
    if asked.brought is None:
        st.markdown(EMPTY)
        return
    try:
        scores = _scored(vectors, asked, asked.brought.text())
    except FormatError as error:
        said = f"In {asked.brought.name[:80]}: {error}"
        st.error(escape_markdown(said), icon=":material/error:")
        return
    if asked.brought.ours:
        st.caption("These questions are the sample's own: made by us, together with its text.")
    _show_totals(vectors, scores)
    coverage.warn_of_little(scores[0].answered, scores[0].total, "questions")
    coverage.show_missing(scores[0].missing)
    if scores[0].answered:
        _show_sections(scores)
        show_wrong.show(scores)
    st.subheader("What this does not prove", anchor=False)
    st.markdown(CAUTION)


def _scored(vectors: WordVectors, asked: Asked, text: str) -> list[AnalogyScore]:
    """The score by each method; with a bar while it is not known yet."""
    run = state.run()
    folder, stamp = (str(run.path), state.stamp(run)) if run is not None else ("", 0)
    box = _box(folder, stamp, ask_set.digest(text), asked.cut, asked.unknown)
    if not box.scores:
        sections = read_questions(text)
        asked_at_all = sum(len(section.questions) for section in sections)
        ask_set.refuse_many(asked_at_all, ask_set.MOST_QUESTIONS, "questions")
        steps = analogy_steps(vectors, sections, cut=asked.cut, unknown=asked.unknown)
        box.scores = with_bar(steps, "Answering the questions")
    return box.scores


@st.cache_resource(max_entries=8, show_spinner=False)
def _box(folder: str, stamp: int, digest: str, cut: int, unknown: str) -> Box:
    return Box()


def _show_totals(vectors: WordVectors, scores: Sequence[AnalogyScore]) -> None:
    """Both figures, each with its interval, its coverage, its cut and its rule."""
    for column, score in zip(st.columns(len(scores)), scores, strict=True):
        with column:
            st.metric(METHODS[score.method], _percent(score.accuracy))
            st.caption(_told(score))
    first = scores[0]
    cut = f"{first.cut:,} most frequent words"
    if first.cut >= len(vectors):
        cut = f"{len(vectors):,} words, all there are"
    rule = "are skipped" if first.unknown == "skip" else "count as wrong"
    st.caption(
        f"Answered: {coverage.of_all(first.answered, first.total, 'questions')}. Among the {cut}; "
        f"questions with other words {rule}."
    )
    if not first.answered:
        st.info(
            "No score: in no question are all four words known. That is not 0 %: nothing was "
            "asked. Bring questions of this text's own words, or raise the cut.",
            icon=":material/help:",
        )


def _told(score: Counts) -> str:
    """`169 of 676 right, 95 % interval 21.9 to 28.3 %`."""
    if not score.scored:
        return "no score"
    low, high = (100 * end for end in score.interval)
    return f"{score.correct:,} of {score.scored:,} right, {coverage.between(low, high, '.1f')} %"


def _percent(share: float) -> str:
    return UNKNOWN if math.isnan(share) else f"{100 * share:.1f} %"


def _show_sections(scores: Sequence[AnalogyScore]) -> None:
    """Each section by each method, as a picture and as a table."""
    st.subheader("By section", anchor=False)
    names = [section.name or "unnamed" for section in scores[0].sections]
    drawn = [_drawn(score) for score in scores]
    signs = zip("●■", scores, strict=True)
    legend = ", ".join(f"{sign} {METHODS[score.method]}" for sign, score in signs)
    more = ""
    if len(names) > draw_sections.MOST_SECTIONS:
        more = f" The first {draw_sections.MOST_SECTIONS} of {len(names):,} are drawn."
    st.caption(f"{legend}; lines are 95 % intervals.{more}")
    st.plotly_chart(
        draw_sections.sections(names, drawn),
        key="sections",
        config=CURVE_CONFIG,
        alt=f"Share answered rightly in {len(names)} sections by {len(scores)} methods, with "
        "intervals. The table below has all of them.",
    )
    _show_table(names, scores)


def _drawn(score: AnalogyScore) -> draw_sections.Scores:
    ends = np.array([section.interval for section in score.sections])
    shares = np.array([section.accuracy for section in score.sections])
    return draw_sections.Scores(METHODS[score.method], shares, ends[:, 0], ends[:, 1])


def _show_table(names: Sequence[str], scores: Sequence[AnalogyScore]) -> None:
    frame: dict[str, list[object]] = {"section": [sendable(name) for name in names]}
    config: dict[str, object] = {"section": st.column_config.TextColumn("Section", width=120)}
    for score in scores:
        method = METHODS[score.method]
        frame[score.method] = [_hundredfold(each.accuracy) for each in score.sections]
        frame[f"{score.method}_ends"] = [_ends(each) for each in score.sections]
        config[score.method] = st.column_config.ProgressColumn(
            f"{method}, %", format="%.1f", min_value=0.0, max_value=100.0, width=85
        )
        config[f"{score.method}_ends"] = st.column_config.TextColumn("95 % interval", width=90)
    frame["answered"] = [f"{each.answered:,} of {each.total:,}" for each in scores[0].sections]
    config["answered"] = st.column_config.TextColumn("Answered", width=95)
    st.dataframe(
        pd.DataFrame(frame),
        hide_index=True,
        height=table_height(len(names), _MOST_ROWS),
        column_config=config,
        alt="Sections with the share answered rightly by each method, interval and coverage.",
    )
    download_table(
        "Download sections",
        (*_COLUMNS, "cut", "rule"),
        lambda: [row for score in scores for row in _rows(score)],
        "analogies.csv",
    )


def _hundredfold(share: float) -> float | None:
    return None if math.isnan(share) else 100 * share


def _ends(counts: Counts) -> str:
    low, high = counts.interval
    return "no score" if math.isnan(low) else f"{100 * low:.1f} to {100 * high:.1f}"


def _rows(score: AnalogyScore) -> list[tuple[object, ...]]:
    named: list[tuple[str, Counts]] = [(each.name, each) for each in score.sections]
    return [
        (
            name,
            score.method,
            *("" if math.isnan(x) else f"{x:.6f}" for x in (each.accuracy, *each.interval)),
            each.correct,
            each.answered,
            each.total,
            score.cut,
            score.unknown,
        )
        for name, each in [*named, ("total", score)]
    ]

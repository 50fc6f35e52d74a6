"""How well cosines rank pairs as people do: the figure, the picture, and who disagrees.

Leaves out: which pairs (`ask_pairs`) and the score itself (`w2v_core.evaluation`).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from pages.drawing.theme import CURVE_CONFIG, sendable
from pages.parts.evaluate import coverage, draw_pairs
from pages.shared import ask_set, state
from pages.shared.ask_set import Brought
from pages.shared.downloads import download_table
from pages.shared.safe_text import escape_markdown, mono
from pages.shared.screen import chart_width
from pages.shared.tables import table_height
from w2v_core.errors import FormatError
from w2v_core.evaluation.pairs import RatedPairs, read_pairs
from w2v_core.evaluation.similarity import Judged, SimilarityScore, score_similarity
from w2v_core.vectors.word_vectors import WordVectors

MOST_PAIRS = 20_000  # ten seconds; the largest public set has a sixth of them
MOST_SHOWN = 1_000
_MOST_ROWS = 12  # seen at once
_NAMED = 3  # pairs a side, in the sentence
_COLUMNS = ("word 1", "word 2", "rating", "cosine", "rank by rating", "rank by cosine", "gap")
EMPTY = """
This text has no rated pairs of its own. **Paste some on the left, or upload a file.**

- Pairs of your own field, rated by you and a colleague before either looks at the vectors, are the
  best test of your text; thirty are a beginning.
- Of general English, as their authors publish them: SimLex-999 (fh295.github.io/simlex.html),
  WordSim-353, MEN, RG-65, MTurk-771, SimVerb-3500.
"""
CAUTION = """
- Ratings of *relatedness* (WordSim-353, MEN) and of *likeness* (SimLex-999, SimVerb-3500) are
  different questions: coffee and cup are related, and not alike. Wide windows suit the first,
  narrow ones the second.
- People themselves agree only so far: with each other between 0.6 and 0.8 on these sets.
- Pairs with unknown words are left out, so scores are of one set only where the coverage is the
  same.
"""


def show(vectors: WordVectors, brought: Brought | None) -> None:
    """The score of the pairs, or why there is none."""
    if brought is None:
        st.markdown(EMPTY)
        return
    try:
        rated, score = _scored(vectors, brought.text())
    except FormatError as error:
        said = f"In {brought.name[:80]}: {error}"
        st.error(escape_markdown(said), icon=":material/error:")
        return
    if brought.ours:
        st.caption("These ratings are the sample's own: made by us, and no study's.")
    _show_figure(score)
    st.caption(f"{escape_markdown(rated.said)} Is that not so? Then name the column in a heading.")
    coverage.warn_of_little(score.answered, score.total, "pairs")
    coverage.show_missing(score.missing)
    if not score.problem:
        _show_picture(score)
        _show_table(score)
    st.subheader("What this does not prove", anchor=False)
    st.markdown(CAUTION)


def _scored(vectors: WordVectors, text: str) -> tuple[RatedPairs, SimilarityScore]:
    run = state.run()
    folder, stamp = (str(run.path), state.stamp(run)) if run is not None else ("", 0)
    return _kept(folder, stamp, ask_set.digest(text), state.seed(), vectors, text)


@st.cache_resource(max_entries=8, show_spinner="Ranking the pairs")
def _kept(
    folder: str, stamp: int, digest: str, seed: int, _vectors: WordVectors, _text: str
) -> tuple[RatedPairs, SimilarityScore]:
    rated = read_pairs(_text)
    ask_set.refuse_many(len(rated.pairs), MOST_PAIRS, "pairs")
    return rated, score_similarity(_vectors, rated.pairs, seed=seed)


def _show_figure(score: SimilarityScore) -> None:
    """The coefficient, with its interval and its coverage."""
    known = coverage.of_all(score.answered, score.total, "pairs known")
    if score.problem:
        st.info(f"No score. {score.problem}", icon=":material/help:")
        st.caption(f"{known}.")
        return
    st.metric("Spearman's rank correlation", f"{score.spearman:.3f}")
    st.caption(
        f"{coverage.between(score.low, score.high, '.3f')} (bootstrap over pairs, seed "
        f"{state.seed()}). {known}; the others are skipped. No cut: all words take part."
    )


def _show_picture(score: SimilarityScore) -> None:
    """Ratings against cosines, and in words which pairs disagree most."""
    judged = score.judged
    st.markdown(_furthest(score))
    st.caption(
        "▲ vectors hold the pair for more alike than people do, ▼ for less; the ten that disagree "
        "most. Gray dots are the other pairs."
    )
    st.plotly_chart(
        draw_pairs.scatter(
            [(each.pair.a, each.pair.b) for each in judged],
            np.array([each.pair.rating for each in judged]),
            np.array([each.cosine for each in judged]),
            np.array([each.gap for each in judged]),
            width=chart_width(),
        ),
        key="rated_pairs",
        config=CURVE_CONFIG,
        alt=f"{len(judged)} pairs by rating and cosine. The table below has all of them.",
    )


def _furthest(score: SimilarityScore) -> str:
    """Which pairs vectors and people rank most differently."""
    ordered = score.disagreeing()
    more = [each for each in ordered if each.gap > 0][:_NAMED]
    less = [each for each in ordered if each.gap < 0][:_NAMED]
    parts = []
    if less:
        parts.append(f"People see more likeness than the vectors in {_named(less)}.")
    if more:
        parts.append(f"The vectors see more than people in {_named(more)}.")
    return " ".join(parts) or "Vectors and people rank all pairs alike."


def _named(judged: list[Judged]) -> str:
    return ", ".join(f"{mono(each.pair.a)} and {mono(each.pair.b)}" for each in judged)


def _show_table(score: SimilarityScore) -> None:
    """All pairs, those that disagree most first."""
    ordered = score.disagreeing()
    if len(ordered) > MOST_SHOWN:
        st.caption(f"The first {MOST_SHOWN:,} are shown; the file has all of them.")
    rows = [_row(each) for each in ordered[:MOST_SHOWN]]
    number = st.column_config.NumberColumn
    st.dataframe(
        pd.DataFrame(rows, columns=list(_COLUMNS)),
        hide_index=True,
        height=table_height(len(rows), _MOST_ROWS),
        column_config={
            "word 1": st.column_config.TextColumn("Word 1", width=95),
            "word 2": st.column_config.TextColumn("Word 2", width=95),
            "rating": number("Rating", width=60),
            "cosine": number("Cosine", format="%.3f", width=60),
            "rank by rating": number("By people", format="%.1f", width=75),
            "rank by cosine": number("By vectors", format="%.1f", width=75),
            "gap": number(
                "Gap",
                format="%+.1f",
                width=60,
                help="Ranks by which the vectors hold the pair for more alike than people do.",
            ),
        },
        alt="Pairs with rating, cosine, both ranks and their difference, the largest first.",
    )
    download_table(
        "Download pairs", _COLUMNS, lambda: [_row(each) for each in ordered], "similarity.csv"
    )


def _row(each: Judged) -> tuple[object, ...]:
    a, b = map(sendable, each.pair[:2])
    return (a, b, each.pair.rating, round(each.cosine, 6), each.by_rating, each.by_cosine, each.gap)

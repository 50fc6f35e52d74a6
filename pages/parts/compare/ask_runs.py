"""Which runs are compared, and how often a word must occur.

Leaves out: what-if runs (`ask_what_if`), and what is shown.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from pages.parts.compare.pair import Pair
from pages.shared import other_runs, state
from pages.shared.address import IN_ADDRESS, whole_number
from pages.shared.safe_text import escape_markdown
from w2v_core.evaluation.change import MIN_COUNT
from w2v_core.runs.folder.records import UNDER_WAY
from w2v_core.runs.folder.run_folder import RunFolder

AGAINST = "against"
MOST_RUNS = 4
THIS = "this run"


def choose(labels: list[str]) -> None:
    """Compare with these runs, as a button or a run that is done does it; before the box."""
    st.session_state[AGAINST] = labels


def ask_runs(run: RunFolder, others: Mapping[str, RunFolder]) -> dict[str, RunFolder]:
    """The runs that were chosen, by their labels; at first the newest on the same corpus."""
    gone = [each for each in st.query_params.get_all(AGAINST) if each not in others]
    if gone:
        names = ", ".join(map(escape_markdown, gone[:MOST_RUNS]))
        st.warning(f"Not here any more, or not of yours: {names}.", icon=":material/search_off:")
    if AGAINST not in st.session_state and AGAINST not in st.query_params:
        choose(_first(run, others))
    st.multiselect(
        "Compare with",
        list(others),
        key=AGAINST,
        max_selections=MOST_RUNS,
        placeholder="Other runs of yours",
        help="What changed between the run that the sidebar names and these: settings, curves, "
        "neighbors of every word.",
        **IN_ADDRESS,
    )
    _say_under_way(run)
    return {each: others[each] for each in st.session_state[AGAINST] if each in others}


def _first(run: RunFolder, others: Mapping[str, RunFolder]) -> list[str]:
    """The newest run on the same corpus, else the newest."""
    alike = [
        label for label, each in others.items() if each.info.corpus_hash == run.info.corpus_hash
    ]
    return [*alike, *others][:1]


def _say_under_way(run: RunFolder) -> None:
    """How many runs cannot be chosen yet."""
    going = [
        each
        for each in state.workspace().runs()
        if each.id != run.id and not each.has_vectors and state.standing(each).status in UNDER_WAY
    ]
    if going:
        runs = "One run is" if len(going) == 1 else f"{len(going)} runs are"
        st.caption(f"{runs} still under way, and can be compared when done.")


def ask_min_count() -> int:
    """How often a word must occur in both texts."""
    return whole_number(
        "Min. count",
        key="compare_least",
        value=MIN_COUNT,
        min_value=1,
        help="Words that occur less often in either text are not compared: what is rare changes "
        "most by chance alone (Antoniak & Mimno 2018).",
    )


def ask_one(chosen: Mapping[str, RunFolder]) -> str:
    """Label of the one run that words and maps are compared with."""
    if len(chosen) == 1:
        return next(iter(chosen))
    label: str | None = st.selectbox(
        "Words and maps of", list(chosen), key="compare_with", **IN_ADDRESS
    )
    return label if label in chosen else next(iter(chosen))


def pair_of(run: RunFolder, label: str, other: RunFolder, min_count: int) -> Pair | None:
    """Both runs with their vectors; None, and why, where one has none that can be read."""
    mine, others = state.vectors_of(run), other_runs.vectors_of(other, "input")
    if mine is None or others is None:
        st.warning(
            f"The vectors of {escape_markdown(label)} cannot be read: the run was deleted, or its "
            "file is damaged. Choose another run.",
            icon=":material/help:",
        )
        return None
    return Pair((run, other), (THIS, label), (mine, others), min_count)

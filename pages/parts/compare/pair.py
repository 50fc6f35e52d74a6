"""Two runs that are held against each other, and what was found once for both.

Leaves out: which runs (`ask_runs`), and comparing (`w2v_core.evaluation.change`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import streamlit as st

from pages.shared import other_runs, state
from pages.shared.safe_text import escape_markdown
from w2v_core.errors import W2VError
from w2v_core.evaluation.change import Change, comparing
from w2v_core.runs.differences import but_seed, other_seeds
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.vectors.word_vectors import WordVectors

MOST_SEEDS = 2  # of each side; every one takes as long as a side


@dataclasses.dataclass(frozen=True, slots=True)
class Pair:
    """The run in use and another one.

    Attributes
    ----------
    runs : pair of RunFolder
    labels : pair of str
        What they are called; any text.
    vectors : pair of WordVectors
    min_count : int
        How often a word must occur in both to be compared.
    """

    runs: tuple[RunFolder, RunFolder]
    labels: tuple[str, str]
    vectors: tuple[WordVectors, WordVectors]
    min_count: int

    @property
    def only_seeds_differ(self) -> bool:
        """Whether all that is unlike is chance."""
        one, other = (run.info for run in self.runs)
        return not one.imported and but_seed(one) == but_seed(other)


class ChangeBox:
    """Where a comparison is kept once it is made."""

    def __init__(self) -> None:
        self.change: Change | None = None


def change_of(pair: Pair, others: Mapping[str, RunFolder]) -> Change | None:
    """The comparison, made once; None where there can be none, which is then said."""
    seeds = _seeds(pair, others)
    runs = [*pair.runs, *(run for run, _ in seeds)]
    box = _box(tuple((str(run.path), state.stamp(run)) for run in runs), pair.min_count)
    if box.change is None:
        try:
            _fill(box, pair, seeds)
        except W2VError as error:
            st.warning(escape_markdown(str(error)), icon=":material/help:")
    return box.change


def _seeds(pair: Pair, others: Mapping[str, RunFolder]) -> list[tuple[RunFolder, int]]:
    """Runs that differ from one of the pair in nothing but the seed, and from which.

    Of a pair that itself differs in the seed alone there is nothing to set it against.
    """
    if pair.only_seeds_differ:
        return []
    known = [run for run in (*others.values(), *pair.runs) if not run.info.imported]
    return [
        (each, side)
        for side, run in enumerate(pair.runs)
        for each in other_seeds(run, known)[:MOST_SEEDS]
    ]


def _fill(box: ChangeBox, pair: Pair, seeds: list[tuple[RunFolder, int]]) -> None:
    """Compare, with a bar that says how far it is."""
    tables = []
    for run, side in seeds:
        vectors = other_runs.vectors_of(run, "input")
        tables.append((vectors, None) if side == 0 else (None, vectors))
    steps = comparing(*pair.vectors, min_count=pair.min_count, seeds=tables)
    bar = st.progress(0.0, "Comparing the neighbors of every word")
    try:
        while box.change is None:
            try:
                bar.progress(next(steps))
            except StopIteration as end:
                box.change = end.value
    finally:
        bar.empty()


@st.cache_resource(max_entries=8, show_spinner=False)
def _box(runs: tuple[tuple[str, int], ...], min_count: int) -> ChangeBox:
    return ChangeBox()

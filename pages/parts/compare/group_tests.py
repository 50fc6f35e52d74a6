"""What was found out about words in groups of documents, once for all who ask.

Kept by run, the time its vectors were written, and the groups; large numbers (contexts of every
document) are not.
Leaves out: what is asked (`ask_groups`), and showing it (`show_groups`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Generator
from typing import Generic, TypeVar

import streamlit as st

from pages.shared import state
from pages.shared.waiting import with_bar
from w2v_core.evaluation.alacarte import ALaCarte, Floats, learning
from w2v_core.evaluation.difference import FEWEST, Difference, difference
from w2v_core.evaluation.differing import Differing, differing
from w2v_core.evaluation.usage import (
    Ints,
    likeness,
    neighbors_by_group,
    usage,
)
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.text.corpus import Corpus
from w2v_core.text.grouping import By, Groups
from w2v_core.vectors.word_vectors import Neighbor, WordVectors

NEIGHBORS = 10
LEAST_COUNT = 10  # of a neighbor: what is rarer lies where chance has put it

T = TypeVar("T")


@dataclasses.dataclass(frozen=True)
class WordTest:
    """One word in the chosen groups; the test is of the first two.

    Attributes
    ----------
    test : Difference
    occurrences, documents, used : (g,) arrays of int64
        As in `Usage`.
    near : list of lists of Neighbor
        For each group; empty where it has under 10 occurrences.
    likeness : (g,) array
        Cosine with the word's own vector.
    """

    test: Difference
    occurrences: Ints
    documents: Ints
    used: Ints
    near: list[list[Neighbor]]
    likeness: Floats


class Box(Generic[T]):
    """Where something is kept once it is found out."""

    def __init__(self) -> None:
        self.found: T | None = None


def model_of(run: RunFolder, corpus: Corpus, vectors: WordVectors) -> ALaCarte:
    """The map from contexts to vectors; learned with a bar that says how far it is.

    Raises
    ------
    SettingError
        If text and vectors do not belong together.
    """
    box: Box[ALaCarte] = _model_box(str(run.path), state.stamp(run))
    steps = learning(corpus, vectors, window=run.config.window)
    return _fill(box, steps, "Reading the contexts of every word")


def word_test(
    run: RunFolder, model: ALaCarte, groups: Groups, chosen: tuple[int, ...], word: str
) -> WordTest:
    """The test of one word, which has a vector."""
    key = (str(run.path), state.stamp(run))
    return _word_test(key, groups.by, chosen, word, state.seed(), model, groups)


def words_test(
    run: RunFolder, model: ALaCarte, groups: Groups, pair: tuple[int, int], words: int
) -> Differing:
    """The test of the most frequent words, with a bar that says how far it is."""
    key = (str(run.path), state.stamp(run))
    box: Box[Differing] = _words_box(key, groups.by, pair, words, state.seed())
    steps = differing(model, groups, *pair, words=words, seed=state.seed())
    return _fill(box, steps, "Testing the most frequent words")


def _fill(box: Box[T], steps: Generator[float, None, T], text: str) -> T:
    """What is in the box; found out first if it is empty."""
    if box.found is None:
        box.found = with_bar(steps, text)
    return box.found


@st.cache_resource(max_entries=4, show_spinner=False)
def _model_box(run: str, stamp: int) -> Box[ALaCarte]:
    return Box()


@st.cache_resource(max_entries=64, show_spinner="Reading the contexts of the word")
def _word_test(
    run: tuple[str, int],
    by: By,
    chosen: tuple[int, ...],
    word: str,
    seed: int,
    _model: ALaCarte,
    _groups: Groups,
) -> WordTest:
    found = usage(_model, _groups, chosen, word, seed=seed)
    near = neighbors_by_group(_model, found, NEIGHBORS, min_count=LEAST_COUNT)
    near = [each if n >= FEWEST else [] for each, n in zip(near, found.used, strict=True)]
    return WordTest(
        difference(found, seed=seed),
        found.occurrences,
        found.documents,
        found.used,
        near,
        likeness(_model, found),
    )


@st.cache_resource(max_entries=8, show_spinner=False)
def _words_box(
    run: tuple[str, int], by: By, pair: tuple[int, int], words: int, seed: int
) -> Box[Differing]:
    return Box()

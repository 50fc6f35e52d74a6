"""The same word in different groups of documents, from the run in use.

Leaves out: finding it out (`group_tests`), and the table of many words (`show_differing`).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import numpy as np
import streamlit as st

from pages.drawing.theme import CURVE_CONFIG, shorten
from pages.parts.compare import draw_placebo
from pages.parts.compare.ask_groups import Choice, ask_groups
from pages.parts.compare.group_tests import WordTest, model_of, word_test
from pages.parts.compare.show_differing import show_differing
from pages.shared import counted, state
from pages.shared.links import empty_state
from pages.shared.lists_beside import show_lists
from pages.shared.safe_text import escape_markdown, mono
from pages.shared.unknown_words import known_or_told
from w2v_core.errors import W2VError
from w2v_core.evaluation.alacarte import ALaCarte
from w2v_core.evaluation.difference import FEWEST, Difference
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.text.corpus import Corpus
from w2v_core.text.views.concordance import Hits, Line
from w2v_core.vectors.word_vectors import WordVectors

CERTAIN = 0.05  # p up to which a difference is said to be seen
CONTEXT = 8
_P = "p\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}"  # not torn apart at the end of a line
METHOD = """
- **One model.** A word's vector in a group is made of the vectors of the words around it there, by
  the map that makes all words' vectors of their contexts (à la carte, Khodak et al. 2018).
- **Distance** is squared, as a share of the squared lengths of both vectors (for vectors of one
  length 1 - cosine), without the bias of small samples (Green et al. 2025): 0 is no difference, 1 a
  right angle, and by chance it falls below 0 as often as above.
- **Random splits** deal the same documents to groups of the same sizes. p is how often they lie as
  far apart. The interval draws documents anew (bootstrap).
- With much text **nearly every word** differs beyond chance, if little: go by the distance, and by
  how far it lies from the random splits.
- A difference may be one of **topic**, not of meaning: the words around it differ, no more is said.
"""


def show_groups(run: RunFolder, vectors: WordVectors, left: AbstractContextManager[Any]) -> None:
    """All of the view; what is asked goes to the left."""
    corpus = None if run.info.imported else state.run_corpus()
    if corpus is None:
        empty_state(
            "Groups are compared by the text, and the text of this run is not here: it was "
            "trained elsewhere, or its corpus is gone. Train on a text of yours.",
            "pages/corpus.py",
            "Go to Corpus",
        )
        return
    with left:
        choice = ask_groups(corpus, vectors)
    if choice is None:
        empty_state(
            "This text is one document, so there are no groups. Load several files, a ZIP with "
            "folders, or a table, and train on it.",
            "pages/corpus.py",
            "Go to Corpus",
        )
    elif len(choice.chosen) < 2:
        st.info("Choose two groups or more.", icon=":material/group_work:")
    else:
        try:
            _show(run, vectors, corpus, choice)
        except W2VError as error:
            st.warning(escape_markdown(str(error)), icon=":material/help:")


def _show(run: RunFolder, vectors: WordVectors, corpus: Corpus, choice: Choice) -> None:
    model = model_of(run, corpus.restrict(run.config.min_count), vectors)
    if not choice.word:
        st.info(
            "Type a word at the left, or find the words that differ most and click on one.",
            icon=":material/search:",
        )
    elif known_or_told(vectors, choice.word, "groups_unknown"):
        _show_word(corpus, choice, word_test(run, model, choice.groups, choice.chosen, choice.word))
    show_differing(run, model, choice)
    _say_method(model)


def _show_word(corpus: Corpus, choice: Choice, found: WordTest) -> None:
    """The figure in a sentence and in a picture, then neighbors and lines of each group."""
    test = found.test
    if test.problem:
        st.info(f"{mono(test.word)}: {escape_markdown(test.problem)}", icon=":material/help:")
    else:
        st.markdown(in_a_sentence(test))
        _caution(test)
        st.plotly_chart(
            draw_placebo.placebo(test),
            key="groups_placebo",
            config=CURVE_CONFIG,
            alt=f"Distances of {len(test.placebo)} random splits as a histogram, "
            f"{_range(test.by_chance)} for 95 % of them; the groups lie at {_three(test.figure)}.",
        )
    if any(found.near):
        names = [choice.groups.names[i] for i in choice.chosen]
        show_lists(list(zip(names, found.near, strict=True)), "groups_beside")
    _show_lines(corpus, choice, found)


def in_a_sentence(test: Difference) -> str:
    """Whether the groups differ, how far, and how far chance goes."""
    one, other = (f"**{escape_markdown(name)}**" for name in test.groups)
    seen = "is used differently" if test.p <= CERTAIN else "is not seen to be used differently"
    total = sum(test.units)
    return (
        f"In {one} and {other} {mono(test.word)} {seen}: distance **{_three(test.figure)}** "
        f"\\[{_range((test.low, test.high))}\\]; 95 % of the random splits of the {total:,} "
        f"{test.unit} give {_range(test.by_chance)}; {_P}{test.p:.3f}."
    )


def _range(ends: tuple[float, float]) -> str:
    return f"{_three(ends[0])} to {_three(ends[1])}"


def _three(value: float) -> str:
    """Three decimals, as of a similarity; never -0.000."""
    return f"{round(value, 3) + 0.0:.3f}"


def _caution(test: Difference) -> None:
    """What the numbers do not say."""
    if test.unit == "occurrences":
        st.caption(
            f":material/warning: A group has under {FEWEST} documents with this word, so single "
            "occurrences were split and drawn. Those of one document are alike for many reasons: "
            "this is about these very documents, and p is too small for others of their kind."
        )


def _show_lines(corpus: Corpus, choice: Choice, found: WordTest) -> None:
    """One line of each group, and how often the word stands there."""
    hits = counted.concordance(corpus).find(choice.word, context=CONTEXT)
    own = corpus.all_types.index.get(choice.word) is not None
    first = _firsts(corpus, choice, hits) if own else (lambda group: None)
    for place, group in enumerate(choice.chosen):
        name = escape_markdown(choice.groups.names[group])
        times, documents = int(found.occurrences[place]), int(found.documents[place])
        says = f"**{name}**: {times:,} times in {documents:,} documents"
        if found.near[place]:
            says += f", cosine {found.likeness[place]:.2f} with the word's own vector"
        line = first(group)
        st.markdown(says if line is None else f"{says}. {_in_line(line)}")


def _firsts(corpus: Corpus, choice: Choice, hits: Hits) -> Callable[[int], Line | None]:
    """Gives the first line of a group."""
    edges = np.asarray(corpus.starts)[corpus.documents]
    document = np.searchsorted(edges, hits.positions, side="right") - 1
    group_of = choice.groups.of_document[document]

    def first(group: int) -> Line | None:
        places = np.flatnonzero(group_of == group)
        return hits.page(int(places[0]), 1)[0] if len(places) else None

    return first


def _in_line(line: Line) -> str:
    parts = (" ".join(map(shorten, each.split())) for each in (line.left, line.hit, line.right))
    left, hit, right = map(escape_markdown, parts)
    return f"*First:* {left} **{hit}** {right} ({escape_markdown(line.document_name)})"


def _say_method(model: ALaCarte) -> None:
    """How it was found out, and how far contexts tell where words lie."""
    with st.expander("What is measured here"):
        st.markdown(METHOD)
    if model.ridged:
        st.caption(
            f":material/warning: The text has {model.words:,} words and {model.vectors.dim} "
            "numbers each: too few to learn what contexts mean, so neighbors say little."
        )
    st.caption(
        f"Contexts of {model.window} words to either side, within the sentence; vectors made of "
        f"them have a mean cosine of {model.fit:.2f} with the words' own."
    )

"""Which analogy questions a run is asked while it trains.

The boxes are those of Evaluate: what was pasted or uploaded there stands here too.
Leaves out: how many of them are asked (`w2v_core.runs.folder.questions`), and the score
(`show_exams`).
"""

from __future__ import annotations

import streamlit as st

from pages.shared import ask_set
from pages.shared.ask_set import QUESTIONS, Brought
from w2v_core.evaluation.analogies import Section
from w2v_core.intake.samples import SAMPLES
from w2v_core.runs.folder.questions import MOST_ASKED
from w2v_core.text.corpus import Corpus


def ask(corpus: Corpus) -> Brought | None:
    """The set for the next run; None while there is none."""
    sample = SAMPLES.get(corpus.name)
    with st.expander("Score while training"):
        brought = ask_set.ask(QUESTIONS, sample.questions if sample is not None else None)
        st.caption(
            f"The next run is asked these as it forms, at most {MOST_ASKED} of them; they are the "
            "questions of Evaluate, too. Without any it trains all the same."
        )
    return brought


def sections(brought: Brought | None) -> list[Section]:
    """What is asked; raises FormatError if it cannot be read."""
    return [] if brought is None else ask_set.sections(brought)

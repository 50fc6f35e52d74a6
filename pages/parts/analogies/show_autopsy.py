"""What the answer to an analogy rests on: simpler questions beside it, in a table and in words.

Leaves out: the answer itself (`show_answers`), and all computing (`w2v_core.vectors.autopsy`).
"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.parts.analogies.ask_question import Three
from pages.shared import state
from pages.shared.downloads import download_table
from pages.shared.safe_text import mono
from w2v_core.vectors.autopsy import Autopsy
from w2v_core.vectors.word_vectors import Neighbor, WordVectors

RARE = 20  # occurrences


def show(vectors: WordVectors, three: Three, seen: Autopsy, expected: str) -> None:
    """What the answer rests on, as a table and in words."""
    st.subheader("What the answer rests on", anchor=False)
    _, b, c = three
    rows: list[tuple[str, Neighbor | None]] = [
        ("the question itself", seen.answer),
        ("its own words allowed", seen.inputs_allowed),
        (f"nearest to {b} alone", seen.near_b),
        (f"nearest to {c} alone", seen.near_c),
        (f"the step {three[0]} → {b} alone", seen.offset),
    ]
    columns = ("asked", "answer", "score", "count")
    cells = [(label, e.word, e.similarity, e.count) for label, e in rows if e is not None]
    _show_verdict(seen, three, expected)
    st.dataframe(
        pd.DataFrame(cells, columns=list(columns)),
        key="autopsy",
        hide_index=True,
        height="content",
        column_config={
            "asked": st.column_config.TextColumn("Asked", width=190),
            "answer": st.column_config.TextColumn("Answer", width=110),
            "score": st.column_config.NumberColumn("Score", format="%.3f", width=60),
            "count": st.column_config.NumberColumn("Count", format="localized", width=60),
        },
        alt="The answer beside those of simpler questions, with score and count.",
    )
    download_table("Download autopsy", columns, lambda: cells, "autopsy.csv")
    _show_counts(vectors, three, seen.answer)


def _show_verdict(seen: Autopsy, three: Three, expected: str) -> None:
    """One sentence on each of the things that could have made the answer."""
    answer = seen.answer.word if seen.answer else ""
    alone = [
        mono(word)
        for word, near in ((three[1], seen.near_b), (three[2], seen.near_c))
        if near is not None and near.word == answer
    ]
    says = ["Neither b nor c alone gives this answer: it takes all three words."]
    if alone:
        gives = "give" if len(alone) > 1 else "gives"
        says = [
            f"{' alone and '.join(alone)} alone {gives} the same answer, so it says little about "
            "how the words relate."
        ]
    if seen.inputs_allowed is not None and seen.inputs_allowed.word in three:
        says.append(
            f"With its own words allowed, {mono(seen.inputs_allowed.word)} would win, as "
            "one of them nearly always does."
        )
    st.markdown(" ".join((*says, _expectation(seen, expected))))


def _expectation(seen: Autopsy, expected: str) -> str:
    """Where the expected answer stands."""
    if not expected:
        return ""
    if seen.expected is None:
        return f"{mono(expected)} is a word of the question, and these are left out."
    return (
        f"{mono(expected)} stands at rank {seen.expected.rank:,} of {seen.candidates:,}, "
        f"with {seen.expected.similarity:.3f}."
    )


def _show_counts(vectors: WordVectors, three: Three, answer: Neighbor | None) -> None:
    """How often the words occur; rare ones are named, for their vectors are unsure."""
    if state.run_corpus() is None:
        st.caption("The text of these vectors is not here: counts may be stand-ins.")
        return
    words = list(dict.fromkeys((*three, *([answer.word] if answer else []))))
    counts = {word: int(vectors.vocabulary.counts[vectors.id(word)]) for word in words}
    said = ", ".join(f"{mono(word)} {count:,}" for word, count in counts.items())
    rare = [mono(word) for word, count in counts.items() if count < RARE]
    unsure = f" Under {RARE} occurrences, so unsure: {', '.join(rare)}." if rare else ""
    st.caption(f"Occurrences: {said}.{unsure}")

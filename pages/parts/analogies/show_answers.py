"""The answers to analogies and sums: the best with its margin, the picture, the autopsy.

A question with an unknown word is answered as far as its other words go.
Leaves out: the boxes (`ask_question`), how the picture is drawn (`draw_arrows`), and all computing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from pages.drawing.theme import CURVE_CONFIG
from pages.parts.analogies import draw_arrows
from pages.parts.analogies.ask_question import METHODS, Three, replacing
from pages.shared import results, state, widgets
from w2v_core.errors import ExpressionError
from w2v_core.vectors.analogy_form import Analogy, read_analogy
from w2v_core.vectors.autopsy import Autopsy, autopsy
from w2v_core.vectors.direction import three_cos_add
from w2v_core.vectors.expression import parse
from w2v_core.vectors.projection import pca
from w2v_core.vectors.word_vectors import Method, Neighbor, WordVectors

ANSWERS = 8
MOST_UNKNOWN = 4  # explained one by one
CLOSE, SMALL = 0.01, 0.05  # margins
RARE = 20  # occurrences

Weights = Mapping[str, float]


def show_analogy(
    vectors: WordVectors, asked: Analogy, method: Method, inputs: bool, text: str | None = None
) -> None:
    """The answers to a : b :: c : ?, or to what is left of it without unknown words.

    `text` is the sum in which it was typed; None if it stands in boxes.
    """
    three = (asked.a, asked.b, asked.c)
    if not all(three):
        st.markdown("Fill in three words, or take an example.")
        return
    if explain_unknown(vectors, three, text):
        show_rest(vectors, three_cos_add(*three), inputs)
        return
    found = vectors.analogy(*three, ANSWERS, method=method, exclude_inputs=not inputs)
    a, b, c = (widgets.mono(word) for word in three)
    show_answers(vectors, found, f"{a} is to {b} as {c} is to", three, METHODS[method])
    expected = asked.expected
    if expected and not widgets.known(
        vectors, expected, "expected_unknown", replacing(3, expected, text)
    ):
        expected = ""
    seen = autopsy(vectors, *three, method=method, exclude_inputs=not inputs, expected=expected)
    show_autopsy(vectors, three, seen, expected)


def show_sum(vectors: WordVectors, text: str, inputs: bool) -> None:
    """The words nearest to a sum, or to what is left of it without unknown words."""
    weights = parse(text)
    if explain_unknown(vectors, list(weights), text):
        show_rest(vectors, weights, inputs)
        return
    found = near_sum(vectors, weights, inputs)
    show_answers(vectors, found, f"{written(weights)} is nearest to", as_three(weights), "Cosine")


def typed_analogy(text: str) -> Analogy | None:
    """The analogy that was typed instead of a sum, if it is one that can be read."""
    try:
        return read_analogy(text)
    except ExpressionError:
        return None


def explain_unknown(vectors: WordVectors, words: Sequence[str], text: str | None) -> bool:
    """Say which words are not known, and offer spellings; return whether there are any."""
    unknown = [word for word in dict.fromkeys(words) if word not in vectors]
    for word in unknown[:MOST_UNKNOWN]:
        place = words.index(word)
        key = f"sum_unknown_{place}" if text is not None else f"{'abc'[place]}_unknown"
        widgets.known(vectors, word, key, replacing(place, word, text))
    if len(unknown) > MOST_UNKNOWN:
        rest = ", ".join(widgets.mono(word) for word in unknown[MOST_UNKNOWN:][:20])
        st.warning(f"Not known either: {rest}", icon=":material/help:")
    return bool(unknown)


def show_rest(vectors: WordVectors, weights: Weights, inputs: bool) -> None:
    """The words nearest to the terms that are known."""
    rest = {word: weight for word, weight in weights.items() if word in vectors and weight}
    missing = ", ".join(widgets.mono(word) for word in weights if word not in vectors)
    if not rest:
        st.markdown(f"Without {missing} nothing is left to ask.")
        return
    found = near_sum(vectors, rest, inputs)
    show_answers(
        vectors, found, f"Without {missing}: {written(rest)} is nearest to", None, "Cosine"
    )


def near_sum(vectors: WordVectors, weights: Weights, inputs: bool) -> list[Neighbor]:
    """The nearest words, those of the sum among them or not."""
    return vectors.neighbors(vectors.combine(weights) if inputs else weights, ANSWERS)


def written(weights: Weights) -> str:
    """A sum as markdown, in its own order, words of weight 0 left out."""
    text = ""
    for word, weight in weights.items():
        size = "" if abs(weight) == 1 else f"{abs(weight):g}\u202f×\u202f"
        sign = (" + " if text else "") if weight > 0 else (" − " if text else "−")
        text += f"{sign}{size}{widgets.mono(word)}" if weight else ""
    return text


def as_three(weights: Weights) -> Three | None:
    """(a, b, c) if the sum is b - a + c, so that it can be drawn as two arrows."""
    plus = [word for word, weight in weights.items() if weight == 1]
    minus = [word for word, weight in weights.items() if weight == -1]
    if len(plus) == 2 and len(minus) == 1 and len(weights) == 3:
        return minus[0], plus[0], plus[1]
    return None


def show_answers(
    vectors: WordVectors, found: list[Neighbor], question: str, three: Three | None, score: str
) -> None:
    """The best answer with its margin, the picture, and the runners-up."""
    if not found:
        st.info("The vocabulary holds no other word that could be the answer.")
        return
    best = found[0]
    st.subheader(f"{question} {widgets.mono(best.word)}", anchor=False)
    st.caption(f"{score} {best.similarity:.3f}{lead(found)}")
    if three is not None:
        show_plane(vectors, (*three, best.word))
    key = "_".join(str(vectors.id(each.word)) for each in found)
    highest = max(1.0, best.similarity)
    results.word_table(found, f"answers_{key}", "answers.csv", score=score, highest=highest)


def lead(found: Sequence[Neighbor]) -> str:
    """How far the best is ahead, and what that says."""
    if len(found) < 2:
        return ""
    margin = found[0].similarity - found[1].similarity
    if margin < CLOSE:
        says = "too close to call: training with another seed may turn the two around"
    else:
        says = "a small lead, which rests on little" if margin < SMALL else "a clear lead"
    return f", {margin:.3f} ahead of the next: {says}."


def show_plane(vectors: WordVectors, four: tuple[str, str, str, str]) -> None:
    """The four words and the two steps between them."""
    projection = pca(vectors.unit_rows([vectors.id(word) for word in four]))
    kept = sum(projection.variance_kept)
    figure = draw_arrows.analogy_plane(
        projection.points, four, variance_kept=kept, width=results.chart_width()
    )
    st.plotly_chart(
        figure,
        key="plane",
        config=CURVE_CONFIG,
        alt="Two arrows, from a to b and from c to the answer; the more alike they are, the better "
        f"the analogy holds. The plane keeps {kept:.0%} of the variance.",
    )


def show_autopsy(vectors: WordVectors, three: Three, seen: Autopsy, expected: str) -> None:
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
    show_verdict(seen, three, expected)
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
    widgets.download_table("Download autopsy", columns, lambda: cells, "autopsy.csv")
    show_counts(vectors, three, seen.answer)


def show_verdict(seen: Autopsy, three: Three, expected: str) -> None:
    """One sentence on each of the things that could have made the answer."""
    answer = seen.answer.word if seen.answer else ""
    alone = [
        widgets.mono(word)
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
            f"With its own words allowed, {widgets.mono(seen.inputs_allowed.word)} would win, as "
            "one of them nearly always does."
        )
    st.markdown(" ".join((*says, expectation(seen, expected))))


def expectation(seen: Autopsy, expected: str) -> str:
    """Where the expected answer stands."""
    if not expected:
        return ""
    if seen.expected is None:
        return f"{widgets.mono(expected)} is a word of the question, and these are left out."
    return (
        f"{widgets.mono(expected)} stands at rank {seen.expected.rank:,} of {seen.candidates:,}, "
        f"with {seen.expected.similarity:.3f}."
    )


def show_counts(vectors: WordVectors, three: Three, answer: Neighbor | None) -> None:
    """How often the words occur; rare ones are named, for their vectors are unsure."""
    if state.run_corpus() is None:
        st.caption("The text of these vectors is not here: counts may be stand-ins.")
        return
    words = list(dict.fromkeys((*three, *([answer.word] if answer else []))))
    counts = {word: int(vectors.vocabulary.counts[vectors.id(word)]) for word in words}
    said = ", ".join(f"{widgets.mono(word)} {count:,}" for word, count in counts.items())
    rare = [widgets.mono(word) for word, count in counts.items() if count < RARE]
    unsure = f" Under {RARE} occurrences, so unsure: {', '.join(rare)}." if rare else ""
    st.caption(f"Occurrences: {said}.{unsure}")

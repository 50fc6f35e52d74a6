"""The answers to analogies and sums: the best with its margin, the picture, the others.

A question with an unknown word is answered as far as its other words go.
Leaves out: the boxes (`ask_question`), how the picture is drawn (`draw_arrows`), what an answer
rests on (`show_autopsy`), and all computing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from pages.drawing.theme import CURVE_CONFIG
from pages.parts.analogies import draw_arrows, show_autopsy
from pages.parts.analogies.ask_question import Three, replacing
from pages.shared import state
from pages.shared.downloads import download_table
from pages.shared.methods import METHODS
from pages.shared.safe_text import mono
from pages.shared.screen import chart_width
from pages.shared.tables import clicked_rows, table_height, word_columns
from pages.shared.unknown_words import known_or_told
from w2v_core.errors import ExpressionError
from w2v_core.vectors.analogy_form import Analogy, read_analogy
from w2v_core.vectors.autopsy import autopsy
from w2v_core.vectors.direction import three_cos_add
from w2v_core.vectors.expression import parse
from w2v_core.vectors.projection import pca
from w2v_core.vectors.word_vectors import Method, Neighbor, WordVectors

ANSWERS = 8
MOST_UNKNOWN = 4  # explained one by one
CLOSE, SMALL = 0.01, 0.05  # margins
MOST_ROWS = 12  # that are seen at once

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
    if _explain_unknown(vectors, three, text):
        _show_rest(vectors, three_cos_add(*three), inputs)
        return
    found = vectors.analogy(*three, ANSWERS, method=method, exclude_inputs=not inputs)
    a, b, c = (mono(word) for word in three)
    _show_answers(vectors, found, f"{a} is to {b} as {c} is to", three, METHODS[method])
    expected = asked.expected
    if expected and not known_or_told(
        vectors, expected, "expected_unknown", replacing(3, expected, text)
    ):
        expected = ""
    seen = autopsy(vectors, *three, method=method, exclude_inputs=not inputs, expected=expected)
    show_autopsy.show(vectors, three, seen, expected)


def show_sum(vectors: WordVectors, text: str, inputs: bool) -> None:
    """The words nearest to a sum, or to what is left of it without unknown words."""
    weights = parse(text)
    if _explain_unknown(vectors, list(weights), text):
        _show_rest(vectors, weights, inputs)
        return
    found = _near_sum(vectors, weights, inputs)
    _show_answers(
        vectors, found, f"{_written(weights)} is nearest to", _as_three(weights), "Cosine"
    )


def typed_analogy(text: str) -> Analogy | None:
    """The analogy that was typed instead of a sum, if it is one that can be read."""
    try:
        return read_analogy(text)
    except ExpressionError:
        return None


def _explain_unknown(vectors: WordVectors, words: Sequence[str], text: str | None) -> bool:
    """Say which words are not known, and offer spellings; return whether there are any."""
    unknown = [word for word in dict.fromkeys(words) if word not in vectors]
    for word in unknown[:MOST_UNKNOWN]:
        place = words.index(word)
        key = f"sum_unknown_{place}" if text is not None else f"{'abc'[place]}_unknown"
        known_or_told(vectors, word, key, replacing(place, word, text))
    if len(unknown) > MOST_UNKNOWN:
        rest = ", ".join(mono(word) for word in unknown[MOST_UNKNOWN:][:20])
        st.warning(f"Not known either: {rest}", icon=":material/help:")
    return bool(unknown)


def _show_rest(vectors: WordVectors, weights: Weights, inputs: bool) -> None:
    """The words nearest to the terms that are known."""
    rest = {word: weight for word, weight in weights.items() if word in vectors and weight}
    missing = ", ".join(mono(word) for word in weights if word not in vectors)
    if not rest:
        st.markdown(f"Without {missing} nothing is left to ask.")
        return
    found = _near_sum(vectors, rest, inputs)
    _show_answers(
        vectors, found, f"Without {missing}: {_written(rest)} is nearest to", None, "Cosine"
    )


def _near_sum(vectors: WordVectors, weights: Weights, inputs: bool) -> list[Neighbor]:
    """The nearest words, those of the sum among them or not."""
    return vectors.neighbors(vectors.combine(weights) if inputs else weights, ANSWERS)


def _written(weights: Weights) -> str:
    """A sum as markdown, in its own order, words of weight 0 left out."""
    text = ""
    for word, weight in weights.items():
        size = "" if abs(weight) == 1 else f"{abs(weight):g}\u202f×\u202f"
        sign = (" + " if text else "") if weight > 0 else (" − " if text else "−")
        text += f"{sign}{size}{mono(word)}" if weight else ""
    return text


def _as_three(weights: Weights) -> Three | None:
    """(a, b, c) if the sum is b - a + c, so that it can be drawn as two arrows."""
    plus = [word for word, weight in weights.items() if weight == 1]
    minus = [word for word, weight in weights.items() if weight == -1]
    if len(plus) == 2 and len(minus) == 1 and len(weights) == 3:
        return minus[0], plus[0], plus[1]
    return None


def _show_answers(
    vectors: WordVectors, found: list[Neighbor], question: str, three: Three | None, score: str
) -> None:
    """The best answer with its margin, the picture, and the runners-up."""
    if not found:
        st.info("The vocabulary holds no other word that could be the answer.")
        return
    best = found[0]
    st.subheader(f"{question} {mono(best.word)}", anchor=False)
    st.caption(f"{score} {best.similarity:.3f}{lead(found)}")
    if three is not None:
        _show_plane(vectors, (*three, best.word))
    key = "_".join(str(vectors.id(each.word)) for each in found)
    highest = max(1.0, best.similarity)
    _word_table(found, f"answers_{key}", "answers.csv", score=score, highest=highest)


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


def _show_plane(vectors: WordVectors, four: tuple[str, str, str, str]) -> None:
    """The four words and the two steps between them."""
    projection = pca(vectors.unit_rows([vectors.id(word) for word in four]))
    kept = sum(projection.variance_kept)
    figure = draw_arrows.plane(projection.points, four, variance_kept=kept, width=chart_width())
    st.plotly_chart(
        figure,
        key="plane",
        config=CURVE_CONFIG,
        alt="Two arrows, from a to b and from c to the answer; the more alike they are, the better "
        f"the analogy holds. The plane keeps {kept:.0%} of the variance.",
    )


def _word_table(
    found: Sequence[Neighbor],
    key: str,
    file_name: str,
    *,
    score: str = "Similarity",
    highest: float = 1.0,
) -> None:
    """Draw rank, word, score with a bar, and count, and offer them as CSV.

    A click on a row puts its word in focus. `key` must change with what is shown, or a row would
    stay selected under other words.
    """

    def take() -> None:
        for row in clicked_rows(key):
            state.choose_focus(found[row].word)

    table = {
        "rank": [each.rank for each in found],
        "word": [each.word for each in found],
        "score": [each.similarity for each in found],
        "count": [each.count for each in found],
    }
    st.caption("Click on a word to put it in focus.")
    st.dataframe(
        pd.DataFrame(table),
        key=key,
        hide_index=True,
        height=table_height(len(found), MOST_ROWS),
        on_select=take,
        selection_mode="single-cell",
        column_config=word_columns(score, highest),
        alt=f"Words with rank, {score.lower()} and count.",
    )
    download_table(
        "Download table",
        ("rank", "word", score.lower(), "count"),
        lambda: [(each.rank, each.word, f"{each.similarity:.6f}", each.count) for each in found],
        file_name,
    )

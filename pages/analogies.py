"""Analogies: a is to b as c is to what, and free arithmetic with words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import get_args

import streamlit as st

from pages.shared import maps, results, state, widgets
from pages.shared.template import CURVE_CONFIG
from w2v_core.errors import ExpressionError, UnknownWordError, W2VError
from w2v_core.evaluation.analogies import read_questions
from w2v_core.vectors.expression import parse
from w2v_core.vectors.projection import pca
from w2v_core.vectors.word_vectors import Method, Neighbor, WordVectors

Three = tuple[str, str, str]

MOST_EXAMPLES = 5
ANSWERS = 8
BOXES = ("analogy_a", "analogy_b", "analogy_c")
METHODS = {"3cosadd": "3CosAdd", "3cosmul": "3CosMul"}
METHOD_HELP = (
    "*3CosAdd* adds up three cosines: near b and c, far from a. *3CosMul* multiplies them, "
    "so that one large term cannot decide alone; it is often a little better."
)
EXCLUDE_HELP = (
    "The three words are the nearest to their own sum almost always. Off shows who would win "
    "if they were allowed to."
)

# For corpora that come without questions of their own.
COMMON: tuple[Three, ...] = (
    ("man", "king", "woman"),
    ("france", "paris", "italy"),
    ("cat", "kitten", "dog"),
    ("good", "better", "bad"),
    ("walk", "walked", "play"),
    ("car", "cars", "dog"),
)


def examples(vectors: WordVectors) -> list[Three]:
    """One question of each kind whose words all have vectors."""
    questions = sample_questions(str(state.SAMPLES))
    fitting = [each for each in (*questions, *COMMON) if all(word in vectors for word in each)]
    return list(dict.fromkeys(fitting))[:MOST_EXAMPLES]


@st.cache_data(show_spinner=False)
def sample_questions(folder: str) -> list[Three]:
    """The first question of each section of the samples' own questions."""
    found = []
    for path in sorted(Path(folder).glob("*.questions.txt")):
        for section in read_questions(path):
            a, b, c, _ = section.questions[0]
            found.append((a, b, c))
    return found


def put(words: Sequence[str]) -> None:
    """Fill the three boxes."""
    st.session_state.update(zip(BOXES, words, strict=True))


def ask_three(vectors: WordVectors, offered: list[Three]) -> Three:
    """Three word boxes, filled with the first example at the first visit."""
    start = offered[0] if offered else ("", "", "")
    labels = ("a", "is to b", "as c is to …")
    a, b, c = (
        widgets.word_box(vectors, key, label, value=word)
        for key, label, word in zip(BOXES, labels, start, strict=True)
    )
    return a, b, c


def choose_method() -> tuple[Method, bool]:
    """How answers are scored, and whether the three words themselves are left out."""
    method: Method = st.segmented_control(
        "Method",
        get_args(Method),
        default="3cosadd",
        required=True,
        format_func=METHODS.__getitem__,
        help=METHOD_HELP,
        key="method",
        persist_state="session",
    )
    exclude = st.toggle(
        "Leave the three words out",
        value=True,
        key="exclude",
        persist_state="session",
        help=EXCLUDE_HELP,
    )
    return method, exclude


def offer_examples(offered: list[Three]) -> None:
    """Buttons that fill the boxes."""
    if not offered:
        return
    st.caption("Examples")
    with st.container(gap="xxsmall"):
        for i, (a, b, c) in enumerate(offered):
            label = f"{widgets.plain(a)} : {widgets.plain(b)} = {widgets.plain(c)} : ?"
            st.button(label, key=f"example_{i}", type="tertiary", on_click=put, args=((a, b, c),))


def show_analogy(vectors: WordVectors, three: Three, method: Method, exclude: bool) -> None:
    """The answers to a : b = c : ?, or which of the three words is not known."""
    if not all(three):
        st.markdown("Fill in three words, or take an example.")
        return
    for key, word in zip(BOXES, three, strict=True):
        if not widgets.known(vectors, word, f"{key}_unknown", partial(put_one, key)):
            return
    found = vectors.analogy(*three, ANSWERS, method=method, exclude_inputs=exclude)
    a, b, c = (widgets.mono(word) for word in three)
    show_answers(vectors, found, f"{a} is to {b} as {c} is to", three, METHODS[method])
    if exclude and found:
        show_autopsy(vectors, three, method, found[0].word)


def put_one(key: str, word: str) -> None:
    """Replace the word in one box."""
    st.session_state[key] = word


def show_answers(
    vectors: WordVectors,
    found: list[Neighbor],
    question: str,
    three: Three | None,
    score: str,
) -> None:
    """The best answer with its margin, the picture, and the runners-up."""
    if not found:
        st.info("The vocabulary holds no other word that could be the answer.")
        return
    best = found[0]
    margin = f", {best.similarity - found[1].similarity:.3f} ahead of the next" * (len(found) > 1)
    st.subheader(f"{question} {widgets.mono(best.word)}", anchor=False)
    st.caption(f"{score} {best.similarity:.3f}{margin}")
    if three is not None:
        show_plane(vectors, (*three, best.word))
    key = "_".join(str(vectors.id(each.word)) for each in found)
    highest = max(1.0, best.similarity)
    results.word_table(found, f"answers_{key}", "answers.csv", score=score, highest=highest)


def show_plane(vectors: WordVectors, four: tuple[str, str, str, str]) -> None:
    """The four words and the two steps between them."""
    projection = pca(vectors.unit[[vectors.id(word) for word in four]])
    kept = sum(projection.variance_kept)
    figure = maps.analogy_plane(
        projection.points, four, variance_kept=kept, width=results.chart_width()
    )
    st.plotly_chart(
        figure,
        key="plane",
        config=CURVE_CONFIG,
        alt="Two arrows, from a to b and from c to the answer; the more alike they are, the better "
        f"the analogy holds. The plane keeps {kept:.0%} of the variance.",
    )


def show_autopsy(vectors: WordVectors, three: Three, method: Method, answer: str) -> None:
    """What the answer rests on: how the inputs themselves would fare, and the word b alone."""
    allowed = vectors.analogy(*three, 1, method=method, exclude_inputs=False)[0].word
    # Of the three nearest to b at most two are a and c; the answer itself is another word.
    near = (each.word for each in vectors.neighbors(three[1], 3) if each.word not in three)
    alone = next(near)
    verdict = " too: the other two words change nothing" if alone == answer else ""
    st.caption(
        f"With the three words allowed, {widgets.mono(allowed)} would win. By nearness to "
        f"{widgets.mono(three[1])} alone, {widgets.mono(alone)} would win{verdict}."
    )


def show_arithmetic(vectors: WordVectors, text: str) -> None:
    """The words nearest to a sum, or where the sum cannot be read."""
    if not text.strip():
        st.markdown("Write a sum of words, such as `king - man + woman`.")
        return
    try:
        weights = parse(text)
        found = vectors.neighbors(weights, ANSWERS)
    except UnknownWordError as error:
        in_place = partial(replace_in_sum, text, error.word)
        widgets.show_unknown(error, "sum_unknown", in_place)
    except ExpressionError as error:
        st.warning(widgets.escape_markdown(str(error)), icon=":material/help:")
        st.code(f"{text}\n{caret(text, error.position)}", language=None)
    else:
        question = f"{widgets.mono(text.strip())} is nearest to"
        show_answers(vectors, found, question, as_analogy(weights), "Similarity")


def as_analogy(weights: Mapping[str, float]) -> Three | None:
    """(a, b, c) if the sum is b - a + c, so that it can be drawn as two arrows."""
    plus = [word for word, weight in weights.items() if weight == 1]
    minus = [word for word, weight in weights.items() if weight == -1]
    if len(plus) == 2 and len(minus) == 1 and len(weights) == 3:
        return minus[0], plus[0], plus[1]
    return None


def replace_in_sum(text: str, old: str, new: str) -> None:
    """Put one word in place of another, in quotes where it would not be read as one word."""
    try:
        written = new if list(parse(new)) == [new] else f'"{new}"'
    except ExpressionError:
        written = f'"{new}"'
    word = rf"""(?<![\w-])["']?{re.escape(old)}["']?(?![\w-])"""
    put_one("sum", re.sub(word, lambda _: written, text, count=1))


def caret(text: str, position: int) -> str:
    """A line that points at a character of the line above it, in a monospaced font."""
    pads = (
        ""
        if unicodedata.combining(c)
        else "\u3000"
        if unicodedata.east_asian_width(c) in "WF"
        else " "
        for c in text[:position]
    )
    return "".join(pads) + "^"


vectors = results.vectors_or_stop()
controls, result = st.columns([1, 2.4], gap="medium")
with controls:
    kind = st.segmented_control(
        "Question",
        ["Analogy", "Arithmetic"],
        default="Analogy",
        required=True,
        key="question_kind",
        persist_state="session",
        width="stretch",
    )
    if kind == "Analogy":
        offered = examples(vectors)
        three = ask_three(vectors, offered)
        with widgets.folded_on_phone("Settings and examples"):
            method, exclude = choose_method()
            offer_examples(offered)
    else:
        text = st.text_input(
            "Sum of words",
            value="king - man + woman",
            key="sum",
            max_chars=500,
            persist_state="session",
            help="Words joined by + and -, with weights and brackets: "
            "`2*(paris - france) + italy`. A word with a space or a sign goes into quotes: "
            '`"new york"`.',
        )
with result:
    try:
        if kind == "Analogy":
            show_analogy(vectors, three, method, exclude)
        else:
            show_arithmetic(vectors, text)
    except W2VError as error:
        st.warning(widgets.escape_markdown(str(error)), icon=":material/help:")

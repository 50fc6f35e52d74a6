"""What the page of analogies asks: words or a sum, how to score, and questions to begin with.

Each box has its own name in the address, so that a question can be handed on.
Leaves out: the answers (`show_answers`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Literal, get_args

import streamlit as st

from pages.shared.address import IN_ADDRESS
from pages.shared.choices import one_of
from pages.shared.methods import METHODS
from pages.shared.safe_text import plain
from pages.shared.word_boxes import word_box
from w2v_core.evaluation.analogies import read_questions
from w2v_core.host import place
from w2v_core.vectors.expression import quote, replace_word
from w2v_core.vectors.word_vectors import Method, WordVectors

Three = tuple[str, str, str]
Kind = Literal["Analogy", "Arithmetic"]

MOST_EXAMPLES = 5
BOXES = ("a", "b", "c")
LABELS = ("a", "is to b", "as c is to …")
EXPECTED = "expect"
SUM = "sum"

# For corpora that come without questions of their own.
COMMON: tuple[Three, ...] = (
    ("man", "king", "woman"),
    ("france", "paris", "italy"),
    ("cat", "kitten", "dog"),
    ("good", "better", "bad"),
    ("walk", "walked", "play"),
    ("row", "rows", "column"),
    ("car", "cars", "dog"),
)


def examples(vectors: WordVectors) -> list[Three]:
    """One question of each kind whose words all have vectors."""
    questions = _sample_questions(str(place.SAMPLES))
    fitting = [each for each in (*questions, *COMMON) if all(word in vectors for word in each)]
    return list(dict.fromkeys(fitting))[:MOST_EXAMPLES]


@st.cache_data(show_spinner=False)
def _sample_questions(folder: str) -> list[Three]:
    """The first question of each section of the samples' own questions."""
    found = []
    for path in sorted(Path(folder).glob("*.questions.txt")):
        for section in read_questions(path):
            a, b, c, _ = section.questions[0]
            found.append((a, b, c))
    return found


def ask_kind() -> Kind:
    """Whether three words are asked for or a sum."""
    kind: Kind = one_of(
        "Question",
        get_args(Kind),
        default="Analogy",
        key="ask",
        width="stretch",
        **IN_ADDRESS,
    )
    return kind


def ask_three(vectors: WordVectors, offered: list[Three]) -> Three:
    """Three word boxes, filled with the first example at the first visit."""
    start = offered[0] if offered else ("", "", "")
    a, b, c = (
        word_box(vectors, key, label, value=word)
        for key, label, word in zip(BOXES, LABELS, start, strict=True)
    )
    return a, b, c


def ask_expected(vectors: WordVectors) -> str:
    """The answer that a person expects, if she says so."""
    return word_box(
        vectors,
        EXPECTED,
        "Expected answer",
        help="Says at which rank your own answer stands.",
    )


def ask_sum(offered: list[Three]) -> str:
    """A sum of words, or an analogy as it is written."""
    st.session_state.setdefault(SUM, _as_sum(*offered[0]) if offered else "")
    text: str = st.text_input(
        "Sum of words",
        key=SUM,
        max_chars=500,
        placeholder="king - man + woman",
        help="Words joined by + and -, with weights and brackets: "
        "`2*(paris - france) + italy`. A word with a space or a sign goes into quotes: "
        '`"new york"`. An analogy may be typed too: `man : king :: woman : ?`.',
        **IN_ADDRESS,
    )
    return text


def ask_method() -> Method:
    """How answers to an analogy are scored."""
    method: Method = one_of(
        "Method",
        get_args(Method),
        default="3cosadd",
        format_func=METHODS.__getitem__,
        help="*3CosAdd* adds up three cosines: near b and c, far from a. *3CosMul* multiplies "
        "them, so that one large term cannot decide alone; it is often a little better.",
        key="method",
        **IN_ADDRESS,
    )
    return method


def ask_inputs() -> bool:
    """Whether the words of the question may be its answer."""
    allowed: bool = st.toggle(
        "Question words may answer",
        key="inputs",
        help="Off, the words of the question are left out, as is usual: they are the nearest to "
        "their own sum almost always. On shows who wins then.",
        **IN_ADDRESS,
    )
    return allowed


def offer_examples(offered: list[Three], kind: Kind) -> None:
    """Buttons that fill the boxes."""
    if not offered:
        return
    st.caption("Examples")
    with st.container(gap="xxsmall"):
        for i, (a, b, c) in enumerate(offered):
            if kind == "Analogy":
                label = f"{plain(a)} : {plain(b)} :: {plain(c)} : ?"
            else:
                label = f"{plain(b)} - {plain(a)} + {plain(c)}"
            put = partial(_put_three if kind == "Analogy" else _put_sum, a, b, c)
            st.button(label, key=f"example_{i}", type="tertiary", on_click=put)


def _put_three(a: str, b: str, c: str) -> None:
    """Fill the three boxes; what was expected of another question is dropped."""
    st.session_state.update({**dict(zip(BOXES, (a, b, c), strict=True)), EXPECTED: None})


def _put_sum(a: str, b: str, c: str) -> None:
    """Fill the box of the sum."""
    st.session_state[SUM] = _as_sum(a, b, c)


def _as_sum(a: str, b: str, c: str) -> str:
    """The analogy as a sum."""
    return f"{quote(b)} - {quote(a)} + {quote(c)}"


def _put_one(key: str, word: str) -> None:
    """Replace the word in one box."""
    st.session_state[key] = word


def _replace_in_sum(text: str, old: str, new: str) -> None:
    """Put one word in place of another."""
    st.session_state[SUM] = replace_word(text, old, new)


def replacing(which: int, old: str, text: str | None) -> Callable[[str], None]:
    """What a click on a spelling does: to a box by its place, or to the text of the sum."""
    if text is None:
        return partial(_put_one, (*BOXES, EXPECTED)[which])
    return partial(_replace_in_sum, text, old)

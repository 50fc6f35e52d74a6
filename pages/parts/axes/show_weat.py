"""The word embedding association test: four lists, one effect, and how sure it is.

Leaves out: the test itself (`w2v_core.evaluation.weat`) and the picture (`draw_axes`).
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd
import streamlit as st

from pages.parts.axes import draw_axes
from pages.parts.axes.show_axes import draw
from pages.shared import state
from pages.shared.address import IN_ADDRESS
from pages.shared.downloads import download_table
from pages.shared.safe_text import mono
from pages.shared.screen import chart_width
from pages.shared.tables import table_height
from pages.shared.unknown_words import known_or_told
from pages.shared.word_boxes import split_words
from w2v_core.evaluation.weat import FEWEST, TRUSTED, WeatScore, weat
from w2v_core.vectors.word_vectors import WordVectors

BOXES = ("weat_x", "weat_y", "weat_a", "weat_b")
LABELS = ("Targets X", "Targets Y", "Attributes A", "Attributes B")
MOST_SPELLINGS = 2  # unknown words a list that are explained
LEAST = 0.001  # p below which no figure is worth telling
CAUTION = """
- p is about the **choice of words**: how often the same targets, divided by chance, would lie as
  far apart. It says nothing about another text, another seed or people.
- Words of one list that are alike for another reason (frequency, grammar, topic) make the same
  effect. Look at the single words below before believing the number.
- d has no scale of its own: it is in standard deviations of these very words, so effects of other
  lists cannot be laid beside it.
- Lists should be chosen before looking, and at least 8 known words long.
"""


class Lists(NamedTuple):
    """Four lists of words, as they are typed."""

    x: str
    y: str
    a: str
    b: str


PRESETS = {
    "Kings and queens": Lists(
        "king prince father brother boy actor waiter wizard",
        "queen princess mother sister girl actress waitress witch",
        "he his himself man",
        "she her herself woman",
    ),
    "Animals and countries": Lists(
        "cat dog horse cow hen duck pig bear",
        "france italy japan egypt spain greece india norway",
        "kitten puppy foal calf chick duckling piglet cub",
        "paris rome tokyo cairo madrid athens delhi oslo",
    ),
    "Flowers and insects": Lists(
        "rose tulip daisy lily violet orchid poppy lilac",
        "ant wasp flea moth mosquito spider beetle fly",
        "love peace joy happy friend gift smile honest",
        "pain war hate ugly enemy grief dirty cruel",
    ),
    "Work and home": Lists(
        "he him his man boy father brother son",
        "she her hers woman girl mother sister daughter",
        "office salary business career manager company work profession",
        "home family children parents wedding kitchen marriage relatives",
    ),
    "Arithmetic and plots": Lists(
        "sum product mean minimum maximum multiply divide matrix",
        "color legend title marker line figure font label",
        "number integer float value",
        "text string name word",
    ),
}


def presets(vectors: WordVectors) -> dict[str, Lists]:
    """Those of which each list has enough known words for a score."""
    return {
        name: lists
        for name, lists in PRESETS.items()
        if all(sum(word in vectors for word in each.split()) >= FEWEST for each in lists)
    }


def ask_lists(offered: dict[str, Lists]) -> Lists:
    """Four boxes, filled with the first example at the first visit."""
    start = next(iter(offered.values()), Lists("", "", "", ""))
    for key, words in zip(BOXES, start, strict=True):
        st.session_state.setdefault(key, words)
    return Lists(*(_ask_list(key, label) for key, label in zip(BOXES, LABELS, strict=True)))


def _ask_list(key: str, label: str) -> str:
    text: str = st.text_area(
        label,
        key=key,
        height=74,
        max_chars=5_000,
        help="Words, separated by spaces, commas or lines; 8 or more.",
        **IN_ADDRESS,
    )
    return text


def offer_presets(offered: dict[str, Lists]) -> None:
    """Buttons that fill the boxes."""
    if not offered:
        return
    st.caption("Examples")
    with st.container(horizontal=True, gap="small"):
        for name, lists in offered.items():
            st.button(name, key=f"weat_{name}", type="tertiary", on_click=partial(_put, lists))


def _put(lists: Lists) -> None:
    """Fill the four boxes."""
    st.session_state.update(zip(BOXES, lists, strict=True))


def show(vectors: WordVectors, lists: Lists) -> None:
    """The effect, its p, the words one by one, and what is missing."""
    words = [split_words(text) for text in lists]
    if not any(words):
        st.markdown(
            "Fill in four lists, or take an example. X and Y are what is compared; A and B are "
            "what they may be near to."
        )
        return
    score = weat(vectors, *words, seed=state.seed())
    if score.problem:
        st.info(f"No score. {score.problem}")
    else:
        _show_score(score)
    _show_coverage(vectors, score)
    if score.problem:
        return
    _show_words(vectors, score)
    st.subheader("What this does not prove", anchor=False)
    st.markdown(CAUTION)


def _show_score(score: WeatScore) -> None:
    """Effect and p, and in words what they say."""
    first, second = st.columns(2)
    first.metric("Effect size d", f"{score.effect:.2f}")
    second.metric("p, one-sided", f"{score.p:.3f}" if score.p >= LEAST else f"under {LEAST}")
    nearer, other = ("X", "Y") if score.effect >= 0 else ("Y", "X")
    tried = (
        f"all {score.divisions:,} ways to divide the targets"
        if score.exact
        else f"{score.divisions:,} ways to divide the targets, drawn with seed {state.seed()},"
    )
    share = f"{score.p:.1%}" if score.p >= LEAST else f"under {LEAST:.1%}"
    st.markdown(
        f"{nearer} is nearer to A than {other} is, by {abs(score.effect):.2f} standard deviations. "
        f"Of {tried} {share} put X at least as far towards A."
    )
    if score.fewest < TRUSTED:
        st.warning(
            f"The shortest list has {score.fewest} known words; under {TRUSTED} the effect rests "
            "on single words. Add more.",
            icon=":material/warning:",
        )


def _show_coverage(vectors: WordVectors, score: WeatScore) -> None:
    """How many words of each list are known, and which are not."""
    known = [
        f"{each.name} {len(each.known)} of {len(each.known) + len(each.unknown)}"
        for each in score.lists
    ]
    st.caption(f"Known words: {', '.join(known)}.")
    for key, each in zip(BOXES, score.lists, strict=True):
        if each.unknown:
            named = ", ".join(mono(word) for word in each.unknown[:12])
            more = " …" if len(each.unknown) > 12 else "."
            st.caption(f"Not known in {each.name}: {named}{more}")
        for i, word in enumerate(each.unknown[:MOST_SPELLINGS] if not each.known else ()):
            known_or_told(vectors, word, f"{key}_{i}_unknown", partial(_replace, key, word))


def _replace(key: str, old: str, new: str) -> None:
    """Put one word of a list in place of another."""
    words = split_words(st.session_state[key])
    st.session_state[key] = " ".join(new if word == old else word for word in words)


def _show_words(vectors: WordVectors, score: WeatScore) -> None:
    """The targets by their association, as a picture and a table."""
    x, y = score.lists[:2]
    words = list(score.associations)
    values = np.array(list(score.associations.values()))
    groups = [0 if word in x.known else 1 for word in words]
    figure = draw_axes.strip(
        words,
        values,
        ("nearer to B", "nearer to A"),
        groups=groups,
        title="association: mean cosine with A less that with B",
        width=chart_width(),
    )
    st.caption("● X, ■ Y")
    draw(figure, words, f"Association of {len(x.known)} words of X and {len(y.known)} of Y.")
    order = np.argsort(-values, kind="stable").tolist()
    columns = ("word", "list", "association", "count")
    cells = [
        (
            words[i],
            "XY"[groups[i]],
            round(float(values[i]), 6),
            int(vectors.vocabulary.counts[vectors.id(words[i])]),
        )
        for i in order
    ]
    st.dataframe(
        pd.DataFrame(cells, columns=list(columns)),
        key="weat_table",
        hide_index=True,
        height=table_height(len(cells), 8),
        column_config={
            "word": st.column_config.TextColumn("Word"),
            "list": st.column_config.TextColumn("List", width=50),
            "association": st.column_config.NumberColumn("Association", format="%.3f"),
            "count": st.column_config.NumberColumn("Count", format="localized"),
        },
        alt="Target words with their list, association and count.",
    )
    download_table("Download table", columns, lambda: cells, "weat.csv")

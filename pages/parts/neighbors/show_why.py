"""Why two words are near: the contexts that they share in the text, and lines to read of both.

Leaves out: counting (`w2v_core.text.views.shared_contexts`).
"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.drawing.theme import sendable, shorten
from pages.parts.neighbors.ask_question import Question
from pages.shared import counted, state
from pages.shared.address import IN_ADDRESS
from pages.shared.downloads import download_table
from pages.shared.safe_text import escape_markdown, mono
from pages.shared.tables import stress, table_height
from pages.shared.unknown_words import known_or_told
from w2v_core.errors import UnknownWordError
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.text.corpus import Corpus
from w2v_core.text.views.collocations import MOST_WINDOW
from w2v_core.text.views.concordance import Hits
from w2v_core.text.views.shared_contexts import Shared, lines_with, shared_contexts

LINES = 6
CONTEXT = 5  # words on either side: two tables have to stand side by side
_MOST_CONTEXTS = 20


def show_why(question: Question) -> None:
    """What the text says for the likeness of the focus and another word, chosen here."""
    vectors, word = question.vectors, question.word
    other = _ask_other(word, [each.word for each in question.nearest(vectors, word)])
    if not other:
        st.caption("Choose a neighbor, or type any other word.")
        return
    if not known_or_told(vectors, other, "why_unknown", _choose):
        return
    st.caption(f"Similarity of the vectors: {vectors.similarity(word, other):.3f}")
    corpus = state.run_corpus()
    if corpus is None:
        st.info(
            "Why two words are near can only be told with the text that these vectors were trained "
            "on, and it is not here."
        )
        return
    window = _window(question.run)
    try:
        shared = shared_contexts(
            counted.collocations(corpus, window),
            word,
            other,
            min_count=vectors.min_count,
            limit=_MOST_CONTEXTS,
        )
    except UnknownWordError as error:
        st.warning(escape_markdown(error.reason), icon=":material/help:")
        return
    _show_contexts(shared, word, other, window)
    _show_lines(corpus, shared, (word, other), window)


def ask_why(word: str) -> None:
    """Show why this word is near to the focus; for a callback of another part of the page."""
    st.session_state["show"] = "Why"
    st.session_state["why"] = word
    # The box is not drawn yet, and one that comes with its value does not write it there.
    st.query_params["why"] = word


def _ask_other(word: str, near: list[str]) -> str:
    """The other word: one of the neighbors, or any."""
    given = st.session_state.get("why", st.query_params.get("why"))
    if given in (None, "", word) and near:
        st.session_state["why"] = near[0]
    chosen = st.selectbox(
        "Why is it near to",
        near,
        index=None,
        key="why",
        accept_new_options=True,
        placeholder="A neighbor, or any word",
        **IN_ADDRESS,
    )
    other = (chosen or "").strip()[: state.WORD_LENGTH]
    return "" if other == word else other


def _choose(word: str) -> None:
    st.session_state["why"] = word


def _window(run: RunFolder) -> int:
    """That of the training; of its numbers some may come from elsewhere."""
    window = run.info.config.get("window")
    return min(max(window, 1), MOST_WINDOW) if isinstance(window, int) else 5


def _show_contexts(shared: Shared, word: str, other: str, window: int) -> None:
    names = f"{mono(word)} and {mono(other)}"
    unit = "word" if window == 1 else "words"
    if not shared.number:
        st.info(
            f"No word stands near both {names} more often than by chance, within {window} {unit}. "
            "Their vectors are alike for roundabout reasons, such as contexts that are alike "
            "themselves, or by chance."
        )
        return
    st.markdown(
        f"{names} share **{shared.number:,}** contexts of {shared.number_a:,} and "
        f"{shared.number_b:,}; the cosine of their rows of PPMI is **{shared.cosine:.3f}**.",
        help="PPMI: how much more often than by chance two words stand together. Contexts are "
        f"words at most {window} {unit} away, ranked by the product of both PPMI; *share* is the "
        "part of each in the product of the rows, all of them together being 100 %.",
    )
    _context_table(shared, word, other)


def _context_table(shared: Shared, word: str, other: str) -> None:
    config = st.column_config
    a, b = (sendable(shorten(each, 14)) for each in (word, other))
    rows = [
        (each.word, 100 * each.share, each.ppmi_a, each.with_a, each.ppmi_b, each.with_b)
        for each in shared.contexts
    ]
    names = ("context", "share", "ppmi_a", "with_a", "ppmi_b", "with_b")
    highest = max(row[1] for row in rows)
    st.dataframe(
        pd.DataFrame(rows, columns=list(names)),
        hide_index=True,
        height=table_height(len(rows), 6),
        column_config={
            "context": config.TextColumn("Context", width=110),
            "share": config.ProgressColumn(
                "Share", format="%.1f %%", min_value=0.0, max_value=highest, width=110
            ),
            "ppmi_a": config.NumberColumn(f"PPMI {a}", format="%.2f", width=95),
            "with_a": config.NumberColumn("Pairs", format="localized", width=60),
            "ppmi_b": config.NumberColumn(f"PPMI {b}", format="%.2f", width=95),
            "with_b": config.NumberColumn("Pairs", format="localized", width=60),
        },
        alt="Shared contexts with their share, and PPMI and pairs with either word.",
    )
    download_table("Download contexts", names, lambda: rows, "shared_contexts.csv")


def _show_lines(corpus: Corpus, shared: Shared, words: tuple[str, str], window: int) -> None:
    """Lines of both words side by side, those with a shared context first."""
    contexts = [each.word for each in shared.contexts]
    for side, word in zip(st.columns(2, gap="small"), words, strict=True):
        hits = counted.concordance(corpus).find([word], context=CONTEXT)
        with side:
            _lines(lines_with(hits, contexts, window), word)
    if contexts:
        st.caption("Lines that hold a shared context come first, strongest context first.")


def _lines(hits: Hits, word: str) -> None:
    config = st.column_config
    rows = [(line.left, line.hit, line.right) for line in hits.page(0, LINES)]
    frame = pd.DataFrame(rows, columns=["left", "hit", "right"])
    st.markdown(f"{mono(word)}: **{len(hits):,}** {'place' if len(hits) == 1 else 'places'}")
    st.dataframe(
        stress(frame, "hit"),
        hide_index=True,
        height="content",
        column_config={
            "left": config.TextColumn("Before", width=105, alignment="right"),
            "hit": config.TextColumn("Word", width=70, alignment="center"),
            "right": config.TextColumn("After", width=105),
        },
        alt="Places of the word with what stands before and after it.",
    )

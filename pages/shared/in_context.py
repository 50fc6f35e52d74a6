"""Words in context: every place where a word stands, and which words stand near it.

What is asked stands in the address (`?view=Concordance&q=new+york&order=right&page=2`), so that
a teacher can link to it.
Leaves out: searching and counting (`w2v_core.text.views.concordance`, `.collocations`).
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from pages.shared import results, state, widgets
from pages.shared.address import IN_ADDRESS, whole_number
from pages.shared.choices import one_of
from w2v_core.errors import UnknownWordError
from w2v_core.text.corpus import Corpus
from w2v_core.text.views.collocations import MOST_WINDOW, Collocation, Collocations
from w2v_core.text.views.concordance import Concordance, Hits, Line

CONCORDANCE, COLLOCATIONS = "Concordance", "Collocations"
PAGE_LINES = 20
CONTEXT, CONTEXT_ON_PHONE = 12, 4
LONGEST_QUERY = 200
SENTENCE_TOKENS = 400
MOST_DOWNLOADED = 100_000
ACCENT = "#C05808"  # 4.5:1 on light and on dark; tables are drawn on a canvas, without our theme

# In the address stands what is shown.
_BY: dict[str, Any] = {"log-likelihood": "log_likelihood", "PPMI": "ppmi"}


def _ask_query(label: str, help: str) -> str:
    typed = st.text_input(
        label,
        key="q",
        max_chars=LONGEST_QUERY,
        placeholder=state.focus() or "Type a word",
        on_change=_first_page,
        help=help,
        **IN_ADDRESS,
    )
    return " ".join((typed or "").split()[:20]) or state.focus()


def _first_page() -> None:
    st.session_state["page"] = 1


def show_concordance(corpus: Corpus) -> None:
    """Every place of a word or a phrase, keyword in the middle."""
    box, choice = st.columns([1.4, 1], vertical_alignment="bottom")
    with box:
        query = _ask_query("Word or phrase", "Several words are found where they stand in a row.")
    with choice:
        order = one_of(
            "Sorted by",
            ["text", "left", "right"],
            default="text",
            key="order",
            on_change=_first_page,
            help="*text*: as it stands there. *left*, *right*: by the words right before or after, "
            "so that what repeats stands together.",
            **IN_ADDRESS,
        )
    if not query:
        _offer(corpus, "Type a word or a phrase, or begin with one of these.")
        return
    context = CONTEXT_ON_PHONE if widgets.on_phone() else CONTEXT
    hits = concordance(str(state.home().root), corpus.content_hash).find(
        query, order=order, context=context
    )
    if hits.missing:
        _say_missing(hits.missing)
    elif not len(hits):
        st.info(f"{widgets.mono(query)} stands nowhere in a row; each of its words does occur.")
    else:
        _show_hits(corpus, hits, query, order)


def _show_hits(corpus: Corpus, hits: Hits, query: str, order: str) -> None:
    pages = -(-len(hits) // PAGE_LINES)
    if st.session_state.get("page", 1) > pages:
        st.session_state["page"] = 1
    with st.container(horizontal=True, vertical_alignment="center"):
        word = "place" if len(hits) == 1 else "places"
        st.markdown(f"{widgets.mono(query)}: **{len(hits):,}** {word}", width="content")
        page = st.pagination(pages, key="page", **IN_ADDRESS) if pages > 1 else 1
    lines = hits.page((page - 1) * PAGE_LINES, PAGE_LINES)
    key = f"hits_{corpus.content_hash[:12]}_{abs(hash(query))}_{order}_{page}"
    _hit_table(lines, key)
    widgets.download_table(
        "Download table",
        ("left", "hit", "right", "document", "position"),
        lambda: map(_hit_row, hits.page(0, MOST_DOWNLOADED)),
        "concordance.csv",
    )
    for row in results.clicked_rows(key)[:1]:
        _whole_sentence(corpus, lines[row])


def _hit_row(line: Line) -> tuple[str, str, str, str, int]:
    return line.left, line.hit, line.right, line.document_name, line.position + 1


def _hit_table(lines: list[Line], key: str) -> None:
    """Keyword in context: what is before it ends at it, what is after it begins at it."""
    config = st.column_config
    frame = pd.DataFrame(
        [_hit_row(line) for line in lines],
        columns=["left", "hit", "right", "document", "position"],
    )
    if widgets.on_phone():
        frame = frame.drop(columns=["document", "position"])
    widths = (105, 70, 105) if widgets.on_phone() else (195, 85, 195)
    st.dataframe(
        frame.style.set_properties(subset=["hit"], color=ACCENT, **{"font-weight": "bold"}),
        key=key,
        hide_index=True,
        height=results.ROW_HEIGHT * (min(len(lines), 12) + 1) + 3,
        on_select="rerun",
        selection_mode="single-cell",
        column_config={
            "left": config.TextColumn("Before", width=widths[0], alignment="right"),
            "hit": config.TextColumn("Word", width=widths[1], alignment="center"),
            "right": config.TextColumn("After", width=widths[2], alignment="left"),
            "document": config.TextColumn("Document", width=75),
            "position": config.NumberColumn("Position", format="localized", width=55),
        },
        alt="Places of the word with what stands before and after it, document and position.",
    )
    st.caption("Click on a line to read its whole sentence.")


def _whole_sentence(corpus: Corpus, line: Line) -> None:
    tokens = corpus.sentence(line.sentence)
    more = " …" if len(tokens) > SENTENCE_TOKENS else ""
    st.code(" ".join(tokens[:SENTENCE_TOKENS]) + more, language=None, wrap_lines=True)
    st.caption(
        f"{widgets.escape_markdown(line.document_name)}, sentence {line.sentence + 1:,} of the "
        f"corpus, word {line.position + 1:,} of the document"
    )


def show_collocations(corpus: Corpus) -> None:
    """Words that stand near a word more often than chance."""
    box, choice = st.columns([1.2, 1], vertical_alignment="bottom")
    with box:
        word = _ask_query("Word", "One word; the Concordance also finds phrases.").partition(" ")[0]
    with choice:
        by = one_of(
            "Strongest by",
            list(_BY),
            default="log-likelihood",
            key="by",
            help="*log-likelihood* asks how surely it is no chance, and favors frequent words. "
            "*PPMI* asks how strong it is, and favors rare ones.",
            **IN_ADDRESS,
        )
    window, least = _ask_nearness()
    if not word:
        _offer(corpus, "Type a word, or begin with one of these.")
        return
    counted = collocations(str(state.home().root), corpus.content_hash, window)
    known = word if word in corpus.all_types else word.lower()
    try:
        found = counted.of(known, by=_BY[by], min_together=least)
    except UnknownWordError:
        _say_missing((word,))
        return
    if not found:
        st.info(f"No word stands near {widgets.mono(known)} so often: lower the number.")
        return
    _collocation_table(found, f"near_{abs(hash((corpus.content_hash, known, window, by, least)))}")


def _ask_nearness() -> tuple[int, int]:
    """Window, and least number of pairs."""
    near, often = st.columns([1.2, 1], vertical_alignment="bottom")
    with near:
        window = st.slider(
            "Window",
            1,
            MOST_WINDOW,
            5,
            key="window",
            help="How far apart two words may stand, within a sentence. Wider finds topics, "
            "narrower finds grammar.",
            **IN_ADDRESS,
        )
    with often:
        least = whole_number(
            "At least so often together",
            key="together",
            min_value=1,
            value=3,
            help="3 to 5 keep chance out of a list by PPMI.",
        )
    return int(window), least


def _collocation_table(found: list[Collocation], key: str) -> None:
    config = st.column_config

    def take() -> None:
        for row in results.clicked_rows(key):
            _look_up(found[row].word)

    names = ("word", "count", "together", "expected", "ppmi", "log-likelihood")
    rows = [
        (each.word, each.count, each.together, each.expected, each.ppmi, each.log_likelihood)
        for each in found
    ]
    st.caption("Click on a word to see where it stands.")
    st.dataframe(
        pd.DataFrame(rows, columns=list(names)),
        key=key,
        hide_index=True,
        height=results.ROW_HEIGHT * (min(len(rows), 11) + 1) + 3,
        on_select=take,
        selection_mode="single-cell",
        column_config={
            "word": config.TextColumn("Word", width=120),
            "count": config.NumberColumn("Count", format="localized", width=70),
            "together": config.NumberColumn("Together", format="localized", width=75),
            "expected": config.NumberColumn("By chance", format="%.2f", width=80),
            "ppmi": config.NumberColumn("PPMI", format="%.2f", width=65),
            "log-likelihood": config.NumberColumn("Log-likelihood", format="%.1f", width=100),
        },
        alt="Words near the word with counts, PPMI and log-likelihood.",
    )
    widgets.download_table("Download table", names, lambda: rows, "collocations.csv")


def _look_up(word: str) -> None:
    st.session_state["q"] = word
    st.session_state["view"] = CONCORDANCE
    _first_page()


def _ask_for(word: str) -> None:
    st.session_state["q"] = word
    _first_page()


def _offer(corpus: Corpus, message: str) -> None:
    """Nothing is asked yet: some words to begin with."""
    st.markdown(message)
    frequent = corpus.all_types.words[:300]
    words = [word for word in frequent if len(word) > 3 and word.isalpha()] or list(frequent)
    with st.container(horizontal=True):
        for i, word in enumerate(words[:8]):
            st.button(widgets.plain(word), key=f"offer_{i}", on_click=_ask_for, args=(word,))


def _say_missing(words: tuple[str, ...]) -> None:
    shown = ", ".join(map(widgets.mono, words))
    verb = "does" if len(words) == 1 else "do"
    st.warning(f"{shown} {verb} not occur in this corpus.", icon=":material/help:")


@st.cache_resource(max_entries=4, show_spinner=False)
def concordance(root: str, content_hash: str) -> Concordance:
    """Of the corpus in use, which has this hash; kept, since it learns the alphabet once."""
    return Concordance(_corpus())


@st.cache_resource(max_entries=4, show_spinner="Counting pairs")
def collocations(root: str, content_hash: str, window: int) -> Collocations:
    """Of the corpus in use, which has this hash; kept, since it counts all pairs once."""
    return Collocations(_corpus(), window)


def _corpus() -> Corpus:
    corpus = state.corpus()
    assert corpus is not None
    return corpus

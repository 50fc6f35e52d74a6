"""Every place where a word or a phrase stands, keyword in the middle, and its whole sentence.

Leaves out: searching (`w2v_core.text.views.concordance`) and the box (`ask_query`).
"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.parts.corpus.ask_query import ask_query, first_page, offer, say_missing
from pages.shared import counted
from pages.shared.address import IN_ADDRESS
from pages.shared.choices import one_of
from pages.shared.downloads import download_table
from pages.shared.safe_text import escape_markdown, mono
from pages.shared.screen import on_phone
from pages.shared.tables import clicked_rows, stress, table_height
from w2v_core.text.corpus import Corpus
from w2v_core.text.views.concordance import Hits, Line

PAGE_LINES = 20
CONTEXT, CONTEXT_ON_PHONE = 12, 4
SENTENCE_TOKENS = 400
MOST_DOWNLOADED = 100_000


def show_concordance(corpus: Corpus) -> None:
    """Every place of a word or a phrase, keyword in the middle."""
    box, choice = st.columns([1.4, 1], vertical_alignment="bottom")
    with box:
        query = ask_query("Word or phrase", "Several words are found where they stand in a row.")
    with choice:
        order = one_of(
            "Sorted by",
            ["text", "left", "right"],
            default="text",
            key="order",
            on_change=first_page,
            help="*text*: as it stands there. *left*, *right*: by the words right before or after, "
            "so that what repeats stands together.",
            **IN_ADDRESS,
        )
    if not query:
        offer(corpus, "Type a word or a phrase, or begin with one of these.")
        return
    context = CONTEXT_ON_PHONE if on_phone() else CONTEXT
    hits = counted.concordance(corpus).find(query, order=order, context=context)
    if hits.missing:
        say_missing(hits.missing)
    elif not len(hits):
        st.info(f"{mono(query)} stands nowhere in a row; each of its words does occur.")
    else:
        _show_hits(corpus, hits, query, order)


def _show_hits(corpus: Corpus, hits: Hits, query: str, order: str) -> None:
    pages = -(-len(hits) // PAGE_LINES)
    if st.session_state.get("page", 1) > pages:
        st.session_state["page"] = 1
    with st.container(horizontal=True, vertical_alignment="center"):
        word = "place" if len(hits) == 1 else "places"
        st.markdown(f"{mono(query)}: **{len(hits):,}** {word}", width="content")
        page = st.pagination(pages, key="page", **IN_ADDRESS) if pages > 1 else 1
    lines = hits.page((page - 1) * PAGE_LINES, PAGE_LINES)
    key = f"hits_{corpus.content_hash[:12]}_{abs(hash(query))}_{order}_{page}"
    _hit_table(lines, key)
    download_table(
        "Download table",
        ("left", "hit", "right", "document", "position"),
        lambda: map(_hit_row, hits.page(0, MOST_DOWNLOADED)),
        "concordance.csv",
    )
    for row in clicked_rows(key)[:1]:
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
    if on_phone():
        frame = frame.drop(columns=["document", "position"])
    widths = (105, 70, 105) if on_phone() else (195, 85, 195)
    st.dataframe(
        stress(frame, "hit"),
        key=key,
        hide_index=True,
        height=table_height(len(lines), 12),
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
        f"{escape_markdown(line.document_name)}, sentence {line.sentence + 1:,} of the "
        f"corpus, word {line.position + 1:,} of the document"
    )

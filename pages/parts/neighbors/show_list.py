"""The neighbors of one word in a table, with how sure each of them is.

Leaves out: what is asked (`ask_question`), lists side by side (`show_beside`), and why a word is a
neighbor (`show_why`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

import pandas as pd
import streamlit as st

from pages.parts.neighbors.ask_question import Question
from pages.parts.neighbors.hubs import fill, hub_box
from pages.parts.neighbors.show_why import ask_why
from pages.shared import other_runs, state
from pages.shared.downloads import download_table
from pages.shared.numbers import UNKNOWN
from pages.shared.safe_text import mono
from pages.shared.tables import table_height, word_columns
from w2v_core.runs.differences import other_seeds
from w2v_core.vectors.neighborhood import HUB_K, MOST_WORDS, Hubs, mutual_ranks
from w2v_core.vectors.word_vectors import Neighbor, WordVectors

MUTUAL, HUB = "⇄", "▲"
# Of n occurrences a count is unsure by about its square root: below 25, by more than a fifth.
FEW = 25
_MOST_NAMED = 6
_MOST_ROWS = 11  # that are seen at once
WHY = "why ›"


@dataclasses.dataclass(frozen=True, slots=True)
class Sureness:
    """What speaks for a neighbor.

    Attributes
    ----------
    back : int
        Rank of the focus among the neighbor's own neighbors, of the 200,000 most frequent words.
    mutual : bool
        Whether it is among the k nearest there.
    lists : int or None
        In how many words' lists of ten nearest the neighbor stands; None while not known.
    hub : bool
        Whether they are very many.
    seeds : int
        In how many runs with other seeds it is among the k nearest.
    """

    back: int
    mutual: bool
    lists: int | None
    hub: bool
    seeds: int


def how_sure(
    vectors: WordVectors,
    word: str,
    found: Sequence[Neighbor],
    k: int,
    hubs: Hubs | None,
    seeds: Sequence[set[str]],
) -> list[Sureness]:
    """For each neighbor; `seeds` are the k nearest words in each run with another seed."""
    rows = [vectors.id(each.word) for each in found]
    back = mutual_ranks(vectors, vectors.id(word), rows, n=MOST_WORDS).tolist()
    return [
        Sureness(
            rank,
            rank <= k,
            None if hubs is None or row >= hubs.words else hubs.lists(row),
            hubs is not None and hubs.is_hub(row),
            sum(each.word in words for words in seeds),
        )
        for each, row, rank in zip(found, rows, back, strict=True)
    ]


def show_neighbors(question: Question) -> None:
    """The nearest words, with how sure each is."""
    vectors, word = question.vectors, question.word
    found = question.nearest(vectors, word)
    if not found:
        _say_none_left(question)
        return
    box = hub_box(question.run, question.which)
    seeds = list(_nearest_by_seed(question))
    sure = how_sure(vectors, word, found, question.k, box.hubs, seeds)
    show_list(found, sure, question.k, len(seeds), f"neighbors_of_{vectors.id(word)}")
    if box.hubs is None:  # the table is there already; this takes a second or two, once a run
        fill(box, vectors)
        st.rerun()


def _say_none_left(question: Question) -> None:
    least = f"{question.least:,}"
    st.info(
        f"No word is left: lower the minimum count ({least}), or change the pattern."
        if question.pattern
        else f"No other word occurs at least {least} times: lower the minimum count."
    )


def _nearest_by_seed(question: Question) -> Iterator[set[str]]:
    """The k nearest words in each run that differs in nothing but the seed."""
    for run in other_seeds(question.run, question.others.values()):
        vectors = other_runs.vectors_of(run, question.which)
        if vectors is not None and question.word in vectors:
            found = vectors.neighbors(question.word, question.k, min_count=question.least)
            yield {each.word for each in found}


def show_list(
    found: Sequence[Neighbor], sure: Sequence[Sureness], k: int, seeds: int, key: str
) -> None:
    """The table of one word; a click puts a word in focus, or asks why."""

    def take() -> None:
        for row, column in st.session_state[key]["selection"]["cells"]:
            if column == "why":
                ask_why(found[row].word)
            else:
                state.choose_focus(found[row].word)

    frame = pd.DataFrame(
        {
            "rank": [each.rank for each in found],
            "word": [each.word for each in found],
            "score": [each.similarity for each in found],
            "count": [each.count for each in found],
            "back": [f"{each.back:,}{f' {MUTUAL}' * each.mutual}" for each in sure],
            "lists": [_lists(each) for each in sure],
            **({"seeds": [f"{each.seeds} of {seeds}" for each in sure]} if seeds else {}),
            "why": [WHY] * len(found),
        }
    )
    st.dataframe(
        frame,
        key=key,
        hide_index=True,
        height=table_height(len(found), _MOST_ROWS),
        on_select=take,
        selection_mode="single-cell",
        column_config=_columns(k, seeds),
        alt="Nearest words with rank, similarity, count, the rank that each gives back, and in how "
        "many lists each stands.",
    )
    _legend(found, sure)
    _download(found, sure, seeds)


def _lists(sure: Sureness) -> str:
    if sure.lists is None:
        return UNKNOWN
    return f"{sure.lists:,}{f' {HUB}' * sure.hub}"


def _columns(k: int, seeds: int) -> dict[str, object]:
    text = st.column_config.TextColumn
    return {
        **word_columns(width=100),
        "back": text(
            "Back",
            width=60,
            alignment="right",
            help="Where the focus stands among this word's own neighbors. "
            f"{MUTUAL} mutual: among its {k} nearest.",
        ),
        "lists": text(
            "In lists",
            width=70,
            alignment="right",
            help=f"In how many words' {HUB_K} nearest this word stands, estimated from a sample. "
            f"{HUB} a hub stands in so many that being near says little (Radovanović 2010: more "
            "than two standard deviations over the mean).",
        ),
        "seeds": text(
            "Seeds",
            width=60,
            alignment="right",
            help=f"In how many of {seeds} runs that differ only in their seed it is among the {k} "
            "nearest.",
        ),
        "why": text("Why", width=55, help="The contexts that both words share."),
    }


def _legend(found: Sequence[Neighbor], sure: Sequence[Sureness]) -> None:
    """What the signs mean, and which words rest on little."""
    hubs = f" {HUB} hub, near to very many words." if any(each.hub for each in sure) else ""
    st.caption(f"Click on a word to put it in focus. {MUTUAL} near in both directions.{hubs}")
    rare = [each.word for each in found if each.count < FEW]
    if rare:
        named = ", ".join(map(mono, rare[:_MOST_NAMED]))
        more = f" and {len(rare) - _MOST_NAMED} more" if len(rare) > _MOST_NAMED else ""
        verb = "occurs" if len(rare) == 1 else "occur"
        st.caption(
            f":material/warning: Unsure: {named}{more} {verb} fewer than {FEW} times, where chance "
            "moves a count by more than a fifth (1/√n)."
        )


def _download(found: Sequence[Neighbor], sure: Sequence[Sureness], seeds: int) -> None:
    names = ("rank", "word", "similarity", "count", "back_rank", "mutual", "in_lists", "hub")

    def rows() -> list[tuple[object, ...]]:
        return [
            (
                *(each.rank, each.word, f"{each.similarity:.6f}", each.count),
                *(extra.back, extra.mutual, "" if extra.lists is None else extra.lists, extra.hub),
                *([extra.seeds] if seeds else []),
            )
            for each, extra in zip(found, sure, strict=True)
        ]

    columns = (*names, f"seeds_of_{seeds}") if seeds else names
    download_table("Download table", columns, rows, "neighbors.csv")

"""Pieces that several pages draw: word boxes, empty states, safe text, numbers.

Words and names of files come from strangers. They are shown through `mono` or
`escape_markdown`, never as they are, wherever Streamlit reads markdown (labels, messages,
captions); `st.text`, `st.dataframe` and the options of a select box take them as they are.
Leaves out: what is chosen (`state`) and pictures (`charts`).
"""

from __future__ import annotations

import csv
import io
import math
import re
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Literal

import streamlit as st

from pages.drawing.theme import shorten
from pages.shared import boxes, state
from w2v_core.errors import UnknownWordError
from w2v_core.models.catalog import title
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.vectors.word_vectors import WordVectors

SUGGESTED_WORDS = 2_000
UNKNOWN = "\N{EN DASH}"  # stands for a number that there is not (yet)
_ROOT = Path(__file__).resolve().parents[2]  # Streamlit would look beside the router
WORD_JOINER = "\u2060"  # no width, no break: takes apart what would be read as an address


def run_label(run: RunFolder) -> str:
    """What a person knows a run by: her name for it or the algorithm, and when. Plain text."""
    info, name = run.info, run.labels.name
    start, now = time.localtime(info.created), time.localtime()
    today = start[:3] == now[:3]
    when = time.strftime("%H:%M:%S" if today else "%d %b %H:%M", start)
    unnamed = name == info.name and not info.imported
    return f"{title(info.algorithm) if unnamed else shorten(name)} · {when}"


def word_box(
    vectors: WordVectors | None,
    key: str,
    label: str,
    *,
    value: str = "",
    help: str | None = None,
    in_address: bool = False,
) -> str:
    """A box for one word; it suggests frequent words and takes any other.

    `value` fills it the first time; what is chosen stays with `key` when its page is left, and
    stands in the address under that name if `in_address`.
    """
    if key not in st.session_state and not (in_address and key in st.query_params):
        st.session_state[key] = value or None
    _word_select(vectors, label, key=key, help=help, bind="query-params" if in_address else None)
    return _clean(st.session_state[key])


def focus_box(vectors: WordVectors | None, key: str, label: str, *, help: str | None = None) -> str:
    """A word box for the word in focus: all of them show the same word."""
    box = boxes.show(key, state.focus(), lambda word: state.choose_focus(_clean(word)), empty="")
    st.session_state[box["key"]] = state.focus() or None
    _word_select(vectors, label, help=help, **box)
    return state.focus()


def _word_select(
    vectors: WordVectors | None,
    label: str,
    *,
    key: str,
    help: str | None,
    on_change: Callable[[], None] | None = None,
    bind: Literal["query-params"] | None = None,
) -> None:
    st.selectbox(
        label,
        list(vectors.words[:SUGGESTED_WORDS]) if vectors is not None else [],
        index=None,
        key=key,
        help=help,
        placeholder="Type a word",
        accept_new_options=True,
        filter_mode="prefix",
        persist_state="session",
        on_change=on_change,
        bind=bind,
    )


def _clean(word: str | None) -> str:
    return (word or "").strip()[: state.WORD_LENGTH]


def known(
    vectors: WordVectors,
    word: str,
    key: str = "unknown",
    choose: Callable[[str], None] = state.choose_focus,
) -> bool:
    """Whether a word has a vector; if not, say why and offer the nearest spellings."""
    try:
        vectors.id(word)
    except UnknownWordError as error:
        show_unknown(error, key, choose)
        return False
    return True


def show_unknown(
    error: UnknownWordError,
    key: str = "unknown",
    choose: Callable[[str], None] = state.choose_focus,
) -> None:
    """Why a word is not known, and the nearest spellings as buttons that `choose` one."""
    st.warning(escape_markdown(error.reason), icon=":material/help:")
    if not error.suggestions:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("Nearest spellings:", width="content")
        for i, word in enumerate(error.suggestions):
            st.button(plain(word), key=f"{key}_{i}", on_click=choose, args=(word,))


def split_words(text: str) -> list[str]:
    """The words of a list that a person has typed, each once."""
    return list(dict.fromkeys(text.replace(",", " ").split()))


def empty_state(message: str, page: str, label: str) -> None:
    """Nothing to show yet: the one next step, and the link to it. `page` as "pages/train.py"."""
    with st.container(border=True):
        st.markdown(message)
        link(page, label)


def folded_on_phone(label: str) -> Any:
    """A container for settings, folded away where they would push the result off the screen."""
    return st.expander(label) if on_phone() else st.container()


def on_phone() -> bool:
    """Whether the browser says that it runs on a phone."""
    return "Mobi" in (st.context.headers.get("User-Agent") or "")


def link(page: str, label: str, icon: str = ":material/arrow_forward:") -> None:
    """A link to another page that keeps corpus, run and word. `page` as "pages/train.py"."""
    st.page_link(_ROOT / page, label=label, icon=icon, query_params=state.address())


def escape_markdown(text: str) -> str:
    """`text` so that Streamlit's markdown shows it letter by letter, on one line.

    A backslash before every ASCII punctuation mark stops markup, formulas, colors and icons.
    Bare addresses are linked after escapes are gone, so they are taken apart instead.
    """
    line = " ".join(printable(text).split())
    line = re.sub(r"(?i)(://|@|www\b|mailto|xmpp)", rf"\1{WORD_JOINER}", line)
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", line)


def plain(word: str) -> str:
    """A corpus word for the label of a button, where monospaced letters would be too small."""
    return escape_markdown(shorten(word))


def mono(word: str) -> str:
    """A corpus word as monospaced markdown, cut in the middle when long.

    Inside a code span nothing is markup; the fence is longer than any run of backticks in it.
    """
    line = " ".join(printable(shorten(word)).split()) or " "
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", line)), default=0))
    return f"{fence} {line} {fence}" if "`" in line else f"{fence}{line}{fence}"


def download_table(
    label: str,
    columns: Sequence[str],
    rows: Callable[[], Iterable[Sequence[object]]],
    file_name: str,
) -> None:
    """A button that hands out a table as CSV; `rows` is called when it is clicked."""
    st.download_button(
        label,
        lambda: table_csv(columns, rows()),
        file_name,
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
        type="tertiary",
    )


def table_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A table as CSV which no spreadsheet takes for formulas."""
    text = io.StringIO()
    writer = csv.writer(text)  # with its line end \r\n it also quotes a lone \r in a word
    writer.writerow(columns)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return printable(text.getvalue()).encode("utf-8-sig")  # the mark makes Excel read UTF-8


def _harmless(cell: object) -> object:
    """Text that would start a formula gets an apostrophe in front (OWASP, CSV injection)."""
    risky = isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    return f"'{cell}" if risky else cell


def printable(text: str) -> str:
    """Without lone surrogates, which no browser can be sent."""
    return text.encode("utf-8", "replace").decode("utf-8")


def number(value: float) -> str:
    """Whole numbers with thousands, others with three significant digits: 1,234, 0.0123."""
    if isinstance(value, int) or not math.isfinite(value):
        return f"{value:,}" if isinstance(value, int) else UNKNOWN
    if value == 0:
        return "0"
    places = 2 - math.floor(math.log10(abs(value)))
    return f"{round(value, places):,.{max(places, 0)}f}"


def duration(seconds: float) -> str:
    """`0.04 s`, `4.2 s`, `42 s`, `1 min 20 s`, `2 h 5 min`."""
    if not math.isfinite(seconds):
        return UNKNOWN
    if seconds < 0.995:
        return f"{seconds:.2f} s"
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def megabytes(size: int) -> str:
    """Bytes as MB, three significant digits; small ones as kB."""
    return f"{number(size / 1e6)} MB" if size >= 1e5 else f"{number(size / 1e3)} kB"

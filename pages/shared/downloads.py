"""Tables to take along, as CSV that no spreadsheet takes for formulas.

Leaves out: tables on the screen (`tables`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence

import streamlit as st

from pages.drawing.theme import sendable


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
    return sendable(text.getvalue()).encode("utf-8-sig")  # the mark makes Excel read UTF-8


def _harmless(cell: object) -> object:
    """Text that would start a formula gets an apostrophe in front (OWASP, CSV injection)."""
    risky = isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    return f"'{cell}" if risky else cell

"""The table of runs: which of them a text finds, what stands in its columns, which are selected.

Leaves out: what is done with those (`ask_actions`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st

from pages.drawing.theme import sendable
from pages.shared.downloads import download_table
from pages.shared.numbers import UNKNOWN, megabytes
from pages.shared.run_names import kind
from pages.shared.safe_text import plain
from pages.shared.tables import table_height
from w2v_core.runs.folder.records import RunState
from w2v_core.runs.library import Entry

MOST_ROWS = 12  # that are seen at once
MOST_NAMED = 3

# A sign and a word, so that nothing rests on color.
STATUS = {
    "queued": "… Waiting",
    "running": "▸ Training",
    "paused": "‖ Paused",
    "done": "✓ Done",
    "stopped": "■ Stopped",
    "failed": "✕ Failed",
}
COLUMNS = (
    "name",
    "status",
    "algorithm",
    "corpus",
    "dim",
    "window",
    "epochs",
    "held out",
    "loss",
    "error",
    "seconds",
    "created",
    "tags",
    "MB",
)


def find(entries: Iterable[Entry], text: str) -> list[Entry]:
    """The runs that have every word of a text in their name, tags or corpus."""
    wanted = text.casefold().split()
    return [each for each in entries if all(word in _searched(each) for word in wanted)]


def show(entries: Sequence[Entry]) -> list[Entry]:
    """Draw the table; returns the runs that are selected.

    One by a click anywhere in its row, several by the boxes in front of them.
    """
    key = key_of(entries)
    columns = [dict(zip(COLUMNS, row(each), strict=True)) for each in entries]
    table = pd.DataFrame(columns)
    table["seconds"] = pd.to_timedelta(table["seconds"].round(1), unit="s")
    table["created"] = [datetime.fromtimestamp(each.info.created) for each in entries]
    st.dataframe(
        # A kind of error that no run here has needs no column.
        table.drop(columns=[each for each in COLUMNS[4:10] if table[each].isna().all()]),
        key=key,
        hide_index=True,
        height=table_height(len(entries), MOST_ROWS),
        on_select="rerun",
        selection_mode=["multi-row", "single-cell"],
        column_config=_config(),
        placeholder=UNKNOWN,
        alt="Runs with status, settings, loss, duration, date and tags; newest first.",
    )
    selection = st.session_state[key]["selection"]
    # Boxes that are ticked stand, wherever a cell was clicked before.
    rows = selection["rows"] or [row for row, _ in selection["cells"]]
    return [entries[each] for each in sorted(rows)]


def sum_up(found: Sequence[Entry], listed: Sequence[Entry], chosen: Sequence[Entry]) -> None:
    """Which runs are selected, how many there are, and the table to take along."""
    if chosen:
        names = ", ".join(plain(each.labels.name) for each in chosen[:MOST_NAMED])
        more = f" and {len(chosen) - MOST_NAMED:,} more" if len(chosen) > MOST_NAMED else ""
        st.caption(f"Selected: {names}{more}")
    else:
        st.caption("Click on a run to select it; tick the boxes in front to select several.")
    size = megabytes(sum(each.bytes for each in found))
    st.caption(f"{len(listed):,} of {len(found):,} runs; {size} in all.")
    download_table("Download table", COLUMNS, lambda: map(row, listed), "runs.csv")


def key_of(entries: Iterable[Entry]) -> str:
    """Where the selection is kept: with other rows it is another one."""
    ids = " ".join(each.run.id for each in entries)
    return f"runs_{hashlib.sha256(ids.encode()).hexdigest()}"


def row(entry: Entry) -> tuple[Any, ...]:
    """What the table says of a run, in the order of COLUMNS; None where there is nothing."""
    info, settings = entry.info, entry.info.config
    return (
        sendable(entry.labels.name),
        _status(entry.state),
        kind(info),
        sendable(info.corpus_name),
        *(settings.get(name) for name in ("dim", "window", "epochs")),
        entry.held_out,
        entry.loss,
        entry.error,
        entry.seconds,
        datetime.fromtimestamp(info.created).isoformat(" ", "seconds"),
        [sendable(each) for each in entry.labels.tags],
        entry.bytes / 1e6,
    )


def _status(state: RunState) -> str:
    """A sign and a word; a result that something speaks against has another sign."""
    text = STATUS.get(state.status, state.status)
    return "! Done" if state.status == "done" and state.reason else text


def _searched(entry: Entry) -> str:
    return "\n".join((entry.labels.name, *entry.labels.tags, entry.info.corpus_name)).casefold()


def _config() -> dict[str, Any]:
    """How the columns look."""
    config = st.column_config
    number = {"format": "%.3f", "width": 66}
    nats = "Loss in nats per pair, of the last fortieth of training: lower is better."
    held = "Loss in nats per pair, of sentences that are never trained on: lower is better."
    error = "Of a factorization: share of its matrix that the vectors miss. It is no loss."
    return {
        "name": config.TextColumn("Name", width=190),
        "status": config.TextColumn("Status", width=88),
        "algorithm": config.TextColumn("Algorithm", width=82),
        "corpus": config.TextColumn("Corpus", width=90),
        "dim": config.NumberColumn("Dim", format="localized", width=45),
        "window": config.NumberColumn("Window", format="localized", width=64),
        "epochs": config.NumberColumn("Epochs", format="localized", width=62),
        "held out": config.NumberColumn("Held out", help=held, **number),
        "loss": config.NumberColumn("Loss", help=nats, **number),
        "error": config.NumberColumn("Error", help=error, **number),
        "seconds": config.NumberColumn("Trained for", format="localized", width=110),
        "created": config.DatetimeColumn("Made", format="D MMM YYYY, HH:mm", width=140),
        "tags": config.ListColumn("Tags", width=120),
        "MB": config.NumberColumn("Size", format="%.2f MB", width=80),
    }

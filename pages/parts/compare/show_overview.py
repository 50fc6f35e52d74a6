"""What runs were made of and how they were trained: differences first, then curves and figures.

Leaves out: what they have learned (`show_words`, `show_maps`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import streamlit as st

from pages.drawing import curves
from pages.drawing.theme import CURVE_CONFIG, sendable, shorten
from pages.parts.compare.ask_runs import THIS
from pages.shared import state
from pages.shared.downloads import download_table
from pages.shared.numbers import UNKNOWN, duration, megabytes, number
from pages.shared.safe_text import escape_markdown
from w2v_core.errors import W2VError
from w2v_core.models import catalog
from w2v_core.runs.differences import (
    loss_meaning,
    plain_value,
    run_differences,
    text_differences,
)
from w2v_core.runs.folder.exams import read_exams
from w2v_core.runs.folder.questions import read_run_questions
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.runs.library import Entry, look

_LETTERS = 28  # of a label over a column


def say_texts(run: RunFolder, chosen: Mapping[str, RunFolder]) -> None:
    """What is unlike in texts and words, before anything is compared; nothing where all is."""
    for label, other in chosen.items():
        if said := text_differences(run, other):
            lines = " ".join(map(escape_markdown, said))
            st.warning(
                f"**{escape_markdown(label)}**: {lines} What differs below comes from this too.",
                icon=":material/difference:",
            )


def show_overview(run: RunFolder, chosen: Mapping[str, RunFolder]) -> None:
    """Settings, figures and curves of all runs that were chosen."""
    entries: dict[str, Entry] = {}
    for label, each in ((THIS, run), *chosen.items()):
        try:
            entries[label] = look(each.path)
        except W2VError as error:
            st.warning(escape_markdown(str(error)), icon=":material/help:")
    if THIS not in entries:
        return
    _show_settings(entries)
    _show_figures(entries)
    _show_curves(entries)


def _show_settings(entries: Mapping[str, Entry]) -> None:
    """Settings that are not the same in all runs, a row each."""
    mine = entries[THIS].info
    rows: dict[str, str] = {}
    for entry in sorted(entries.values(), key=lambda each: each.info.algorithm == mine.algorithm):
        for each in run_differences(mine, entry.info):
            rows[each.name] = each.label
    st.markdown("**Settings that differ**")
    if not rows:
        st.caption("None: the runs were made alike, seed included.")
        return
    if set(rows) == {"seed"}:
        st.caption("Only the seed differs, so all that is unlike below is chance.")
    table = [
        (label, *(_value(entry, name) for entry in entries.values()))
        for name, label in rows.items()
    ]
    _show_table(("Setting", *entries), table, "settings.csv")


def _value(entry: Entry, name: str) -> str:
    if name == "algorithm":
        return catalog.title(entry.info.algorithm)
    return plain_value(entry.info.config.get(name))


def _show_figures(entries: Mapping[str, Entry]) -> None:
    """Sizes, seconds, words: what can be set side by side whatever was trained."""
    words = {label: _words(entry) for label, entry in entries.items()}
    rows = [
        ("Text", *(entry.info.corpus_name for entry in entries.values())),
        ("Words with a vector", *words.values()),
        ("Trained in", *(duration(entry.seconds) for entry in entries.values())),
        ("On disk", *(megabytes(entry.bytes) for entry in entries.values())),
        ("State", *(entry.state.status for entry in entries.values())),
        *_answered(entries.values()),
    ]
    st.markdown("**Figures**")
    _show_table(("", *entries), rows, "figures.csv")


def _answered(entries: Iterable[Entry]) -> list[tuple[str, ...]]:
    """The last score of each run, where all were asked the same questions; else no row."""
    asked, cells = set(), []
    for entry in entries:
        try:
            exams, questions = read_exams(entry.run.source), read_run_questions(entry.run.source)
        except W2VError:
            return []
        last = exams[-1] if len(exams) else None
        if last is None or not last["asked"]:
            return []
        asked.add((questions.lines, int(last["asked"])))
        cells.append(f"{last['correct'] / last['asked']:.0%} of {last['asked']:,}")
    return [("Questions right", *cells)] if len(asked) == 1 else []


def _words(entry: Entry) -> str:
    vectors = state.vectors_of(entry.run)
    return UNKNOWN if vectors is None else f"{len(vectors):,}"


def _show_table(heads: Sequence[str], rows: Sequence[tuple[str, ...]], file_name: str) -> None:
    """A small table, of which a column is a run; cells are any text."""
    columns = {
        f"column_{i}": [sendable(shorten(row[i], 60)) for row in rows] for i in range(len(heads))
    }
    config = {
        f"column_{i}": st.column_config.TextColumn(
            sendable(shorten(head, _LETTERS)), help=escape_markdown(head) or None, pinned=i == 0
        )
        for i, head in enumerate(heads)
    }
    st.dataframe(columns, hide_index=True, column_config=config, alt="A column for each run.")
    download_table("Download table", heads, lambda: rows, file_name)


def _show_curves(entries: Mapping[str, Entry]) -> None:
    """Losses that mean the same on one axis, the others on axes of their own; errors alone."""
    groups: dict[tuple[object, ...], dict[str, Entry]] = {}
    for label, entry in entries.items():
        meaning = loss_meaning(entry.info)
        if meaning is not None:
            groups.setdefault(meaning, {})[label] = entry
    if groups:
        st.markdown("**Loss over epochs**")
    if len(groups) > 1:
        st.caption(
            "These losses do not mean the same: another algorithm, text, noise or window is "
            "another task. Each has an axis of its own, and a lower one is no better."
        )
    for i, group in enumerate(groups.values()):
        _show_losses(group, f"compare_curve_{i}")
    for label, entry in entries.items():
        if not entry.info.imported and loss_meaning(entry.info) is None:
            _show_error(label, entry)


def _show_losses(group: Mapping[str, Entry], key: str) -> None:
    """The curve of the first run, and those of the others over it."""
    (label, entry), *others = group.items()
    records, _ = entry.run.read_progress()
    scale = catalog.algorithm(entry.info.algorithm).loss
    if scale is None or not len(records):
        return
    unlearned = scale.unlearned(entry.run.config)
    laid = [(name, *_points(each)) for name, each in others]
    ends = ", ".join(
        f"{escape_markdown(name)} {number(each.loss)}"
        + (f", held out {number(each.held_out)}" if np.isfinite(each.held_out) else "")
        for name, each in group.items()
    )
    st.caption(f"{catalog.title(entry.info.algorithm)}, nats per pair at the end: {ends}.")
    st.plotly_chart(
        curves.loss_curve(
            records["epoch"],
            records["loss"],
            held_out=records["held_out"],
            earlier=laid,
            x_end=float(entry.info.config["epochs"]),
            baseline=unlearned,
        ),
        key=key,
        config=CURVE_CONFIG,
        alt=f"Loss over epochs of {len(group)} runs; the thick line is {label}.",
    )


def _points(entry: Entry) -> tuple[np.ndarray, np.ndarray]:
    records, _ = entry.run.read_progress()
    return records["epoch"], records["loss"]


def _show_error(label: str, entry: Entry) -> None:
    """The error of a factorization: a share of its own matrix, comparable with no other's."""
    records, _ = entry.run.read_progress()
    errors = curves.passes(records["error"])
    if not len(errors):
        return
    st.markdown("**Reconstruction error over passes**")
    st.caption(f"{escape_markdown(label)}: the share of its own matrix that the vectors miss.")
    st.plotly_chart(
        curves.error_curve(np.arange(len(errors)), errors),
        key=f"compare_error_{entry.run.id}",
        config=CURVE_CONFIG,
        alt=f"Reconstruction error over passes; at the end {number(float(errors[-1]))}.",
    )

"""What is to be done with the runs that are selected: open, name and tag, delete, take along.

Leaves out: which are selected (`show_table`) and how they are deleted (`delete_runs`).
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from functools import partial

import streamlit as st

from pages.parts.runs.delete_runs import delete
from pages.parts.runs.last_click import TROUBLE, attempt
from pages.shared import state
from pages.shared.links import open_page
from pages.shared.safe_text import escape_markdown
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.runs.library import Entry
from w2v_core.runs.transfer.run_zip import pack_run


def ask_actions(chosen: Sequence[Entry]) -> None:
    """The buttons; those that need one run wait for it."""
    one = chosen[0] if len(chosen) == 1 else None
    if st.button(
        "Open", type="primary", icon=":material/arrow_forward:", disabled=one is None, key="open"
    ):
        state.choose_run(chosen[0].run.id)
        open_page("pages/train.py")
    if st.button("Rename and tag", icon=":material/edit:", disabled=one is None, key="rename"):
        _rename(chosen[0])
    st.button(
        f"Delete {len(chosen):,} runs" if len(chosen) > 1 else "Delete",
        icon=":material/delete:",
        disabled=not chosen,
        key="delete",
        on_click=delete,
        args=([each.run for each in chosen],),
    )
    packable = one is not None and not one.under_way and one.run.has_vectors
    st.download_button(
        "Download ZIP",
        partial(_packed, one.run) if one is not None and packable else b"",
        _file_name(one) if one else "run.zip",
        "application/zip",
        icon=":material/download:",
        disabled=not packable,
        on_click="ignore",
        key="download",
        help="Settings, history and vectors of one run that has ended. It can be imported below, "
        "here or on another computer.",
    )


@st.dialog("Rename and tag")
def _rename(entry: Entry) -> None:
    """Ask for a name and tags."""
    with st.form("labels", border=False):
        st.text_input("Name", entry.labels.name, key=f"name_{entry.run.id}")
        st.text_input(
            "Tags",
            ", ".join(entry.labels.tags),
            key=f"tags_{entry.run.id}",
            help="Words to find the run by, with commas between them.",
        )
        saved = st.form_submit_button("Save", type="primary", on_click=_save, args=(entry.run,))
    if saved and not st.session_state[TROUBLE]:
        st.rerun()
    if saved:
        st.error(escape_markdown(st.session_state[TROUBLE]))


def _save(run: RunFolder) -> None:
    """Keep the name and the tags that were typed."""
    st.session_state[TROUBLE] = ""
    tags = st.session_state[f"tags_{run.id}"].split(",")
    attempt(lambda _: run.label(st.session_state[f"name_{run.id}"], tuple(tags)))


def _packed(run: RunFolder) -> bytes:
    """The run as a ZIP, made when it is asked for."""
    file = io.BytesIO()
    pack_run(run, file)
    return file.getvalue()


def _file_name(entry: Entry) -> str:
    """A name for the ZIP that every file system takes."""
    name = re.sub(r"[^\w-]+", "-", entry.labels.name)[:60].strip("-")
    return f"{name or 'run'}.zip"

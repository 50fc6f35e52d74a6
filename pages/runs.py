"""Runs: all of them, of every corpus: open, name, tag, delete and undo, take along, bring back."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import streamlit as st

from pages.parts.runs import show_table
from pages.parts.train import show_run, steer
from pages.shared import live, state, uploads, widgets
from w2v_core.errors import W2VError
from w2v_core.host import lock
from w2v_core.host.home import Home
from w2v_core.runs import queue, trash
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.runs.library import Entry, entries, look
from w2v_core.runs.transfer.run_zip import pack_run, unpack_in_process

TRAIN = Path(__file__).resolve().parent / "train.py"
MOST_UNDER_WAY = 5
MOST_NAMED = 3

# Session keys: what the last click has done, and what went wrong with it.
DELETED, IMPORTED, TROUBLE = "runs_deleted", "runs_imported", "runs_trouble"
# Of the uploader. A widget's value is dropped when its page is left: where no key begins with
# this, the page has just been opened.
UPLOAD = "runs_upload_"


def forget_last_visit() -> None:
    """What was done here before another page was opened is done."""
    if not any(str(key).startswith(UPLOAD) for key in st.session_state):
        for key in (DELETED, IMPORTED, TROUBLE):
            st.session_state.pop(key, None)


def show_under_way(going: Sequence[Entry]) -> None:
    """Progress, or the place in the queue, of each run that has not ended."""

    def draw() -> bool:
        try:
            now = [look(each.run.path) for each in going]
        except (W2VError, OSError):  # one has been taken away
            st.rerun()
        if [each.state.status for each in now] != [each.state.status for each in going]:
            st.rerun()
        for each in now[:MOST_UNDER_WAY]:
            share, text = show_run.bar(each.run, each.state, each.run.read_progress()[0])
            st.progress(share, text=f"{widgets.plain(each.labels.name)} · {text}")
        if len(now) > MOST_UNDER_WAY:
            st.caption(f"and {len(now) - MOST_UNDER_WAY:,} more")
        return True

    live.follow(draw, running=True)


def show_news() -> None:
    """What the last click has done, and the way back or on."""
    if deleted := st.session_state.get(DELETED):
        count = f"{len(deleted):,} runs" if len(deleted) > 1 else "1 run"
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"Deleted {count}.", width="content")
            st.button("Undo", icon=":material/undo:", key="undo_delete", on_click=bring_back)
    if imported := st.session_state.get(IMPORTED):
        identifier, name = imported
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"Imported {widgets.plain(name)}.", width="content")
            if st.button("Open", icon=":material/arrow_forward:", key="open_imported"):
                open_run(identifier)
    if trouble := st.session_state.get(TROUBLE):
        st.error(widgets.escape_markdown(trouble), icon=":material/error:")


def show_actions(chosen: Sequence[Entry]) -> None:
    """What can be done with the runs that are selected."""
    one = chosen[0] if len(chosen) == 1 else None
    if st.button(
        "Open", type="primary", icon=":material/arrow_forward:", disabled=one is None, key="open"
    ):
        open_run(chosen[0].run.id)
    if st.button("Rename and tag", icon=":material/edit:", disabled=one is None, key="rename"):
        rename(chosen[0])
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
        partial(packed, one.run) if one is not None and packable else b"",
        file_name(one) if one else "run.zip",
        "application/zip",
        icon=":material/download:",
        disabled=not packable,
        on_click="ignore",
        key="download",
        help="Settings, history and vectors of one run that has ended. It can be imported below, "
        "here or on another computer.",
    )


def open_run(identifier: str) -> None:
    """Show a run on Train from now on."""
    state.choose_run(identifier)
    st.switch_page(TRAIN, query_params=state.address())


@st.dialog("Rename and tag")
def rename(entry: Entry) -> None:
    """Ask for a name and tags."""
    with st.form("labels", border=False):
        st.text_input("Name", entry.labels.name, key=f"name_{entry.run.id}")
        st.text_input(
            "Tags",
            ", ".join(entry.labels.tags),
            key=f"tags_{entry.run.id}",
            help="Words to find the run by, with commas between them.",
        )
        saved = st.form_submit_button("Save", type="primary", on_click=save, args=(entry.run,))
    if saved and not st.session_state[TROUBLE]:
        st.rerun()
    if saved:
        st.error(widgets.escape_markdown(st.session_state[TROUBLE]))


def save(run: RunFolder) -> None:
    """Keep the name and the tags that were typed."""
    st.session_state[TROUBLE] = ""
    tags = st.session_state[f"tags_{run.id}"].split(",")
    attempt(lambda _: run.label(st.session_state[f"name_{run.id}"], tuple(tags)))


def delete(runs: Sequence[RunFolder]) -> None:
    """Move runs to the trash; those that are being trained are cancelled first."""
    st.session_state[TROUBLE] = ""
    gone = []
    for run in runs:
        try:
            if not trash.delete(run):
                steer.wait(lambda run=run: not run.alive())
                put_away(run)
            gone.append(run.id)
            if run.id == state.run_id():
                state.choose_run("")
        except W2VError as error:
            st.session_state[TROUBLE] = str(error)
    st.session_state[DELETED] = gone
    attempt(queue.advance)


def put_away(run: RunFolder) -> None:
    """Move a run that was cancelled to the trash, even one that has ended otherwise meanwhile."""
    queue.advance(state.home())
    if run.path.is_dir() and not run.alive():
        trash.delete(run)


def bring_back() -> None:
    """Take what was deleted last out of the trash."""
    st.session_state[TROUBLE] = ""
    for identifier in st.session_state.pop(DELETED, []):
        attempt(partial(undo, identifier=identifier))


def undo(home: Home, identifier: str) -> None:
    """Take a run out of the trash, once its worker is gone."""
    run = RunFolder(home.runs / identifier)
    lock.wait(run.path)
    if run.path.is_dir():
        put_away(run)
    trash.undo(home, identifier)


def take(key: str) -> None:
    """Make a run of what was uploaded, and start a new uploader, so that memory is free again."""
    came = st.session_state[key]
    st.session_state["runs_round"] = st.session_state.get("runs_round", 0) + 1
    st.session_state[TROUBLE] = ""
    st.session_state.pop(IMPORTED, None)
    try:
        run = unpack_in_process(uploads.keep(came), state.workspace(), came.name)
        st.session_state[IMPORTED] = run.id, run.labels.name
    except W2VError as error:
        st.session_state[TROUBLE] = str(error)
    except OSError as error:
        st.session_state[TROUBLE] = f"The upload cannot be stored: {error.strerror or error}."


def attempt(act: Callable[[Home], object]) -> None:
    """Do something with the home; what goes wrong is told on the page."""
    try:
        act(state.home())
    except W2VError as error:
        st.session_state[TROUBLE] = str(error)


def packed(run: RunFolder) -> bytes:
    """The run as a ZIP, made when it is asked for."""
    file = io.BytesIO()
    pack_run(run, file)
    return file.getvalue()


def file_name(entry: Entry) -> str:
    """A name for the ZIP that every file system takes."""
    name = re.sub(r"[^\w-]+", "-", entry.labels.name)[:60].strip("-")
    return f"{name or 'run'}.zip"


def offer_import() -> None:
    """A box for the ZIP of a run."""
    key = f"{UPLOAD}{st.session_state.get('runs_round', 0)}"
    st.file_uploader(
        "Import a run",
        type=["zip"],
        key=key,
        on_change=take,
        args=(key,),
        help="A ZIP that was downloaded on this page, here or elsewhere. Its text does not come "
        "along: load that on Corpus to see rare words and contexts too.",
    )


forget_last_visit()
found = entries(state.workspace())
show_news()
if not found:
    message = "There are no runs yet: train one, which takes less than a minute."
    widgets.empty_state(message, "pages/train.py", "Go to Train")
else:
    if going := [each for each in found if each.under_way]:
        show_under_way(going)
    actions = st.container(horizontal=True, vertical_alignment="bottom")
    text = actions.text_input(
        "Find",
        placeholder="Name, tag or corpus",
        key="runs_find",
        width=260,
        icon=":material/search:",
    )
    listed = show_table.find(found, text)
    chosen = show_table.show(listed) if listed else []
    if not listed:
        st.info(f"No run has {widgets.plain(text)} in its name, its tags or its corpus.")
    with actions:
        show_actions(chosen)
    if chosen:
        names = ", ".join(widgets.plain(each.labels.name) for each in chosen[:MOST_NAMED])
        more = f" and {len(chosen) - MOST_NAMED:,} more" if len(chosen) > MOST_NAMED else ""
        st.caption(f"Selected: {names}{more}")
    else:
        st.caption("Click on a run to select it; tick the boxes in front to select several.")
    size = widgets.megabytes(sum(each.bytes for each in found))
    st.caption(f"{len(listed):,} of {len(found):,} runs; {size} in all.")
    widgets.download_table(
        "Download table", show_table.COLUMNS, lambda: map(show_table.row, listed), "runs.csv"
    )
offer_import()

"""Bringing in vectors that were trained elsewhere: a file from the person's machine or the server.

A process of its own reads the file, with its progress and a way to stop.
Leaves out: handing vectors out (`show_export`).
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import streamlit as st

from pages.drawing.theme import shorten
from pages.shared import state, uploads
from pages.shared.choices import one_of
from pages.shared.links import link
from pages.shared.numbers import how_far, megabytes
from pages.shared.safe_text import escape_markdown, mono
from w2v_core.errors import W2VError
from w2v_core.host.environment import Server
from w2v_core.intake.server_files import ShelfFile, shelf_files
from w2v_core.runs.transfer.imports import ImportEvent, import_in_process
from w2v_core.text.documents import printable
from w2v_core.vectors.files.formats import READABLE

# Session keys: what was uploaded, what went wrong with it, what the last import has done.
_FILE, _TROUBLE, _SAID = "import_file", "import_trouble", "import_said"
_MOST_NAME = 200

File = tuple[str, Path]  # what a person calls it, and where it lies


def show() -> None:
    """Ask for a file and make a run of it."""
    file = _of_server() if _from_server() else _uploaded()
    name = st.text_input(
        "Name of the run",
        key="import_name",
        max_chars=_MOST_NAME,
        placeholder="The file's name",
        persist_state="session",
    )
    pressed = st.button(
        "Import", type="primary", icon=":material/upload:", disabled=file is None, width="stretch"
    )
    if pressed and file is not None:
        _bring(file, name)
    if trouble := st.session_state.pop(_TROUBLE, ""):
        st.error(escape_markdown(trouble), icon=":material/error:")


def explain() -> None:
    """What can be imported, and what such a run can do."""
    st.markdown(
        "Vectors of any other program become a run without training: Neighbors, Analogies, "
        "Projection and Axes work on them. Their text is not known, so nothing is said of contexts."
    )
    st.markdown(
        "- **word2vec**: text (`.txt`, `.vec`) and binary (`.bin`)\n"
        "- **fastText**: `.vec`\n"
        "- **GloVe**: `.txt`, without a first line of sizes\n"
        "- all of them also as `.gz`; and **NPZ** of this page\n\n"
        "The order of the words stands for their frequency, since these files have no counts. "
        "A word that stands there twice keeps its first vector. "
        "Words with spaces are read where that is clear, as in GloVe's `. . .`."
    )
    st.markdown("Files over 200 MB come from the shell of the server, of any size:")
    st.code("python -m w2v_core import FILE --name NAME", language="shell")


def show_said() -> None:
    """What the last import has brought, once, and where to go with it."""
    if said := st.session_state.pop(_SAID, ""):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(said, width="content")
            link("pages/neighbors.py", "Neighbors", ":material/hub:")


def _from_server() -> bool:
    if not Server.from_environment().corpora:
        return False
    source = one_of(
        "File",
        ("Upload", "Server"),
        default="Upload",
        key="import_source",
        persist_state="session",
        width="stretch",
    )
    return source == "Server"


def _of_server() -> File | None:
    """A file that the server's owner has laid out."""
    found = {each.name: each for each in _laid_out(str(Server.from_environment().corpora))}
    if not found:
        st.info("The server's folder holds no file of vectors.")
    name = st.selectbox(
        "Vectors of this server",
        list(found),
        index=None,
        format_func=lambda each: f"{each}, {megabytes(found[each].bytes)}",
        key="import_server",
        help="Laid out by the server's owner, and not limited in size.",
    )
    return (name, found[name].path) if name in found else None


@st.cache_data(max_entries=4, ttl=10, show_spinner=False)
def _laid_out(folder: str) -> tuple[ShelfFile, ...]:
    return shelf_files(Path(folder), READABLE)


def _uploaded() -> File | None:
    key = f"import_upload_{st.session_state.get('import_round', 0)}"
    st.file_uploader(
        "Vectors",
        type=sorted({each.rpartition(".")[2] for each in READABLE}),
        key=key,
        on_change=_take,
        args=(key,),
        help="word2vec, fastText, GloVe or NPZ; text and binary also packed as GZ.",
    )
    file: File | None = st.session_state.get(_FILE)
    if file is None or not file[1].exists():
        return None
    st.text(f"{shorten(file[0])}, {megabytes(file[1].stat().st_size)}")
    return file


def _take(key: str) -> None:
    """Copy what has come to disk and start a new uploader, so that memory is free again."""
    came = st.session_state[key]
    st.session_state["import_round"] = st.session_state.get("import_round", 0) + 1
    try:
        st.session_state[_FILE] = (printable(came.name), uploads.keep(came)) if came else None
    except OSError as error:
        st.session_state[_TROUBLE] = f"The upload cannot be stored: {error.strerror or error}."


def _bring(file: File, name: str) -> None:
    """Import a file; ends by showing the new run."""
    bar = st.progress(0.0, text="Starting to read")
    # Any click ends this script run at the next `progress`, and with it the process.
    stop = st.empty()
    stop.button("Stop importing", icon=":material/stop:", on_click=_say_stopped)
    try:
        with closing(
            import_in_process(file[1], state.workspace(), name, file_name=file[0])
        ) as events:
            for event in events:
                bar.progress(_share(event), text=_how_far(event))
    except W2VError as error:
        bar.empty()
        stop.empty()
        st.session_state[_TROUBLE] = str(error)
        return
    state.choose_run(event.run)
    st.session_state[_FILE] = None
    st.session_state[_SAID] = (
        f"Imported {event.words:,} words from {mono(file[0])}. They are explored now:"
    )
    st.rerun()


def _say_stopped() -> None:
    st.session_state[_TROUBLE] = "The import was stopped; nothing was kept."


def _share(event: ImportEvent) -> float:
    return min(event.done / max(event.total, 1), 1.0)


def _how_far(event: ImportEvent) -> str:
    if event.done >= event.total:
        return f"Storing {event.words:,} words"
    words = f"{event.words:,} words"
    return how_far(_share(event), event.done, event.total, words, event.seconds_left)

"""Bringing a text: files from the person's machine, or a paste; both lie on disk at once.

What is uploaded would stay in memory until the session ends. Names are a stranger's: a file is
stored under its hash, and its name is only shown.
Leaves out: reading what is in the files (`w2v_core.runs.encode`).
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import IO

import streamlit as st

from pages.shared import state, widgets

Files = list[tuple[str, Path]]  # what a person calls a file, and where it lies

LONGEST_PASTE = 2_000_000


def uploaded() -> tuple[str, Files]:
    """Files from the person's machine; they are copied to disk as soon as they come."""
    key = f"upload_{st.session_state.get('upload_round', 0)}"
    st.file_uploader(
        "Files",
        type=["txt", "gz", "zip"],
        accept_multiple_files=True,
        key=key,
        on_change=take_uploads,
        args=(key,),
        help="Plain text, or text packed as GZ or ZIP. Several files become one corpus.",
    )
    files: Files = st.session_state.get("uploads", [])
    for name, path in files:
        st.text(f"{widgets.shorten(name)}, {widgets.megabytes(path.stat().st_size)}")
    if not files:
        return "", []
    more = f" and {len(files) - 1} more" if len(files) > 1 else ""
    return Path(files[0][0]).name.partition(".")[0] + more, files


def take_uploads(key: str) -> None:
    """Copy what has come to disk and start a new uploader, so that memory is free again."""
    came = st.session_state[key] or []
    st.session_state["uploads"] = [(each.name, keep(each, each.name)) for each in came]
    st.session_state["upload_round"] = st.session_state.get("upload_round", 0) + 1


def pasted() -> tuple[str, Files]:
    """Text from the clipboard."""
    text = st.text_area(
        "Your text", height=150, max_chars=LONGEST_PASTE, key="pasted", persist_state="session"
    )
    if not text.strip():
        return "", []
    with tempfile.TemporaryFile() as file:
        file.write(text.encode("utf-8", "replace"))
        file.seek(0)
        return "pasted text", [("pasted text.txt", keep(file, ".txt"))]


def keep(file: IO[bytes], name: str) -> Path:
    """Store a file under its own hash, once; of its name only a known ending is used."""
    folder = state.home().uploads
    digest = hashlib.sha256()
    descriptor, scratch = tempfile.mkstemp(prefix=".coming-", dir=folder)
    with os.fdopen(descriptor, "wb") as copy:
        while block := file.read(1 << 20):
            digest.update(block)
            copy.write(block)
    ending = next((each for each in (".gz", ".zip") if name.lower().endswith(each)), ".txt")
    path = folder / f"{digest.hexdigest()}{ending}"
    os.replace(scratch, path)
    return path

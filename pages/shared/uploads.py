"""Bringing a text: files from the person's machine, or a paste; both lie on disk at once.

What is uploaded would stay in memory until the session ends. Names are a stranger's: a file is
stored under its hash, and its name is only shown.
Leaves out: reading what is in the files (`w2v_core.intake.encode`).
"""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO

import streamlit as st

from pages.drawing.theme import shorten
from pages.shared import state
from pages.shared.numbers import megabytes
from pages.shared.safe_text import escape_markdown
from w2v_core.text.documents import printable
from w2v_core.text.files.options import SUFFIXES

Files = list[tuple[str, Path]]  # what a person calls a file, and where it lies

LONGEST_PASTE = 2_000_000
MOST_LISTED = 8


def uploaded() -> tuple[str, Files]:
    """Files from the person's machine; they are copied to disk as soon as they come."""
    key = f"upload_{st.session_state.get('upload_round', 0)}"
    st.file_uploader(
        "Files",
        type=[each.removeprefix(".") for each in SUFFIXES],
        accept_multiple_files=True,
        key=key,
        on_change=_take_uploads,
        args=(key,),
        help="Text, HTML, tables (CSV, TSV, JSON lines), also packed as GZ, ZIP or TAR. Several "
        "files become one corpus.",
    )
    if trouble := st.session_state.get("upload_trouble"):
        st.error(escape_markdown(trouble), icon=":material/error:")
    files: Files = [each for each in st.session_state.get("uploads", []) if _touch(each[1])]
    for name, path in files[:MOST_LISTED]:
        st.text(f"{shorten(name)}, {megabytes(path.stat().st_size)}")
    if len(files) > MOST_LISTED:
        st.caption(f"and {len(files) - MOST_LISTED:,} more")
    return called(files), files


def _take_uploads(key: str) -> None:
    """Copy what has come to disk and start a new uploader, so that memory is free again."""
    came = st.session_state[key] or []
    st.session_state["upload_round"] = st.session_state.get("upload_round", 0) + 1
    st.session_state["upload_trouble"] = ""
    try:
        st.session_state["uploads"] = [(printable(each.name), keep(each)) for each in came]
    except OSError as error:
        reason = error.strerror or error
        st.session_state["upload_trouble"] = f"The upload cannot be stored: {reason}."


def pasted() -> tuple[str, Files]:
    """Text from the clipboard."""
    text = st.text_area(
        "Your text", height=150, max_chars=LONGEST_PASTE, key="pasted", persist_state="session"
    )
    if not text.strip():
        return "", []
    path = keep(io.BytesIO(text.encode("utf-8", "replace")))
    return "pasted text", [("pasted text.txt", path)]


def _touch(path: Path) -> bool:
    """Whether an upload is still there; what is looked at is not swept away."""
    with suppress(OSError):
        os.utime(path)
        return True
    return False


def called(files: Files) -> str:
    """What a corpus of these files is called."""
    if not files:
        return ""
    more = f" and {len(files) - 1} more" if len(files) > 1 else ""
    name = Path(files[0][0]).name
    return (name.partition(".")[0] or name) + more


def keep(file: IO[bytes]) -> Path:
    """Store a file under its own hash, once."""
    folder = state.home().uploads
    digest = hashlib.sha256()
    descriptor, scratch = tempfile.mkstemp(prefix=".coming-", dir=folder)
    try:
        with os.fdopen(descriptor, "wb") as copy:
            while block := file.read(1 << 20):
                digest.update(block)
                copy.write(block)
        path = folder / digest.hexdigest()
        os.replace(scratch, path)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(scratch)
    return path

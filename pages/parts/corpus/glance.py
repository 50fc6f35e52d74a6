"""A glance at chosen files, remembered: their columns and first lines.

Leaves out: looking (`w2v_core.intake.looking`), and what is made of it (`ask_source`,
`show_preview`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from pages.shared import state
from w2v_core.errors import W2VError
from w2v_core.intake.looking import Look, look_in_process
from w2v_core.text.files.options import ReadOptions
from w2v_core.text.files.reading import TextFile

REMEMBERED = 3_600  # seconds; a look that failed because the machine was busy is not for ever


def glance(files: Sequence[TextFile]) -> Look:
    """What the files are and how they begin; what went wrong is said in it."""
    there = [each for each in files if each.path.exists()]
    return _glance(_key(there)) if there else Look()


def _key(files: Sequence[TextFile]) -> str:
    """What a look hangs on."""
    return json.dumps(
        [[each.name, str(each.path), each.options.as_dict(), _version(each.path)] for each in files]
    )


def _version(path: Path) -> list[int]:
    """Nothing for an upload: it lies under its hash, and its times say when it was last used."""
    if path.parent == state.home().uploads:
        return []
    known = path.stat()
    return [known.st_mtime_ns, known.st_size]


@st.cache_data(max_entries=32, ttl=REMEMBERED, show_spinner="Looking into the file")
def _glance(key: str) -> Look:
    files = [
        TextFile(name, Path(path), ReadOptions(**how)) for name, path, how, _ in json.loads(key)
    ]
    try:
        return look_in_process(files)
    except W2VError as error:
        return Look(trouble=str(error))

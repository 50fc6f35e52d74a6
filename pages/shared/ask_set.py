"""Where questions or rated pairs come from: the sample's own, a paste, or a file.

Pages that ask for the same kind have the same boxes: what was pasted on one stands on the other.
Leaves out: what is in them (`w2v_core.evaluation`) and how they are scored (`show_…`).
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Literal, NamedTuple

import streamlit as st

from pages.drawing.theme import shorten
from pages.shared import state, uploads
from pages.shared.address import IN_ADDRESS
from pages.shared.choices import one_of
from pages.shared.numbers import megabytes
from pages.shared.safe_text import escape_markdown
from w2v_core.errors import FormatError
from w2v_core.evaluation.analogies import Section, read_questions
from w2v_core.evaluation.lines import text_of
from w2v_core.intake.samples import SAMPLES, Sample
from w2v_core.text.documents import printable

Origin = Literal["Sample", "Paste", "Upload"]

_SUFFIXES = ["txt", "csv", "tsv", "tab"]


class Kind(NamedTuple):
    """What is asked for: the name of its widgets, what a person calls it, how it looks."""

    key: str
    label: str
    example: str
    help: str


QUESTIONS = Kind(
    "questions",
    "Questions",
    ": capitals\nathens greece oslo norway\nparis france rome italy",
    "One question a line, four words: a is to b as c is to d. A line with a colon names a section.",
)

MOST_QUESTIONS = 200_000  # half a minute; the largest public set has half as many


class Brought(NamedTuple):
    """A set that is to be scored.

    Attributes
    ----------
    name : str
        What a person calls it; a stranger's words.
    source : Path or str
        A file, or the text itself.
    ours : bool
        Whether it came with the sample.
    """

    name: str
    source: Path | str
    ours: bool

    def text(self) -> str:
        """What stands in it; FormatError if that is no text."""
        return self.source if isinstance(self.source, str) else text_of(self.source, self.name)


def sample() -> Sample | None:
    """The sample that the active run was trained on."""
    run = state.run()
    return SAMPLES.get(run.info.corpus_name) if run is not None else None


def ask(kind: Kind, own: Path | None) -> Brought | None:
    """Which set to score; None while there is none."""
    offered: tuple[Origin, ...] = ("Paste", "Upload")
    if own is not None:
        offered = ("Sample", *offered)
    origin = one_of(
        kind.label,
        offered,
        default=offered[0],
        key=f"{kind.key}_from",
        width="stretch",
        help=kind.help,
        **IN_ADDRESS,
    )
    if own is not None and origin == "Sample":
        return Brought(own.name, own, ours=True)
    return _uploaded(kind) if origin == "Upload" else _pasted(kind)


def sections(brought: Brought) -> list[Section]:
    """The questions of a set, read.

    Raises
    ------
    FormatError
        If they cannot be read, with where it came from, or are too many.
    """
    try:
        found = read_questions(brought.text())
    except FormatError as error:
        raise FormatError(f"In {brought.name[:80]}: {error}") from error
    refuse_many(sum(len(each.questions) for each in found), MOST_QUESTIONS, "questions")
    return found


def refuse_many(found: int, most: int, what: str) -> None:
    """Raise FormatError where a set would hold up everybody on the server for minutes."""
    if found > most:
        raise FormatError(
            f"{found:,} {what} are too many for the page, which takes {most:,}. Take a part of "
            "them, or score the file in a shell: w2v evaluate RUN FILE."
        )


def digest(text: str) -> str:
    """What a text is known by where its scores are kept."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _pasted(kind: Kind) -> Brought | None:
    text = st.text_area(
        "Your own",
        key=f"{kind.key}_pasted",
        height=220,
        max_chars=uploads.LONGEST_PASTE,
        placeholder=kind.example,
        persist_state="session",
    )
    return Brought("what was pasted", text, ours=False) if text.strip() else None


def _uploaded(kind: Kind) -> Brought | None:
    turn, file, trouble = (f"{kind.key}_{part}" for part in ("round", "file", "trouble"))
    key = f"{kind.key}_upload_{st.session_state.get(turn, 0)}"
    st.file_uploader(
        "File",
        type=_SUFFIXES,
        key=key,
        on_change=_take,
        args=(key, turn, file, trouble),
        help=f"Text in UTF-8. {kind.help}",
    )
    if said := st.session_state.pop(trouble, ""):
        st.error(escape_markdown(said), icon=":material/error:")
    came: tuple[str, Path] | None = st.session_state.get(file)
    if came is None or not came[1].exists():
        return None
    name, path = came
    st.text(f"{shorten(name)}, {megabytes(path.stat().st_size)}")
    return Brought(name, path, ours=False)


def _take(key: str, turn: str, file: str, trouble: str) -> None:
    """Copy what has come to disk and start a new uploader, so that memory is free again."""
    came = st.session_state[key]
    st.session_state[turn] = st.session_state.get(turn, 0) + 1
    try:
        st.session_state[file] = (printable(came.name), uploads.keep(came)) if came else None
    except OSError as error:
        st.session_state[trouble] = f"The upload cannot be stored: {error.strerror or error}."

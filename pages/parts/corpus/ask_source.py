"""Where a text comes from: a sample, an upload, a paste, or the server's own folder.

Of tables a person chooses the column. Leaves out: reading (`show_loading`) and the options of
cutting (`ask_options`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path

import streamlit as st

from pages.drawing.theme import shorten
from pages.parts.corpus.glance import glance
from pages.shared import state, uploads
from pages.shared.choices import distinct, one_of
from pages.shared.numbers import megabytes, number
from pages.shared.safe_text import mono, plain
from pages.shared.uploads import Files
from w2v_core.host.environment import Server
from w2v_core.intake.samples import SAMPLES, Sample
from w2v_core.intake.server_files import ShelfFile, shelf_files
from w2v_core.text.documents import printable
from w2v_core.text.files.options import ReadOptions
from w2v_core.text.files.reading import Description, TextFile

MOST_TABLES = 6  # that are asked about; the column of the others is chosen by what is in them
SAMPLE_LETTERS = 60


@dataclasses.dataclass(frozen=True)
class Choice:
    """A text that can be loaded.

    Attributes
    ----------
    name : str
        What its corpus is called.
    files : tuple of TextFile
        Empty while there is none, or while `sample` has still to be made.
    sample : Sample or None
        Set if it is a sample.
    """

    name: str = ""
    files: tuple[TextFile, ...] = ()
    sample: Sample | None = None

    @property
    def ready(self) -> bool:
        """Whether there is something to load."""
        return bool(self.files or self.sample)


def choose_text() -> Choice:
    """Ask which text."""
    sources = ["Sample", "Upload", "Paste"]
    if Server.from_environment().corpora:
        sources.append("Server")
    source = one_of(
        "Text",
        sources,
        default="Sample",
        key="source",
        persist_state="session",
        width="stretch",
    )
    if source == "Sample":
        return _sample()
    ask = {"Upload": uploads.uploaded, "Paste": uploads.pasted, "Server": _of_server}[source]
    name, files = ask()
    return Choice(name, tuple(_choose_columns(files)))


def _sample() -> Choice:
    name = st.selectbox(
        "Sample",
        list(SAMPLES),
        format_func=lambda each: SAMPLES[each].title,
        key="sample",
        persist_state="session",
    )
    sample = SAMPLES[name]
    st.caption(f"{sample.story} About {number(sample.tokens)} tokens.")
    files = sample.files(state.home())
    if not files and sample.kind == "made":
        st.caption("Made on this machine when it is first loaded; takes half a minute.")
    if not files and sample.kind == "download":
        st.caption("Downloaded when it is first loaded, 14 MB; needs the internet.")
    return Choice(name, tuple(TextFile(*file) for file in files), sample)


def _of_server() -> tuple[str, Files]:
    """Files that the server's owner has laid out."""
    found = {each.name: each for each in _laid_out(str(Server.from_environment().corpora))}
    if not found:
        st.info("The server's folder holds no file that can be read as text.")
    chosen = st.multiselect(
        "Files of this server",
        list(found),
        format_func=lambda each: f"{each}, {megabytes(found[each].bytes)}",
        key="server_files",
        persist_state="session",
        help="Laid out by the server's owner, and not limited in size. Several become one corpus.",
    )
    files = [(name, found[name].path) for name in chosen if name in found]
    return uploads.called(files), files


@st.cache_data(max_entries=4, ttl=10, show_spinner=False)
def _laid_out(folder: str) -> tuple[ShelfFile, ...]:
    return shelf_files(Path(folder))


def _choose_columns(files: Files) -> list[TextFile]:
    """The files, and what to take of those that are tables; tables of one kind are asked once."""
    groups: dict[tuple[object, ...], ReadOptions] = {}
    chosen = []
    given = [TextFile(name, path) for name, path in files if path.exists()]
    for file, about in zip_longest(given, glance(given).descriptions):
        options = ReadOptions()
        if about is not None and len(about.columns) > 1:
            group = (about.format, *(each.name for each in about.columns))
            if group not in groups and len(groups) < MOST_TABLES:
                groups[group] = _choose_column(file.name, about)
            options = groups.get(group, options)
        chosen.append(file._replace(options=options))
    return chosen


def _choose_column(name: str, about: Description) -> ReadOptions:
    """Ask which column or field holds the text; the values below show what is in it."""
    columns = {str(each.number): each for each in about.columns}
    labels = distinct(
        {key: shorten(printable(each.name), SAMPLE_LETTERS) for key, each in columns.items()}
    )
    what = "Field" if about.format == "jsonl" else "Column"
    chosen = st.selectbox(
        f"{what} of {plain(name)}",
        list(columns),
        index=list(columns).index(str(about.chosen)) if str(about.chosen) in columns else 0,
        format_func=labels.__getitem__,
        key=f"column_{name}_{len(columns)}",
        help="Each row becomes a document. Proposed is the one with the most text.",
    )
    _show_values(columns[chosen].samples)
    label = _choose_label(name, about, {key: labels[key] for key in columns if key != chosen})
    if chosen == str(about.chosen):
        return ReadOptions(label=label)  # of an archive other tables may have it elsewhere
    if about.format == "jsonl":
        return ReadOptions(field=columns[chosen].name, label=label)
    return ReadOptions(column=int(chosen), label=label)


def _choose_label(file: str, about: Description, labels: dict[str, str]) -> str | int:
    """Ask which column says of each row what group it is in; "" for none."""
    chosen = st.selectbox(
        f"Labels of {plain(file)}",
        list(labels),
        index=None,
        format_func=labels.__getitem__,
        placeholder="None",
        key=f"label_{file}_{len(about.columns)}",
        help="A column such as author or year. It is kept with the text, so that *Compare* can set "
        "groups of documents against each other.",
    )
    if chosen is None:
        return ""
    names = [each.name for each in about.columns]
    name = names[int(chosen) - 1]
    # By name, since in another table of an archive the same number is another column.
    return name if names.count(name) == 1 or about.format == "jsonl" else int(chosen)


def _show_values(values: Sequence[str]) -> None:
    if not values:
        st.caption("Empty in the first rows.")
        return
    st.caption("  \n".join(mono(printable(value)) for value in values))

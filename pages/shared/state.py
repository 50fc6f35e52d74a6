"""What travels from page to page: corpus, run, focus word, seed; and the stored things they name.

The four live under plain session keys (a widget's own key would be dropped with its page) and in
the address, so that a reload or a shared link shows the same thing:
`?corpus=…&run=…&word=…&seed=…`, without the seed where it is 1.
Nobody else touches `st.session_state` for them.
In a classroom the key of the visitor's workspace stands there too; an address without it lets
somebody else look, with a workspace of her own.
Corpora and vectors are opened once per server and found by content hash or run id.
Leaves out: how any of it is drawn (`pages/frame/sidebar.py`).
"""

from __future__ import annotations

import re
from pathlib import Path

import streamlit as st

from w2v_core.errors import W2VError
from w2v_core.host.home import Home
from w2v_core.intake import samples
from w2v_core.intake.encode import encode_in_process
from w2v_core.runs.folder.layout import VECTORS
from w2v_core.runs.folder.records import RunState
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.runs.unfinished import under_way
from w2v_core.runs.workspaces import Workspace, classroom, is_key, new_key
from w2v_core.text.corpus import Corpus
from w2v_core.text.words.tokenizing import TokenizerConfig
from w2v_core.vectors.files.word2vec import MAX_WORD_BYTES
from w2v_core.vectors.word_vectors import WordVectors

WORD_LENGTH = MAX_WORD_BYTES  # no longer word can come in
MOST_SEED = 2**31 - 1

# Ids and hashes become parts of paths, and an address can be typed by anybody.
_PLAIN = re.compile(r"[0-9a-z-]+")
KEY = "key"
_ADDRESS = ("corpus", "run", "word", "seed", KEY)


def sync() -> None:
    """Once per script run, before anything is drawn: the address wins, the session fills gaps.

    Moving between pages empties the address; a reload empties the session. What was begun a moment
    before may then stand in neither, so a new session looks for it.
    """
    for name in _ADDRESS:
        if name in st.query_params:
            st.session_state[name] = st.query_params[name][:WORD_LENGTH]
    _enter()
    if "run" not in st.session_state:
        st.session_state["run"] = _under_way()
    if (active := run()) is not None:
        st.session_state["corpus"] = active.info.corpus_hash
    elif run_id():
        st.session_state["gone"] = run_id()[:80]
        st.session_state["run"] = ""
    if corpus() is None:
        st.session_state["corpus"] = _first()
    _put(**{name: _get(name) for name in _ADDRESS})


def _enter() -> None:
    """Give a visitor of a classroom who brings no key a workspace of her own."""
    if not classroom():
        st.session_state[KEY] = ""
    elif not is_key(_get(KEY)):
        st.session_state[KEY] = new_key()


def _under_way() -> str:
    """Id of her newest run that has not ended, on the corpus of the address if it names one."""
    for each in under_way(home()):
        if may_steer(each) and corpus_hash() in ("", each.info.corpus_hash):
            return each.id
    return ""


def _first() -> str:
    """Hash of the corpus to begin with, a sample."""
    root = str(home().root)
    try:
        first = home().corpus(_first_corpus(root))
    except W2VError:  # somebody has emptied the folder since
        _first_corpus.clear()
        first = home().corpus(_first_corpus(root))
    workspace().admit(first)
    return first.content_hash


def gone() -> str:
    """Id of a run that the address named and that is not here, once."""
    return str(st.session_state.pop("gone", ""))


def address() -> dict[str, str]:
    """The query parameters that lead back to what is shown."""
    return {name: value for name in _ADDRESS if (value := st.session_state.get(name, ""))}


def home() -> Home:
    """Where corpora and runs are stored."""
    return Home.default()


def workspace() -> Workspace:
    """What belongs to this visitor."""
    return Workspace.of(home(), _get(KEY)) if classroom() else Workspace(home())


def may_steer(run: RunFolder) -> bool:
    """Whether this visitor may do more than look at a run."""
    return workspace().may_steer(run)


def corpus_hash() -> str:
    """Content hash of the corpus in use; empty before the first one."""
    return _get("corpus")


def corpus() -> Corpus | None:
    """The corpus in use."""
    if not _PLAIN.fullmatch(corpus_hash()):
        return None
    try:
        return _open_corpus(str(home().root), corpus_hash())
    except W2VError:
        return None


def choose_corpus(content_hash: str) -> None:
    """Work with this corpus from now on; a run on another corpus is put aside."""
    active = run()
    aside = active is not None and active.info.corpus_hash != content_hash
    _put(corpus=content_hash, run="" if aside else run_id())


def run_id() -> str:
    """Id of the active run; empty if there is none."""
    return _get("run")


def run() -> RunFolder | None:
    """The active run; None also for an address that names no run of this home."""
    if not _PLAIN.fullmatch(run_id()):
        return None
    folder = RunFolder(home().runs / run_id())
    try:
        return folder if folder.info else None
    except W2VError:
        return None


def run_corpus() -> Corpus | None:
    """The text that the active run was trained on; None where it is not here.

    Vectors trained elsewhere come without one, and the corpus in use is then another.
    """
    active, here = run(), corpus()
    same = active is not None and here is not None and active.info.corpus_hash == corpus_hash()
    return here if same else None


def standing(run: RunFolder) -> RunState:
    """How far a run is; a folder that cannot be read is a run that has failed, and says why."""
    try:
        return run.state()
    except W2VError as error:
        return RunState("failed", f"{error} Resume writes it anew.")


def choose_run(identifier: str) -> None:
    """Show this run from now on, and the corpus it was trained on."""
    st.session_state["run"] = identifier
    active = run()
    _put(run=identifier, corpus=active.info.corpus_hash if active is not None else corpus_hash())


def vectors() -> WordVectors | None:
    """The vectors of the active run; None while there are none."""
    active = run()
    return None if active is None else vectors_of(active)


def vectors_of(run: RunFolder) -> WordVectors | None:
    """The vectors of a run; None while there are none, or where they cannot be read."""
    try:
        return _open_vectors(str(run.path), stamp(run))
    except (OSError, W2VError):
        return None


def stamp(run: RunFolder) -> int:
    """When its vectors were written: with the run, a key for whatever follows from them."""
    try:
        return (run.path / VECTORS).stat().st_mtime_ns
    except OSError:
        return 0


def focus() -> str:
    """The word in focus; empty if there is none."""
    return _get("word")


def choose_focus(word: str) -> None:
    """Put this word in focus on every page."""
    _put(word=word[:WORD_LENGTH])


def seed() -> int:
    """What the next training run or map draws its chance from."""
    given = _get("seed")
    return min(int(given), MOST_SEED) if given.isdecimal() and given.isascii() else 1


def choose_seed(value: int) -> None:
    """Use this seed from now on."""
    _put(seed="" if value == 1 else str(value))


def _get(name: str) -> str:
    return str(st.session_state.get(name, ""))


def _put(**values: str) -> None:
    """Session and address say the same, so that the address never wins with an old value.

    All at once: the browser's history gets an entry each time that the address is written.
    """
    for name, value in values.items():
        st.session_state[name] = value
    changed = {
        name: value or []  # no value at all takes the name away
        for name, value in values.items()
        if st.query_params.get(name, "") != value
    }
    if changed:
        st.query_params.update(changed)


# The root stands in the keys so that two homes in one process (tests) never mix.
@st.cache_resource(max_entries=4, show_spinner="Reading the sample corpus")
def _first_corpus(root: str) -> str:
    """Hash of the sample for the first visit, read into the store."""
    first = next(iter(samples.SAMPLES.values()))
    home = Home(Path(root))
    events = encode_in_process(
        first.files(home), home, name=first.name, tokenizer=TokenizerConfig()
    )
    return max(each.corpus_hash or "" for each in events)  # the last event alone has it


@st.cache_resource(max_entries=8, show_spinner=False)
def _open_corpus(root: str, content_hash: str) -> Corpus:
    return Home(Path(root)).corpus(content_hash)


@st.cache_resource(max_entries=8, show_spinner=False)
def _open_vectors(folder: str, stamp: int) -> WordVectors:
    """Opened again when the file was written again (`stamp`, its time of change)."""
    return RunFolder(Path(folder)).vectors()

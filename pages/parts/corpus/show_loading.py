"""Loading a text in a process of its own, with its progress and a way to stop.

On an error, and when it is stopped, the corpus in use stays.
Leaves out: what is loaded (`ask_source`) and how (`ask_options`).
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import Any

import streamlit as st

from pages.parts.corpus.ask_options import Options
from pages.parts.corpus.ask_source import Choice
from pages.shared import state
from pages.shared.numbers import how_far, number
from pages.shared.safe_text import escape_markdown, mono
from w2v_core.errors import W2VError
from w2v_core.intake.encode import EncodeEvent, encode_in_process
from w2v_core.intake.samples import Sample, prepare_in_process
from w2v_core.text.files.reading import TextFile

_SAID = "said_of_loading"


def is_loaded(choice: Choice, options: Options) -> bool:
    """Whether this is what was loaded last; on the first visit the first sample is."""
    loaded = st.session_state.setdefault("loaded_as", _signature(choice, options))
    return bool(loaded == _signature(choice, options))


def _signature(choice: Choice, options: Options) -> tuple[Any, ...]:
    name = choice.sample.name if choice.sample else ""
    return name, () if name else choice.files, options


def load(choice: Choice, options: Options) -> None:
    """Read the files, or make the sample first; ends by showing the new corpus."""
    bar = st.progress(0.0, text="Starting to read")
    # Any click ends this script run at the next `progress`, and with it the process.
    stop = st.empty()
    stop.button("Stop reading", icon=":material/stop:", on_click=_say_stopped)
    try:
        files: Sequence[TextFile] = choice.files
        if choice.sample and not files:
            files = _make(choice.sample, bar)
        event = _encode(choice.name, files, options, bar)
        state.workspace().admit(state.home().corpus(event.corpus_hash or ""))
    except W2VError as error:
        bar.empty()
        stop.empty()
        st.error(escape_markdown(str(error)), icon=":material/error:")
        return
    st.session_state["loaded_as"] = _signature(choice, options)
    if event.stored_as != choice.name:
        told = "The same text was loaded before, and is kept once, under its first name:"
        st.session_state[_SAID] = f"{told} {mono(event.stored_as)}."
    state.choose_corpus(event.corpus_hash or "")
    st.rerun()


def show_said() -> None:
    """What there is to say of the last loading, once."""
    if said := st.session_state.pop(_SAID, ""):
        st.info(said, icon=":material/info:")


def _say_stopped() -> None:
    st.session_state[_SAID] = "Reading was stopped. What was loaded before is as it was."


def _make(sample: Sample, bar: Any) -> list[TextFile]:
    doing = "Downloading" if sample.kind == "download" else "Making the sample"
    bar.progress(0.0, text=doing)
    with closing(prepare_in_process(sample, state.home())) as events:
        for event in events:
            share = event.done / event.total if event.total else 0.0
            count = f" · {event.done:,} of {event.total:,} documents" if event.total else ""
            bar.progress(min(share, 1.0), text=f"{doing}{count}")
    return [TextFile(*file) for file in sample.files(state.home())]


def _encode(name: str, files: Sequence[TextFile], options: Options, bar: Any) -> EncodeEvent:
    with closing(
        encode_in_process(
            files,
            state.home(),
            name=name,
            tokenizer=options.tokenizer,
            cleaning=options.cleaning,
            phrases=options.phrases,
        )
    ) as events:
        for event in events:
            if event.phrases:
                bar.progress(event.phrases, text=f"Looking for phrases · {event.phrases:.0%}")
            else:
                share = event.bytes_done / max(event.bytes_total, 1)
                bar.progress(min(share, 1.0), text=_how_far(event, share))
    return event


def _how_far(event: EncodeEvent, share: float) -> str:
    tokens = f"{number(event.tokens)} tokens"
    return how_far(share, event.bytes_done, event.bytes_total, tokens, event.seconds_left)

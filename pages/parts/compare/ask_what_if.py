"""What if one setting were another: a run like this one but for that, and the wait for it.

Leaves out: settings in general (`setting_boxes`), and whose turn a run is (`w2v_core.runs.queue`).
"""

from __future__ import annotations

import dataclasses
from typing import Any

import streamlit as st

from pages.parts.compare import ask_runs
from pages.shared import live, other_runs, run_progress, state
from pages.shared.address import IN_ADDRESS
from pages.shared.links import link
from pages.shared.outlook import look_ahead
from pages.shared.safe_text import escape_markdown
from pages.shared.setting_boxes import ask
from w2v_core.errors import W2VError
from w2v_core.models import catalog
from w2v_core.runs import queue
from w2v_core.runs.differences import run_differences, settings_that_differ
from w2v_core.runs.folder.questions import read_run_questions
from w2v_core.runs.folder.records import UNDER_WAY
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.settings import Setting, settings_of
from w2v_core.text.corpus import Corpus

_AWAITED = "what_if_awaited"  # ids of runs that are compared when they are done
_TROUBLE = "what_if_trouble"


def ask_what_if(run: RunFolder) -> None:
    """Boxes for one setting and its new value, and the button that trains it."""
    with st.expander("What if", icon=":material/alt_route:", key="what_if_box"):
        corpus = state.run_corpus()
        if run.info.imported or corpus is None:
            st.caption("The text of these vectors is not here, so nothing can be trained on it.")
            return
        if run.info.parent:
            st.caption("This run goes on where another had ended; choose that one to change it.")
            return
        st.caption("The same text, the same seed, one setting changed.")
        setting = _ask_setting(run)
        before = run.info.config[setting.name]
        value = ask(setting, before, f"what_if_{run.id}_{setting.name}")
        st.button(
            "Train what-if",
            icon=":material/play_arrow:",
            key="what_if_train",
            disabled=value == before,
            on_click=_start,
            args=(run, corpus, setting.name, value),
            width="stretch",
            help="Puts the run into the queue; it is compared when it is done.",
        )
        if value == before:
            st.caption("Change the value first: this one is the run's own.")
        if trouble := st.session_state.pop(_TROUBLE, ""):
            st.error(escape_markdown(trouble), icon=":material/error:")


def _ask_setting(run: RunFolder) -> Setting:
    """The setting that is to be another; the seed too, which changes chance alone."""
    known = settings_of(catalog.algorithm(run.info.algorithm).config_type)
    by_label = {each.label: each for each in known if each.name in run.info.config}
    first = next((i for i, each in enumerate(by_label.values()) if each.name == "window"), 0)
    label = st.selectbox("Setting", list(by_label), index=first, key="what_if", **IN_ADDRESS)
    return by_label.get(label or "") or list(by_label.values())[first]


def _start(run: RunFolder, corpus: Corpus, name: str, value: Any) -> None:
    """Put the run into the queue, called after what is changed; or find the one there is."""
    try:
        info, home = run.info, state.workspace()
        config = dataclasses.replace(run.config, **{name: value})
        outlook = look_ahead(corpus, info.algorithm, config)
        outlook.refuse()
        known = {each.id for each in home.runs()}
        asked = read_run_questions(run.path)
        made = home.submit(info.algorithm, config, corpus, outlook.forecast, questions=asked)
        if made.id not in known:
            [change] = settings_that_differ(info.config, config.as_dict(), info.algorithm)
            made.label(change.text, ())
        queue.advance(state.home())
    except W2VError as error:
        st.session_state[_TROUBLE] = str(error)
        return
    st.session_state[_AWAITED] = [*st.session_state.get(_AWAITED, []), made.id]


def land(run: RunFolder) -> None:
    """Compare with what-if runs that are done by now; before the box of the runs is drawn."""
    awaited = st.session_state.get(_AWAITED, [])
    going = {each.id: each for each in _under_way(run)}
    st.session_state[_AWAITED] = list(dict.fromkeys([*awaited, *going]))
    for identifier in list(st.session_state[_AWAITED]):
        if identifier in going:
            continue
        st.session_state[_AWAITED].remove(identifier)
        done = [each for each in state.workspace().runs() if each.id == identifier]
        if not done or len(run_differences(run.info, done[0].info)) != 1:
            continue  # deleted, or of a run that is not in use any more
        if done[0].has_vectors:
            ask_runs.choose([other_runs.label(done[0])])
        else:
            reason = state.standing(done[0]).reason or "it has left no vectors."
            st.warning(f"The what-if run ended without vectors: {escape_markdown(reason)}")


def follow(run: RunFolder) -> None:
    """How far what-if runs are; when one is done the page shows what it has changed."""
    going = _under_way(run)

    def draw() -> bool:
        left = [each for each in going if state.standing(each).status in UNDER_WAY]
        for each in left:
            try:
                records, _ = each.read_progress()
                share, text = run_progress.bar(each, state.standing(each), records)
                st.progress(share, f"{escape_markdown(each.labels.name)} · {text}")
            except W2VError as error:  # deleted at this moment
                st.caption(escape_markdown(str(error)))
        return bool(left) and len(left) == len(going)

    live.follow(draw, running=bool(going))
    if going:
        link("pages/runs.py", "Pause or cancel it on Runs", ":material/inventory_2:")


def _under_way(run: RunFolder) -> list[RunFolder]:
    """Runs that have not ended and differ from this one in one setting."""
    return [
        each
        for each in state.workspace().runs()
        if each.info.corpus_hash == run.info.corpus_hash
        and len(run_differences(run.info, each.info)) == 1
        and state.standing(each).status in UNDER_WAY
    ]

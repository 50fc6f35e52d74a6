"""Steering a run: pause, resume, step, stop, cancel, reset, train on.

A click writes down the wish and lets the queue go on; the answer is waited for as long as nobody
notices, so that the page already shows it. Leaves out: how far the run is (`show_run`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from pages.shared import live, state
from pages.shared.safe_text import escape_markdown
from w2v_core.errors import W2VError
from w2v_core.models.catalog import algorithm
from w2v_core.runs import queue, trash
from w2v_core.runs.folder.records import UNDER_WAY, RunState
from w2v_core.runs.folder.run_folder import RunFolder

_TROUBLE = "steering_trouble"
_CANCELLED = "cancelled_run"


def show_controls(run: RunFolder, now: RunState) -> None:
    """The buttons that mean something to a run as it stands, and what went wrong with the last."""
    with st.container(horizontal=True, gap="small", key="controls"):
        if not state.may_steer(run):
            st.caption("Somebody else's run: you can watch and explore it, and not steer it.")
        elif now.status in UNDER_WAY:
            _under_way(run, now)
        else:
            _ended(run, now)
    if trouble := st.session_state.pop(_TROUBLE, ""):
        st.error(escape_markdown(trouble), icon=":material/error:")


def _under_way(run: RunFolder, now: RunState) -> None:
    idle = now.status == "paused"
    if now.follows:
        st.caption("Shared: somebody trains with the same settings; the vectors will be yours too.")
    elif idle:
        _button("Resume", "play_arrow", _ask, run, "run", help="Goes on exactly where it stands.")
    else:
        _button("Pause", "pause", _ask, run, "pause", help="Keeps everything; goes on any time.")
    if not now.follows:
        help = "Trains one slice, a two-hundredth of the run or less, and pauses."
        _button("Step", "skip_next", _step, run, help=help)
        help = "Ends the run and keeps the vectors as they stand."
        _button("Stop", "stop", _ask, run, "stop", help=help)
    _button("Cancel", "close", _cancel, run, help="Discards the run; it can be brought back.")


def _ended(run: RunFolder, now: RunState) -> None:
    if run.info.imported:
        st.caption("Vectors that were trained elsewhere: explore them, or train new ones.")
        return
    if now.status in ("stopped", "failed"):
        help = "Goes on from the last checkpoint."
        _button("Resume", "play_arrow", _ask, run, "run", help=help)
    elif algorithm(run.info.algorithm).has_epochs and run.config.members == 1:
        _train_on(run)
    help = "A new run with the same settings and seed, paused at its beginning; this one stays."
    _button("Reset", "restart_alt", _reset, run, help=help)


def _train_on(run: RunFolder) -> None:
    with st.popover("Train on", icon=":material/fast_forward:"):
        key = f"more_epochs_{run.id}"
        epochs = st.number_input(
            "More epochs",
            min_value=1,
            max_value=1000,
            value=run.info.config["epochs"],
            key=key,
            help="A new run that goes on where this one has ended. Its learning rate is that of a "
            "run of all the epochs together, so it rises again at first.",
        )
        _button("Start", "play_arrow", _more, run, int(epochs), key="train_on")


def _button(
    label: str, icon: str, act: Callable[..., Any], *args: Any, key: str = "", help: str = ""
) -> None:
    st.button(
        label,
        icon=f":material/{icon}:",
        on_click=_try,
        args=(act, *args),
        key=key or label.lower(),
        help=help or None,
    )


def _try(act: Callable[..., Any], *args: Any) -> None:
    """Do what a button says; what cannot be done is told under the buttons."""
    try:
        act(*args)
    except W2VError as error:
        st.session_state[_TROUBLE] = str(error)


def _ask(run: RunFolder, wish: str) -> None:
    before = state.standing(run)
    if wish == "run":
        queue.resume(run)
    else:
        run.request(wish)
    queue.advance(state.home())
    live.wait(lambda: state.standing(run).status != before.status)


def _step(run: RunFolder) -> None:
    before = run.read_progress()[0].size
    run.request("step")
    queue.advance(state.home())
    live.wait(
        lambda: run.read_progress()[0].size > before and state.standing(run).status == "paused"
    )


def _cancel(run: RunFolder) -> None:
    if not trash.delete(run):
        live.wait(lambda: not run.alive())
        queue.advance(state.home())
    st.session_state[_CANCELLED] = run.id
    state.choose_run("")


def _reset(run: RunFolder) -> None:
    state.choose_run(state.workspace().repeat(run).id)


def _more(run: RunFolder, epochs: int) -> None:
    made = state.workspace().train_on(run, epochs)
    queue.advance(state.home())
    state.choose_run(made.id)


def offer_undo() -> None:
    """After a cancel: the way back."""
    identifier = st.session_state.get(_CANCELLED, "")
    if not identifier:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("The run was cancelled.", width="content")
        st.button(
            "Undo",
            icon=":material/undo:",
            key="undo_cancel",
            on_click=_try,
            args=(_bring_back, identifier),
        )


def _bring_back(identifier: str) -> None:
    st.session_state.pop(_CANCELLED, None)
    state.choose_run(trash.undo(state.home(), identifier).id)

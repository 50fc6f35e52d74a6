"""Boxes whose value the page owns: a button, an address, a run can choose what they hold too.

Streamlit (1.67) sends all boxes with every click and every poll, as they stand in the browser at
that moment. So a poll that was under way while something was chosen still brings the old value, and
Streamlit takes that for a person's change. Here each choice of the page comes in a new box, and
what is still said of the one before reaches nobody.
A browser that has forgotten a box draws it at the default that it is sent with. So a box shall be
sent with what it holds as its default, and one that says nothing (None) means that.
Leaves out: boxes that stand in the address, whose default is what need not stand there (`address`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st

T = TypeVar("T")


def held(key: str, default: T) -> T:
    """What a box holds; `default` where nothing was chosen yet."""
    value: T | None = _state(key)[1]
    if value is None:
        _hold(key, _state(key)[0], default)
        return default
    return value


def put(key: str, value: Any) -> None:
    """Choose this, as a button or a page does it; the box that was there is nobody's any more."""
    _hold(key, _state(key)[0] + 1, value)


def show(
    key: str, chosen: T, choose: Callable[[T], None], *, empty: T | None = None
) -> dict[str, Any]:
    """Arguments of a box for what is `chosen` elsewhere: its key, and how it hands on a choice.

    A box that a person may empty hands on `empty` then.
    """
    if held(key, chosen) != chosen:
        put(key, chosen)
    return asked(key, choose, empty=empty)


def asked(
    key: str, choose: Callable[[Any], None] | None = None, *, empty: Any = None
) -> dict[str, Any]:
    """Arguments of a box that holds its own value: its key, and how a person's choice is taken."""
    turn = _state(key)[0]
    name = f"{key}_{turn}" if turn else key

    def take() -> None:
        if _state(key)[0] != turn:
            return
        value = empty if st.session_state[name] is None else st.session_state[name]
        if value is None:  # draw it anew, with what it held
            put(key, _state(key)[1])
            return
        _hold(key, turn, value)
        if choose is not None:
            choose(value)

    return {"key": name, "on_change": take}


def _state(key: str) -> tuple[int, Any]:
    """How often the page has chosen, and what is held."""
    state: tuple[int, Any] = st.session_state.get(f"{key}_held", (0, None))
    return state


def _hold(key: str, turn: int, value: Any) -> None:
    st.session_state[f"{key}_held"] = turn, value

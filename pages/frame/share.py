"""Sharing what is shown: its address, without the key of the visitor's workspace.

Every widget that decides what a page shows is bound to the address (`address`), so the
address is the view. Leaves out: what travels from page to page (`state`).
"""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from pages.shared import state


def show() -> None:
    """The address of what is shown, in the sidebar; to be drawn last, when all of it stands."""
    with st.sidebar, st.popover("Share", icon=":material/share:", width="stretch"):
        st.markdown("Whoever opens this address sees what you see, live if it is.")
        st.code(_look_address(), language=None, wrap_lines=True)
        if state.workspace().id:
            st.markdown(
                "The address in your browser also holds the key of your workspace. Keep it to come "
                "back on another day; whoever has it can steer and delete your runs."
            )


def _look_address() -> str:
    """The address by which somebody else may look at this view, and not steer."""
    view = {name: st.query_params.get_all(name) for name in st.query_params if name != state.KEY}
    base = (st.context.url or "").partition("?")[0]
    return f"{base}?{urlencode(view, doseq=True)}"

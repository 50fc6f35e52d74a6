"""Ways from one page to another that keep corpus, run and word.

Leaves out: what travels (`state`) and the menu (`pages/frame/router.py`).
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from pages.shared import state

_ROOT = Path(__file__).resolve().parents[2]  # Streamlit would look beside the router


def link(page: str, label: str, icon: str = ":material/arrow_forward:") -> None:
    """A link to another page. `page` as "pages/train.py"."""
    st.page_link(_ROOT / page, label=label, icon=icon, query_params=state.address())


def open_page(page: str, **view: str) -> None:
    """Show another page now, or a view of it; ends this script run. `page` as "pages/train.py"."""
    st.switch_page(_ROOT / page, query_params={**state.address(), **view})


def empty_state(message: str, page: str, label: str) -> None:
    """Nothing to show yet: the one next step, and the link to it. `page` as "pages/train.py"."""
    with st.container(border=True):
        st.markdown(message)
        link(page, label)

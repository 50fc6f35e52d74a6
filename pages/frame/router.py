"""The script that Streamlit runs for every visitor: page config, navigation, sidebar, page.

It lies here and not beside `pages/`, where Streamlit (1.67) would take that folder for a
navigation of its own and run its files one by one until `st.navigation` was called once.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from pages.frame import share, sidebar
from pages.shared import state
from pages.shared.safe_text import escape_markdown
from w2v_core.errors import W2VError

HERE = Path(__file__).resolve().parent
PAGES = HERE.parent

st.set_page_config(
    page_title="Word vectors",
    page_icon=str(HERE / "icon.svg"),  # a Material symbol here would be fetched from Google
    layout="wide",
    initial_sidebar_state=260,  # pixels; hidden at first on a phone
)
trouble = ""
try:
    # Before the navigation, so that the browser opens a page with its whole address: a page that
    # is opened first and told its address afterwards takes two steps of the history.
    state.sync()
except W2VError as error:  # a home that cannot be written
    trouble = str(error)
page = st.navigation(
    [
        st.Page(PAGES / "corpus.py", title="Corpus", icon=":material/menu_book:", default=True),
        st.Page(PAGES / "train.py", title="Train", icon=":material/model_training:"),
        st.Page(PAGES / "runs.py", title="Runs", icon=":material/inventory_2:"),
        st.Page(PAGES / "neighbors.py", title="Neighbors", icon=":material/hub:"),
        st.Page(PAGES / "analogies.py", title="Analogies", icon=":material/compare_arrows:"),
        st.Page(PAGES / "projection.py", title="Projection", icon=":material/scatter_plot:"),
        st.Page(PAGES / "axes.py", title="Axes", icon=":material/straighten:"),
        st.Page(PAGES / "compare.py", title="Compare", icon=":material/balance:"),
        st.Page(PAGES / "export.py", title="Export", icon=":material/download:"),
    ],
    position="top",
)
if trouble:
    st.error(escape_markdown(trouble), icon=":material/error:")
    st.stop()
sidebar.show()
sidebar.say_gone()
sidebar.say_full()
page.run()
share.show()

"""Word-vector explorer: the router. Page config, navigation, sidebar, run."""

from __future__ import annotations

import gc
from pathlib import Path

import streamlit as st

from pages.shared import state, widgets

ICON = Path(__file__).parent / "pages" / "shared" / "icon.svg"


@st.cache_resource(show_spinner=False)
def _freeze_imports() -> None:
    """Import the heavy libraries once, and keep the collector from walking them ever after."""
    import openTSNE  # noqa: F401
    import pandas  # noqa: F401
    import plotly.graph_objects  # noqa: F401

    gc.collect()
    gc.freeze()


st.set_page_config(
    page_title="Word vectors",
    page_icon=str(ICON),  # a Material symbol here would be fetched from Google
    layout="wide",
    initial_sidebar_state=260,  # pixels; hidden at first on a phone
)
_freeze_imports()
page = st.navigation(
    [
        st.Page("pages/corpus.py", title="Corpus", icon=":material/menu_book:", default=True),
        st.Page("pages/train.py", title="Train", icon=":material/model_training:"),
        st.Page("pages/neighbors.py", title="Neighbors", icon=":material/hub:"),
        st.Page("pages/analogies.py", title="Analogies", icon=":material/compare_arrows:"),
        st.Page("pages/projection.py", title="Projection", icon=":material/scatter_plot:"),
    ],
    position="top",
)
state.sync()
widgets.sidebar()
page.run()

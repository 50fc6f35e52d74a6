"""The server: what is done before the first visitor, all the time, and with every answer.

    streamlit run app.py

Leaves out: what a visitor sees (`pages/frame/router.py`).
"""

from __future__ import annotations

import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from pages.frame.headers import SafeHeaders
from pages.frame.hosts import KnownHosts, known_hosts
from pages.frame.redirects import redirects
from w2v_core.errors import SettingError
from w2v_core.host.environment import Server
from w2v_core.host.home import Home
from w2v_core.runs.keeper import Keeper

PAGES = Path(__file__).parent / "pages"
ROUTER = PAGES / "frame" / "router.py"

# What pages and Streamlit import only when it is first needed, and what takes seconds.
HEAVY = [each for each in ("openTSNE", "pandas") if find_spec(each)]


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Import everything but the pages, and care for runs and files until the server stops."""
    for each in HEAVY:
        import_module(each)
    for path in sorted(PAGES.glob("*/**/*.py")):
        if path != ROUTER:
            import_module(".".join(path.relative_to(PAGES.parent).with_suffix("").parts))
    gc.collect()
    gc.freeze()  # the collector need not walk what was imported ever again
    keeper = Keeper(Home.default())
    keeper.start()
    try:
        yield
    finally:
        keeper.stop()


try:
    server = Server.from_environment()
except SettingError as error:  # the one who has just typed it is told, and no visitor
    sys.exit(f"error: {error}")
app = st.App(
    ROUTER,
    lifespan=lifespan,
    routes=redirects(),
    middleware=[
        Middleware(SafeHeaders, ancestors=server.frame_ancestors),
        Middleware(KnownHosts, hosts=known_hosts(server.hosts)),
    ],
)

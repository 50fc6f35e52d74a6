"""`/corpus`, an address that people type: it leads to that page, whose own address is `/`.

Streamlit (1.67) gives its first page no second address. The browser is sent on before a session
begins, so that there is one step of its history for the page.
Leaves out: the addresses of the pages (`router`).
"""

from __future__ import annotations

import streamlit as st
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route


def _to_first_page(request: Request) -> RedirectResponse:
    """The same view at `/`; told relatively, for a proxy may know the app by another path."""
    return RedirectResponse(f"./?{request.url.query}")


def redirects() -> list[Route]:
    """What the server answers before Streamlit does."""
    base = st.get_option("server.baseUrlPath").strip("/")
    return [Route(f"/{base}/corpus" if base else "/corpus", _to_first_page)]

"""Headers of every answer: what the visitor's browser shall refuse, whatever a page contains.

No other machine is asked for anything or told anything (a workspace's key stands in the address),
no site that was not named shows the app in a frame, and no script runs but Streamlit's own files: a
word of a corpus that became markup by some mistake of ours could still do nothing.
Leaves out: websockets, which have no such headers.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_INDEX = Path(st.__file__).parent / "static" / "index.html"


def _inline_scripts() -> list[str]:
    """Sources, as a policy names them, of the scripts that stand in Streamlit's own page."""
    scripts = re.findall(r"<script>(.*?)</script>", _INDEX.read_text("utf-8"), re.DOTALL)
    digests = (hashlib.sha256(each.encode()).digest() for each in scripts)
    return [f"'sha256-{base64.b64encode(each).decode()}'" for each in digests]


POLICY = {
    "default-src": "'self'",
    # Plotly writes programs for its WebGL charts, and Streamlit's protobuf is WebAssembly.
    "script-src": " ".join(("'self'", "'unsafe-eval'", *_inline_scripts())),
    "style-src": "'self' 'unsafe-inline'",  # Streamlit and plotly write styles as they draw
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",  # the websocket too
    "worker-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
}


def headers(ancestors: Sequence[str] = ()) -> dict[str, str]:
    """All of them, for an app that pages of these origins too may show in a frame."""
    policy = POLICY | {"frame-ancestors": " ".join(("'self'", *ancestors))}
    found = {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    if not ancestors:  # for browsers that do not know frame-ancestors; it cannot name others
        found["X-Frame-Options"] = "SAMEORIGIN"
    return found


class SafeHeaders:
    """Middleware that adds `headers` to every answer over HTTP and holds nothing back.

    Parameters
    ----------
    ancestors : sequence of str
        Origins, checked before: they become a part of the headers as they are.
    """

    def __init__(self, app: ASGIApp, ancestors: Sequence[str] = ()) -> None:
        self.app = app
        self.headers = headers(ancestors)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on as it comes."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self.headers)
            await send(message)

        await self.app(scope, receive, send_safely)

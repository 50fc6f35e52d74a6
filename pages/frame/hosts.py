"""Hosts: by which names this server may be asked for; whoever asks by another is refused.

A page of a stranger's can have its own name point to this machine, and would then be, for the
visitor's browser, of one site with the app (DNS rebinding). So only names that were told are
answered to: this machine's own for itself, and those in `W2V_HOSTS`. A websocket must come from a
page of such a name too; Streamlit would ask another machine what its address is before it refused.
Leaves out: on which addresses the server listens (`server.address` in `.streamlit/config.toml`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

OWN = ("localhost", "127.0.0.1", "::1")
ANY = "*"

_HOST = re.compile(r"(?:\[([0-9a-f:.]+)\]|([^\s\[\]:@/?#]+))(?::\d{1,5})?")
_LONGEST = 100  # of a name that is shown


def known_hosts(told: Iterable[str]) -> frozenset[str]:
    """What this machine calls itself, and what it was told (`Server.hosts`)."""
    return frozenset((*OWN, *(_name(each) or each for each in told)))


class KnownHosts:
    """Middleware that answers 400 where a request is to, or a websocket from, another host.

    Parameters
    ----------
    hosts : set of str
        In small letters, without port and brackets; "*" is any.
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str]) -> None:
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is for a known host."""
        if scope["type"] not in ("http", "websocket") or ANY in self.hosts:
            await self.app(scope, receive, send)
        elif stranger := self._stranger(Headers(scope=scope), scope["type"]):
            answer = PlainTextResponse(self._refusal(stranger), status_code=400)
            await answer(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _stranger(self, headers: Headers, kind: str) -> str:
        """The first name that is not known; empty if all are."""
        asked = [headers.get("host", "")]
        if kind == "websocket" and "origin" in headers:
            asked.append(headers["origin"].partition("://")[2])
        return next((each or "no name" for each in asked if _name(each) not in self.hosts), "")

    def _refusal(self, stranger: str) -> str:
        return (
            f"This server does not answer to {stranger[:_LONGEST]}, only to "
            f"{', '.join(sorted(self.hosts))}. Whoever runs it can name more hosts in W2V_HOSTS.\n"
        )


def _name(host: str) -> str:
    """A host without its port, as names are compared; empty if it is none."""
    found = _HOST.fullmatch(host.lower())
    return (found[1] or found[2]) if found else ""

"""Who may show the app in a frame: its own pages, and those of origins that were named."""

from __future__ import annotations

import threading
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from tests.browser.driving import serve

if TYPE_CHECKING:
    from playwright.sync_api import Browser


class School(BaseHTTPRequestHandler):
    """Answers with a page that shows the app in a frame; which one, its address says."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        app = self.path.partition("?")[2]
        self.wfile.write(f"<iframe src='{app}' width=1200 height=700></iframe>".encode())

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@pytest.fixture(scope="module")
def school() -> Iterator[int]:
    """Port of the school's own server."""
    with ThreadingHTTPServer(("127.0.0.1", 0), School) as found:
        threading.Thread(target=found.serve_forever, daemon=True).start()
        yield found.server_port
        found.shutdown()


@pytest.fixture(scope="module")
def framed(school: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server that was told who may frame it."""
    told = f"https://moodle.example, http://127.0.0.1:{school}"
    with serve(tmp_path_factory.mktemp("framed"), W2V_FRAME_ANCESTORS=told) as address:
        yield address


def test_the_headers_name_them(framed: str, school: int) -> None:
    with urllib.request.urlopen(framed) as answer:
        policy = answer.headers["Content-Security-Policy"]
        named = f"https://moodle.example http://127.0.0.1:{school}"
        assert policy.endswith(f"; frame-ancestors 'self' {named}")
        assert "X-Frame-Options" not in answer.headers
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(("host", "shown"), [("127.0.0.1", True), ("localhost", False)])
def test_a_page_that_was_named_shows_the_app(
    browser: Browser, framed: str, school: int, host: str, shown: bool
) -> None:
    tab = browser.new_page()
    if shown:
        tab.goto(f"http://{host}:{school}/?{framed}")
        button = tab.frame_locator("iframe").get_by_role("button", name="Load").first
        button.wait_for(timeout=60_000)
    else:
        with tab.expect_console_message(lambda each: "frame-ancestors" in each.text):
            tab.goto(f"http://{host}:{school}/?{framed}")
    tab.close()

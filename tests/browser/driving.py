"""Drive the app as a person does: a real server, a real browser.

Leaves out: what is expected of the app. Nothing here sleeps; everything waits for content.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

REPOSITORY = Path(__file__).resolve().parents[2]
SAMPLES = REPOSITORY / "sample_corpora"
PAGES = ("Corpus", "Train", "Runs", "Neighbors", "Analogies", "Projection", "Axes", "Export")

_CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
]

_ALL_DRAWN = """() => !document.querySelector('[data-stale=true], [data-testid=stSkeleton]')"""


def find_chromium() -> str | None:
    """Path of the system's browser, if there is one."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


class Server:
    """The app in a process of its own, which can be killed and started again.

    Parameters
    ----------
    home : Path
        What it stores.
    settings : str
        More environment variables.
    """

    def __init__(self, home: Path, **settings: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self._port}"
        self._environment = {**os.environ, "W2V_HOME": str(home), **settings}
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start, and come back when it answers."""
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true"),
                *(f"--server.port={self._port}", "--server.address=127.0.0.1"),
            ],
            cwd=REPOSITORY,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self._process.stdout is not None
        if not any("URL:" in line for line in self._process.stdout):
            raise RuntimeError(f"the server ended, exit code {self._process.wait()}")

    def end(self, *, kill: bool = False) -> None:
        """End the process, as an administrator or as a power cut would."""
        assert self._process is not None
        if kill:
            self._process.kill()
        else:
            self._process.terminate()
        self._process.communicate(timeout=30)


@contextlib.contextmanager
def serve(home: Path, **settings: str) -> Iterator[str]:
    """Run the app with a home of its own; yields its address."""
    server = Server(home, **settings)
    server.start()
    try:
        yield server.address
    finally:
        server.end()


@contextlib.contextmanager
def launch() -> Iterator[Browser]:
    """Yield a headless Chromium that can draw WebGL."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=_CHROMIUM_ARGUMENTS
        )
        yield browser
        browser.close()


def settle(page: Page) -> None:
    """Wait until the page's script has run to its end and everything it drew is there."""
    page.wait_for_selector("[data-testid=stAppViewContainer]")
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    page.wait_for_function(_ALL_DRAWN)


def visit(page: Page, address: str) -> None:
    """Open an address and wait until it is drawn."""
    page.goto(address)
    page.wait_for_selector("[data-testid=stMainBlockContainer] [data-testid=stElementContainer]")
    settle(page)


def cell(page: Page, text: str) -> None:
    """Wait for a cell of a table; tables are drawn on a canvas, their text stands inside it."""
    cells = page.locator("[data-testid=stDataFrame] canvas td").filter(has_text=text)
    cells.first.wait_for(state="attached")


def go(page: Page, title: str) -> None:
    """Click on a page in the navigation on top."""
    page.get_by_test_id("stTopNavLink").filter(has_text=title).click()
    page.wait_for_url(f"**/{'' if title == PAGES[0] else title.lower()}?*")
    settle(page)

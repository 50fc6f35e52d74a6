"""A real server on a free port with a home of its own, and a real browser."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

playwright_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

REPOSITORY = Path(__file__).resolve().parents[2]
WINDOW = {"width": 1280, "height": 720}
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
]


def find_chromium() -> str | None:
    """Path of the system's browser."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@contextlib.contextmanager
def serve(home: Path) -> Iterator[str]:
    """Run the app as a person does; yields its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true"]
    options = [f"--server.port={port}", "--server.address=127.0.0.1"]
    server = subprocess.Popen(
        [*command, *options],
        cwd=REPOSITORY,
        env={**os.environ, "W2V_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert server.stdout is not None
    try:
        for line in server.stdout:
            if "URL:" in line:
                break
        else:
            raise RuntimeError("the server ended before it was ready")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.communicate(timeout=30)


@contextlib.contextmanager
def launch() -> Iterator[playwright_api.Browser]:
    """Yield a headless Chromium that can draw WebGL."""
    with playwright_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=CHROMIUM_ARGUMENTS
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[playwright_api.Browser]:
    """Skip where there is none, except where it must run."""
    if find_chromium() is None:
        message = "there is no chromium on PATH"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    with launch() as found:
        yield found


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the app, with an empty home to begin with."""
    with serve(tmp_path_factory.mktemp("home")) as address:
        yield address


@pytest.fixture
def page(browser: playwright_api.Browser, server: str) -> Iterator[playwright_api.Page]:
    """A tab of a person of her own; nothing may be asked of another machine, nothing may break."""
    context = browser.new_context(viewport=WINDOW)
    context.set_default_timeout(30_000)
    tab = context.new_page()
    outside: list[str] = []
    broken: list[str] = []
    tab.on(
        "request",
        lambda request: (
            outside.append(request.url)
            if request.url.startswith("http") and not request.url.startswith(server)
            else None
        ),
    )
    tab.on("pageerror", lambda error: broken.append(str(error)))
    yield tab
    context.close()
    assert outside == []
    assert broken == []

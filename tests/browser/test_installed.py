"""Installed from its wheel, `w2v-explorer` serves the app from any folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.browser.driving import Server, go, visit
from tests.installed import build_wheel, install

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext


def test_the_first_click_trains(person: BrowserContext, tmp_path: Path) -> None:
    commands = install(build_wheel(tmp_path / "wheel"), tmp_path / "environment")
    home = tmp_path / "home"
    server = Server(home, (str(commands / "w2v-explorer"),), folder=tmp_path)
    try:
        server.start()
        page = person.new_page()
        visit(page, server.address)
        go(page, "Train")
        start = page.get_by_role("button", name="Start training")
        # Streamlit has found the settings that come with the app, not its own.
        color = start.evaluate("each => getComputedStyle(each).backgroundColor")
        assert color == "rgb(184, 74, 0)"
        start.click()
        page.get_by_text("Done ·").wait_for(timeout=60_000)
    finally:
        server.end()
    assert list(home.glob("runs/*/vectors.npz"))

"""Behind a proxy that gives the app a path of its own, everything works below that path."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.browser.driving import PAGES, go, serve, settle, visit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import BrowserContext

PATH = "/schools/words"


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    with serve(tmp_path, STREAMLIT_SERVER_BASE_URL_PATH=PATH) as server:
        yield server + PATH


def test_the_road_is_walked_below_a_path(person: BrowserContext, address: str) -> None:
    page = person.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    visit(page, f"{address}/")
    go(page, "Train")
    page.get_by_role("button", name="Start training").click()
    page.get_by_text("Done ·").wait_for(timeout=60_000)
    for title in PAGES[3:]:
        go(page, title)
        assert page.get_by_test_id("stException").count() == 0
    page.reload()
    settle(page)
    assert page.url.startswith(f"{address}/export?")
    own = [each for each in asked if each.startswith("http")]
    assert [each for each in own if not urlsplit(each).path.startswith(PATH)] == []

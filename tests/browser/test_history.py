"""The browser's history: one view is one entry, so one press of Back is one view back.

Leaves out: what an address shows (`test_deep_links`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.driving import cell, click_row, go, settle, visit
from tests.browser.homes import cats
from w2v_core.host.home import Home
from w2v_core.runs.folder.run_folder import RunFolder

if TYPE_CHECKING:
    from playwright.sync_api import Page

PAGES = ("Train", "Runs", "Neighbors", "Analogies", "Export")


@pytest.fixture(scope="module")
def run(home: Home) -> RunFolder:
    """A run with a text."""
    return cats(home)


def entries(page: Page) -> int:
    length: int = page.evaluate("history.length")
    return length


def open_corpus(page: Page, server: str, run: RunFolder) -> None:
    """Open the first page by its whole address."""
    visit(page, f"{server}/?corpus={run.info.corpus_hash}&run={run.id}&word=cat")


def test_a_page_is_one_entry_and_one_press_of_back(page: Page, server: str, run: RunFolder) -> None:
    open_corpus(page, server, run)
    before, addresses = entries(page), [page.url]
    for title in PAGES:
        go(page, title)
        addresses.append(page.url)
    assert entries(page) == before + len(PAGES)
    for address in addresses[-2::-1]:
        page.go_back()
        page.wait_for_url(address)
        settle(page)


def test_a_followed_word_is_one_entry(page: Page, server: str, run: RunFolder) -> None:
    visit(page, f"{server}/neighbors?corpus={run.info.corpus_hash}&run={run.id}&word=cat")
    cell(page, "0.")
    before, words = entries(page), ["cat"]
    for _ in range(2):
        click_row(page, 0)
        page.wait_for_function(f"!location.search.includes('word={words[-1]}')")
        words.append(page.url.partition("word=")[2].partition("&")[0])
        settle(page)
    assert entries(page) == before + 2
    page.go_back()
    page.wait_for_url(f"**word={words[1]}*")

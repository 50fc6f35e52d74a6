"""How two authors use one word: their texts in two folders of one ZIP, and the test of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.driving import settle, visit
from tests.core.evaluation.texts import CHANGED, SAME
from tests.pages.compare.groups import two_folders
from w2v_core.host.home import Home
from w2v_core.runs.folder.run_folder import RunFolder

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture(scope="module")
def run(home: Home) -> RunFolder:
    """A run on the texts of two who use one word differently."""
    return two_folders(home.root)


def test_how_do_two_authors_use_one_word(page: Page, server: str, run: RunFolder) -> None:
    visit(page, f"{server}/compare?run={run.id}&compare=Groups&word={CHANGED}")
    page.get_by_text("is used differently").wait_for()
    page.get_by_text("95 % of the random splits").wait_for()
    page.locator(".st-key-groups_placebo .js-plotly-plot").wait_for()
    visit(page, f"{server}/compare?run={run.id}&compare=Groups&word={SAME}")
    page.get_by_text("is not seen to be used differently").wait_for()
    settle(page)

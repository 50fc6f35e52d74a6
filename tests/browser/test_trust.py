"""What a researcher asks before she believes a picture: whether it is broken, and what is sure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.browser.driving import press, settle, visit, wait_for_column
from tests.browser.homes import cats
from w2v_core.host.home import Home
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.vectors.files.formats import save
from w2v_core.vectors.word_vectors import WordVectors

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture(scope="module")
def run(home: Home) -> RunFolder:
    """A run of a sample."""
    return cats(home)


@pytest.fixture(scope="module")
def scrambled(home: Home) -> RunFolder:
    """Another, whose rows have come to belong to other words."""
    run = cats(home, seed=7)
    found = run.vectors()
    order = np.random.default_rng(1).permutation(len(found))
    rows, contexts = found.vectors[order], found.context_vectors
    save(WordVectors(found.vocabulary, rows, contexts), run.path / "vectors.npz")
    return run


def test_find_what_is_wrong_with_it(page: Page, server: str, scrambled: RunFolder) -> None:
    visit(page, f"{server}/evaluate?run={scrambled.id}")
    page.get_by_text("scrambled").first.wait_for()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download report").click()
    text = waiting.value.path().read_text("utf-8")
    assert "scrambled" in text


def test_which_neighbors_may_i_trust(page: Page, server: str, run: RunFolder) -> None:
    visit(page, f"{server}/neighbors?run={run.id}&word=cat")
    page.get_by_role("button", name="How sure are these?").click()
    page.wait_for_url("**/evaluate?*judge=Stability*")
    settle(page)
    press(page, "panel_train")
    page.get_by_test_id("stMetricLabel").filter(has_text="Another seed keeps").wait_for()
    page.get_by_text("What the votes are worth").wait_for()
    page.get_by_role("link", name="See each vote on Neighbors").click()
    page.wait_for_url("**/neighbors?*")
    settle(page)
    near = run.vectors().neighbors("cat", 2)
    wait_for_column(page, "Word", [each.word for each in near])
    page.wait_for_function(
        """() => [...document.querySelectorAll('[data-testid=stMain] canvas td')]
            .some(cell => /^[●◐○] (sure|likely|chance) \\d+\\/10$/.test(cell.textContent))"""
    )

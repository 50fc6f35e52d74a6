"""A run that is under way: it is found again after a reload, and can be stopped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser.driving import SAMPLES, cell, go, visit
from w2v_core.host.home import Home
from w2v_core.intake.encode import encode_files
from w2v_core.models.sgns import SGNSConfig
from w2v_core.runs.create import create_run
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.runs.launch import start_worker

if TYPE_CHECKING:
    from playwright.sync_api import Page

# Points of the curve; while there are none, plotly keeps one empty place.
POINTS = """
() => {
    const chart = document.querySelector('.st-key-curve .js-plotly-plot');
    return (chart?.calcdata?.[0] ?? []).filter(each => Number.isFinite(each.y)).length;
}
"""


@pytest.fixture
def long_run(home: Home) -> Iterator[RunFolder]:
    """An SGNS run that would go on for minutes."""
    path = SAMPLES / "kingdom.txt"
    corpus = encode_files([(path.name, path)], home, name=path.stem)
    run = create_run(home, "sgns", SGNSConfig(dim=20, epochs=1_000, min_count=2), corpus)
    start_worker(run)
    yield run
    run.request("stop")
    run.wait()


def watch(page: Page, server: str, run: RunFolder) -> None:
    """Open the page of a run and wait until its curve grows."""
    visit(page, f"{server}/train?run={run.id}")
    page.wait_for_function(f"({POINTS})() >= 3")


def test_stop_keeps_the_vectors(page: Page, server: str, long_run: RunFolder) -> None:
    watch(page, server, long_run)
    page.get_by_role("button", name="Stop").click()
    page.get_by_text("Stopped ·").wait_for()
    assert long_run.wait().status == "stopped"
    go(page, "Neighbors")
    page.locator(".st-key-start_0 button").click()  # a word to begin with
    page.get_by_test_id("stMain").get_by_text("count ").first.wait_for()
    cell(page, "0.")


def test_a_reload_finds_the_run_that_is_going_on(
    page: Page, server: str, long_run: RunFolder
) -> None:
    watch(page, server, long_run)
    before, address = page.evaluate(POINTS), page.url
    page.reload()
    page.wait_for_function(f"({POINTS})() > {before}")
    assert page.url == address
    assert f"run={long_run.id}" in address
    page.get_by_text("Training ·").wait_for()
    assert page.get_by_role("button", name="Stop").is_enabled()
    assert page.get_by_role("button", name="Start training").is_enabled()  # another one may wait
    assert long_run.alive()

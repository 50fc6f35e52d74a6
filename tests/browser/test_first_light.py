"""The whole road in a real browser: upload, train, watch, explore."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.browser.driving import SAMPLES, cell, go, settle, type_word, visit, write

if TYPE_CHECKING:
    from playwright.sync_api import Page

# Notes every length that the drawn curve has while the run can still be stopped.
WATCH_THE_CURVE = """
() => {
    window.lengths = new Set();
    const look = () => {
        const stop = document.querySelector('.st-key-stop button');
        const chart = document.querySelector('.st-key-curve .js-plotly-plot');
        if (stop && !stop.disabled && chart?.calcdata?.length)
            window.lengths.add(chart.calcdata[0].length);
        window.requestAnimationFrame(look);
    };
    look();
}
"""


def write_text(path: Path, random_lines: int = 0) -> Path:
    """A text of one's own, with relations to be found in it; and random words, to make it long."""
    ids = np.random.default_rng(1).zipf(1.2, size=(random_lines, 20)) % 40_000
    lines = [" ".join(f"x{chr(97 + i % 26)}{i // 26:x}" for i in line) for line in ids.tolist()]
    text = (SAMPLES / "kingdom.txt").read_text("utf-8")
    path.write_text("\n".join([text, "This line is my own.", *lines]), "utf-8")
    return path


def load(page: Page, path: Path) -> None:
    """Upload a file and read it."""
    page.get_by_role("radio", name="Upload").click()
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(path)
    page.get_by_test_id("stText").filter(has_text=path.name).wait_for()
    settle(page)
    page.get_by_role("button", name="Load corpus").click()


def test_a_sample_is_loaded_on_the_first_visit_to_a_tab_with_our_icon(
    page: Page, server: str
) -> None:
    visit(page, server)
    page.locator("link[rel*='icon'][href^='data:image/svg']").wait_for(state="attached")
    page.get_by_role("heading", name="kingdom").wait_for()
    cell(page, "the")
    page.locator(".st-key-rank_frequency .scatterlayer .trace").first.wait_for()


def test_a_page_can_be_the_first_that_is_asked_for(page: Page, server: str) -> None:
    visit(page, f"{server}/train")
    page.get_by_role("button", name="Start training").wait_for()
    page.get_by_test_id("stTopNavLink").first.wait_for()


def upload_and_start(page: Page, server: str, path: Path, algorithm: str) -> None:
    """From the first visit to a run that is under way."""
    visit(page, server)
    load(page, path)
    page.get_by_role("heading", name=path.stem).wait_for(timeout=90_000)
    settle(page)
    go(page, "Train")
    page.get_by_role("radio", name=algorithm).click()
    settle(page)
    page.evaluate(WATCH_THE_CURVE)
    page.get_by_role("button", name="Start training").click()


@pytest.mark.parametrize("algorithm", ["SGNS", "CBOW", "PPMI-SVD"])
def test_upload_train_explore(page: Page, server: str, tmp_path: Path, algorithm: str) -> None:
    upload_and_start(page, server, write_text(tmp_path / "my own text.txt"), algorithm)
    if algorithm != "PPMI-SVD":  # done with this text before one can look
        page.wait_for_function("window.lengths.size >= 3", timeout=60_000)
    page.get_by_text("Done ·").wait_for(timeout=120_000)
    settle(page)

    address = page.url
    assert "run=" in address
    page.reload()
    page.get_by_text("Done ·").wait_for()
    settle(page)
    assert page.url == address
    if algorithm == "SGNS":  # vectors are vectors, whoever has made them
        explore(page)


def explore(page: Page) -> None:
    """What the text was made to show."""
    go(page, "Neighbors")
    write(page, "Word", "king")
    cell(page, "queen")

    go(page, "Analogies")
    for label, word in (("a", "man"), ("is to b", "king"), ("as c is to …", "woman")):
        type_word(page, label, word)
    page.get_by_role("heading", name="queen").wait_for()

    go(page, "Projection")
    page.locator("[data-testid=stPlotlyChart] .scatterlayer .trace").first.wait_for()


def test_the_error_of_ppmi_svd_is_seen_falling_and_stop_keeps_the_vectors(
    page: Page, server: str, tmp_path: Path
) -> None:
    path = write_text(tmp_path / "long.txt", random_lines=100_000)
    upload_and_start(page, server, path, "PPMI-SVD")
    page.wait_for_function("window.lengths.size >= 3", timeout=60_000)
    page.get_by_role("button", name="Stop").click()
    page.get_by_text("Stopped ·").or_(page.get_by_text("Done ·")).wait_for(timeout=60_000)
    page.get_by_test_id("stMain").get_by_role("link", name="Neighbors").wait_for()


def test_a_file_that_is_no_text_leaves_the_corpus_as_it_was(
    page: Page, server: str, tmp_path: Path
) -> None:
    path = tmp_path / "picture.txt"
    path.write_bytes(bytes(range(256)) * 100)
    visit(page, server)
    load(page, path)
    page.get_by_test_id("stAlert").filter(has_text="picture.txt").wait_for()
    page.get_by_role("heading", name="kingdom").wait_for()
    assert page.get_by_test_id("stException").count() == 0

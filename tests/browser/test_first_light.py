"""The whole road in a real browser: upload, train, watch, explore."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

SAMPLES = Path(__file__).resolve().parents[2] / "sample_corpora"

# Notes every length that the drawn curve has had while the run could still be stopped.
WATCH_THE_CURVE = """
() => {
    window.seen = new Set();
    const look = () => {
        const stop = document.querySelector('.st-key-stop button');
        const chart = document.querySelector('.st-key-curve .js-plotly-plot');
        if (stop && !stop.disabled && chart && chart.calcdata && chart.calcdata.length)
            window.seen.add(chart.calcdata[0].length);
        window.requestAnimationFrame(look);
    };
    look();
}
"""


def go(page: Page, title: str) -> None:
    """Click on a page in the navigation and wait until it has run."""
    page.get_by_test_id("stTopNavLinkContainer").get_by_text(title, exact=True).click()
    settle(page)


def settle(page: Page) -> None:
    """Wait until the script has run to its end."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")


@pytest.fixture
def text_file(tmp_path: Path) -> Path:
    """A text of one's own, with relations to be found in it."""
    path = tmp_path / "my kingdom.txt"
    path.write_bytes((SAMPLES / "kingdom.txt").read_bytes())
    return path


def upload(page: Page, path: Path) -> None:
    page.get_by_text("Upload", exact=True).click()
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(path)
    expect(page.get_by_text(path.name)).to_be_visible()
    page.get_by_role("button", name="Load corpus").click()
    expect(page.get_by_role("heading", name=path.stem)).to_be_visible()
    settle(page)


def test_a_sample_is_loaded_on_the_first_visit(page: Page, server: str) -> None:
    page.goto(server)
    expect(page.get_by_role("heading", name="kingdom")).to_be_visible()
    expect(page.get_by_test_id("stMetric").filter(has_text="Tokens")).to_be_visible()
    expect(page.locator(".st-key-rank_frequency .js-plotly-plot .scatterlayer")).to_be_visible()


@pytest.mark.parametrize("algorithm", ["SGNS", "CBOW", "PPMI-SVD"])
def test_upload_train_watch_explore(
    page: Page, server: str, text_file: Path, algorithm: str
) -> None:
    page.goto(server)
    settle(page)
    upload(page, text_file)

    go(page, "Train")
    page.get_by_role("radio", name=algorithm).click()
    settle(page)
    page.evaluate(WATCH_THE_CURVE)
    page.get_by_role("button", name="Start training").click()
    page.wait_for_function("window.seen.size >= 4", timeout=60_000)
    expect(page.get_by_text("Done ·")).to_be_visible(timeout=120_000)
    settle(page)
    assert "run=" in page.url

    page.get_by_test_id("stMain").get_by_role("link", name="Neighbors").click()
    settle(page)

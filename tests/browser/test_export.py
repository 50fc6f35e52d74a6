"""Vectors go out in every format and come back, and what is damaged is refused."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.driving import choose, go, settle, show, visit, wait_for_column
from tests.browser.homes import cats
from w2v_core.host.home import Home
from w2v_core.runs.folder.run_folder import RunFolder, list_runs
from w2v_core.vectors.files.formats import FORMATS, load, save

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture(scope="module")
def run(home: Home) -> RunFolder:
    """A run with a text."""
    return cats(home)


def bring(page: Page, path: Path) -> None:
    """Upload a file of vectors and import it."""
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(path)
    page.get_by_test_id("stText").filter(has_text=path.name).wait_for()
    settle(page)
    page.get_by_test_id("stMain").get_by_role("button", name="Import").last.click()


def test_every_format_can_be_downloaded(
    page: Page, server: str, run: RunFolder, tmp_path: Path
) -> None:
    visit(page, f"{server}/export?run={run.id}")
    words = run.vectors().words
    for suffix, each in FORMATS.items():
        choose(page, "Format", each.title)
        page.get_by_test_id("stCode").filter(has_text=f"SGNS{suffix}").first.wait_for()
        with page.expect_download() as download:
            page.get_by_role("button", name="Download, about").click()
        path = tmp_path / download.value.suggested_filename
        download.value.save_as(path)
        assert path.name.endswith(suffix)
        assert load(path).words == words
    choose(page, "Format", "Embedding Projector")
    for label, heads in (("Vectors, about", 0), ("Words", 1)):
        with page.expect_download() as download:
            page.get_by_role("button", name=label, exact=label == "Words").click()
        lines = Path(download.value.path()).read_text("utf-8").splitlines()
        assert len(lines) == heads + len(words)
    for label in ("Settings as JSON", "Loss as CSV"):
        with page.expect_download() as download:
            page.get_by_role("button", name=label).click()
        assert Path(download.value.path()).stat().st_size > 100


@pytest.mark.parametrize("suffix", [".txt", ".bin", ".npz"])
def test_what_was_exported_comes_back_with_the_same_neighbors(
    page: Page, server: str, run: RunFolder, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"took along{suffix}"
    save(run.vectors(), path)
    visit(page, f"{server}/export?run={run.id}&word=kitten")
    show(page, "Import")
    bring(page, path)
    page.get_by_text("Imported 86 words from").wait_for()
    page.get_by_test_id("stMain").get_by_role("link", name="Neighbors").click()
    page.get_by_role("heading", name="kitten", exact=True).wait_for()
    assert f"run={run.id}" not in page.url
    expected = [each.word for each in run.vectors().neighbors("kitten", 10)]
    wait_for_column(page, "Word", expected)


def test_vectors_without_a_text_can_be_explored(
    page: Page, server: str, run: RunFolder, tmp_path: Path
) -> None:
    path = tmp_path / "alone.vec"
    save(run.vectors(), path)
    visit(page, f"{server}/export?run={run.id}&word=kitten&way=Import")
    bring(page, path)
    page.get_by_text("Imported 86 words from").wait_for()
    settle(page)
    go(page, "Neighbors")
    show(page, "Why")
    page.get_by_test_id("stAlert").filter(has_text="with the text that these vectors").wait_for()
    go(page, "Analogies")
    page.get_by_role("heading", name="cat is to kitten as dog is to").wait_for()
    go(page, "Projection")
    page.locator(".st-key-map .js-plotly-plot .point").first.wait_for()
    go(page, "Axes")
    page.locator("[class*=st-key-axis_picture] .js-plotly-plot").wait_for()
    assert page.get_by_test_id("stException").count() == 0


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("short.txt", b"3 2\ncat 1 2\ndog 3\nbird 5 6\n", "line 3"),
        ("cut.bin", b"3 2\ncat \0\0\0\0\0\0\0\0\ndog \0\0", "byte"),
        ("![x](http://evil.example).npz", b"PK nonsense", "!["),
    ],
)
def test_a_damaged_file_is_refused_and_nothing_is_lost(
    page: Page, server: str, home: Home, run: RunFolder, name: str, data: bytes, says: str
) -> None:
    before = [each.id for each in list_runs(home)]
    visit(page, f"{server}/export?run={run.id}&way=Import")
    file = {"name": name, "mimeType": "", "buffer": data}
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(file)
    page.get_by_test_id("stText").filter(has_text=name).wait_for()
    settle(page)
    page.get_by_test_id("stMain").get_by_role("button", name="Import").last.click()
    page.get_by_test_id("stAlertContentError").filter(has_text=says).wait_for()
    settle(page)
    assert [each.id for each in list_runs(home)] == before
    assert f"run={run.id}" in page.url
    assert page.locator("[data-testid=stMain] a[href*=evil], [data-testid=stMain] img").count() == 0

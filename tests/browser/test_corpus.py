"""A person's own files in a real browser: what was guessed, what is in them, where words stand."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.browser.driving import cell, go, set_box, settle, table, visit, write

if TYPE_CHECKING:
    from playwright.sync_api import Page

LINE = "The old café in the valley was closed. The dog slept before the door of the café!\n"
LETTERS = {
    "plain.txt": LINE.encode(),
    "windows.txt": (LINE * 3).encode("cp1252"),
    "wide.txt": (LINE * 2).encode("utf-16"),
    "page.html": f"<h1>{LINE}</h1><script>stolen()</script>".encode(),
    "cat.png": b"\x89PNG" + bytes(100),
}


def letters(folder: Path) -> Path:
    """A ZIP with mixed encodings, and something that is no text."""
    path = folder / "letters.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in LETTERS.items():
            archive.writestr(name, data)
    return path


def upload(page: Page, path: Path) -> None:
    """Bring a file; it is not read yet."""
    page.get_by_role("radio", name="Upload").click()
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(path)
    page.get_by_test_id("stText").filter(has_text=path.name).wait_for()
    settle(page)


def load(page: Page, path: Path) -> None:
    """Bring a file and read it."""
    upload(page, path)
    page.get_by_role("button", name="Load corpus").click()
    page.get_by_role("heading", name=path.stem).wait_for(timeout=60_000)
    settle(page)


def metric(page: Page, label: str) -> str:
    """One of the numbers of the corpus."""
    shown = page.get_by_test_id("stMetric").filter(has_text=label)
    return shown.get_by_test_id("stMetricValue").inner_text()


def view(page: Page, name: str) -> None:
    """Look at another side of the corpus."""
    page.get_by_test_id("stMain").get_by_role("radio", name=name, exact=True).click()
    settle(page)


def test_a_zip_of_mixed_encodings_is_read_and_searched(
    page: Page, server: str, tmp_path: Path
) -> None:
    visit(page, server)
    load(page, letters(tmp_path))
    numbers = [metric(page, each) for each in ("Documents", "Sentences", "Tokens")]
    assert numbers == ["4", "14", "119"]
    guessed = page.get_by_test_id("stAlertContentInfo")
    guessed.filter(has_text="read as Windows-1252").wait_for()
    guessed.filter(has_text="cat.png: Passed over").wait_for()

    view(page, "Files")
    for text in ("Windows-1252", "UTF-16", "letters.zip/page.html"):
        cell(page, text)

    view(page, "Concordance")
    box = page.get_by_role("textbox", name="Word or phrase")
    box.fill("the café")
    box.press("Enter")
    page.get_by_text("7 places").wait_for()
    page.get_by_role("radio", name="right", exact=True).click()
    settle(page)
    cell(page, "the dog slept before the door of")
    page.get_by_test_id("stException").wait_for(state="detached")


def test_from_a_zip_to_vectors(page: Page, server: str, tmp_path: Path) -> None:
    """The whole way of a person with her own texts, a wrong setting and its cure among it."""
    visit(page, server)
    load(page, letters(tmp_path))
    view(page, "Concordance")
    page.get_by_role("textbox", name="Word or phrase").fill("door")
    page.get_by_role("textbox", name="Word or phrase").press("Enter")
    page.get_by_text("7 places").wait_for()

    go(page, "Train")
    words = table(page).filter(has_text="of 12")
    words.filter(has_text="12 of 12").wait_for()
    set_box(page, "Minimum count", "8")
    words.filter(has_not_text="12 of 12").wait_for()
    set_box(page, "Minimum count", "500")
    page.get_by_text("min_count 500 keeps 0 of 12 words").first.wait_for()
    page.get_by_role("button", name="Use min_count").click()
    words.wait_for()
    settle(page)
    page.get_by_role("button", name="Start training").click()
    page.get_by_text("Done").first.wait_for(timeout=60_000)
    go(page, "Neighbors")
    write(page, "Word", "dog")
    cell(page, "door")


def test_a_concordance_is_shared_by_its_address(page: Page, server: str, tmp_path: Path) -> None:
    visit(page, server)
    load(page, letters(tmp_path))
    view(page, "Collocations")
    box = page.get_by_role("textbox", name="Word", exact=True)
    box.fill("dog")
    box.press("Enter")
    cell(page, "slept")
    view(page, "Concordance")
    page.get_by_text("7 places").wait_for()
    page.get_by_role("radio", name="left", exact=True).click()
    settle(page)
    address = page.url
    for part in ("view=Concordance", "q=dog", "order=left", "corpus="):
        assert part in address
    page.reload()
    page.get_by_text("7 places").wait_for()
    assert page.get_by_role("radio", name="left", exact=True).is_checked()
    go(page, "Train")
    go(page, "Corpus")
    page.get_by_role("heading", name="letters").wait_for()


def test_options_are_previewed_before_anything_is_loaded(
    page: Page, server: str, tmp_path: Path
) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Émile paid 3.50 at http://shop.example/x today.\n", "utf-8")
    visit(page, server)
    upload(page, path)
    shown = page.locator(".st-key-preview code")
    assert "émile" in shown.all_inner_texts()
    page.get_by_text("More options").click()
    page.get_by_text("Fold", exact=True).click()
    shown.get_by_text("emile", exact=True).wait_for()
    page.get_by_text("Web and e-mail addresses as words").click()
    shown.get_by_text("<url>", exact=True).wait_for()
    page.get_by_role("heading", name="kingdom").or_(
        page.get_by_role("heading", name="letters")
    ).wait_for()


def test_reading_can_be_stopped_and_nothing_is_lost(
    page: Page, server: str, tmp_path: Path
) -> None:
    path = tmp_path / "long.txt"
    path.write_text(LINE * 300_000, "utf-8")
    visit(page, server)
    before = metric(page, "Tokens")
    upload(page, path)
    page.get_by_role("button", name="Load corpus").click()
    page.get_by_text("left", exact=False).filter(has_text="tokens").first.wait_for()
    page.get_by_role("button", name="Stop reading").click()
    page.get_by_text("Reading was stopped").wait_for()
    settle(page)
    assert metric(page, "Tokens") == before

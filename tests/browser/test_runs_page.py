"""The Runs page in a browser: select, rename, delete, undo, take along, bring back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.driving import cell, serve, settle, visit
from tests.browser.hostile import HOSTILE, LINK, plant_hostile
from w2v_core.host.home import Home
from w2v_core.runs.folder.run_folder import RunFolder, list_runs

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

ROW = 35  # height of a row, and of the head above them
BOX, NAME = 15, 150  # where in a row its box and its name are


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(tmp_path_factory.mktemp("runs"))


@pytest.fixture(scope="module")
def server(own: Home) -> Iterator[str]:
    """A server of its own: the page lists everything that there is."""
    with serve(own.root) as address:
        yield address


@pytest.fixture
def runs(own: Home) -> list[RunFolder]:
    """Three runs with hostile names and words, newest first, and nothing else."""
    for each in list_runs(own):
        shutil.rmtree(each.path)
    made = []
    for name in ("oldest", HOSTILE[6], LINK):
        for each in own.list_corpora():
            if each.name.startswith("planted"):
                shutil.rmtree(each.folder)  # it is planted only once
        made.append(run := plant_hostile(own))
        run.label(name, (HOSTILE[4], HOSTILE[8]))
    return made[::-1]


def table(page: Page) -> Locator:
    return page.get_by_test_id("stDataFrame").first


def click(page: Page, row: int, x: int = NAME) -> None:
    """Click into a row of the table; it is drawn on a canvas."""
    table(page).click(position={"x": x, "y": ROW * (row + 1.5)})
    settle(page)


def button(page: Page, key: str) -> Locator:
    return page.locator(f".st-key-{key} button").first  # one with a tooltip is there twice


def press(page: Page, key: str) -> None:
    button(page, key).click()
    settle(page)


def no_markup(page: Page) -> None:
    assert page.evaluate("window.ran") is None
    assert page.locator("[data-testid=stMain] a[href*=evil]").count() == 0
    assert page.locator("[data-testid=stMain] img").count() == 0


def test_rename_delete_undo(page: Page, server: str, runs: list[RunFolder]) -> None:
    visit(page, f"{server}/runs")
    cell(page, "oldest")
    for key in ("open", "rename", "delete", "download"):
        assert button(page, key).is_disabled()
    click(page, 1)
    press(page, "rename")
    box = page.get_by_role("textbox", name="Name", exact=True)
    assert box.input_value() == HOSTILE[6]
    box.fill(HOSTILE[1])
    page.get_by_role("button", name="Save").click()
    page.get_by_role("dialog").wait_for(state="detached")
    cell(page, HOSTILE[1])
    assert runs[1].labels.name == HOSTILE[1]
    no_markup(page)

    click(page, 0, BOX)
    click(page, 2, BOX)
    page.get_by_role("button", name="Delete 2 runs").wait_for()
    press(page, "delete")
    page.get_by_text("Deleted 2 runs.").wait_for()
    assert [run.id for run in list_runs(runs[0].home)] == [runs[1].id]
    press(page, "undo_delete")
    cell(page, "oldest")
    assert [run.id for run in list_runs(runs[0].home)] == [run.id for run in runs]
    no_markup(page)


def test_download_and_import(
    page: Page, server: str, runs: list[RunFolder], tmp_path: Path
) -> None:
    visit(page, f"{server}/runs")
    click(page, 0)
    with page.expect_download() as waiting:
        button(page, "download").click()
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    assert path.suffix == ".zip"
    press(page, "delete")
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(path)
    page.get_by_text("Imported").wait_for()
    no_markup(page)
    came = next(run for run in list_runs(runs[0].home) if run.id not in {r.id for r in runs})
    assert came.labels.name == LINK
    assert came.labels.tags == (HOSTILE[4], HOSTILE[8])
    button(page, "open_imported").click()
    page.wait_for_url(f"**/train?*run={came.id}*")
    settle(page)
    no_markup(page)


def test_a_click_opens_a_run(page: Page, server: str, runs: list[RunFolder]) -> None:
    visit(page, f"{server}/runs")
    click(page, 2)
    button(page, "open").click()
    page.wait_for_url(f"**/train?*run={runs[2].id}*")


def test_what_is_no_run_is_refused(page: Page, server: str, runs: list[RunFolder]) -> None:
    visit(page, f"{server}/runs")
    file = {"name": "![x](http://evil.example).zip", "mimeType": "", "buffer": b"PK nonsense"}
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(file)
    page.get_by_test_id("stAlertContentError").get_by_text("cannot be read").wait_for()
    no_markup(page)
    assert len(list_runs(runs[0].home)) == 3

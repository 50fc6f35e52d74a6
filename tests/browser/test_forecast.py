"""The forecast in a real browser: it follows the boxes, cures, and is held against the run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.driving import set_box, settle, table, visit

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_a_warning_is_cured_and_the_time_held_against_the_run(page: Page, server: str) -> None:
    visit(page, server)  # the sample is read here
    visit(page, f"{server}/train")
    table(page).filter(has_text="398 of 398").wait_for()
    set_box(page, "Minimum count", "100")
    table(page).filter(has_not_text="398 of 398").filter(has_text="of 398").wait_for()
    settle(page)

    set_box(page, "Minimum count", "1000")
    cure = page.get_by_role("button", name="Use min_count")
    cure.wait_for()
    page.get_by_text("min_count 1,000 keeps").wait_for()
    cure.click()
    cure.wait_for(state="detached")
    assert page.get_by_role("spinbutton", name="Minimum count").input_value() == "2"

    table(page).filter(has_text="about").wait_for(timeout=60_000)
    settle(page)
    page.get_by_role("button", name="Start training").click()
    page.get_by_text("Done · expected").wait_for(timeout=120_000)

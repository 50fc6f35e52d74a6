"""The Axes page as a person uses it: the axis it begins with, occupations, two axes, WEAT."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.driving import places, press, show, visit, wait_for_column
from tests.browser.homes import WORK, society
from w2v_core.host.home import Home
from w2v_core.runs.folder.run_folder import RunFolder

if TYPE_CHECKING:
    from playwright.sync_api import Page

PICTURE = "[class*=st-key-axis_picture] .js-plotly-plot"


@pytest.fixture(scope="module")
def run(home: Home) -> RunFolder:
    """Vectors with one axis in them, from which everything follows."""
    return society(home)


def test_occupations_on_the_axis_of_gender(page: Page, server: str, run: RunFolder) -> None:
    visit(page, f"{server}/axes?run={run.id}")
    axis = page.get_by_role("textbox", name="Axis", exact=True)
    assert axis.input_value().startswith("he - she, his - her")
    page.locator(PICTURE).wait_for()
    page.get_by_text("Furthest towards he").wait_for()
    page.get_by_text("6 pairs agree to").wait_for()
    page.get_by_text("What this does not prove").wait_for()

    press(page, "axis_occupations")
    trades = WORK.split()
    wait_for_column(page, "Word", trades[:3])
    page.get_by_text(f"Furthest towards he, his: {trades[0]} 0.").wait_for()
    key = page.locator("[class*=st-key-axis_picture]").get_attribute("class") or ""
    chart = next(each for each in key.split() if "axis_picture" in each)
    page.mouse.click(*places(page, chart.removeprefix("st-key-"))[0])
    page.wait_for_url("**word=*")
    assert page.url.partition("word=")[2].partition("&")[0] in trades


def test_two_axes_and_an_unknown_word(page: Page, server: str, run: RunFolder) -> None:
    visit(page, f"{server}/axes?run={run.id}")
    show(page, "Two axes")
    page.get_by_role("textbox", name="Axis upwards").fill("nurse - enginer")
    page.get_by_role("textbox", name="Axis upwards").press("Control+Enter")
    page.get_by_test_id("stAlert").filter(has_text="enginer").wait_for()
    page.get_by_role("button", name="engineer", exact=True).click()
    page.get_by_text("The axes' cosine is −").or_(
        page.get_by_text("The axes' cosine is -")
    ).wait_for()
    assert page.get_by_role("textbox", name="Axis upwards").input_value() == "nurse - engineer"


def test_weat_warns_of_short_lists(page: Page, server: str, run: RunFolder) -> None:
    visit(page, f"{server}/axes?run={run.id}")
    show(page, "WEAT")
    page.get_by_text("Effect size d").wait_for()
    warning = page.get_by_test_id("stAlert")
    warning.filter(has_text="has 4 known words; under 8").wait_for()
    page.get_by_text("X is nearer to A than Y is").wait_for()
    page.get_by_text("Not known in X: brother").wait_for()
    box = page.get_by_role("textbox", name="Attributes B")
    box.fill("qqq")
    box.press("Control+Enter")
    page.get_by_text("No score.").wait_for()

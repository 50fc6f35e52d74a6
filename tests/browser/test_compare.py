"""The Compare page as a person uses it: one lasso for two maps, and what another window changes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote

import numpy as np
import pytest

from pages.shared import other_runs
from tests.browser.driving import drag_around, places, press, serve, set_box, settle, visit
from tests.browser.homes import cats
from w2v_core.host.home import Home
from w2v_core.runs.folder.run_folder import RunFolder

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# Of each map: the key of its chart, and the words that have a square.
SQUARES = """
() => [...document.querySelectorAll('[class*=st-key-compare_map_]')].map(each => {
    const key = each.className.match(/st-key-(\\S+)/)[1];
    const data = each.querySelector('.js-plotly-plot')?._fullData;
    if (!data?.length) return [key, null];  // drawn anew at this moment
    const squares = data.find(one => one.marker?.symbol === 'square-open');
    const at = (one, i) => `${one.x[i]} ${one.y[i]}`;
    const words = new Map(Array.from(data[0].x, (_, i) => [at(data[0], i), data[0].text[i]]));
    const found = squares ? Array.from(squares.x, (_, i) => words.get(at(squares, i))) : [];
    return [key, found.sort()];
})
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home that no other test trains in."""
    return Home(tmp_path_factory.mktemp("compared"))


@pytest.fixture(scope="module")
def server(browser: Browser, home: Home) -> Iterator[str]:
    """Address of the app."""
    with serve(home.root) as address:
        yield address


@pytest.fixture(scope="module")
def runs(home: Home) -> list[RunFolder]:
    """Two seeds."""
    return [cats(home, seed) for seed in (1, 2)]


def lasso(page: Page, side: int, low: float, high: float) -> list[list[str]]:
    """Pick a part of one map; the words that are then marked on each, once they are others."""
    (key, before), *_ = page.evaluate(SQUARES)[side:]
    (left, top), (right, bottom) = np.quantile(places(page, key), (low, high), axis=0)
    drag_around(page, (left, top, right, bottom))
    page.wait_for_function(
        f"([side, before]) => (now => now?.length && JSON.stringify(now) !== "
        f"JSON.stringify(before))(({SQUARES})()[side]?.[1])",
        arg=[1 - side, before],
    )
    settle(page)
    return [words for _, words in page.evaluate(SQUARES)]


def test_a_lasso_on_either_map_marks_the_same_words_on_both(
    page: Page, server: str, runs: list[RunFolder]
) -> None:
    against = quote(other_runs.label(runs[1]))
    visit(page, f"{server}/compare?run={runs[0].id}&compare=Maps&against={against}")
    page.get_by_text("Lasso words on one map").wait_for()
    left, right = lasso(page, 0, 0.2, 0.8)
    assert left == right
    assert len(left) > 1
    page.get_by_text(f"{len(left)} words picked").wait_for()
    again, other = lasso(page, 1, 0.4, 1.0)
    assert again == other != left
    press(page, "compare_clear")
    page.wait_for_function(f"() => ({SQUARES})().every(each => each[1]?.length === 0)")


def test_what_another_window_changes_is_shown_when_it_is_trained(
    page: Page, server: str, runs: list[RunFolder]
) -> None:
    visit(page, f"{server}/compare?run={runs[0].id}&compare=Words")
    before = runs[0].info.config["window"]
    page.get_by_text("What if", exact=True).click()
    set_box(page, "Window", "10")
    settle(page)
    page.get_by_role("button", name="Train what-if").click()
    page.wait_for_url(re.compile(f"against=window\\+{before}\\+%E2%86%92\\+10"), timeout=60_000)
    page.get_by_text("Another seed keeps").wait_for()
    settle(page)
    page.reload()  # the address says all of it
    page.get_by_text("Another seed keeps").wait_for()

"""The Analogies page as a person uses it: examples, the autopsy, arithmetic and its mistakes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.driving import cell, settle, show, type_word, visit, write
from tests.browser.homes import meanings
from w2v_core.host.home import Home
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.vectors.autopsy import autopsy

if TYPE_CHECKING:
    from playwright.sync_api import Page

SUM = "Sum of words"


@pytest.fixture(scope="module")
def run(home: Home) -> RunFolder:
    """Vectors that are made of meanings, so that every analogy holds."""
    return meanings(home)


def answer_is(page: Page, heading: str) -> None:
    page.get_by_role("heading", name=heading).wait_for()
    settle(page)


def test_an_example_its_answer_and_what_that_rests_on(
    page: Page, server: str, run: RunFolder
) -> None:
    visit(page, f"{server}/analogies?run={run.id}")
    answer_is(page, "man is to woman as king is to queen")
    page.get_by_role("button", name="cat : kitten :: dog : ?").click()
    answer_is(page, "cat is to kitten as dog is to puppy")
    drawn = page.locator(".st-key-plane .js-plotly-plot text")
    for word in ("cat", "kitten", "dog", "puppy"):
        drawn.filter(has_text=word).first.wait_for()
    for asked in ("its own words allowed", "nearest to kitten alone", "the step cat → kitten"):
        cell(page, asked)

    type_word(page, "Expected answer", "queen")
    expected = autopsy(run.vectors(), "cat", "kitten", "dog", expected="queen").expected
    assert expected is not None
    page.get_by_text(f"queen stands at rank {expected.rank} of 5").wait_for()
    assert "expect=queen" in page.url


def test_arithmetic_points_at_a_mistake_and_mends_a_spelling(
    page: Page, server: str, run: RunFolder
) -> None:
    visit(page, f"{server}/analogies?run={run.id}")
    show(page, "Arithmetic")
    answer_is(page, "is nearest to queen")
    mistake = "king - man + * woman"
    write(page, SUM, mistake)
    pointing = page.get_by_test_id("stCode")
    pointing.wait_for()
    line, caret = pointing.inner_text().splitlines()[:2]
    assert line == mistake
    assert caret.index("^") == mistake.index("*")
    page.get_by_test_id("stAlert").filter(has_text="A word is missing after +").wait_for()

    write(page, SUM, "king - man + wooman")
    page.get_by_test_id("stAlert").filter(has_text="wooman").wait_for()
    answer_is(page, "Without wooman: king − man is nearest to")
    page.get_by_role("button", name="woman", exact=True).click()
    answer_is(page, "king − man + woman is nearest to queen")
    assert page.get_by_role("textbox", name=SUM).input_value() == "king - man + woman"
    assert page.get_by_test_id("stAlert").count() == 0

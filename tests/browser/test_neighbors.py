"""The Neighbors page as a person uses it: typing, asking why, laying lists side by side."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.driving import (
    cell,
    choose,
    click_row,
    column,
    press,
    settle,
    show,
    type_word,
    visit,
    wait_for_column,
    write,
)
from tests.browser.homes import cats, crowd
from w2v_core.host.home import Home
from w2v_core.runs.folder.run_folder import RunFolder

if TYPE_CHECKING:
    from playwright.sync_api import Page

WHY = 560  # where the last column is


@pytest.fixture(scope="module")
def run(home: Home) -> RunFolder:
    """A run, and another one that differs in its seed alone."""
    cats(home, seed=2)
    return cats(home)


@pytest.fixture(scope="module")
def many(home: Home) -> RunFolder:
    """More words than a box could list."""
    return crowd(home)


def focus_is(page: Page, word: str) -> None:
    page.get_by_role("heading", name=word, exact=True).wait_for()
    page.wait_for_url(f"**word={word}*")
    settle(page)


def test_letters_bring_words_of_the_whole_vocabulary(
    page: Page, server: str, many: RunFolder
) -> None:
    visit(page, f"{server}/neighbors?run={many.id}")
    box = page.get_by_role("textbox", name="Word", exact=True)
    box.click()
    box.press_sequentially("lake39")
    suggested = page.locator("[class*=st-key-suggested_]")
    suggested.filter(has_text="lake394").wait_for()
    assert suggested.all_inner_texts() == [f"lake39{i}" for i in range(5)]
    box.press("Tab")
    page.keyboard.press("Enter")
    focus_is(page, "lake390")
    assert many.vectors().id("lake390") > 2_000

    box.fill("rook01")
    suggested.filter(has_text="rook012").get_by_role("button").click()
    focus_is(page, "rook012")
    assert box.input_value() == "rook012"
    press(page, "trail_0")
    focus_is(page, "lake390")


def test_why_two_words_are_near(page: Page, server: str, run: RunFolder) -> None:
    vocabulary = run.vectors().vocabulary
    places = dict(zip(vocabulary.words, vocabulary.counts.tolist(), strict=True))
    visit(page, f"{server}/neighbors?run={run.id}&word=kitten")
    wait_for_column(page, "Word", ["puppy"])
    click_row(page, 0, WHY)
    page.get_by_text(re.compile("kitten and puppy share .* contexts of")).wait_for()
    for context in ("little", "milk"):  # "has a little kitten", "drinks milk"
        cell(page, context)
    for word in ("kitten", "puppy"):
        page.get_by_text(f"{word}: {places[word]} places").wait_for()
    cell(page, "gives the")  # "The girl gives the kitten some milk."

    type_word(page, "Why is it near to", "kittten")
    page.get_by_test_id("stAlert").filter(has_text="kittten").wait_for()
    press(page, "why_unknown_0")
    assert page.get_by_test_id("stException").count() == 0


def test_only_words_of_a_form(page: Page, server: str, run: RunFolder) -> None:
    visit(page, f"{server}/neighbors?run={run.id}&word=dog")
    cell(page, "cat")
    write(page, "Like", "b*")
    expected = [
        each.word for each in run.vectors().neighbors("dog", 85) if each.word.startswith("b")
    ]
    wait_for_column(page, "Word", expected[:10])
    write(page, "Like", "zz*")
    page.get_by_test_id("stAlert").filter(has_text="No word is left").wait_for()


def test_two_words_a_list_and_a_vector(page: Page, server: str, run: RunFolder) -> None:
    vectors = run.vectors()
    visit(page, f"{server}/neighbors?run={run.id}&word=kitten")
    show(page, "Two words")
    type_word(page, "Second word", "puppy")
    metric = page.get_by_test_id("stMetricValue")
    metric.filter(has_text=f"{vectors.similarity('kitten', 'puppy'):.3f}").wait_for()

    show(page, "List")
    words = ["cat", "dog", "kitten", "puppy", "the"]
    write(page, "Words, separated by spaces or commas", " ".join(words))
    page.get_by_text(f"The odd one is {vectors.odd_one_out(words)}").wait_for()
    names = page.locator(".st-key-heat_map .xaxislayer-above text, .st-key-heat_map .ytick text")
    names.nth(9).wait_for(state="attached")
    assert {name.strip() for name in names.all_text_contents()} == set(words)
    page.locator(".st-key-odd_bars .js-plotly-plot").wait_for()

    show(page, "Vector")
    page.get_by_text(re.compile("16 numbers; length")).wait_for()
    page.locator(".st-key-vector_strip .bars path").nth(15).wait_for(state="attached")


def test_the_same_word_in_a_run_with_another_seed(page: Page, server: str, run: RunFolder) -> None:
    visit(page, f"{server}/neighbors?run={run.id}&word=kitten")
    wait_for_column(page, "Word", ["puppy"])
    assert "1 of 1" in column(page, "Seeds")
    choose(page, "Beside these runs", "SGNS · seed 2")
    cell(page, "◆ puppy")
    page.get_by_text("stands in several of these lists").wait_for()
    assert "runs=" in page.url

"""Exploring in a real browser: hostile words stay words, and clicks lead where they should."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from tests.browser.driving import cell, choose, click_row, places, press, settle, show, visit, write
from tests.browser.hostile import HOSTILE, IMAGE, LINK, LONG, plant_hostile
from tests.pages.planted import plant, words_and_vectors
from w2v_core.host.home import Home
from w2v_core.runs.folder.run_folder import RunFolder

if TYPE_CHECKING:
    from playwright.sync_api import Page

# Everything of a page that somebody's word, and nothing of ours, could have made.
STRANGE = """
() => [
    ...[...document.querySelectorAll('a')].filter(a => a.origin !== location.origin),
    ...document.querySelectorAll('svg a, img, .katex, .stMarkdownColoredText, [onerror]'),
    ...(window.ran ? [document.body] : []),
].map(each => each.outerHTML.slice(0, 200))
"""
WIDER_THAN_THE_WINDOW = "() => document.scrollingElement.scrollWidth > window.innerWidth"

# Points of the first trace under each mark of a shape.
MARKED = """
symbol => {
    const chart = document.querySelector('.st-key-map .js-plotly-plot');
    const trace = chart?.calcdata?.findIndex(each => each[0].trace.marker?.symbol === symbol) ?? -1;
    return trace < 0 ? [] : chart.calcdata[trace].map(mark =>
        chart.calcdata[0].findIndex(point => point.x === mark.x && point.y === mark.y));
}
"""
# From the focus to each neighbor, and a gap after it.
LINES = """
() => document.querySelector('.st-key-map .js-plotly-plot')._fullData
    .filter(each => each.mode === 'lines').map(each => each.x.length / 3)
"""


@pytest.fixture(scope="module")
def run(home: Home) -> RunFolder:
    """Vectors whose neighbors are known."""
    return plant(home.root)


@pytest.fixture(scope="module")
def hostile(home: Home) -> RunFolder:
    """Vectors of hostile words."""
    return plant_hostile(home)


def assert_only_text(page: Page) -> None:
    """No word has become a link, a picture, a formula, a color or a script."""
    settle(page)
    assert page.evaluate(STRANGE) == []
    assert not page.evaluate(WIDER_THAN_THE_WINDOW)


def open_page(page: Page, server: str, name: str, run: RunFolder, word: str) -> None:
    """Open a page with a run and any word in its address."""
    address = page.evaluate("word => encodeURIComponent(word)", word)
    visit(page, f"{server}/{name}?run={run.id}&word={address}")


@pytest.mark.parametrize("word", [LINK, LONG])
def test_hostile_words_among_neighbors_are_text(
    page: Page, server: str, hostile: RunFolder, word: str
) -> None:
    open_page(page, server, "neighbors", hostile, word)
    for each in hostile.vectors().neighbors(word, 5):
        cell(page, each.word)
    assert_only_text(page)
    show(page, "List")
    listed = [each for each in HOSTILE if " " not in each]
    write(page, "Words, separated by spaces or commas", " ".join(listed))
    page.locator(".st-key-heat_map .ytick text").filter(has_text="<scri").wait_for()
    page.locator(".st-key-odd_bars .js-plotly-plot text").filter(has_text="script").first.wait_for()
    assert_only_text(page)


@pytest.mark.parametrize("word", [LINK, IMAGE, "[x](http://evil.example) $x$ :red[x]", 10 * LONG])
def test_an_unknown_word_in_the_address_is_text(
    page: Page, server: str, run: RunFolder, word: str
) -> None:
    open_page(page, server, "neighbors", run, word)
    page.get_by_test_id("stAlert").filter(has_text=word[:8]).wait_for()
    assert_only_text(page)


def test_hostile_words_in_analogies_are_text(page: Page, server: str, hostile: RunFolder) -> None:
    open_page(page, server, "analogies", hostile, IMAGE)
    page.get_by_role("radio", name="Arithmetic").click()
    settle(page)
    box = page.get_by_role("textbox", name="Sum of words")
    box.fill(f'"{LINK}" - "{IMAGE}" + ":red[x]"')
    box.press("Enter")
    page.get_by_role("heading", name="is nearest to").filter(has_text="<a href").wait_for()
    page.locator(".st-key-plane .js-plotly-plot text").filter(has_text="<img").first.wait_for()
    assert_only_text(page)


def test_hostile_words_on_the_map_are_text(page: Page, server: str, hostile: RunFolder) -> None:
    open_page(page, server, "projection", hostile, LINK)
    page.locator(".st-key-map .js-plotly-plot text").filter(has_text="<a").first.wait_for()
    assert_only_text(page)
    for row, word in ((0, LINK), (1, IMAGE)):
        page.mouse.move(*places(page, "map")[row])
        page.locator(".hoverlayer text").filter(has_text=word[:12]).first.wait_for()
        assert_only_text(page)


def test_hostile_words_in_space_and_in_clusters_are_text(
    page: Page, server: str, hostile: RunFolder
) -> None:
    visit(page, f"{server}/projection?run={hostile.id}&map_dims=3-D&map_color=Clusters&map_k=2")
    page.locator(".st-key-map_in_space .gl-container canvas").first.wait_for()
    cell(page, LINK)
    assert_only_text(page)
    show(page, "2-D")
    color_by_groups(page)
    page.get_by_text("Not in the vocabulary:").filter(has_text="<b>none</b>").wait_for()
    cell(page, "<i>x</i>")
    assert_only_text(page)


def color_by_groups(page: Page) -> None:
    """Color by groups with hostile names and words."""
    choose(page, "Color", "Own groups")
    box = page.get_by_role("textbox", name="Groups, one a line")
    box.fill(f"<i>x</i>: {HOSTILE[7]} {LONG}\n:red[y]: =HYPERLINK(0) <b>none</b>")
    box.press("Control+Enter")
    settle(page)


@pytest.mark.parametrize("view", ["One axis", "Two axes"])
def test_hostile_words_on_axes_are_text(
    page: Page, server: str, hostile: RunFolder, view: str
) -> None:
    axes = {"axis": f'"{LINK}" - ":red[x]"', "axis2": f'{LONG} - "{HOSTILE[5]}"'}
    rest = {"axes": view, "axis_words": "Most frequent", "run": hostile.id, "word": "<u>v</u>"}
    visit(page, f"{server}/axes?{urlencode(axes | rest)}")
    picture = page.locator("[class*=st-key-axis_picture] .js-plotly-plot")
    picture.locator("text").filter(has_text="<script>").first.wait_for()
    picture.locator("text").filter(has_text="<a href").first.wait_for()
    cell(page, LINK)
    assert_only_text(page)


def test_hostile_words_and_names_in_export_are_text(
    page: Page, server: str, hostile: RunFolder
) -> None:
    hostile.label(IMAGE, ())
    visit(page, f"{server}/export?{urlencode({'run': hostile.id, 'word': LINK})}")
    choose(page, "Format", "word2vec, text")
    page.get_by_test_id("stAlert").filter(has_text="<a href").wait_for()
    page.get_by_test_id("stCode").filter(has_text="KeyedVectors").filter(has_text="href").wait_for()
    assert_only_text(page)


def test_hostile_words_of_a_corpus_are_text(page: Page, server: str, hostile: RunFolder) -> None:
    open_page(page, server, "", hostile, LINK)
    cell(page, LINK.replace(" ", "/"))
    page.get_by_test_id("stMain").get_by_role("radio", name="Text", exact=True).click()
    page.get_by_test_id("stCode").filter(has_text=LINK.replace(" ", "/")).wait_for()
    assert_only_text(page)


def test_a_table_is_downloaded_without_formulas(
    page: Page, server: str, hostile: RunFolder
) -> None:
    open_page(page, server, "", hostile, "")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download table").first.click()
    text = Path(download.value.path()).read_text("utf-8-sig")
    words = [row["word"] for row in csv.DictReader(io.StringIO(text))]
    expected = [each.replace(" ", "/") for each in HOSTILE]
    assert words[: len(HOSTILE)] == ["'" * each.startswith("=") + each for each in expected]


def test_a_click_on_a_neighbor_puts_it_in_focus_and_the_trail_leads_back(
    page: Page, server: str, run: RunFolder
) -> None:
    open_page(page, server, "neighbors", run, "kitten")
    cell(page, "puppy")  # the first row
    settle(page)
    click_row(page, 0)
    page.get_by_role("heading", name="puppy", exact=True).wait_for()
    page.wait_for_url("**word=puppy*")
    settle(page)
    press(page, "trail_0")
    page.get_by_role("heading", name="kitten", exact=True).wait_for()
    assert page.locator(".st-key-trail_0").count() == 0


def test_a_click_on_the_map_shows_the_neighbors_of_a_word(
    page: Page, server: str, run: RunFolder
) -> None:
    words, _ = words_and_vectors()
    open_page(page, server, "projection", run, "")
    page.locator(".st-key-map .js-plotly-plot .point").first.wait_for()
    assert page.evaluate(MARKED, "circle-open") == []
    row = words.index("queen")
    page.mouse.click(*places(page, "map")[row])
    page.wait_for_url("**word=queen*")
    settle(page)
    assert page.evaluate(MARKED, "circle-open") == [row]
    near = page.evaluate(MARKED, "diamond-open")
    marked = {words[i] for i in near}
    assert {"king", "woman", "man"} <= marked
    assert "queen" not in marked
    assert page.evaluate(LINES) == [len(near)]


def test_an_unknown_word_gets_its_reason_and_a_spelling_to_click_on(
    page: Page, server: str, run: RunFolder
) -> None:
    open_page(page, server, "neighbors", run, "quean")
    page.get_by_test_id("stAlert").filter(has_text="quean").filter(
        has_text="is not in the corpus"
    ).wait_for()
    press(page, "unknown_0")
    page.get_by_role("heading", name="queen", exact=True).wait_for()
    page.wait_for_url("**word=queen*")

"""An address is a view: it opens it, Share hands it on, and nonsense in it breaks nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from tests.browser.driving import cell, serve, settle, visit
from tests.browser.homes import cats
from w2v_core.host.home import Home
from w2v_core.runs.folder.run_folder import RunFolder

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

Check = Callable[["Page"], None]

# What a person has set up on a page, and how one can see that it is there.
VIEWS: dict[str, tuple[str, Check]] = {
    "list": (
        "neighbors?show=List&among=cat+dog+kitten",
        lambda page: page.locator(".st-key-odd_bars .js-plotly-plot").wait_for(),
    ),
    "why": (
        "neighbors?show=Why&word=kitten&why=puppy",
        lambda page: page.get_by_text("kitten and puppy share").wait_for(),
    ),
    "pattern": ("neighbors?word=dog&pattern=b*&nearest=3&which=Sum", lambda page: cell(page, "b")),
    "sum": (
        "analogies?ask=Arithmetic&sum=kitten+-+cat+%2B+dog&inputs=true",
        lambda page: page.get_by_role("heading", name="kitten − cat + dog is nearest").wait_for(),
    ),
    "map": (
        "projection?map_n=40&map_color=Clusters&map_k=3&map_search=pu&word=cat",
        lambda page: page.get_by_text("1 of 40 words match.").wait_for(),
    ),
    "axes": (
        "axes?axes=Two+axes&axis=dog+-+cat&axis2=boy+-+girl&axis_words=Most+frequent&axis_n=10",
        lambda page: page.get_by_text("The axes' cosine is").wait_for(),
    ),
    "evaluate": (
        "evaluate?judge=Analogies&questions_from=Upload&cut=1%2C000&unknown_words=Count+as+wrong",
        lambda page: page.get_by_test_id("stFileUploaderDropzone").wait_for(),
    ),
    "export": (
        "export?format=GloVe%2C+text",
        lambda page: page.get_by_text(".glove.txt").first.wait_for(),
    ),
}

NONSENSE = {
    "neighbors": "show=&nearest=1e999&least=nan&pattern=***&which=&beside=%00&runs=x&why=",
    "neighbors#two": "show=Two+words&one=&two=%F0%9F%92%A9&word=",
    "analogies": "ask=&a=&b=%00&method=&inputs=maybe&expect=x&sum=%2B%2B",
    "projection": "map_only=zzz&map_n=1e999&map_near=-1&map_method=&map_dims=&map_color=&map_k=99",
    "projection#tsne": "map_method=t-SNE&map_perplexity=1e999&map_labels=-5&map_mouse=&map_only=0",
    "axes": "axes=&axis=%2B&axis2=&axis_words=&axis_n=1e999&axis_among=0",
    "axes#weat": "axes=WEAT&weat_x=&weat_y=%00&weat_a=a&weat_b=",
    "evaluate": "judge=&questions_from=x&cut=1e999&unknown_words=&wrong_of=%00",
    "evaluate#pairs": "judge=Similarity&pairs_from=%00",
    "export": "way=&format=&first_x=1e999",
}


@pytest.fixture(scope="module")
def run(home: Home) -> RunFolder:
    """A run with a text."""
    return cats(home)


def open_view(page: Page, server: str, run: RunFolder, name: str) -> None:
    """Open a view and see that it is there."""
    path, is_there = VIEWS[name]
    visit(page, f"{server}/{path}&run={run.id}")
    is_there(page)
    settle(page)


def seen(page: Page) -> str:
    """What the page says, without what may be said a moment later than the rest."""
    return page.get_by_test_id("stMain").inner_text()


def shared(page: Page) -> str:
    """The address that Share hands out."""
    page.get_by_test_id("stSidebar").get_by_role("button", name="Share").click()
    code = page.get_by_test_id("stPopoverBody").get_by_test_id("stCode")
    code.wait_for()
    return code.inner_text().strip()


@pytest.mark.parametrize("name", VIEWS)
def test_the_address_that_is_shared_opens_the_same_view(
    page: Page, stranger: BrowserContext, server: str, run: RunFolder, name: str
) -> None:
    open_view(page, server, run, name)
    before = seen(page)
    address = shared(page)
    asked = parse_qs(urlsplit(VIEWS[name][0]).query)
    assert asked.items() <= parse_qs(urlsplit(address).query).items()
    other = stranger.new_page()
    visit(other, address)
    VIEWS[name][1](other)
    settle(other)
    assert seen(other) == before


@pytest.fixture(scope="module")
def classroom(browser: Browser, home: Home, run: RunFolder) -> Iterator[str]:
    """The same home as a classroom."""
    with serve(home.root, W2V_MODE="classroom") as address:
        yield address


def test_in_a_classroom_the_shared_address_has_no_key(
    person: BrowserContext, stranger: BrowserContext, classroom: str, run: RunFolder
) -> None:
    page = person.new_page()
    open_view(page, classroom, run, "list")
    assert "key" in parse_qs(urlsplit(page.url).query)
    address = shared(page)
    assert "key" not in parse_qs(urlsplit(address).query)
    other = stranger.new_page()
    visit(other, address)
    VIEWS["list"][1](other)


def test_the_first_page_has_its_name_for_an_address_too(
    page: Page, server: str, run: RunFolder
) -> None:
    page.goto("about:blank")
    before: int = page.evaluate("history.length")
    asked = f"corpus={run.info.corpus_hash}&run={run.id}&word=cat&view=Coverage"
    visit(page, f"{server}/corpus?{asked}")
    page.get_by_text("What a minimum count keeps").wait_for()
    assert page.get_by_text("Page not found").count() == 0
    assert urlsplit(page.url).path == "/"
    assert parse_qs(urlsplit(page.url).query) == parse_qs(asked)
    assert page.evaluate("history.length") == before + 1


@pytest.mark.parametrize("name", NONSENSE)
def test_nonsense_in_an_address_breaks_nothing(
    page: Page, server: str, run: RunFolder, name: str
) -> None:
    word = "" if "word=" in NONSENSE[name] else f"&word={quote('é' * 1_500)}"
    path = name.partition("#")[0]
    visit(page, f"{server}/{path}?{NONSENSE[name]}{word}&seed=1e9&run={run.id}")
    assert page.get_by_test_id("stException").count() == 0
    assert page.get_by_text("Traceback").count() == 0
    labels = page.get_by_test_id("stMain").get_by_test_id("stWidgetLabel")
    assert labels.count() >= 1

"""A real server on a free port with a home of its own, and a real browser."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser.driving import Person, find_chromium, launch, serve
from w2v_core.host.home import Home

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Request


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Skip where there is none, except where these tests must run."""
    missing = ""
    if importlib.util.find_spec("playwright") is None:
        missing = "playwright is not installed"
    elif find_chromium() is None:
        missing = "there is no chromium on PATH"
    if missing and os.environ.get("CI") == "true":
        pytest.fail(missing)
    if missing:
        pytest.skip(missing)
    with launch() as found:
        yield found


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """What the server stores, empty to begin with."""
    return Home(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def server(browser: Browser, home: Home) -> Iterator[str]:
    """Address of the app."""
    with serve(home.root) as address:
        yield address


@pytest.fixture(scope="session")
def _person(browser: Browser) -> Iterator[Person]:
    with Person.of(browser) as found:
        yield found


@pytest.fixture(scope="session")
def _stranger(browser: Browser) -> Iterator[Person]:
    with Person.of(browser) as found:
        yield found


@pytest.fixture
def person(_person: Person) -> Iterator[BrowserContext]:
    """Whose tabs these are; she has never been here before."""
    yield _person.context
    _person.forget()


@pytest.fixture
def stranger(_stranger: Person) -> Iterator[BrowserContext]:
    """Somebody else: no other's cookies, no other's tabs."""
    yield _stranger.context
    _stranger.forget()


@pytest.fixture
def page(person: BrowserContext, server: str) -> Iterator[Page]:
    """Yield a new tab; no other machine may be asked, no script may break."""
    tab = person.new_page()
    outside: list[str] = []
    broken: list[str] = []

    def note(request: Request) -> None:
        if request.url.startswith("http") and not request.url.startswith(server):
            outside.append(request.url)

    tab.on("request", note)
    tab.on("pageerror", lambda error: broken.append(str(error)))
    yield tab
    tab.close()
    assert outside == []
    assert broken == []

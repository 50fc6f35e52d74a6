"""Whose browser it is: tests follow one another in it, and none finds anything of the last one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.driving import Person

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

STORE = "() => { localStorage.x = sessionStorage.x = 1; document.cookie = 'x=1; max-age=99'; }"
STORED = "() => [localStorage.x, sessionStorage.x, /x=1/.test(document.cookie)]"


def test_who_forgets_was_never_here(browser: Browser, server: str) -> None:
    with Person.of(browser) as person:

        def come() -> Page:
            page = person.context.new_page()
            page.goto(f"{server}/_stcore/health")
            return page

        come().evaluate(STORE)
        assert come().evaluate(STORED) == ["1", None, True]
        person.forget()
        assert len(person.context.pages) == 1
        assert come().evaluate(STORED) == [None, None, False]

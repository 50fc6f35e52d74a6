"""What there is to see in a home: pages, addresses, and what is done on a page before a look.

Leaves out: taking pictures (`screenshots`), and what goes on while it is looked at.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import quote

from tests.browser.driving import PAGES, settle
from tests.browser.homes import broken, mixed, paused, train
from tests.browser.hostile import LINK, LONG, plant_hostile
from w2v_core.runs.home import Home
from w2v_core.runs.store import RunFolder
from w2v_core.text.corpus import Corpus

if TYPE_CHECKING:
    from playwright.sync_api import Page

POINTS = "() => document.querySelector('.st-key-curve .js-plotly-plot')?.calcdata?.[0].length ?? 0"


@dataclasses.dataclass(frozen=True)
class Scene:
    """What is to be seen: a page, what its address says, and what was done on it."""

    label: str
    title: str
    query: str = ""
    act: Callable[[Page], None] = lambda page: None
    first_screen: bool = False

    @property
    def path(self) -> str:
        """Path and query of the address."""
        return f"/{'' if self.title == PAGES[0] else self.title.lower()}{self.query}"


def query(run: RunFolder, word: str = "") -> str:
    """The part of the address that shows a run and a word."""
    return f"?run={run.id}&word={word}"


def look_back(page: Page) -> None:
    """Move the slider to an early moment."""
    page.get_by_role("slider").focus()
    page.keyboard.press("Home")
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    settle(page)


def refuse_a_setting(page: Page) -> None:
    """Ask for a window that is too wide."""
    box = page.get_by_role("spinbutton", name="Window")
    if not box.is_visible():  # a phone
        page.get_by_text("Settings", exact=True).click()
    box.fill("99")
    box.press("Enter")
    page.get_by_test_id("stAlert").wait_for()


def fill_the_odd_list(page: Page) -> None:
    """Ask which word is the odd one out."""
    box = page.get_by_role("textbox", name="Words, separated by spaces or commas")
    box.fill(f"{LONG} ![x](http://evil.example/picture.png) king")
    box.press("Enter")
    page.locator(".st-key-odd_bars .js-plotly-plot").wait_for()


def bring(page: Page, name: str, data: bytes) -> None:
    """Upload a file, without loading it."""
    page.get_by_role("radio", name="Upload").click()
    file = {"name": name, "mimeType": "text/plain", "buffer": data}
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(file)
    page.get_by_text("Preview").wait_for()
    settle(page)


def bring_a_table(page: Page) -> None:
    """Upload a table: its column is chosen, its first lines are previewed."""
    rows = "".join(f'{i},Émile,"It cost {i}.50. See http://x.example/{i}"\n' for i in range(1, 40))
    bring(page, "reviews.csv", f"id,author,text\n{rows}".encode())


def bring_a_picture(page: Page) -> None:
    """Load what is no text."""
    bring(page, "cat.txt", bytes(range(256)) * 50)
    page.get_by_role("button", name="Load corpus").click()
    page.get_by_test_id("stAlertContentError").wait_for()


def run_tsne(page: Page) -> None:
    """Let t-SNE come to its end."""
    page.get_by_role("radio", name="t-SNE").click()
    settle(page)
    page.get_by_role("button", name="Run t-SNE").click()
    page.get_by_text("mean nothing in t-SNE").wait_for(timeout=120_000)


def wait_for_the_curve(page: Page) -> None:
    """Let a run go on for a while."""
    page.wait_for_function(f"({POINTS})() >= 8")


def corpus_scenes(corpus: Corpus, letters: Corpus, hostile: RunFolder) -> list[Scene]:
    """The views of the Corpus page, and a text on its way in."""
    at, other = f"?corpus={corpus.content_hash}", f"?corpus={letters.content_hash}"
    return [
        Scene("coverage", "Corpus", f"{at}&view=Coverage"),
        Scene("sentences", "Corpus", f"{at}&view=Text"),
        Scene("concordance", "Corpus", f"{at}&view=Concordance&q=the+king&order=right"),
        Scene("collocations", "Corpus", f"{at}&view=Collocations&q=king&by=PPMI"),
        Scene("letters", "Corpus", f"{other}&view=Files"),
        Scene("phrases", "Corpus", f"{other}&view=Phrases"),
        Scene("table", "Corpus", at, bring_a_table),
        Scene("refused", "Corpus", at, bring_a_picture),
        Scene("hostile", "Corpus", query(hostile)),
        Scene(
            "hostile-lines",
            "Corpus",
            f"{query(hostile)}&view=Concordance&q={quote(LINK.replace(' ', '/'))}",
        ),
    ]


def scenes(home: Home, corpus: Corpus) -> list[Scene]:
    """All there is to see in a home, except what goes on while it is looked at."""
    runs = {name: train(home, name, corpus) for name in ("ppmi-svd", "sgns")}
    for run in runs.values():
        run.wait()
    king, hostile = query(runs["sgns"], "king"), plant_hostile(home)
    return [
        *(Scene("data", title, king, first_screen=True) for title in PAGES),
        Scene("ppmi-svd", "Train", query(runs["ppmi-svd"])),
        Scene("t-sne", "Projection", king, run_tsne),
        Scene("no-word", "Neighbors", query(runs["sgns"])),
        *corpus_scenes(corpus, mixed(home), hostile),
        Scene("hostile", "Neighbors", query(hostile, LONG), fill_the_odd_list),
        Scene("hostile", "Analogies", query(hostile, LINK)),
        Scene("hostile", "Projection", query(hostile, LONG)),
        Scene("unknown", "Neighbors", query(runs["sgns"], "quean")),
        Scene("unknown", "Projection", query(runs["sgns"], LONG)),
        Scene("hostile", "Runs", query(hostile)),
        Scene("failed", "Train", query(broken(home, corpus))),
        Scene("paused", "Train", query(paused(home, corpus))),
        Scene("replay", "Train", king, look_back),
        Scene("refused", "Train", king, refuse_a_setting),
    ]

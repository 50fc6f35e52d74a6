"""What there is to see in a home: pages, addresses, and what is done on a page before a look.

Leaves out: taking pictures (`screenshots`), and what goes on while it is looked at.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import quote

import numpy as np

from tests.browser.driving import PAGES, choose, drag_around, places, settle
from tests.browser.homes import broken, mixed, paused, train
from tests.browser.hostile import HOSTILE, LINK, LONG, plant_hostile
from w2v_core.host.home import Home
from w2v_core.models.proposals import propose
from w2v_core.runs.folder.run_folder import RunFolder
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
    """Let t-SNE come to its end; who comes later finds it there."""
    start = page.get_by_role("button", name="Run t-SNE")
    end = page.get_by_text(re.compile("^This map keeps .* mean nothing in t-SNE"))
    start.or_(end).wait_for()
    if start.is_visible():
        start.click()
    end.wait_for(timeout=120_000)
    settle(page)


def pick_words(page: Page) -> None:
    """Draw a lasso around some words of the map; the address has put it into the mouse's hand."""
    (left, top), (right, bottom) = np.quantile(places(page, "map"), (0.3, 0.7), axis=0)
    drag_around(page, (left, top, right, bottom))
    page.get_by_text("words picked").wait_for()
    settle(page)


def lay_a_run_beside(page: Page) -> None:
    """Show the neighbors in another run beside those in this one."""
    label = "Beside these runs"
    if not page.get_by_role("combobox", name=label).is_visible():  # a phone
        page.get_by_text("Settings", exact=True).click()
    choose(page, label, "seed 2")
    page.keyboard.press("Escape")
    page.get_by_text("stands in several of these lists").wait_for()
    settle(page)


def wait_for_the_curve(page: Page) -> None:
    """Let a run go on for a while."""
    page.wait_for_function(f"({POINTS})() >= 8")


def exploring_scenes(king: str) -> list[Scene]:
    """What can be asked of a run; `king` is its address with a word in focus."""
    kin = quote("king queen prince princess cat dog kitten puppy castle garden bread milk")
    return [
        Scene("two", "Axes", f"{king}&axes=Two+axes", first_screen=True),
        Scene("weat", "Axes", f"{king}&axes=WEAT", first_screen=True),
        Scene("occupations", "Axes", f"{king}&axis_words=Occupations"),
        Scene("words", "Compare", f"{king}&compare=Words", first_screen=True),
        Scene("maps", "Compare", f"{king}&compare=Maps", first_screen=True),
        Scene("similarity", "Evaluate", f"{king}&judge=Similarity", first_screen=True),
        Scene("probe", "Evaluate", f"{king}&probe_words=king+queen", first_screen=True),
        Scene("groups", "Compare", f"{king}&compare=Groups", first_screen=True),
        Scene("import", "Export", f"{king}&way=Import"),
        Scene("why", "Neighbors", f"{king}&show=Why&why=queen", first_screen=True),
        Scene("two", "Neighbors", f"{king}&show=Two+words&one=king&two=queen"),
        Scene("list", "Neighbors", f"{king}&show=List&among={kin}", first_screen=True),
        Scene("vector", "Neighbors", f"{king}&show=Vector", first_screen=True),
        Scene("beside-words", "Neighbors", f"{king}&beside=queen&beside=castle"),
        Scene("beside-runs", "Neighbors", king, lay_a_run_beside),
        Scene("arithmetic", "Analogies", f"{king}&ask=Arithmetic"),
        Scene("clusters", "Projection", f"{king}&map_color=Clusters", first_screen=True),
        Scene("axis", "Projection", f"{king}&map_color=Axis&map_axis=she+-+he"),
        Scene("space", "Projection", f"{king}&map_dims=3-D", first_screen=True),
        Scene("t-sne", "Projection", f"{king}&map_method=t-SNE", run_tsne),
        Scene("picked", "Projection", f"{king}&map_mouse=Lasso", pick_words),
    ]


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
    runs["again"] = train(
        home, "sgns", corpus, dataclasses.replace(propose("sgns", corpus), seed=2)
    )
    for run in runs.values():
        run.wait()
    king, hostile = query(runs["sgns"], "king"), plant_hostile(home)
    listed = " ".join(each for each in HOSTILE if " " not in each)
    return [
        *(Scene("data", title, king, first_screen=True) for title in PAGES),
        Scene("ppmi-svd", "Train", query(runs["ppmi-svd"])),
        Scene("no-word", "Neighbors", query(runs["sgns"])),
        *exploring_scenes(king),
        *corpus_scenes(corpus, mixed(home), hostile),
        Scene("hostile", "Neighbors", query(hostile, LONG)),
        Scene("hostile-list", "Neighbors", f"{query(hostile)}&show=List&among={quote(listed)}"),
        Scene("hostile", "Axes", f"{query(hostile, LONG)}&axis_words=Most+frequent"),
        Scene("hostile", "Evaluate", query(hostile, LONG)),
        Scene("hostile", "Export", f"{query(hostile, LINK)}&format=word2vec%2C+text"),
        Scene("hostile", "Analogies", query(hostile, LINK)),
        Scene("hostile", "Projection", query(hostile, LONG)),
        Scene("unknown", "Neighbors", query(runs["sgns"], "quean")),
        Scene("unknown", "Projection", query(runs["sgns"], LONG)),
        Scene("hostile", "Runs", query(hostile)),
        Scene("failed", "Train", query(broken(home, corpus))),
        Scene("paused", "Train", query(paused(home, corpus))),
        Scene("replay", "Train", king, look_back),
        Scene("score", "Train", f"{king}&curve_of=Score", first_screen=True),
        Scene("settling", "Train", f"{king}&curve_of=Words+settling", look_back, first_screen=True),
        Scene("refused", "Train", king, refuse_a_setting),
    ]

"""Drive the app as a person does: a real server, a real browser.

Leaves out: what is expected of the app. Nothing here sleeps; everything waits for content.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tests.core.run_kit import until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page

REPOSITORY = Path(__file__).resolve().parents[2]
SAMPLES = REPOSITORY / "sample_corpora"
PAGES = (
    *("Corpus", "Train", "Runs", "Neighbors", "Analogies", "Projection", "Axes", "Evaluate"),
    *("Compare", "Export"),
)

_CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    # WebGL alone is drawn by the software GPU; for pages it is slower than none, by a third.
    "--disable-gpu-compositing",
    "--disable-gpu-rasterization",
    "--process-per-site",  # what one tab of a person has compiled is there for her next one
]

# Height of a row of a table, and of the head above them.
ROW = 35

# Where the points of the first trace stand in the window.
_PLACES = """
key => {
    const chart = document.querySelector(`.st-key-${key} .js-plotly-plot`);
    const {xaxis, yaxis} = chart._fullLayout, {x, y} = chart._fullData[0];
    chart.scrollIntoView({block: 'nearest', behavior: 'instant'});
    const {left, top} = chart.getBoundingClientRect();
    return Array.from(x).map((_, i) =>
        [left + xaxis._offset + xaxis.d2p(x[i]), top + yaxis._offset + yaxis.d2p(y[i])]);
}
"""
_DRAWN = "key => document.querySelector(`.st-key-${key} .js-plotly-plot`)?._fullData?.length"
# What stands in a column of the first table, from its first row on.
_COLUMN = """
name => {
    const table = document.querySelector('[data-testid=stMain] [data-testid=stDataFrame] canvas');
    const heads = [...table?.querySelectorAll('th') ?? []].map(each => each.textContent);
    const rows = [...table?.querySelectorAll('tbody tr') ?? []];
    return rows.map(row => row.children[heads.indexOf(name)]?.textContent);
}
"""
_ALL_DRAWN = """() => !document.querySelector('[data-stale=true], [data-testid=stSkeleton]')"""


def find_chromium() -> str | None:
    """Path of the system's browser, if there is one; without windows it loads a third faster."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser")
    return next(filter(None, map(shutil.which, names)), None)


class Server:
    """The app in a process of its own, which can be killed and started again.

    Parameters
    ----------
    home : Path
        What it stores.
    command : sequence of str, optional
        What starts it, in place of `streamlit run app.py` in the checkout.
    folder : Path
        Where it is started.
    settings : str
        More environment variables.
    """

    def __init__(
        self, home: Path, command: Sequence[str] = (), *, folder: Path = REPOSITORY, **settings: str
    ) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self._port}"
        self._environment = {
            **os.environ,
            "W2V_HOME": str(home),
            "STREAMLIT_SERVER_HEADLESS": "true",
            "STREAMLIT_SERVER_PORT": str(self._port),
            **settings,
        }
        self._command = command or (sys.executable, "-m", "streamlit", "run", "app.py")
        self._folder = folder
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start, and come back when it answers."""
        self._process = subprocess.Popen(
            self._command,
            cwd=self._folder,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self._process.stdout is not None
        if not any("URL:" in line for line in self._process.stdout):
            raise RuntimeError(f"the server ended, exit code {self._process.wait()}")
        until(self._answers)  # `w2v-explorer` says its address before it listens

    def _answers(self) -> bool:
        with socket.socket() as line:
            return line.connect_ex(("127.0.0.1", self._port)) == 0

    def end(self, *, kill: bool = False) -> None:
        """End the process, as an administrator or as a power cut would."""
        assert self._process is not None
        if kill:
            self._process.kill()
        else:
            self._process.terminate()
        self._process.communicate(timeout=30)


@contextlib.contextmanager
def serve(home: Path, **settings: str) -> Iterator[str]:
    """Run the app with a home of its own; yields its address."""
    server = Server(home, **settings)
    server.start()
    try:
        yield server.address
    finally:
        server.end()


@contextlib.contextmanager
def launch() -> Iterator[Browser]:
    """Yield a headless Chromium that can draw WebGL."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=_CHROMIUM_ARGUMENTS
        )
        yield browser
        browser.close()


class Person:
    """One who has a browser, and who can forget that she has ever been here.

    Her tabs share a process for as long as one of them is open, and with it what was compiled:
    a page costs half of what it costs in a new one. So there is always a tab that shows nothing.
    """

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        context.set_default_timeout(30_000)
        self._idle = context.new_page()
        self._idle.route("**", lambda route: route.fulfill(body=""))
        self._idle.goto("http://127.0.0.1")
        self._line = context.new_cdp_session(self._idle)

    @classmethod
    @contextlib.contextmanager
    def of(cls, browser: Browser) -> Iterator[Person]:
        """Yield somebody in a window of a usual size; nothing moves in it only to please."""
        with browser.new_context(
            viewport={"width": 1280, "height": 720}, reduced_motion="reduce"
        ) as context:
            yield cls(context)

    def forget(self) -> None:
        """Close all tabs, and drop what sites have stored here."""
        for tab in self.context.pages:
            if tab != self._idle:
                tab.close()
        self.context.clear_cookies()
        self.context.clear_permissions()
        self._line.send("Storage.clearDataForOrigin", {"origin": "*", "storageTypes": "all"})


def settle(page: Page) -> None:
    """Wait until the page's script has run to its end and everything it drew is there."""
    page.wait_for_selector("[data-testid=stAppViewContainer]")
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    page.wait_for_function(_ALL_DRAWN)


def visit(page: Page, address: str) -> None:
    """Open an address and wait until it is drawn."""
    page.goto(address)
    drawn = page.locator("[data-testid=stMainBlockContainer] [data-testid=stElementContainer]")
    drawn.filter(visible=True).first.wait_for()  # on a phone the first ones may be folded away
    settle(page)


def cell(page: Page, text: str) -> None:
    """Wait for a cell of a table; tables are drawn on a canvas, their text stands inside it."""
    cells = page.locator("[data-testid=stDataFrame] canvas td").filter(has_text=text)
    cells.first.wait_for(state="attached")


def go(page: Page, title: str) -> None:
    """Click on a page in the navigation on top."""
    page.get_by_test_id("stTopNavLink").filter(has_text=title).click()
    page.wait_for_url(f"**/{'' if title == PAGES[0] else title.lower()}?*")
    settle(page)


def column(page: Page, head: str) -> list[str]:
    """What stands in a column of the first table, as far as its rows are drawn."""
    return list(page.evaluate(_COLUMN, head))


def wait_for_column(page: Page, head: str, expected: list[str]) -> None:
    """Wait until a column of the first table begins with these."""
    page.wait_for_function(
        f"([head, expected]) => ({_COLUMN})(head).slice(0, expected.length).join() === "
        "expected.join()",
        arg=[head, expected],
    )


def click_row(page: Page, row: int, x: int = 100) -> None:
    """Click into a row of the first table, so far from its left edge."""
    table = page.get_by_test_id("stMain").get_by_test_id("stDataFrame").first
    table.click(position={"x": x, "y": ROW * (row + 1.5)})


def places(page: Page, chart: str) -> list[tuple[float, float]]:
    """Scroll a chart into view; where each of its words is in the window."""
    page.wait_for_function(_DRAWN, arg=chart)
    return [(x, y) for x, y in page.evaluate(_PLACES, chart)]


def drag_around(page: Page, box: tuple[float, float, float, float]) -> None:
    """Draw a lasso along the sides of a box of the window: left, top, right, bottom."""
    left, top, right, bottom = box
    page.mouse.move(left, top)
    page.mouse.down()
    for x, y in ((right, top), (right, bottom), (left, bottom), (left, top)):
        page.mouse.move(x, y, steps=4)
    page.mouse.up()


def press(page: Page, key: str) -> None:
    """Click on a button by its key; one with a tooltip is there twice."""
    page.locator(f".st-key-{key} button").first.click()
    settle(page)


def show(page: Page, name: str) -> None:
    """Choose one of a row of choices on the page."""
    page.get_by_test_id("stMain").get_by_role("radio", name=name, exact=True).click()
    settle(page)


def choose(page: Page, label: str, option: str) -> None:
    """Choose from a select box of the page."""
    page.get_by_test_id("stMain").get_by_role("combobox", name=label, exact=True).click()
    page.get_by_role("option", name=option).first.click()
    settle(page)


def write(page: Page, label: str, text: str) -> None:
    """Put a text into a box, in place of what stood there."""
    box = page.get_by_test_id("stMain").get_by_role("textbox", name=label, exact=True)
    box.fill(text)
    box.press("Enter")
    settle(page)


def type_word(page: Page, label: str, word: str) -> None:
    """Type a word into a select box that takes any."""
    box = page.get_by_test_id("stMain").get_by_role("combobox", name=label, exact=True)
    box.click()  # what is typed next takes the place of the old word
    box.press_sequentially(word)
    box.press("Enter")
    settle(page)


def set_box(page: Page, label: str, value: str) -> None:
    """Write a number into a box."""
    box = page.get_by_role("spinbutton", name=label)
    box.fill(value)
    box.press("Enter")


def table(page: Page) -> Locator:
    """A table that stands whole on the page, as the forecast does."""
    return page.get_by_test_id("stTable")

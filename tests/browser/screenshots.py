"""Take a picture of every page in every state, for people to look at.

    python -m tests.browser.screenshots OUT
    python -m tests.browser.screenshots --readme docs

Light and dark, on a projector and on a phone: with data, empty, with hostile words, with errors
and while training. Each picture is of the whole page; of pages with data there is another one
that ends where the projector's does. `--readme` takes the four of the README instead.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from tests.browser.driving import PAGES, SAMPLES, launch, serve, settle, visit
from tests.browser.hostile import LINK, LONG, plant_hostile
from w2v_core.models.proposals import propose
from w2v_core.models.settings import Config
from w2v_core.runs import lock, queue
from w2v_core.runs.encode import encode_files
from w2v_core.runs.files import write_record
from w2v_core.runs.home import Home
from w2v_core.runs.launch import start_worker
from w2v_core.runs.making import create_run
from w2v_core.runs.records import RunState
from w2v_core.runs.store import RunFolder
from w2v_core.text.corpus import Corpus
from w2v_core.text.phrases import PhraseConfig

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SCREENS = {"projector": (1280, 720), "phone": (390, 844)}

PHONE = "Mozilla/5.0 (Linux; Android 14; K) Chrome/130.0.0.0 Mobile Safari/537.36"

# Tables are drawn on a canvas, after everything else.
TABLES_DRAWN = """
() => [...document.querySelectorAll('canvas[data-testid=data-grid-canvas]')].every(canvas => {
    if (canvas.width === 0) return false;
    const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, 60).data;
    return pixels.some((value, i) => i % 4 !== 3 && value !== pixels[i % 4]);
})
"""
CONTENT_HEIGHT = """
() => {
    document.querySelector('[data-testid=stMain]').scrollTo(0, 0);
    const shown = [...document.querySelectorAll('[data-testid=stElementContainer]')]
        .filter(each => !each.closest('details:not([open])'));
    return Math.ceil(Math.max(...shown.map(each => each.getBoundingClientRect().bottom))) + 60;
}
"""
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


def kingdom(home: Home) -> Corpus:
    """The sample corpus, stored."""
    path = SAMPLES / "kingdom.txt"
    return encode_files([(path.name, path)], home, name="kingdom")


def train(home: Home, algorithm: str, corpus: Corpus, config: Config | None = None) -> RunFolder:
    """A run that has begun."""
    run = create_run(home, algorithm, config or propose(algorithm, corpus), corpus)
    start_worker(run)
    return run


def broken(home: Home, corpus: Corpus) -> RunFolder:
    """A run that failed."""
    run = create_run(home, "sgns", propose("sgns", corpus), corpus)
    reason = "Memory ran out: 4,321 MB were needed and 4,096 MB are the limit. Lower dim to 50."
    write_record(RunState("failed", reason), run.path / "state.json")
    return run


def paused(home: Home, corpus: Corpus) -> RunFolder:
    """A run that stands after some steps."""
    run = create_run(home, "sgns", propose("sgns", corpus), corpus, paused=True)
    for _ in range(3):
        run.request("step")
        start_worker(run)
        lock.wait(run.path)
    return run


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


def mixed(home: Home) -> Corpus:
    """Documents in several encodings, one that is no text, phrases, and much that repeats."""
    path = home.root / "letters.zip"
    words = "A letter from New York. The café in New York is closed! Yours, always yours.\n"
    with zipfile.ZipFile(path, "w") as archive:
        for i, encoding in enumerate(("utf-8", "cp1252", "utf-16", "utf-8", "cp1252")):
            archive.writestr(f"{encoding} {i}.txt", (words * (i + 4)).encode(encoding))
        archive.writestr("cat.png", b"\x89PNG" + bytes(100))
    phrases = PhraseConfig(threshold=0.1)
    return encode_files([(path.name, path)], home, name="letters", phrases=phrases)


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


def shoot(browser: Browser, server: str, scene: Scene, out: Path) -> None:
    """One scene in both themes on both screens."""
    for theme in ("light", "dark"):
        for screen, (width, height) in SCREENS.items():
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme=theme,
                is_mobile=screen == "phone",
                user_agent=PHONE if screen == "phone" else None,
            )
            page = context.new_page()
            show(page, server, scene)
            name = f"{scene.title.lower()}-{scene.label}-{screen}-{theme}"
            if scene.first_screen and screen == "projector":
                page.screenshot(path=out / f"{name}-first.png")
            tall = max(height, page.evaluate(CONTENT_HEIGHT))
            page.set_viewport_size({"width": width, "height": tall})
            page.wait_for_function(TABLES_DRAWN)
            page.screenshot(path=out / f"{name}.png", animations="disabled")
            context.close()


def show(page: Page, server: str, scene: Scene) -> None:
    """Open a scene and wait until all of it is drawn."""
    visit(page, f"{server}{scene.path}")
    scene.act(page)
    page.evaluate("document.fonts.ready")
    page.wait_for_function(TABLES_DRAWN)


def everything(browser: Browser, root: Path, out: Path) -> None:
    """All scenes."""
    empty, full = Home(root / "empty"), Home(root / "full")
    with serve(empty.root) as server:
        for title in PAGES:
            shoot(browser, server, Scene("empty", title), out)
    corpus = kingdom(full)
    found = scenes(full, corpus)
    with serve(full.root) as server:
        for scene in found:
            shoot(browser, server, scene, out)
        endless = dataclasses.replace(propose("sgns", corpus), epochs=1_000)
        run = train(full, "sgns", corpus, endless)
        shoot(browser, server, Scene("running", "Train", query(run), wait_for_the_curve), out)
        run.request("stop")
        run.wait()
    with serve(full.root, W2V_MODE="classroom") as server:
        shoot(browser, server, Scene("look-only", "Train", query(run)), out)


def readme(browser: Browser, root: Path, out: Path) -> None:
    """The pictures of the README."""
    home = Home(root)
    corpus = kingdom(home)
    run = train(home, "sgns", corpus)
    run.wait()
    with serve(home.root) as server:
        for title in ("Neighbors", "Analogies", "Projection"):
            picture(browser, server, Scene("", title, query(run, "king")), out)
        settings = dataclasses.replace(propose("sgns", corpus), seed=2)
        going = create_run(home, "sgns", settings, corpus, paused=True)

        def start(page: Page) -> None:
            queue.resume(going)
            queue.advance(home)
            wait_for_the_curve(page)

        picture(browser, server, Scene("", "Train", query(going, "king"), start), out)
        going.wait()


def picture(browser: Browser, server: str, scene: Scene, out: Path) -> None:
    """One page as a projector shows it."""
    width, height = SCREENS["projector"]
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme="light")
    show(page, server, scene)
    page.screenshot(path=out / f"{scene.title.lower()}.png", animations="disabled")
    page.close()


def main() -> None:
    """Prepare homes, serve them, take the pictures."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser.screenshots")
    parser.add_argument("out", type=Path)
    parser.add_argument("--readme", action="store_true", help="only the pictures of the README")
    arguments = parser.parse_args()
    out: Path = arguments.out
    out.mkdir(parents=True, exist_ok=True)
    os.environ["W2V_LINGER_SECONDS"] = "0"  # a run that is paused shall be no process
    with tempfile.TemporaryDirectory() as folder, launch() as browser:
        (readme if arguments.readme else everything)(browser, Path(folder), out)
    print(f"{len(list(out.glob('*.png')))} pictures in {out}")


if __name__ == "__main__":
    main()

"""Take a picture of every page in every state, for people to look at.

    python -m tests.browser.screenshots OUT
    python -m tests.browser.screenshots --readme docs

Light and dark, on a projector and on a phone: with data, empty, with hostile words, with errors
and while training. Each picture is of the whole page; of pages with data there is another one
that ends where the projector's does. `--readme` takes those of the README instead.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.browser.driving import PAGES, launch, serve, visit
from tests.browser.homes import kingdom, train
from tests.browser.scenes import Scene, query, scenes, wait_for_the_curve
from w2v_core.host.home import Home
from w2v_core.models.proposals import propose
from w2v_core.runs import queue
from w2v_core.runs.create import create_run

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
    settings = propose("sgns", corpus)
    for seed in (3, 2, 1):
        run = train(home, "sgns", corpus, dataclasses.replace(settings, seed=seed))
        run.wait()
    king = query(run, "king")
    with serve(home.root) as server:
        for title in ("Neighbors", "Analogies", "Axes"):
            picture(browser, server, Scene(title.lower(), title, king), out)
        picture(browser, server, Scene("why", "Neighbors", f"{king}&show=Why"), out)
        clusters = f"{king}&map_color=Clusters"
        picture(browser, server, Scene("projection", "Projection", clusters), out)
        settings = dataclasses.replace(settings, seed=4)
        going = create_run(home, "sgns", settings, corpus, paused=True)

        def start(page: Page) -> None:
            queue.resume(going)
            queue.advance(home)
            wait_for_the_curve(page)

        picture(browser, server, Scene("train", "Train", query(going, "king"), start), out)
        going.wait()


def picture(browser: Browser, server: str, scene: Scene, out: Path) -> None:
    """One page as a projector shows it."""
    width, height = SCREENS["projector"]
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme="light")
    show(page, server, scene)
    page.screenshot(path=out / f"{scene.label}.png", animations="disabled")
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

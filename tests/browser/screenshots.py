"""Take a picture of every page, for people to look at.

    python -m tests.browser.screenshots OUT

Light and dark, on a projector and on a phone, with data and empty: what is on the screen at
first, and the whole page below it.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.browser.driving import PAGES, SAMPLES, launch, serve, visit
from w2v_core.models.proposals import propose
from w2v_core.runs.encode import encode_files
from w2v_core.runs.home import Home
from w2v_core.runs.store import create_run, start_worker

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SCREENS = {"projector": (1280, 720), "phone": (390, 844)}
WHOLE = 2400  # pixels high, enough for the longest page


def prepare(home: Home) -> str:
    """Train on a sample; returns the query that shows the run."""
    path = SAMPLES / "kingdom.txt"
    corpus = encode_files([(path.name, path)], home, name="kingdom")
    queries = []
    for algorithm in ("ppmi-svd", "sgns"):
        run = create_run(home, algorithm, propose(algorithm, corpus), corpus)
        start_worker(run)
        run.wait()
        queries.append(f"?run={run.id}&word=king")
    return queries[-1]


def shoot(browser: Browser, address: str, query: str, label: str, out: Path) -> None:
    """Every page in both themes on both screens."""
    for theme in ("light", "dark"):
        for screen, (width, height) in SCREENS.items():
            context = browser.new_context(
                viewport={"width": width, "height": height}, color_scheme=theme
            )
            page = context.new_page()
            for title in PAGES:
                name = f"{title.lower()}-{label}-{screen}-{theme}"
                visit(page, f"{address}/{'' if title == PAGES[0] else title.lower()}{query}")
                page.evaluate("document.fonts.ready")
                page.screenshot(path=out / f"{name}.png")
                page.set_viewport_size({"width": width, "height": WHOLE})
                page.screenshot(path=out / f"{name}-whole.png", animations="disabled")
                page.set_viewport_size({"width": width, "height": height})
            context.close()


def main() -> None:
    """Prepare a home, serve it, take the pictures."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser.screenshots")
    parser.add_argument("out", type=Path)
    out: Path = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, launch() as browser:
        empty, full = Path(folder) / "empty", Path(folder) / "full"
        with serve(empty) as address:
            shoot(browser, address, "", "empty", out)
        query = prepare(Home(full))
        with serve(full) as address:
            shoot(browser, address, query, "data", out)
    print(f"{len(os.listdir(out))} pictures in {out}")


if __name__ == "__main__":
    main()

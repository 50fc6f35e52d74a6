"""The Projection page as a person uses it: watching t-SNE, turning to space, picking words."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.browser.driving import cell, choose, drag_around, places, press, settle, show, visit
from tests.browser.homes import KINDS, crowd
from w2v_core.host.home import Home
from w2v_core.runs.folder.run_folder import RunFolder

if TYPE_CHECKING:
    from playwright.sync_api import Page

# Keeps every picture that t-SNE shows while it moves.
WATCH = """
() => {
    window.pictures = new Set();
    const look = () => {
        const chart = document.querySelector('.st-key-map_moving .js-plotly-plot');
        const x = chart?._fullData?.[0]?.x;
        if (x) window.pictures.add(Array.from(x).join());
        window.requestAnimationFrame(look);
    };
    look();
}
"""
POINTS = """
() => {
    const {x, y} = document.querySelector('.st-key-map .js-plotly-plot')._fullData[0];
    return [Array.from(x), Array.from(y)];
}
"""
COUNT = "() => document.querySelector('.st-key-map .js-plotly-plot')?._fullData?.[0].x.length"
DRAG = "() => document.querySelector('.st-key-map .js-plotly-plot')?._fullLayout?.dragmode"
DONE = re.compile("^This map keeps .* mean nothing in t-SNE")


@pytest.fixture(scope="module")
def run(home: Home) -> RunFolder:
    """Six kinds of words that lie apart."""
    return crowd(home)


def points(page: Page) -> NDArray[np.float64]:
    """Where the words of the map are."""
    return np.array(page.evaluate(POINTS)).T


def test_tsne_moves_pauses_is_found_again_and_ends(page: Page, server: str, run: RunFolder) -> None:
    visit(page, f"{server}/projection?run={run.id}&map_n=1000&map_perplexity=100")
    page.get_by_text(re.compile("This map keeps .* of the variance and .* nearest")).wait_for()
    page.evaluate(WATCH)
    show(page, "t-SNE")
    page.get_by_text("t-SNE starts from this picture, PCA").wait_for()
    page.get_by_role("button", name="Run t-SNE").click()
    page.wait_for_function("window.pictures.size >= 2")
    page.get_by_role("button", name="Pause").click()
    page.get_by_text("Paused at").wait_for()
    settle(page)
    page.reload()  # what was begun when it was told to pause has come by now
    far, paused = standing(page)
    page.reload()
    again, found = standing(page)
    assert again == far
    np.testing.assert_allclose(spread(found), spread(paused), rtol=1e-3)
    page.get_by_role("button", name="Resume").click()
    page.get_by_text(DONE).wait_for(timeout=120_000)
    settle(page)
    assert (
        page.get_by_role("button", name="Resume")
        .or_(page.get_by_role("button", name="Pause"))
        .count()
        == 0
    )
    assert not np.allclose(spread(points(page)), spread(paused), rtol=1e-3)


def standing(page: Page) -> tuple[str, NDArray[np.float64]]:
    """How far a paused map is, and where its words are."""
    page.get_by_text("Paused at").wait_for()
    settle(page)
    page.wait_for_function(f"({COUNT})() > 0")
    return page.get_by_text("Paused at").inner_text(), points(page)


def spread(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distances from the middle, which do not change when a picture is turned."""
    return np.asarray(np.linalg.norm(points - points.mean(axis=0), axis=1))


def test_space_clusters_and_search(page: Page, server: str, run: RunFolder) -> None:
    visit(page, f"{server}/projection?run={run.id}&map_n=600&map_k=6")
    search = page.get_by_role("searchbox", name="Find words")
    search.click()
    search.press_sequentially("plum0")
    page.get_by_text("100 of 600 words match.").wait_for()
    page.get_by_role("button", name="plum000").wait_for()
    settle(page)
    search.fill("")
    page.get_by_text("words match.").wait_for(state="detached")

    choose(page, "Color", "Clusters")
    legend = page.get_by_test_id("stDataFrame").first.locator("canvas tbody tr")
    for kind in KINDS:  # its three words, and how many there are
        legend.filter(has_text=re.compile(f"({kind}[0-9]{{3}} ?){{3}}100$")).wait_for(
            state="attached"
        )
    show(page, "3-D")
    page.locator(".st-key-map_in_space .gl-container canvas").first.wait_for()
    assert "map_color=Clusters" in page.url
    cell(page, "plum000")


def test_a_lasso_picks_words_that_are_isolated_and_come_back(
    page: Page, server: str, run: RunFolder
) -> None:
    visit(page, f"{server}/projection?run={run.id}&map_n=600")
    page.get_by_text("Labels and pictures").click()
    show(page, "Lasso")
    page.wait_for_function(f"({DRAG})() === 'lasso'")
    assert page.get_by_text("words picked").count() == 0
    kind, near = around(page, run, "iron")
    page.get_by_text("words picked").wait_for()
    settle(page)
    picked = page.locator("[class*=st-key-map_picked]")
    picked.locator("canvas tbody tr").filter(has_text="iron").first.wait_for(state="attached")
    box = page.get_by_test_id("stVerticalBlock").filter(has=page.locator(".st-key-map_isolate"))
    with page.expect_download() as download:
        box.last.get_by_role("button", name="Download table").click()
    text = Path(download.value.path()).read_text("utf-8-sig")
    names = {row["word"] for row in csv.DictReader(io.StringIO(text))}
    assert kind <= names <= near
    assert page.get_by_text("words picked").inner_text() == f"{len(names)} words picked"

    press(page, "map_isolate")
    page.get_by_text(f"{len(names)} isolated words.").wait_for()
    page.wait_for_function(f"({COUNT})() === {len(names)}")
    page.wait_for_url("**map_only=*")
    press(page, "map_undo")
    page.wait_for_function(f"({COUNT})() === 600")
    settle(page)
    assert page.get_by_text("isolated words").count() == 0
    assert "map_only" not in page.url


def around(page: Page, run: RunFolder, kind: str) -> tuple[set[str], set[str]]:
    """Draw a lasso around the words of a kind: these, and all that may lie in it."""
    words = run.vectors().words[:600]
    where = np.array(places(page, "map"))
    mine = [word.startswith(kind) for word in words]
    (left, top), (right, bottom) = where[mine].min(axis=0) - 4, where[mine].max(axis=0) + 4
    drag_around(page, (left, top, right, bottom))
    near = ((where >= (left - 3, top - 3)) & (where <= (right + 3, bottom + 3))).all(axis=1)
    assert near.sum() < 300
    return {word for word in words if word.startswith(kind)}, {
        words[i] for i in np.flatnonzero(near)
    }

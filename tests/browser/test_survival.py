"""A run belongs to its person: it outlives tabs, pauses, reloads and servers; others may look."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser.driving import Server, settle, visit
from w2v_core.host import lock
from w2v_core.host.home import Home
from w2v_core.runs.folder.run_folder import RunFolder, list_runs

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

# The last point of the loss curve: how far the run is, in epochs.
EPOCH = """
() => {
    const chart = document.querySelector('.st-key-curve .js-plotly-plot');
    const points = (chart?.calcdata?.[0] ?? []).filter(each => Number.isFinite(each.y));
    return points.length ? points[points.length - 1].x : 0;
}
"""
# The points stand one after another, no two of them far apart.
WITHOUT_GAPS = """
() => {
    const chart = document.querySelector('.st-key-curve .js-plotly-plot');
    const x = (chart?.calcdata?.[0] ?? []).map(each => each.x);
    const steps = x.slice(1).map((each, i) => each - x[i]);
    const usual = [...steps].sort((a, b) => a - b)[Math.floor(steps.length / 2)];
    return steps.every(each => each > 0 && each < 4 * usual + 1e-9);
}
"""


@pytest.fixture(scope="module")
def server(browser: Browser, home: Home) -> Iterator[Server]:
    """A classroom's server, in place of the one that the other tests share."""
    del browser  # where there is none, this is to skip
    server = Server(home.root, W2V_MODE="classroom", W2V_CHECKPOINT_SECONDS="0.5")
    server.start()
    yield server
    server.end()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(tmp_path_factory.mktemp("classroom"))


def tab(person: BrowserContext) -> Page:
    """A new tab, for somebody with patience."""
    page = person.new_page()
    page.set_default_timeout(60_000)
    return page


def press(page: Page, key: str) -> None:
    page.locator(f".st-key-{key} button").first.click()


def start(page: Page, server: Server, home: Home, epochs: int) -> RunFolder:
    """Start a run of so many epochs on the sample, and no other."""
    before = {each.id for each in list_runs(home)}
    visit(page, f"{server.address}/train")
    page.get_by_role("spinbutton", name="Epochs").fill(str(epochs))
    page.keyboard.press("Tab")
    settle(page)
    page.get_by_role("button", name="Start training").click()
    grows(page, 0)
    [run] = [each for each in list_runs(home) if each.id not in before]
    return run


def grows(page: Page, epoch: float) -> float:
    """Wait until the curve reaches beyond an epoch; returns how far it is."""
    page.wait_for_function(f"({EPOCH})() > {epoch}")
    return float(page.evaluate(EPOCH))


def test_nothing_that_happens_to_tabs_and_servers_loses_a_run(
    person: BrowserContext, stranger: BrowserContext, server: Server, home: Home
) -> None:
    page = tab(person)
    run = start(page, server, home, 400)
    press(page, "pause")
    page.get_by_text("Paused ·").wait_for()
    assert run.state().status == "paused"
    stood = len(run.read_progress()[0])
    epoch = float(page.evaluate(EPOCH))

    press(page, "step")
    page.wait_for_function(f"({EPOCH})() > {epoch}")
    assert len(run.read_progress()[0]) == stood + 1

    press(page, "resume")
    epoch = grows(page, epoch + 1)
    page.reload()
    epoch = grows(page, epoch)
    assert page.evaluate(WITHOUT_GAPS)
    assert "key=" in page.url

    looks_on(stranger, page, run, server)

    server.end(kill=True)
    assert run.alive()
    server.start()
    page.goto(page.url)
    page.get_by_text("Done ·").wait_for(timeout=240_000)
    assert run.wait().status == "done"
    records, _ = run.read_progress()
    assert records["epoch"][-1] == 400
    assert page.evaluate(WITHOUT_GAPS)


def looks_on(stranger: BrowserContext, page: Page, run: RunFolder, server: Server) -> None:
    """Somebody else, who has only the address to look, sees the run live and cannot steer it."""
    page.get_by_role("button", name="Share").click()
    address = page.get_by_test_id("stCode").inner_text().strip()
    page.keyboard.press("Escape")
    assert run.id in address
    assert "key=" not in address
    other = tab(stranger)
    visit(other, address)
    other.get_by_text("Training ·").wait_for()
    grows(other, 0)
    other.get_by_text("not steer it").wait_for()
    for key in ("pause", "step", "stop", "cancel", "reset", "resume"):
        assert other.locator(f".st-key-{key}").count() == 0
    assert page.url.partition("key=")[2].partition("&")[0] not in other.url
    visit(other, f"{server.address}/train")
    assert other.get_by_text("There is no run to show").count() == 1
    other.close()


def test_a_killed_worker_and_a_killed_server_are_found_going_on(
    person: BrowserContext, server: Server, home: Home
) -> None:
    page = tab(person)
    run = start(page, server, home, 150)
    page.wait_for_function(f"({EPOCH})() > 10")
    pid = run.state().pid
    assert pid is not None
    server.end(kill=True)
    os.kill(pid, signal.SIGKILL)
    lock.wait(run.path)
    assert run.state().status == "queued"
    server.start()
    page.goto(page.url)
    page.get_by_text("What happened").click()
    page.get_by_text("worker was killed").wait_for()
    page.get_by_text("Done ·").wait_for(timeout=120_000)
    assert page.evaluate(WITHOUT_GAPS)


def test_stop_then_replay(person: BrowserContext, server: Server, home: Home) -> None:
    page = tab(person)
    start(page, server, home, 250)
    grows(page, 5)
    press(page, "stop")
    page.get_by_text("Stopped ·").wait_for()
    slider = page.get_by_role("slider")
    slider.wait_for()
    slider.focus()
    page.keyboard.press("Home")
    page.wait_for_function(
        """() => document.querySelector('.st-key-curve .js-plotly-plot')
            ?._fullLayout?.shapes?.some(each => each.x0 === each.x1)"""
    )
    page.locator(".st-key-frame_map .js-plotly-plot").wait_for()


def test_cancel_and_undo(person: BrowserContext, server: Server, home: Home) -> None:
    page = tab(person)
    run = start(page, server, home, 1000)
    press(page, "cancel")
    page.get_by_text("The run was cancelled").wait_for()
    assert not run.alive()
    press(page, "undo_cancel")
    page.get_by_text("Paused ·").wait_for()
    assert run.state().status == "paused"
    press(page, "cancel")
    page.get_by_text("The run was cancelled").wait_for()

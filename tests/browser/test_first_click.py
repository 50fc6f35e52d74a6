"""A click counts, whenever it comes: beside a poll, in a page that is still drawn, with two tabs.

`W2V_CLICKS` says how often each moment is tried, once if it does not.
Leaves out: what the buttons do (`test_running`, `test_runs_page`).
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.browser.driving import SAMPLES, settle, visit
from tests.browser.homes import kingdom, train
from tests.core.run_kit import PATIENCE
from w2v_core.host.home import Home
from w2v_core.intake.encode import encode_files
from w2v_core.models.sgns import SGNSConfig
from w2v_core.runs.folder.run_folder import RunFolder, list_runs
from w2v_core.text.corpus import Corpus

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, WebSocketRoute

TIMES = int(os.environ.get("W2V_CLICKS", "1"))
DELAYS = (0, 200, 500, 800, 1500)  # milliseconds after the button is there
STEERING = ("Start training", "Pause", "Resume", "Step", "Stop", "Reset")
# Clicks in the page itself, so that nothing but the page's own clock stands between; which of the
# buttons that are there then says a drawn number.
CLICK = """
([names, delay, drawn]) => new Promise(done => {
    const there = () => [...document.querySelectorAll('[data-testid=stMain] button')]
        .filter(each => !each.disabled && names.some(name => each.textContent.endsWith(name)));
    const press = () => {
        const button = there()[Math.floor(drawn * there().length)];
        button?.click();
        done(button?.textContent ?? '');
    };
    const look = () => there().length ? setTimeout(press, delay) : requestAnimationFrame(look);
    look();
})
"""


class SlowLine:
    """Between page and server: a poll that was sent after a click comes when it is answered.

    A click brings about two runs of the script: one that does it and one that shows what was done.
    The poll comes when the second has begun, and tells how the boxes stood before the first.
    """

    def __init__(self, page: Page) -> None:
        self.delivered = False
        self._held: list[str | bytes] | None = None
        self._starts = 0
        page.route_web_socket("**/_stcore/stream", self._connect)

    def hold(self) -> None:
        """Keep what the page says from now on, until a click and a poll are there."""
        self._held = []

    def _connect(self, page: WebSocketRoute) -> None:
        server = page.connect_to_server()

        def up(message: str | bytes) -> None:
            polls = BackMsg.FromString(_bytes(message)).rerun_script.is_auto_rerun
            if self._held is None or (polls and not self._held):
                server.send(message)
                return
            self._held.append(message)
            if len(self._held) == 2:
                assert polls
                server.send(self._held.pop(0))

        def down(message: str | bytes) -> None:
            page.send(message)
            begun = ForwardMsg.FromString(_bytes(message))
            if not self._held or not begun.HasField("new_session"):
                return
            self._starts += not begun.metadata.run.fragment_ids  # a run with some is a poll's
            if self._starts == 2:
                while self._held:
                    server.send(self._held.pop(0))
                self._held, self.delivered = None, True

        page.on_message(up)
        server.on_message(down)


def _bytes(message: str | bytes) -> bytes:
    return message if isinstance(message, bytes) else message.encode()


@pytest.fixture
def stopped_after(home: Home) -> Iterator[None]:
    """Whatever is trained then."""
    yield
    runs = list_runs(home)
    for each in runs:
        each.request("stop")
    for each in runs:
        each.wait()


@pytest.fixture
def long_run(home: Home, stopped_after: None) -> RunFolder:
    """A run that would go on for minutes."""
    return train(home, "sgns", kingdom(home), SGNSConfig(dim=20, epochs=1_000, min_count=2))


def unseen(home: Home, number: int) -> Corpus:
    """A small text that nobody has had yet, so that the page measures how long it will take."""
    path = home.uploads / f"{number}.txt"
    text = (SAMPLES / "cats_and_dogs.txt").read_text("utf-8")
    own = "".join("abcdefghij"[int(digit)] for digit in str(number))  # numbers are all one word
    path.write_text(f"{text}\nThis is text {own}.\n", "utf-8")
    return encode_files([(path.name, path)], home, name=f"text {number}")


def run_in_address(page: Page) -> str:
    return page.url.partition("run=")[2].partition("&")[0]


def check(page: Page) -> None:
    """The run of the address is shown, without a red box, beside settings that are not nothing."""
    assert run_in_address(page)
    assert page.get_by_test_id("stException").count() == 0
    assert page.get_by_text("There is no run to show yet").count() == 0
    page.get_by_test_id("stMain").get_by_test_id("stProgress").first.wait_for()
    boxes = page.get_by_test_id("stMain").get_by_role("spinbutton")
    values = boxes.evaluate_all("all => all.map(each => Number(each.value))")
    assert all(values[:5])  # those after them may be 0, as subsampling is for a small text


def ask_for_minutes(page: Page, server: str, corpus: Corpus) -> None:
    """Open Train with settings that take minutes, so that nothing ends while it is looked for."""
    visit(page, f"{server}/train?corpus={corpus.content_hash}")
    epochs = page.get_by_role("spinbutton", name="Epochs")
    epochs.fill("1000")
    epochs.press("Enter")
    settle(page)


def test_a_reload_right_after_start_finds_the_run(
    page: Page, server: str, home: Home, stopped_after: None
) -> None:
    corpus = unseen(home, 3_000)
    ask_for_minutes(page, server, corpus)
    page.evaluate(CLICK, [["Start training"], 0, 0])
    page.evaluate("() => new Promise(done => setTimeout(done, 200))")
    run = begun(page, home, corpus)  # a busy server may hear the click later than that
    page.reload()
    page.wait_for_url(f"**run={run.id}*")
    settle(page)
    check(page)


def test_a_reload_before_the_address_was_written_finds_the_run(
    page: Page, server: str, home: Home, stopped_after: None
) -> None:
    corpus, deaf = unseen(home, 3_100), False

    def connect(tab: WebSocketRoute) -> None:
        line = tab.connect_to_server()
        line.on_message(lambda message: None if deaf else tab.send(message))

    page.route_web_socket("**/_stcore/stream", connect)
    ask_for_minutes(page, server, corpus)
    deaf = True
    page.evaluate(CLICK, [["Start training"], 0, 0])
    run = begun(page, home, corpus)
    assert run_in_address(page) == ""
    deaf = False
    page.reload()
    page.wait_for_url(f"**run={run.id}*")
    check(page)


def begun(page: Page, home: Home, corpus: Corpus) -> RunFolder:
    """Wait until the click has arrived, and no longer; the run that it began."""
    end = time.monotonic() + PATIENCE
    while True:
        for each in list_runs(home):
            if each.info.corpus_hash == corpus.content_hash:
                return each
        assert time.monotonic() < end, "the click has not arrived"
        page.evaluate("() => new Promise(requestAnimationFrame)")  # lets messages pass


@pytest.mark.parametrize("tabs", [1, 2])
def test_start_counts_at_any_moment(
    person: BrowserContext, server: str, home: Home, tabs: int
) -> None:
    for number, delay in enumerate(DELAYS * TIMES):
        corpus = unseen(home, 1_000 * tabs + number)
        address = f"{server}/train?corpus={corpus.content_hash}"
        pages = [person.new_page() for _ in range(tabs)]
        *others, page = pages
        for other in others:
            visit(other, address)
        page.goto(address)
        page.evaluate(CLICK, [["Start training"], delay, 0])
        page.get_by_text("Done ·").wait_for(timeout=60_000)
        settle(page)
        assert RunFolder(home.runs / run_in_address(page)).info.corpus_hash in address
        check(page)
        for each in pages:
            each.close()


def test_a_poll_under_way_takes_no_choice_back(
    page: Page, server: str, long_run: RunFolder
) -> None:
    line = SlowLine(page)
    visit(page, f"{server}/train?run={long_run.id}")
    page.get_by_text("Training ·").wait_for()
    boxes = page.get_by_test_id("stMain").get_by_role("spinbutton")
    boxes.first.fill("21")  # dimensions, so that it is another run
    boxes.first.press("Enter")
    page.get_by_text("Changed: dim 20 → 21").wait_for()
    line.hold()
    page.get_by_role("button", name="Start training").click()
    page.wait_for_url(lambda url: "run=" in url and long_run.id not in url)
    before = page.url
    page.get_by_text("Settings of the run that is shown").wait_for()
    page.get_by_text("Waiting ·").or_(page.get_by_text("Training ·")).wait_for()
    page.get_by_role("button", name="Cancel").wait_for()
    assert line.delivered
    check(page)
    assert page.url == before


@pytest.mark.parametrize("seed", range(TIMES))
def test_steering_at_random_moments(
    page: Page, server: str, home: Home, long_run: RunFolder, seed: int
) -> None:
    chance = random.Random(seed)
    visit(page, f"{server}/train?run={long_run.id}")
    for _ in range(12):
        delay, drawn = chance.choice(DELAYS[:4]), chance.random()
        pressed = page.evaluate(CLICK, [STEERING, delay, drawn])
        if pressed.endswith("Reset"):
            page.wait_for_url(f"**run={list_runs(home)[0].id}*")
        check(page)

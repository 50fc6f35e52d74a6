"""A classroom: many visitors on one server while a training runs.

    python -m benchmarks.load [--sessions 30] [--seconds 300] [--reloads 30] [--home DIR]

starts the app in classroom mode with a home of its own, and a training that would go on for
hours. Visitors watch it live and every few seconds look at another page with vectors that are
finished. Memory is judged after two minutes, when every thread has had its share. Then one tab is
closed and opened again many times, and the curve that it shows is held against the run's records.
"""

from __future__ import annotations

import argparse
import asyncio
import collections
import contextlib
import dataclasses
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.__main__ import make_text
from benchmarks.contest import markdown
from benchmarks.reloads import reload
from benchmarks.serving import Server, serve, slope
from benchmarks.visitors import Log, Visitor
from w2v_core.host.home import Home
from w2v_core.intake.encode import encode_files
from w2v_core.models.sgns import SGNSConfig
from w2v_core.runs.create import create_run
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.runs.queue import advance
from w2v_core.text.corpus import Corpus

TOKENS = 5_000_000
PAGE_BAR, TICK_BAR = 1.0, 0.3  # seconds, 95th percentile
WATCHING, LOOKING = (4.0, 10.0), (1.0, 4.0)  # seconds on Train, and on another page
ARRIVAL = 5.0  # seconds within which all visitors come
WARM_UP = 120.0  # seconds until every thread's memory has been used once and there is no more
SAMPLING = 2.0  # seconds between two readings of memory
FLAT = 1.0  # MB a minute: a slope that readings must be able to tell from none
QUIET = 10.0  # seconds of training before anybody comes


@dataclasses.dataclass(slots=True)
class Memory:
    """Readings of the server's memory: seconds since the first, megabytes."""

    seconds: list[float] = dataclasses.field(default_factory=list)
    server: list[float] = dataclasses.field(default_factory=list)
    children: list[float] = dataclasses.field(default_factory=list)

    def settled(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Minutes and megabytes of the server after the warm-up."""
        seconds, server = np.array(self.seconds), np.array(self.server)
        late = seconds >= min(WARM_UP, seconds[-1] / 2)
        return seconds[late] / 60, server[late]


@dataclasses.dataclass(slots=True)
class Measured:
    """All that one measurement has found."""

    log: Log
    memory: Memory
    quiet_speed: float
    busy_speed: float
    processor: float
    reloads: list[str] = dataclasses.field(default_factory=list)


class Scene:
    """What the visitors meet: a corpus, finished vectors, and a run under way."""

    def __init__(self, home: Home, scratch: Path) -> None:
        text = make_text(scratch / "made.txt", tokens=TOKENS)
        corpus = encode_files([(text.name, text)], home, name=text.stem)
        self.finished = train(home, corpus, epochs=1)
        self.finished.wait()
        self.words = self.finished.vectors().words[:200]
        self.live = train(home, corpus, epochs=1_000)

    def done(self) -> int:
        """Tokens that the live run has gone through."""
        records, _ = self.live.read_progress()
        return int(records["done"][-1]) if len(records) else 0

    async def speed(self, seconds: float) -> float:
        """Words a second of the live run over so many seconds."""
        before, start = self.done(), time.perf_counter()
        await asyncio.sleep(seconds)
        return (self.done() - before) / (time.perf_counter() - start)


def train(home: Home, corpus: Corpus, *, epochs: int) -> RunFolder:
    """Start a run as the page does."""
    run = create_run(home, "sgns", SGNSConfig(epochs=epochs), corpus)
    advance(home)
    return run


@contextlib.contextmanager
def opened(home: Home, scratch: Path) -> Iterator[Scene]:
    """The scene; in the end its run is stopped."""
    scene = Scene(home, scratch)
    try:
        yield scene
    finally:
        scene.live.request("stop")
        scene.live.wait()


async def tour(visitor: Visitor, scene: Scene, chance: random.Random, end: float) -> None:
    """Watch the live run, look at another page, come back, until the time is up."""
    await asyncio.sleep(chance.uniform(0, ARRIVAL))
    live, finished = {"run": scene.live.id}, {"run": scene.finished.id}
    await visitor.go("train", live)
    while time.monotonic() < end:
        await asyncio.sleep(chance.uniform(*WATCHING))
        page = chance.choice([each for each in visitor.hashes if each != "train"])
        await visitor.go(page, finished)
        await asyncio.sleep(chance.uniform(*LOOKING))
        if page == "neighbors":
            await visitor.choose("neighbors_word", chance.choice(scene.words))
            await asyncio.sleep(chance.uniform(*LOOKING))
        await visitor.go("train", live)


async def warm_up(server: Server, scene: Scene) -> None:
    """See every page once: what the first visitor ever waits for is imports, not load."""
    log = Log()
    async with Visitor(server.address, log) as visitor:
        await visitor.go("train", {"run": scene.live.id})
        for page in list(visitor.hashes):
            run = scene.live if page == "train" else scene.finished
            await visitor.go(page, {"run": run.id})
    if log.failures:
        raise RuntimeError("; ".join(log.failures))


async def weigh(server: Server, memory: Memory) -> None:
    """Read the memory now and then, until cancelled."""
    start = time.monotonic()
    while True:
        memory.seconds.append(time.monotonic() - start)
        memory.server.append(server.memory())
        memory.children.append(server.children_memory())
        await asyncio.sleep(SAMPLING)


async def measure(server: Server, scene: Scene, sessions: int, seconds: float) -> Measured:
    """Let all visitors in and out again."""
    quiet = await scene.speed(QUIET)
    await warm_up(server, scene)
    log, memory = Log(), Memory()
    scales = asyncio.create_task(weigh(server, memory))
    speed = asyncio.create_task(scene.speed(seconds))
    before, end = server.processor_seconds(), time.monotonic() + seconds
    async with contextlib.AsyncExitStack() as stack, asyncio.TaskGroup() as group:
        for i in range(sessions):
            visitor = await stack.enter_async_context(Visitor(server.address, log))
            group.create_task(tour(visitor, scene, random.Random(i), end))
    scales.cancel()
    processor = (server.processor_seconds() - before) / (time.monotonic() - end + seconds)
    return Measured(log, memory, quiet, await speed, processor)


def table(found: Measured, sessions: int, reloads: int) -> str:
    """All of it beside the bars of the issue."""
    times = [seconds for _, seconds in found.log.pages]
    minutes, megabytes = found.memory.settled()
    a_minute, half = slope(minutes, megabytes)
    low, high = megabytes.min(), megabytes.max()
    share = found.busy_speed / found.quiet_speed
    failed = len(found.log.failures)
    rows = [
        [f"a page, {len(times):,} times", quantiles(times), "p95 1 s", verdict(times, PAGE_BAR)],
        [
            f"live tick, {len(found.log.ticks):,} times",
            quantiles(found.log.ticks),
            "p95 300 ms",
            verdict(found.log.ticks, TICK_BAR),
        ],
        [
            f"memory of the server, {low:,.0f}–{high:,.0f} MB",
            f"{a_minute:+.2f} ± {half:.2f} MB/min",
            "no slope",
            flat(a_minute, half),
        ],
        ["memory of its children, most", f"{max(found.memory.children):,.0f} MB", "", ""],
        ["processor of the server", f"{found.processor:.0%} of a core", "", ""],
        [
            "training, thousand words/s before and during",
            f"{found.quiet_speed / 1e3:,.0f}, {found.busy_speed / 1e3:,.0f} ({share:.0%})",
            "",
            "",
        ],
        ["errors on pages or in the log", f"{failed}", "0", "**no**" if failed else "yes"],
    ]
    if reloads:
        wrong = len(found.reloads)
        text = f"{wrong} faults of the curve"
        rows.append([f"{reloads} reloads", text, "0", "**no**" if wrong else "yes"])
    return markdown([f"{sessions} sessions", "", "bar", "met"], rows)


def flat(a_minute: float, half: float) -> str:
    """Whether memory stays as it is; too few readings cannot tell."""
    if a_minute > half:
        return "**no**"
    return "yes" if half <= FLAT else f"**unsure**: the interval is wider than {FLAT:.0f} MB/min"


def by_page(log: Log) -> str:
    """Which pages take how long."""
    pages = collections.defaultdict(list)
    for page, seconds in log.pages:
        pages[page].append(seconds)
    rows = [[page, f"{len(each):,}", quantiles(each)] for page, each in sorted(pages.items())]
    return markdown(["page", "times", "p50, p95, most"], rows)


def quantiles(seconds: Sequence[float]) -> str:
    """Median, 95th percentile and most, in milliseconds."""
    if not seconds:
        return "never"
    middle, high, most = 1e3 * np.quantile(seconds, [0.5, 0.95, 1.0])
    return f"{middle:,.0f}, {high:,.0f}, {most:,.0f} ms"


def verdict(seconds: Sequence[float], bar: float) -> str:
    """Whether the 95th percentile is within the bar."""
    return "yes" if seconds and np.quantile(seconds, 0.95) <= bar else "**no**"


async def perform(server: Server, scene: Scene, given: argparse.Namespace) -> Measured:
    """The visitors, then the reloads."""
    found = await measure(server, scene, given.sessions, given.seconds)
    found.reloads = await reload(server.address, scene.live, given.reloads)
    found.log.failures += ["an error in the server's log"] * server.tracebacks()
    return found


def main() -> int:
    """Read the command line, measure, print; 1 if anything broke."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--sessions", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--reloads", type=int, default=30)
    parser.add_argument("--home", type=Path, help="kept; a temporary folder without it")
    given = parser.parse_args()
    os.environ["W2V_MODE"] = "classroom"
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        home = Home(given.home or scratch / "home")
        log = scratch / "server.log"
        with opened(home, scratch) as scene, serve(home, log) as server:
            found = asyncio.run(perform(server, scene, given))
        log_text = log.read_text("utf-8", "replace")
    print(table(found, given.sessions, given.reloads), by_page(found.log), sep="\n\n")
    for fault in dict.fromkeys(found.log.failures + found.reloads):
        print("-", fault)
    if "Traceback" in log_text:
        print(log_text, file=sys.stderr)
    return 1 if found.log.failures or found.reloads else 0


if __name__ == "__main__":
    raise SystemExit(main())

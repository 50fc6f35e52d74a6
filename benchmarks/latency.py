"""How soon a run does what it is asked to, while it trains on a text of five million words.

    .venv/bin/python -m benchmarks.latency [--text FILE] [--requests 100] [--models sgns …]

Measured from the request to the state in the run's folder, at random moments: what a page or a
shell would see, without the time of either. FILE holds a sentence a line, words between blanks;
without one a text is made up. Leaves out: everything that goes wrong (`faults`).
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.survivors import made_up, store, until
from w2v_core.host.home import Home
from w2v_core.models.catalog import ALGORITHMS
from w2v_core.runs import queue, trash
from w2v_core.runs.create import create_run
from w2v_core.runs.folder.layout import PROGRESS_FILE, STATE
from w2v_core.runs.folder.records import UNDER_WAY
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.text.corpus import Corpus

_TOKENS = 5_000_000
_TYPES = 40_000
_SETTINGS = {
    "sgns": {"epochs": 1000, "dim": 100},
    "cbow": {"epochs": 1000, "dim": 100},
    "ppmi-svd": {"dim": 100},
}


class Trial:
    """One algorithm on the text, asked again and again."""

    def __init__(self, home: Home, corpus: Corpus, name: str, chance: random.Random) -> None:
        self.seconds: dict[str, list[float]] = {}
        self._home, self._corpus, self._name, self._chance = home, corpus, name, chance
        self._run = self._new()

    def _new(self) -> RunFolder:
        config = ALGORITHMS[self._name].config_type(**_SETTINGS[self._name])
        return create_run(self._home, self._name, config, self._corpus)

    def _in_training(self) -> RunFolder:
        """A run that is being trained, at a random moment."""
        if self._run.state().status not in UNDER_WAY:
            trash.delete(self._run)
            self._run = self._new()
        if self._run.state().status != "running":
            queue.resume(self._run)
            queue.advance(self._home)
        count = self._records()
        until(lambda: self._records() > count or self._run.state().status == "done")
        # At random, or every request would come at the same place within a slice.
        time.sleep(self._chance.uniform(0, 0.3))
        return self._run

    def _records(self) -> int:
        return (self._run.path / PROGRESS_FILE).stat().st_size

    def _take(self, what: str, act: Callable[[], object], happened: Callable[[], bool]) -> None:
        begin = time.perf_counter()
        act()
        until(happened)
        self.seconds.setdefault(what, []).append(time.perf_counter() - begin)

    def pause_step_resume(self) -> None:
        """While it trains, and while its worker waits for more."""
        run = self._in_training()
        if run.state().status == "done":
            return
        self._take("pause", lambda: run.request("pause"), lambda: run.state().status != "running")
        if run.state().status != "paused":
            return
        records = self._records()
        self._take("step", lambda: run.request("step"), lambda: self._records() > records)
        until(lambda: run.state().status != "running")
        self._take("resume", lambda: queue.resume(run), lambda: run.state().status != "paused")

    def stop(self) -> None:
        """Until its vectors are there."""
        run = self._in_training()
        if run.state().status != "done":
            ended = ("stopped", "done")
            self._take("stop", lambda: run.request("stop"), lambda: run.state().status in ended)
            run.wait()

    def cancel(self) -> None:
        """Until it is cancelled or gone."""
        run = self._in_training()
        if run.state().status == "done":
            return

        def gone() -> bool:
            return not run.path.exists() or '"cancelled"' in _text(run.path / STATE)

        self._take("cancel", lambda: run.request("cancel"), gone)
        until(lambda: not run.path.exists())
        self._run = self._new()

    def end(self) -> None:
        """Leave nothing behind that trains."""
        trash.delete(self._run)
        until(lambda: not self._run.alive())


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except FileNotFoundError:
        return ""


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.latency", description=__doc__)
    parser.add_argument("--text", type=Path)
    parser.add_argument("--requests", type=int, default=100)
    parser.add_argument("--models", nargs="+", choices=list(ALGORITHMS), default=list(ALGORITHMS))
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    os.environ["W2V_SLOTS"] = "1"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home = Home(Path(folder))
        lines = given.text.open(encoding="utf-8") if given.text else None
        sentences = [line.split() for line in lines] if lines else made_up(_TYPES, _TOKENS)
        corpus = store(home, sentences)
        del sentences
        print(f"{len(corpus.ids):,} words, {len(corpus.vocabulary):,} types\n")
        print("| model | asked to | times | p50, ms | p99, ms | longest, ms |")
        print("|---|---|---|---|---|---|")
        for name in given.models:
            trial = Trial(home, corpus, name, random.Random(given.seed))
            for act in (trial.pause_step_resume, trial.stop, trial.cancel):
                for _ in range(given.requests):
                    act()
            for what, seconds in trial.seconds.items():
                times = 1000 * np.array(seconds)
                p50, p99 = np.percentile(times, [50, 99])
                cells = f"{len(times)} | {p50:,.0f} | {p99:,.0f} | {times.max():,.0f}"
                print(f"| {name} | {what} | {cells} |", flush=True)
            trial.end()


if __name__ == "__main__":
    main()

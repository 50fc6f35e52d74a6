"""Kill what trains at random moments, fill the disk, and see what is left.

    .venv/bin/python -m benchmarks.faults [--workers 100] [--servers 30] [--both 20] [--seed 1]

Every run must end with the vectors and the curve of one that was never disturbed, bit for bit.
One and two threads take turns between restarts. Linux only. Leaves out: how soon a run does what
it is asked to (`latency`).
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import itertools
import os
import random
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.serving import REPOSITORY, serve
from benchmarks.survivors import (
    finish,
    kill_worker,
    made_up,
    new_run,
    outcome,
    status,
    store,
    until,
)
from w2v_core.host import lock
from w2v_core.host.home import Home
from w2v_core.models.catalog import ALGORITHMS
from w2v_core.runs import queue
from w2v_core.runs.folder.checkpoints import list_checkpoints, read_checkpoint
from w2v_core.runs.folder.records import UNDER_WAY
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.runs.queue import DIED
from w2v_core.text.corpus import Corpus

_LONGEST = 4.0  # seconds from a start to the next kill, at most
_CHANGES = ("pause", "resume", "delete")  # commands that need to write


@dataclasses.dataclass(slots=True)
class Tally:
    """What came of killing one kind of process."""

    what: str
    runs: list[RunFolder] = dataclasses.field(default_factory=list)
    kills: int = 0
    resumed: int = 0  # given up after many deaths in a row, and resumed by hand
    answers: list[float] = dataclasses.field(default_factory=list)
    back: list[float] = dataclasses.field(default_factory=list)


class Arena:
    """A home, references, and always something in the queue.

    Parameters
    ----------
    home : Home
    seed : int
        Of the moments at which something is killed.
    """

    def __init__(self, home: Home, seed: int) -> None:
        self.home = home
        self.sentences = made_up(20_000, 600_000)
        self.corpus: Corpus = store(home, self.sentences)
        self._chance = random.Random(seed)
        self._names = itertools.cycle(ALGORITHMS)
        self._threads = itertools.cycle("12")
        runs = {name: new_run(home, self.corpus, name) for name in ALGORITHMS}
        finish(home, list(runs.values()))
        self.references = {name: outcome(run) for name, run in runs.items()}
        for name, run in runs.items():
            print(f"{name}: {run.info.timings['training_seconds']:.1f} s", file=sys.stderr)

    def busy(self, tally: Tally) -> RunFolder:
        """The run that is trained now, or comes next."""
        os.environ["W2V_THREADS"] = next(self._threads)
        for run in tally.runs:
            if status(run) == "failed" and run.state().reason == DIED:
                queue.resume(run)
                tally.resumed += 1
            if status(run) in UNDER_WAY:
                return run
        tally.runs.append(new_run(self.home, self.corpus, next(self._names)))
        return tally.runs[-1]

    def moment(self) -> None:
        """Let some time pass: no event of the run may choose when it is killed."""
        time.sleep(self._chance.uniform(0, _LONGEST))

    def row(self, tally: Tally) -> str:
        """Finish what is under way; a row of the table."""
        finish(self.home, tally.runs)
        lost = [run for run in tally.runs if status(run) != "done"]
        kept = [run for run in tally.runs if run not in lost]
        other = [run for run in kept if outcome(run) != self.references[run.info.algorithm]]
        for run in lost:
            print(run.path, status(run), run.events(), file=sys.stderr)
        cells = (
            *(tally.what, tally.kills, len(tally.runs), tally.resumed, len(lost), len(other)),
            *(_seconds(tally.answers), _seconds(tally.back)),
        )
        return f"| {' | '.join(map(str, cells))} |"


def _seconds(values: list[float]) -> str:
    return f"{statistics.median(values):.2f} ({max(values):.2f})" if values else ""


def kill_workers(arena: Arena, times: int) -> Tally:
    """End workers; the queue is advanced at once, as a keeper does within a second."""
    tally = Tally("worker")
    while tally.kills < times:
        run = arena.busy(tally)
        queue.advance(arena.home)
        arena.moment()
        tally.kills += kill_worker(run)
        _show(tally)
    return tally


def kill_servers(arena: Arena, times: int, *, both: bool) -> Tally:
    """End the server, and the worker with it or not, and start the server again."""
    tally = Tally("server and worker" if both else "server")
    log = arena.home.root / "server.log"
    due = arena.busy(tally)
    while tally.kills < times:
        begin = time.perf_counter()
        with serve(arena.home, log) as server:
            tally.answers.append(time.perf_counter() - begin)
            _wait_for_worker(due)
            tally.back.append(time.perf_counter() - begin)
            due = arena.busy(tally)
            arena.moment()
            os.kill(server.pid, signal.SIGKILL)
            if both:
                kill_worker(due)
        tally.kills += 1
        due = arena.busy(tally)
        _show(tally)
    return tally


def _wait_for_worker(run: RunFolder) -> None:
    """Come back when a run is trained again, or has no need to be."""
    until(lambda: run.alive() or status(run) not in UNDER_WAY)


def _show(tally: Tally) -> None:
    print(f"\r{tally.what}: {tally.kills}", end="", file=sys.stderr, flush=True)


# A disk that is full, a folder that cannot be written


def disk_limits(arena: Arena) -> Iterator[str]:
    """Files may not grow as long as a checkpoint."""
    for name in ALGORITHMS:
        run = _with_checkpoint(arena.home, arena.corpus, name)
        size = list_checkpoints(run.path)[0].stat().st_size

        def limit(size: int = size) -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (size // 2, resource.RLIM_INFINITY))

        subprocess.run(_worker(run), cwd=REPOSITORY, preexec_fn=limit, check=False)
        yield _after(arena, run, f"file size limit, {name}")


def _on_small_disk(
    what: str, size: str, check: Callable[[Arena, Home], Iterator[str]], arena: Arena
) -> Iterator[str]:
    """What a check says of a home on a small file system, where this user may mount one."""
    folder = tempfile.mkdtemp()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder]
    mounted = not subprocess.run(mount, capture_output=True, check=False).returncode
    try:
        if mounted:
            yield from check(arena, Home(Path(folder, "home")))
        else:
            yield f"- {what}: no small file system could be mounted"
    finally:
        if mounted:  # lazily: this process still has a corpus there in its memory
            subprocess.run(["umount", "--lazy", folder], check=False)
        os.rmdir(folder)


def full_disk(arena: Arena, home: Home) -> Iterator[str]:
    """Its file system is filled while a run is trained there."""
    corpus = store(home, arena.sentences)
    for name in ALGORITHMS:
        run = _with_checkpoint(home, corpus, name)
        _fill_while_training(run)
        yield _after(arena, run, f"full disk, {name}")
        shutil.rmtree(run.path)


def _fill_while_training(run: RunFolder) -> None:
    """Leave no room from one slice on until the worker has ended."""
    before = len(run.read_progress()[0])
    queue.advance(run.home)
    until(lambda: len(run.read_progress()[0]) > before)
    ballast = run.home.root / "ballast"
    with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    lock.wait(run.path)
    ballast.unlink()


def _with_checkpoint(home: Home, corpus: Corpus, name: str) -> RunFolder:
    run = new_run(home, corpus, name)
    queue.advance(home)
    until(lambda: list_checkpoints(run.path))
    kill_worker(run)
    return run


def _worker(run: RunFolder) -> list[str]:
    return [sys.executable, "-m", "w2v_core.runs.worker", str(run.path)]


def _after(arena: Arena, run: RunFolder, what: str) -> str:
    """What the run says, and whether it ends well when there is room again."""
    state = run.state()
    for path in list_checkpoints(run.path):
        read_checkpoint(path)
    queue.resume(run)
    finish(run.home, [run])
    if status(run) != "done":
        return f"- {what}: {state.reason!r}; resumed, then {run.state()}"
    same = outcome(run) == arena.references[run.info.algorithm]
    end = "then resumed, bit-identical" if same else "THEN NOT THE SAME"
    return f"- {what}: {state.status}, {state.reason!r}; {end}"


def read_only(arena: Arena, home: Home) -> Iterator[str]:
    """What is said where nothing can be written."""
    run = new_run(home, store(home, arena.sentences), "sgns")
    subprocess.run(["mount", "-o", "remount,ro", str(home.root.parent)], check=True)
    shell = [sys.executable, "-m", "w2v_core"]
    commands = {
        "worker": _worker(run),
        **{f"runs {act}": [*shell, "runs", act, run.id] for act in ("show", *_CHANGES)},
        "train --run": [*shell, "train", "sample:kingdom", "--model", "sgns", "--run", "x"],
    }
    environment = os.environ | {"W2V_HOME": str(home.root)}
    for name, command in commands.items():
        said = subprocess.run(
            command, cwd=REPOSITORY, env=environment, capture_output=True, text=True
        )
        lines = (said.stderr or said.stdout).strip().splitlines()
        yield f"- read-only, {name}: exit code {said.returncode}, {lines[-1]!r}"


def main() -> None:
    """Print what came of everything."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=__doc__)
    for name, number in (("workers", 100), ("servers", 30), ("both", 20), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=number)
    given = parser.parse_args()
    os.environ |= {"W2V_CHECKPOINT_SECONDS": "0.3", "W2V_SLOTS": "1", "W2V_LINGER_SECONDS": "0"}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        arena = Arena(Home(Path(folder, "home")), given.seed)
        rows = [
            "| killed | times | runs | resumed by hand | lost | not identical | answers after, s "
            "(max) | goes on after, s (max) |",
            "|---|---|---|---|---|---|---|---|",
            arena.row(kill_workers(arena, given.workers)),
            arena.row(kill_servers(arena, given.servers, both=False)),
            arena.row(kill_servers(arena, given.both, both=True)),
        ]
        print("\n".join(rows), end="\n\n")
        for line in itertools.chain(
            disk_limits(arena),
            _on_small_disk("full disk", "800m", full_disk, arena),
            _on_small_disk("read-only", "100m", read_only, arena),
        ):
            print(line, flush=True)


if __name__ == "__main__":
    main()

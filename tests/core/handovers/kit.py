"""A home whose workers are actors of a schedule, and what must hold in it whatever happens."""

from __future__ import annotations

import itertools
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.core.handovers.schedule import Actor, Fault, Schedule
from tests.core.handovers.system import in_place
from tests.core.run_kit import SENTENCES, TIMELESS, config_for, stored
from w2v_core.errors import RunError, W2VError
from w2v_core.host.home import Home
from w2v_core.models.forecast import Forecaster
from w2v_core.runs import create, launch, queue, training, worker
from w2v_core.runs.folder.records import UNDER_WAY
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.runs.training import Training
from w2v_core.runs.workspaces import Workspace

_NEVER_LEFT_OUT = {"run.json", "state.json", "control", "progress.bin", "frames.bin", "watch.json"}


class World:
    """One home, its corpus, and the schedule by which everything in it happens.

    Attributes
    ----------
    begun : Counter of str
        How many workers each run has had.
    busy : set of str
        Runs that are in the middle of a slice, and have a slot.
    wrong : list of str
        What must never be, and was; a worker would make a failed run of an error.
    """

    def __init__(self, root: Path, seed: int, fault: Fault | None = None) -> None:
        self.home = Home(root)
        self.corpus = stored(self.home, SENTENCES[:5])
        self.schedule = Schedule(seed, fault)
        self.begun: Counter[str] = Counter()
        self.busy: set[str] = set()
        self.wrong: list[str] = []
        self._working: set[str] = set()

    def workspace(self, key: str = "") -> Workspace:
        """Of the one person of local mode, or of a visitor."""
        return Workspace.of(self.home, key) if key else Workspace(self.home)

    def submit(self, key: str = "", **settings: float) -> RunFolder:
        """What the button Start does."""
        config = config_for("sgns", **({"epochs": 2} | settings))
        expected = Forecaster(self.corpus).forecast("sgns", config)
        return self.workspace(key).submit("sgns", config, self.corpus, expected)

    def advance(self) -> None:
        queue.advance(self.home)

    def acts(self, name: str, *deeds: Callable[[], object]) -> Actor:
        """An actor who does one thing after another; what is refused is refused."""

        def do() -> None:
            for deed in deeds:
                self.schedule.idle()
                with suppress(W2VError):
                    deed()

        return self.schedule.actor(name, do)

    def come_to_rest(self) -> None:
        """Let everybody end, and the queue go on until nothing is due to anybody."""
        self.schedule.run()
        before = None
        while before != (now := self._standing()):
            before = now
            for _ in range(2):  # what is settled is looked at the next time
                self.advance()
                self.schedule.run()

    def _standing(self) -> tuple[object, ...]:
        files = [*self.home.runs.glob("*/state.json"), *self.home.runs.glob("*/control")]
        return sum(self.begun.values()), {each: each.stat().st_mtime_ns for each in files}

    def check(self) -> None:
        """What holds at any time at which nobody is at work."""
        assert self.wrong == []
        folders = [each for each in self.home.runs.iterdir() if each.name[0] != "."]
        for folder in folders:
            run = RunFolder(folder)
            names = {each.name for each in folder.iterdir()}
            assert names >= _NEVER_LEFT_OUT, "a part of a run"
            state = run.state()
            assert run.wish().what != "cancel", "told to go, and still here"
            assert state.status != "running", "nobody trains it"
            assert (state.status == "done") <= run.has_vectors
        in_trash = [each for each in self.home.trash.iterdir() if each.name[0] != "."]
        check_ownership([RunFolder(each) for each in (*folders, *in_trash)])

    # Workers

    def start_python(
        self, module: str, arguments: Sequence[str], *, log: Path, inherited: Sequence[int]
    ) -> _Process:
        """In place of a process: an actor that has the lock, too."""
        self.schedule.point("fork", changes=True)
        descriptor = os.dup(inherited[0])
        run = RunFolder(Path(arguments[0]))
        self.schedule.actor(f"worker of {run.id}", lambda: self._work(run, descriptor))
        return _Process()

    def _work(self, run: RunFolder, descriptor: int) -> None:
        if run.id in self._working:
            self.wrong.append(f"two workers of {run.id}")
        self._working.add(run.id)
        self.begun[run.id] += 1
        try:
            with suppress(RunError):
                worker.work(run)
        finally:
            self._working.discard(run.id)
            self.busy.discard(run.id)
            os.close(descriptor)
        self.advance()

    def obey(self, obey: Callable[[Training], Any]) -> Callable[[Training], Any]:
        """Around `Training._obey`: never are more runs trained than there are slots."""

        def watched(trains: Training) -> Any:
            run = trains._run.id
            self.busy.discard(run)
            ended = obey(trains)
            if ended is None and not trains.state.guest:
                self.busy.add(run)
                if len(self.busy) > queue.slots():
                    self.wrong.append(f"trained at once: {sorted(self.busy)}")
            return ended

        return watched


class _Process:
    pid = 0

    def wait(self) -> None:
        """The actor ends by itself."""


@contextmanager
def world(
    root: Path, seed: int = 0, fault: Fault | None = None, **environment: str
) -> Iterator[World]:
    """A world in which everything is drawn from a seed."""
    made = World(root, seed, fault)
    there = len(list(made.home.runs.iterdir())) + len(list(made.home.trash.iterdir()))
    ids = (f"20260101-000000-{i:016x}" for i in itertools.count(there))
    with pytest.MonkeyPatch.context() as patch:
        given = {"SLOTS": "1", "LINGER_SECONDS": "0", "CHECKPOINT_SECONDS": "0", "THREADS": "1"}
        for name, value in (given | environment).items():
            patch.setenv(f"W2V_{name}", value)
        patch.setattr(launch, "start_python", made.start_python)
        patch.setattr(create, "new_id", lambda _: next(ids))
        patch.setattr(Training, "_obey", made.obey(Training._obey))
        for module in (queue, launch):
            patch.setattr(module, "memory_kills", lambda: 0)
        for module in (queue, training):
            patch.setattr(module, "available_memory", lambda: 1 << 40)
        with in_place(made.schedule):
            yield made


def check_ownership(runs: Sequence[RunFolder]) -> None:
    """No two runs share a file that is ever opened to be written."""
    owners: dict[tuple[int, int], RunFolder] = {}
    for run in runs:
        for file in run.path.iterdir():
            now = file.stat()
            other = owners.setdefault((now.st_dev, now.st_ino), run)
            assert other is run or is_sealed(file), f"{file.name} of {run} is that of {other}"


def is_sealed(file: Path) -> bool:
    """Whether nobody opens the file to write into it: it is replaced by another one."""
    return file.name == "vectors.npz" or file.name.startswith("checkpoint-")


def result(run: RunFolder) -> tuple[bytes, bytes]:
    """What a run has brought: the same whenever it is trained."""
    records, _ = run.read_progress()
    return (
        run.vectors().vectors.tobytes(),
        b"".join(records[name].tobytes() for name in TIMELESS),
    )


def ended(run: RunFolder) -> bool:
    return run.state().status not in UNDER_WAY

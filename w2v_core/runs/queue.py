"""Whose turn it is: at most W2V_SLOTS runs are trained at once, fairly between workspaces.

`advance` looks at all folders and does what is due, and doing it twice does no harm. A page calls
it after a click, a worker on its way out, a server every second, the command line while it
watches; all of them take turns by a lock. So the queue goes on with any of them gone, it is
nowhere but in the folders, and two servers may share it.
Leaves out: who may put how much into the queue (`workspaces`).
"""

from __future__ import annotations

import dataclasses
import os
from collections import Counter
from contextlib import suppress
from typing import NamedTuple

from w2v_core.errors import RunError, W2VError, system_errors_as
from w2v_core.host import lock
from w2v_core.host.environment import Server
from w2v_core.host.home import Home
from w2v_core.host.machine import available_memory, memory_kills
from w2v_core.runs import create, launch, trash
from w2v_core.runs.folder.checkpoints import list_checkpoints
from w2v_core.runs.folder.layout import WISH
from w2v_core.runs.folder.progress import last_records
from w2v_core.runs.folder.records import UNDER_WAY, RunState
from w2v_core.runs.folder.run_folder import KILLED, RunFolder, find_run
from w2v_core.runs.reach import tell
from w2v_core.runs.unfinished import is_unheard, unfinished

# A run whose worker dies so often without coming to a checkpoint is not tried again.
MOST_DEATHS = 20
DIED = (
    f"The worker was killed {MOST_DEATHS} times before it came to a checkpoint. "
    "Resume the run to try again."
)
NOTHING = "The run was stopped before it had any vectors."
OUT_OF_MEMORY = (
    "The system ended the worker because memory ran out. Make room, or choose a smaller dim or a "
    "higher min_count in a new run; resume goes on from the last checkpoint."
)


class Waiting(NamedTuple):
    """A run in the queue: its state as it is stored, and since when it waits."""

    run: RunFolder
    state: RunState
    owner: str
    since: float


class Place(NamedTuple):
    """Where a run stands in the queue: 1 is next; seconds until it may begin, None if unknown."""

    number: int
    of: int
    seconds: float | None


def slots() -> int:
    """How many runs may be trained at once: W2V_SLOTS, or one less than there are cores."""
    return Server.from_environment().slots


def advance(home: Home) -> None:
    """Do what is due: end what was cancelled, take up what was interrupted, start what may start.

    Raises
    ------
    RunError, SettingError
        If `home` cannot be written, or a variable of the environment cannot be used.
    """
    free = slots()
    with lock.exclusive(home.runs.parent / "queue.lock"):
        for run in unfinished(home):
            with suppress(W2VError, OSError):
                _settle(run)
        trained, waiting = _survey(home)
        free -= len(trained)
        for each in _in_order(trained, waiting):
            saving = each.run.wish().what == "stop"  # takes a moment, and no other's place
            if free < 1 and not saving:
                continue
            if not saving and (_owner_is_busy(each.owner, trained) or _too_large(each, trained)):
                continue
            with suppress(W2VError, OSError):
                launch.start_worker(each.run, guest=saving)
                if not saving:
                    trained.append(each)
                    free -= 1


def has_room(run: RunFolder) -> bool:
    """Whether a run that has a worker but no slot may go on at once; then it has one."""
    with lock.exclusive(run.home.runs.parent / "queue.lock"):
        trained, waiting = _survey(run.home)
        if len(trained) >= slots() or waiting or _owner_is_busy(run.info.owner, trained):
            return False
        state = run.written_state()
        run.write_state(dataclasses.replace(state, status="running", guest=False))
    return True


def resume(run: RunFolder) -> None:
    """Let a run go on that is paused, was stopped, or has failed.

    Raises
    ------
    RunError
        If it is done, or its folder cannot be written.
    """
    descriptor = tell(run, "run")
    if descriptor is None:
        return
    try:
        state = RunState("queued")
        with suppress(RunError):  # a state that cannot be read is written anew
            state = run.written_state()
        if state.status == "done":
            raise RunError(f"Run {run.id} is done; train on for more epochs instead.")
        if state.status != "paused":
            state = dataclasses.replace(state, status="queued", reason="", deaths=0)
            with system_errors_as(RunError, f"Run {run.id} cannot be resumed"):
                run.write_state(state)
    finally:
        os.close(descriptor)


def places(home: Home) -> dict[str, Place]:
    """Where each waiting run stands, by its id.

    The expected start follows from what the runs before it have left, as far as that is known.
    """
    trained, waiting = _survey(home)
    order = _in_order(trained, waiting)
    ends: list[float | None] = [_left(each.run) for each in trained]
    ends += [0.0] * max(0, slots() - len(ends))
    found = {}
    for number, each in enumerate(order, 1):
        start = None if None in ends else min(end for end in ends if end is not None)
        found[each.run.id] = Place(number, len(order), start)
        if start is None:
            continue
        expected = each.run.info.expected_seconds
        ends.remove(start)
        ends.append(None if expected is None else start + expected)
    return found


def _survey(home: Home) -> tuple[list[Waiting], list[Waiting]]:
    """The runs that are being trained, and those that wait to be."""
    trained, waiting = [], []
    for run in unfinished(home):
        with suppress(W2VError, OSError):
            state = run.written_state()
            if state.status not in UNDER_WAY:
                continue
            since = (run.path / WISH).stat().st_mtime
            entry = Waiting(run, state, run.info.owner, since)
            if run.alive():
                if state.status == "running" and not state.guest:
                    trained.append(entry)
            elif state.follows:
                continue
            elif state.status == "queued" or run.wants_work(state):
                waiting.append(entry)
    return trained, waiting


def _in_order(trained: list[Waiting], waiting: list[Waiting]) -> list[Waiting]:
    """First every workspace's first run, by time; then the second ones, and so on."""
    turns = Counter(each.owner for each in trained)
    ranked = []
    for each in sorted(waiting, key=lambda each: each.since):
        ranked.append((turns[each.owner], each.since, each.run.id, each))
        turns[each.owner] += 1
    return [each for *_, each in sorted(ranked, key=lambda entry: entry[:3])]


def _owner_is_busy(owner: str, trained: list[Waiting]) -> bool:
    """One run at a time for each workspace of a classroom."""
    return bool(owner) and any(each.owner == owner for each in trained)


def _too_large(each: Waiting, trained: list[Waiting]) -> bool:
    """Whether a run should wait until others have given their memory back."""
    return bool(trained) and each.run.info.expected_bytes > available_memory()


def _left(run: RunFolder) -> float | None:
    """Seconds that a run still needs, at its pace so far."""
    with suppress(RunError):
        records, _ = last_records(run.source)
        if len(records) and records["done"][-1]:
            last = records[-1]
            return float(last["seconds"] * (last["total"] / last["done"] - 1))
        return run.info.expected_seconds
    return None


def _settle(run: RunFolder) -> None:
    """What is due to a run that nobody trains, before it is anybody's turn."""
    if run.alive():
        return
    descriptor = lock.take(run.path)
    try:
        state = run.written_state()  # a worker's last word
        wish = run.wish().what
        if wish == "cancel" or state.status == "cancelled":
            trash.move(run)
        elif state.status not in UNDER_WAY:
            if is_unheard(run, state):
                run.write_state(dataclasses.replace(state, status="queued", reason=""))
        elif state.status == "running":
            _bury(run, state)
        elif state.follows and wish == "run":
            _look_at_leader(run, state)
        elif state.follows:
            create.leave(run)  # what is wished is looked at the next time
        elif state.status == "queued" and wish == "pause":
            run.write_state(dataclasses.replace(state, status="paused"))
        elif wish == "stop" and not list_checkpoints(run.path):
            run.write_state(dataclasses.replace(state, status="stopped", reason=NOTHING))
    finally:
        os.close(descriptor)


def _bury(run: RunFolder, state: RunState) -> None:
    """Say that the worker has died, and whether another one may try."""
    deaths = state.deaths + 1
    dead = dataclasses.replace(state, pid=None, deaths=deaths, guest=False)
    if memory_kills() > state.memory_kills:
        dead = dataclasses.replace(dead, status="failed", reason=OUT_OF_MEMORY)
    elif deaths >= MOST_DEATHS:
        dead = dataclasses.replace(dead, status="failed", reason=DIED, deaths=0)
    elif run.wish().what == "pause":
        dead = dataclasses.replace(dead, status="paused")
    else:
        dead = dataclasses.replace(dead, status="queued", reason=KILLED)
    run.note(dead.reason or KILLED)
    run.write_state(dead)


def _look_at_leader(run: RunFolder, state: RunState) -> None:
    """Take what the run with the same settings has brought, or stop waiting for it."""
    leader, then = None, None
    with suppress(RunError):
        leader = find_run(run.home, state.follows)
        then = leader.state().status
    if leader and then == "done":
        create.take_over(run, leader)
    elif then not in ("queued", "running"):
        create.leave(run)

"""Maps: threads and askers in any order; nobody waits for ever, and one map is computed once."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from tests.core.handovers.schedule import Schedule, drawn
from tests.core.handovers.system import in_place
from w2v_core.errors import RunError
from w2v_core.host.home import Home
from w2v_core.maps import jobs as module
from w2v_core.maps.jobs import TsneJobs
from w2v_core.maps.kept import read_map
from w2v_core.maps.requests import MapRequest
from w2v_core.vectors.projection import Projection
from w2v_core.vectors.ranking import Vectors

VECTORS = np.zeros((8, 2), np.float32)


class Lock:
    """A lock of threads of which only one ever runs: who has to wait lets others go on."""

    def __init__(self, schedule: Schedule) -> None:
        self._schedule = schedule
        self._lock = threading.RLock()

    def __enter__(self) -> None:
        self._schedule.point("lock")
        while not self._lock.acquire(blocking=False):
            self._schedule.point("lock", spins=True)

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def threads_of(schedule: Schedule) -> SimpleNamespace:
    """A module `threading` whose threads are actors."""

    def thread(target: Callable[[], None], name: str, daemon: bool) -> SimpleNamespace:
        return SimpleNamespace(start=partial(schedule.actor, name, target))

    return SimpleNamespace(
        RLock=partial(Lock, schedule), Thread=thread, get_native_id=threading.get_native_id
    )


def maps_of(
    home: Home, schedule: Schedule, patch: pytest.MonkeyPatch, slots: int = 1
) -> tuple[TsneJobs, list[int]]:
    """Jobs whose threads are actors, and for each map that is computed its number of words."""
    begun: list[int] = []

    def tsne(vectors: Vectors, **settings: float) -> Iterator[Projection]:
        begun.append(len(vectors))
        for done in (1, 2, 3):
            schedule.point("iterations")
            yield Projection(np.full((len(vectors), 2), done, np.float32), (), 0.5, done, 3)

    patch.setattr(module, "tsne", tsne)
    patch.setattr(module, "threading", threads_of(schedule))
    patch.setattr(module, "be_nice_here", lambda _: None)
    return TsneJobs(home, slots), begun


def request_of(words: int) -> MapRequest:
    return MapRequest("run", tuple(range(words)))


def vectors_of(request: MapRequest) -> Callable[[], Vectors]:
    return lambda: VECTORS[: len(request.rows)]


@drawn
def test_any_order_of_wishes_ends_with_the_maps_that_are_wanted(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, schedule, chance = Home(tmp_path), Schedule(seed), random.Random(seed)
    maps, _ = maps_of(home, schedule, monkeypatch, slots=1 + seed % 2)
    requests = [request_of(words) for words in (5, 6)]

    def asks(asker: str) -> None:
        for _ in range(8):
            request = chance.choice(requests)
            schedule.idle()
            wish = chance.choice((maps.pause, maps.resume, maps.leave, maps.look))
            maps.ask(request, vectors_of(request), asker)
            wish(request, asker)
        for request in requests:
            maps.ask(request, vectors_of(request), asker)
            maps.resume(request, asker)

    with in_place(schedule):
        for asker in ("ada", "bob"):
            schedule.actor(asker, partial(asks, asker))
        schedule.run()
    assert [maps.look(each).phase for each in requests] == ["done"] * 2
    assert all(read_map(home, each.name, (len(each.rows), 2)) for each in requests)
    assert maps._threads == 0


@drawn
def test_who_joins_a_paused_map_gets_it(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, schedule = Home(tmp_path), Schedule(seed)
    maps, begun = maps_of(home, schedule, monkeypatch)
    request = request_of(7)

    def first() -> None:
        maps.ask(request, vectors_of(request), "ada")
        schedule.idle()
        maps.pause(request, "ada")  # and closes the tab

    def second() -> None:
        schedule.idle()
        maps.ask(request, vectors_of(request), "bob")

    with in_place(schedule):
        schedule.actor("ada", first)
        schedule.actor("bob", second)
        schedule.run()
    status = maps.look(request, "bob")
    assert status is not None
    assert status.phase == "done"
    assert begun == [7]


def test_a_thread_that_cannot_be_started_is_told_and_costs_no_slot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    schedule = Schedule(0)
    maps, _ = maps_of(Home(tmp_path), schedule, monkeypatch)

    def refuse(**_: object) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as full, in_place(schedule):
        full.setattr(module.threading, "Thread", refuse)
        with pytest.raises(RunError, match="no more threads"):
            maps.ask(request_of(5), vectors_of(request_of(5)))
    with in_place(schedule):
        schedule.actor("again", lambda: maps.ask(request_of(5), vectors_of(request_of(5))))
        schedule.run()
    status = maps.look(request_of(5))
    assert status is not None
    assert status.phase == "done"

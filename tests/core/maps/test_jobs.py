"""Jobs: maps in the background are the maps that t-SNE makes, and nobody is in the way."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.core.maps.kit import Gate
from tests.core.run_kit import until as until_true
from w2v_core.errors import RunError, SettingError
from w2v_core.host.home import Home
from w2v_core.maps import jobs as module
from w2v_core.maps.jobs import TsneJobs, tsne_jobs
from w2v_core.maps.requests import MapRequest, MapStatus
from w2v_core.vectors.projection import tsne
from w2v_core.vectors.ranking import Vectors

VECTORS = np.random.default_rng(0).normal(size=(60, 8)).astype(np.float32)


def request_of(n: int = 60, **settings: float) -> MapRequest:
    return MapRequest("run", tuple(range(n)), **settings)


def vectors_of(n: int = 60) -> Callable[[], Vectors]:
    return lambda: VECTORS[:n]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    made = Gate()
    monkeypatch.setattr(module, "tsne", made.tsne)
    yield made
    made.close()


def until(maps: TsneJobs, request: MapRequest, phase: str, asker: str = "") -> MapStatus:
    """Look until a map stands so."""
    for _ in range(20_000):
        found = maps.look(request, asker)
        if found is not None and found.phase == phase:
            return found
        threading.Event().wait(0.001)
    raise AssertionError(f"never {phase}: {found}")


def until_seen(maps: TsneJobs, request: MapRequest, done: int) -> None:
    """Look until the picture of so many iterations is there."""

    def there() -> bool:
        found = maps.look(request).projection
        return found is not None and found.done >= done

    until_true(there)


def test_a_map_is_what_tsne_makes_and_is_kept(home: Home):
    request = request_of(perplexity=9, seed=4)
    maps = TsneJobs(home)
    assert maps.look(request) is None
    maps.ask(request, vectors_of())
    found = until(maps, request, "done").projection
    *_, expected = tsne(VECTORS, perplexity=9, seed=4)
    np.testing.assert_array_equal(found.points, expected.points)
    again = TsneJobs(home).look(request)  # after a restart
    assert again.phase == "done"
    np.testing.assert_array_equal(again.projection.points, expected.points)
    assert again.projection.neighbors_kept == expected.neighbors_kept
    assert (again.projection.done, again.projection.total) == (750, 750)


def test_every_setting_makes_another_map():
    settings = [{"dims": 3}, {"perplexity": 31}, {"seed": 2}, {"n": 59}, {}]
    names = {request_of(**each).name for each in settings}
    names.add(MapRequest("other run", tuple(range(60))).name)
    assert len(names) == 6


def test_pictures_come_while_it_runs(home: Home, gate: Gate):
    maps, request = TsneJobs(home), request_of()
    maps.ask(request, vectors_of())
    assert until(maps, request, "running").projection is None
    gate.passes.release()
    gate.until(lambda: gate.seen == 1)
    until_seen(maps, request, 1)
    now = maps.look(request)
    assert (now.phase, now.projection.done, now.mine) == ("running", 1, True)
    assert now.seconds_left is not None


def test_a_paused_map_keeps_its_place_and_gives_up_its_turn(home: Home, gate: Gate):
    maps, first, second = TsneJobs(home, slots=1), request_of(), request_of(50)
    maps.ask(first, vectors_of())
    until(maps, first, "running")
    maps.ask(second, vectors_of(50))
    assert maps.look(second)[:4] == ("waiting", None, 1, 1)
    maps.pause(first)
    gate.passes.release(1)  # the iterations at hand
    until(maps, second, "running")
    assert maps.look(first).phase == "paused"
    assert maps.look(first).projection.done == 1
    gate.passes.release(3)
    until(maps, second, "done")
    maps.resume(first)
    gate.passes.release(2)
    assert until(maps, first, "done").projection.done == 3
    assert gate.begun == [60, 50]  # it went on, it did not begin again


def test_resuming_at_once_disturbs_nothing(home: Home, gate: Gate):
    maps, request = TsneJobs(home, slots=2), request_of()
    maps.ask(request, vectors_of())
    gate.until(lambda: gate.begun == [60])
    for _ in range(3):
        maps.pause(request)
        maps.resume(request)
    gate.passes.release(3)
    assert until(maps, request, "done").projection.done == 3


def test_a_stopped_map_keeps_its_picture_and_begins_again(home: Home, gate: Gate):
    maps, request = TsneJobs(home), request_of()
    maps.ask(request, vectors_of())
    gate.passes.release(2)
    gate.until(lambda: gate.seen == 2)
    until_seen(maps, request, 2)
    maps.leave(request)
    assert maps.look(request).phase == "stopped"
    assert maps.look(request).projection.done == 2
    gate.passes.release(1)
    maps.ask(request, vectors_of())
    gate.passes.release(3)
    assert until(maps, request, "done").projection.done == 3
    assert gate.begun == [60, 60]


def test_two_share_a_map_and_neither_is_in_the_others_way(home: Home, gate: Gate):
    maps, request = TsneJobs(home), request_of()
    maps.ask(request, vectors_of(), "ann")
    maps.ask(request, vectors_of(), "bob")
    seen = until(maps, request, "running", "ann")
    assert (seen.mine, seen.others) == (True, True)
    maps.pause(request, "ann")
    maps.leave(request, "carl")  # who never asked
    maps.leave(request, "ann")
    assert maps.look(request, "bob").phase == "running"
    assert maps.look(request, "ann")[5:7] == (False, True)
    maps.pause(request, "ann")
    assert maps.look(request, "bob").phase == "running"
    maps.pause(request, "bob")
    assert maps.look(request, "bob").phase == "paused"
    maps.leave(request, "bob")
    assert maps.look(request, "bob").phase == "stopped"
    assert gate.begun == [60]


def test_no_more_are_computed_at_once_than_there_are_slots(home: Home, gate: Gate):
    maps = TsneJobs(home, slots=2)
    requests = [request_of(n) for n in range(50, 56)]
    for each in requests:
        maps.ask(each, vectors_of(len(each.rows)))
    gate.until(lambda: len(gate.begun) == 2)
    found = [maps.look(each) for each in requests]
    assert [each.phase for each in found] == ["running"] * 2 + ["waiting"] * 4
    assert [(each.place, each.of) for each in found[2:]] == [(i, 4) for i in (1, 2, 3, 4)]
    gate.passes.release(100)
    for each in requests:
        until(maps, each, "done")
    assert sorted(gate.begun) == list(range(50, 56))


def test_one_who_asks_for_much_loses_her_oldest(home: Home, gate: Gate):
    maps = TsneJobs(home, slots=1)
    requests = [request_of(seed=i) for i in range(module.MOST_OF_ONE + 1)]
    maps.ask(requests[0], vectors_of(), "bob")
    for each in requests:
        maps.ask(each, vectors_of(), "ann")
    assert maps.look(requests[0], "ann").mine is False
    assert maps.look(requests[0], "bob").phase in ("running", "waiting")
    assert maps.look(requests[1], "ann").phase == "waiting"


def test_a_full_server_says_so(home: Home, gate: Gate, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "MOST_UNDER_WAY", 3)
    maps = TsneJobs(home, slots=1)
    for i in range(3):
        maps.ask(request_of(seed=i), vectors_of(), str(i))
    with pytest.raises(RunError, match="3 maps are under way"):
        maps.ask(request_of(seed=9), vectors_of(), "late")


def test_paused_maps_are_not_hoarded(home: Home, gate: Gate):
    maps = TsneJobs(home, slots=1)
    requests = [request_of(seed=i) for i in range(module.MOST_PAUSED + 1)]
    for each in requests:
        maps.ask(each, vectors_of())
        maps.pause(each)
    assert [maps.look(each).phase for each in requests] == (
        ["stopped"] + ["paused"] * module.MOST_PAUSED
    )


def test_old_ends_are_forgotten(home: Home, gate: Gate):
    maps = TsneJobs(home, slots=1)
    requests = [request_of(seed=i) for i in range(module.MOST_ENDED + 2)]
    for each in requests:
        maps.ask(each, vectors_of())
        maps.leave(each)
    assert maps.look(requests[0]) is None
    assert maps.look(requests[-1]).phase == "stopped"


def test_a_failure_is_told_and_the_next_map_is_made(
    home: Home, gate: Gate, caplog: pytest.LogCaptureFixture
):
    maps, request = TsneJobs(home, slots=1), request_of()

    def no_vectors() -> Vectors:
        raise MemoryError

    maps.ask(request, no_vectors)
    maps.ask(request_of(50), vectors_of(50))
    assert "not enough memory" in until(maps, request, "failed").trouble
    gate.passes.release(3)
    until(maps, request_of(50), "done")


def test_a_full_disk_costs_no_map(home: Home, gate: Gate, caplog: pytest.LogCaptureFixture):
    (home.root / "maps").write_text("no folder")
    maps, request = TsneJobs(home), request_of()
    maps.ask(request, vectors_of())
    gate.passes.release(3)
    assert until(maps, request, "done").projection.done == 3


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"perplexity": 1}, "perplexity must be between"),
        ({"dims": 5}, "dims must be between"),
        ({"seed": -1}, "seed must be between"),
        ({"n": module.MOST_WORDS + 1}, "at most 10,000 words; these are 10,001"),
    ],
)
def test_settings_are_checked_at_once(home: Home, settings: dict, message: str):
    maps = TsneJobs(home)
    with pytest.raises(SettingError, match=message):
        maps.ask(request_of(**settings), vectors_of())
    assert maps.look(request_of(n=5)) is None


def test_there_is_one_for_each_home(tmp_path: Path):
    assert tsne_jobs(Home(tmp_path)) is tsne_jobs(Home(tmp_path))
    assert tsne_jobs(Home(tmp_path)) is not tsne_jobs(Home(tmp_path / "other"))

"""The queue: whoever lets it go on, each run is trained once, and no more than there are slots."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from tests.core.handovers.kit import result, world
from tests.core.handovers.schedule import drawn
from w2v_core.runs import queue, trash
from w2v_core.runs.library import entries


@drawn
def test_many_let_the_queue_go_on_at_once(tmp_path: Path, seed: int) -> None:
    with world(tmp_path, seed, SLOTS="2") as here:
        runs = [here.submit(seed=each) for each in range(4)]

        def looks() -> None:
            for _ in range(8):
                here.schedule.idle()
                assert len(entries(here.workspace())) == len(runs)
                assert here.workspace().disk() > 0
                assert set(queue.places(here.home)) <= {run.id for run in runs}

        for name in ("page", "keeper", "shell"):
            here.acts(name, here.advance, here.advance)
        here.schedule.actor("list", looks)
        here.schedule.run()  # and every worker lets the next one begin
        assert [run.state().status for run in runs] == ["done"] * 4
        assert set(here.begun.values()) == {1}
        here.check()


@drawn
def test_a_run_that_is_thrown_away_while_it_ends_is_gone(tmp_path: Path, seed: int) -> None:
    with world(tmp_path, seed) as here:
        run = here.submit()
        here.acts("server", here.advance)
        here.acts("person", *([here.advance] * (seed % 4)), lambda: trash.delete(run))
        here.come_to_rest()
        assert not run.path.exists()
        trash.undo(here.home, run.id)
        here.come_to_rest()
        assert run.path.exists()
        here.check()


@drawn
def test_who_resumes_while_a_run_is_being_stopped_is_heard(tmp_path: Path, seed: int) -> None:
    with world(tmp_path, seed) as here:
        run = here.submit()
        here.acts("server", here.advance, here.advance)
        here.acts("person", here.advance, lambda: run.request("stop"), lambda: queue.resume(run))
        here.come_to_rest()
        assert run.state().status == "done"
        here.check()


@drawn
def test_pauses_and_steps_take_no_slot_from_others(tmp_path: Path, seed: int) -> None:
    with world(tmp_path, seed, LINGER_SECONDS="2") as here:
        runs = [here.submit(seed=each) for each in range(2)]
        first = runs[0]
        wishes = [partial(first.request, what) for what in ("pause", "step", "step")]
        first_wish, *steps = [each for wish in wishes for each in (wish, here.advance)]
        here.acts("person", here.advance, first_wish, *steps, lambda: queue.resume(first))
        here.acts("server", *[here.advance] * 3)
        here.come_to_rest()
        assert [run.state().status for run in runs] == ["done"] * 2
        here.check()


@drawn
def test_a_worker_that_is_killed_anywhere_is_followed_by_another(tmp_path: Path, seed: int) -> None:
    with world(tmp_path / "whole") as whole:
        reference = whole.submit()
        whole.come_to_rest()
    with world(tmp_path / "killed", seed) as here:
        run = here.submit()

        def kill() -> None:
            for each in here.schedule.actors:
                each.gone = each.gone or each.name.startswith("worker")

        here.acts("server", *[here.advance] * 3)
        here.acts("killer", *[here.advance] * (1 + seed % 3), kill, here.advance)
        here.come_to_rest()
        assert result(run) == result(reference)
        here.check()

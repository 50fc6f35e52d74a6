"""Trash: a run is here, or in the trash, or gone; never a part of it, and never with a worker."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from tests.core.handovers.kit import world
from tests.core.handovers.schedule import drawn
from w2v_core.host.sweep import DAY, sweep
from w2v_core.runs import queue, trash


@drawn
def test_deleting_undoing_and_sweeping(tmp_path: Path, seed: int) -> None:
    with world(tmp_path, seed) as here:
        run = here.submit()
        delete, undo = partial(trash.delete, run), partial(trash.undo, here.home, run.id)
        trash.delete(run)
        whole = {each.name for each in (here.home.trash / run.id).iterdir()}
        late = here.schedule.clock.time() + 4e9  # long after whatever the clock of the files says
        here.acts("keeper", partial(sweep, here.home, now=late), here.advance)
        here.acts("person", undo, delete, undo)
        here.acts("other tab", undo, delete, partial(queue.resume, run), undo)
        here.come_to_rest()
        for place in (run.path, here.home.trash / run.id):
            if place.exists():
                assert {each.name for each in place.iterdir()} >= whole
        assert not (run.path.exists() and (here.home.trash / run.id).exists())
        here.check()


@drawn
def test_a_run_that_is_thrown_away_today_is_there_tomorrow(tmp_path: Path, seed: int) -> None:
    with world(tmp_path, seed) as here:
        run = here.submit()
        long_ago = here.schedule.clock.time() - 30 * DAY
        for each in (*run.path.iterdir(), run.path):
            os.utime(each, (long_ago, long_ago))
        here.acts("keeper", *[partial(sweep, here.home)] * 4)
        here.acts("person", partial(trash.delete, run))
        here.come_to_rest()
        assert trash.undo(here.home, run.id).state().status == "paused"

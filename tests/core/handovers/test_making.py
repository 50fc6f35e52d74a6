"""Making runs: quotas and "trained once" hold when many press Start at once."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from tests.core.handovers.kit import result, world
from tests.core.handovers.schedule import drawn
from w2v_core.runs.folder.run_folder import list_runs


@drawn
def test_a_class_that_starts_at_once_has_one_leader(tmp_path: Path, seed: int) -> None:
    with world(tmp_path, seed) as here:
        for key in ("ada", "bob", "eve"):
            here.acts(key, partial(here.submit, key), partial(here.submit, key), here.advance)
        here.come_to_rest()
        runs = list_runs(here.home)
        assert len(runs) == 3
        assert len(here.begun) == 1
        assert len({result(run) for run in runs}) == 1
        here.check()


@drawn
def test_two_tabs_of_one_visitor_have_her_quota_once(tmp_path: Path, seed: int) -> None:
    with world(tmp_path, seed, QUOTA_RUNS="3", QUOTA_QUEUED="9") as here:
        first = here.submit("ada")
        here.come_to_rest()
        me = here.workspace("ada")
        here.acts("tab", partial(here.submit, "ada", seed=2), partial(me.repeat, first))
        here.acts("other tab", partial(me.train_on, first, 1), partial(here.submit, "ada", seed=3))
        here.schedule.run()
        assert len(list_runs(here.home)) == 3

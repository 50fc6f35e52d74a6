"""Followers: whatever two of them do, the leader's files are the leader's."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.core.handovers.kit import World, result, world
from tests.core.handovers.schedule import drawn
from w2v_core.runs import queue, trash
from w2v_core.runs.folder.run_folder import RunFolder

pytestmark = pytest.mark.usefixtures("reference")

Result = tuple[bytes, bytes]


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """What the run that they all want brings."""
    with world(tmp_path_factory.mktemp("reference")) as here:
        run = here.submit("ada")
        here.come_to_rest()
        return result(run)


def steered(here: World, run: RunFolder, chance: random.Random) -> list[Callable[[], object]]:
    """What its owner may do to a run, in any order, and at last she wants it trained."""
    deeds = [
        partial(trash.delete, run),
        partial(trash.undo, here.home, run.id),
        partial(queue.resume, run),
        *(partial(run.request, what) for what in ("pause", "step", "stop")),
        here.advance,
    ]
    undo = partial(trash.undo, here.home, run.id)
    return [*chance.choices(deeds, k=6), here.advance, undo, partial(queue.resume, run)]


@drawn
def test_a_leader_ends_while_its_followers_do_what_they_like(
    tmp_path: Path, seed: int, reference: Result
) -> None:
    chance = random.Random(seed)
    with world(tmp_path, seed, SLOTS="2") as here:
        leader, *followers = (here.submit(key) for key in ("ada", "bob", "eve"))
        assert [each.state().follows for each in followers] == [leader.id] * 2
        here.acts("server", *[here.advance] * 3)
        for run in followers:
            here.acts(f"owner of {run.id}", *steered(here, run, chance))
        here.come_to_rest()
        assert result(leader) == reference
        here.check()
        for run in followers:
            if run.path.exists() and run.state().status == "done":
                assert result(run) == reference


@drawn
def test_a_leader_that_goes_leaves_followers_that_are_trained(
    tmp_path: Path, seed: int, reference: Result
) -> None:
    chance = random.Random(seed)
    with world(tmp_path, seed, SLOTS="2") as here:
        leader, follower = here.submit("ada"), here.submit("bob")
        here.acts("server", *[here.advance] * 3)
        here.acts("owner", *steered(here, leader, chance), partial(trash.delete, leader))
        here.come_to_rest()
        assert result(follower) == reference
        here.check()

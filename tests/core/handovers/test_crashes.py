"""Crashes: at every single change of a file the disk is full, or the one who makes it is killed.

Afterwards everything is whole, and the queue goes on by itself.
"""

from __future__ import annotations

import io
import itertools
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.core.handovers.kit import World, result, world
from tests.core.handovers.schedule import Fault, FullDisk, Killed
from w2v_core.runs import queue, trash
from w2v_core.runs.folder.run_folder import RunFolder, list_runs
from w2v_core.runs.transfer.run_zip import pack_run, unpack_run

Scene = Callable[[World], object]


def first(here: World) -> RunFolder:
    return list_runs(here.home)[-1]


def one_waits(here: World) -> None:
    here.submit("ada")


def one_is_done(here: World) -> None:
    here.submit("ada")
    here.come_to_rest()


def one_is_done_and_one_follows(here: World) -> None:
    one_is_done(here)
    here.submit("bob")


def one_follows_who_is_gone(here: World) -> None:
    leader = here.submit("ada")
    here.submit("bob")
    trash.delete(leader)


def one_is_thrown_away(here: World) -> None:
    trash.delete(here.submit("ada"))


def undo(here: World) -> None:
    [thrown] = here.home.trash.iterdir()
    trash.undo(here.home, thrown.name)


def take_along(here: World) -> None:
    packed = io.BytesIO()
    pack_run(first(here), packed)
    unpack_run(packed, here.workspace("bob"))


# What there is, and what is done then.
SCENES: dict[str, tuple[Scene, Scene]] = {
    "new": (lambda here: None, lambda here: here.submit("ada")),
    "follow": (one_waits, lambda here: here.submit("bob")),
    "begin": (one_waits, World.advance),
    "take over": (one_is_done_and_one_follows, World.advance),
    "leave": (one_follows_who_is_gone, World.advance),
    "delete": (one_waits, lambda here: trash.delete(first(here))),
    "undo": (one_is_thrown_away, undo),
    "train on": (one_is_done, lambda here: here.workspace("ada").train_on(first(here), 1)),
    "import": (one_is_done, take_along),
}


def names(here: World) -> set[str]:
    """Of all runs, thrown away or not."""
    folders = (*here.home.runs.iterdir(), *here.home.trash.iterdir())
    return {each.name for each in folders if each.name[0] != "."}


def recovered(run: RunFolder, here: World) -> RunFolder:
    """The run as it ends when its person resumes it, if that is what she has to do."""
    if run.state().status in ("failed", "paused"):
        queue.resume(run)
        here.come_to_rest()
    assert run.state().status == "done", run.state()
    return run


@pytest.mark.parametrize("kind", [FullDisk, Killed])
@pytest.mark.parametrize("scene", SCENES)
def test_whatever_is_being_done(tmp_path: Path, scene: str, kind: type[Fault]) -> None:
    prepare, do = SCENES[scene]
    with world(tmp_path / "before") as here:
        prepare(here)
    for at in itertools.count(1):
        shutil.copytree(tmp_path / "before", tmp_path / str(at))
        fault = kind("it", at)
        with world(tmp_path / str(at), fault=fault) as here:
            before = names(here)
            here.acts("it", partial(do, here))
            here.schedule.run()
            fault.over = True
            here.come_to_rest()
            here.check()
            assert before <= names(here)
            for run in list_runs(here.home):
                recovered(run, here)
            here.check()
        if not fault.happened:
            return


@pytest.mark.parametrize("kind", [FullDisk, Killed])
def test_a_worker(tmp_path: Path, kind: type[Fault]) -> None:
    with world(tmp_path / "whole") as here:
        run = here.submit()
        here.come_to_rest()
        reference = result(run)
    for at in itertools.count(1):
        fault = kind("worker", at)
        with world(tmp_path / str(at), fault=fault) as here:
            run = here.submit()
            here.acts("server", here.advance)
            here.schedule.run()
            fault.over = True
            here.come_to_rest()
            here.check()
            assert result(recovered(run, here)) == reference
        if not fault.happened:
            return

"""No two runs ever share a file that is written, whatever three visitors do with the same settings.

Each deed leaves the files of the others as they are, byte for byte; so does training, but for the
run that is trained. A sealed file may lie in several folders, and is never written again.
"""

from __future__ import annotations

import ast
import io
import random
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import BinaryIO

from tests.core.handovers.kit import World, check_ownership, is_sealed, world
from tests.core.handovers.schedule import drawn
from w2v_core.errors import W2VError
from w2v_core.runs import queue, trash
from w2v_core.runs.folder.layout import GROWING
from w2v_core.runs.folder.run_folder import RunFolder, list_runs
from w2v_core.runs.transfer.run_zip import pack_run, unpack_run

KEYS = ("ada", "bob", "eve")
DEEDS = (
    *("start", "start", "advance", "advance", "pause", "step", "stop", "delete", "undo", "resume"),
    *("train on", "reset", "export and import"),
)
RUNS = Path(queue.__file__).parent


class Watch:
    """What was in the files of all runs, and in every sealed file there ever was."""

    def __init__(self, here: World, stack: ExitStack) -> None:
        self._here, self._stack = here, stack
        self._sealed: dict[int, tuple[BinaryIO, bytes]] = {}  # open, so no other gets its inode

    def folders(self) -> list[RunFolder]:
        found = (*self._here.home.runs.iterdir(), *self._here.home.trash.iterdir())
        return [RunFolder(each) for each in found if each.name[0] != "."]

    def contents(self) -> dict[tuple[str, str], bytes]:
        """Bytes of every file, by run and name."""
        return {
            (run.id, each.name): each.read_bytes()
            for run in self.folders()
            for each in run.path.iterdir()
        }

    def check(self) -> None:
        check_ownership(self.folders())
        for run in self.folders():
            for each in filter(is_sealed, run.path.iterdir()):
                inode = each.stat().st_ino
                if inode not in self._sealed:
                    file = self._stack.enter_context(each.open("rb"))
                    self._sealed[inode] = (file, each.read_bytes())
        for file, was in self._sealed.values():
            file.seek(0)
            assert file.read() == was


def act(here: World, key: str, deed: str, chance: random.Random) -> None:
    """One deed of a visitor, on one of her runs."""
    mine = here.workspace(key)
    thrown = [each.name for each in here.home.trash.iterdir()]
    runs = mine.runs()
    if deed == "start":
        here.submit(key)
    elif deed == "undo" and thrown:
        trash.undo(here.home, chance.choice(sorted(thrown)))
    elif runs:
        run = chance.choice(runs)
        if deed in ("pause", "step", "stop"):
            run.request(deed)
        elif deed == "delete":
            trash.delete(run)
        elif deed == "resume":
            queue.resume(run)
        elif deed == "train on":
            mine.train_on(run, 1)
        elif deed == "reset":
            mine.repeat(run)
        elif deed == "export and import":
            packed = io.BytesIO()
            pack_run(run, packed)
            unpack_run(packed, mine)


@drawn
def test_any_sequence_of_deeds(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    given = {"SLOTS": "2", "QUOTA_QUEUED": "9", "QUOTA_RUNS": "9"}
    with world(tmp_path, seed, **given) as here, ExitStack() as stack:
        watch = Watch(here, stack)
        for key in KEYS:
            here.submit(key)
        for deed in chance.choices(DEEDS, k=24):
            before, begun = watch.contents(), here.begun.copy()
            owners = {run.id: run.info.owner for run in watch.folders()}
            follow = {run.id for run in list_runs(here.home) if run.state().follows}
            key = chance.choice(KEYS)
            if deed == "advance":
                here.advance()
                here.schedule.run()
            else:
                with suppress(W2VError):
                    act(here, key, deed, chance)
            watch.check()
            after = watch.contents()
            for (run, name), was in before.items():
                if deed == "advance":
                    at_rest = here.begun[run] == begun[run] and run not in follow
                    same = at_rest and (name in GROWING or is_sealed(Path(name)))
                else:
                    same = owners[run] != here.workspace(key).id and deed != "undo"
                assert not same or after[run, name] == was, f"{deed} of {key}: {run}/{name}"


def test_one_place_alone_makes_links() -> None:
    linking = {"link", "symlink", "hardlink_to", "symlink_to", "link_to"}
    for path in RUNS.parent.rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert path.name == "links.py" or not called & linking, path

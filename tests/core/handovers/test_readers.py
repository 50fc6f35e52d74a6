"""Readers of what grows: they see a worker's file or the one before it, never a mix of both."""

from __future__ import annotations

import random
from functools import partial
from pathlib import Path

import numpy as np

from tests.core.handovers.schedule import Schedule, drawn
from tests.core.handovers.system import in_place
from w2v_core.runs.folder import frames, progress
from w2v_core.runs.folder.appended import append
from w2v_core.runs.folder.frames import FRAME, read_frames
from w2v_core.runs.folder.layout import FRAMES, PROGRESS_FILE
from w2v_core.runs.folder.records import PROGRESS

LATE = 40


def grow(folder: Path, chance: random.Random) -> None:
    """Three workers, each of which is killed and followed by one that begins further back."""
    back = 0
    for _ in range(3):
        frames.begin_anew(folder, back)
        progress.begin_anew(folder, back)
        # Frames that are taken by the clock are others each time.
        moments = sorted(chance.sample(range(back + 1, LATE), 6))
        for done in range(back + 1, LATE):
            record = np.zeros(1, PROGRESS)
            record["done"], record["total"] = done, LATE
            with (folder / PROGRESS_FILE).open("ab", buffering=0) as file:
                file.write(record.tobytes())
            if done in moments:
                frame = frames._empty()
                frame["done"] = done
                append(frame, folder / FRAMES)
        back = chance.randrange(LATE - 8)


def watch_frames(folder: Path) -> None:
    for newest in [None, 1] * 10:
        found = read_frames(folder, newest=newest)
        assert (np.diff(found["done"]) > 0).all()


def watch_curve(folder: Path) -> None:
    offset, done = 0, 0
    for _ in range(20):
        records, offset = progress.read_records(folder, offset)
        assert records["done"].tolist() == list(range(done + 1, done + 1 + len(records)))
        done += len(records)
        last, count = progress.last_records(folder)
        assert last["done"].tolist() == list(range(count - len(last) + 1, count + 1))


@drawn
def test_while_workers_come_and_go(tmp_path: Path, seed: int) -> None:
    schedule = Schedule(seed)
    with in_place(schedule):
        schedule.actor("workers", partial(grow, tmp_path, random.Random(seed)))
        schedule.actor("page", partial(watch_frames, tmp_path))
        schedule.actor("other page", partial(watch_curve, tmp_path))
        schedule.run()
    assert FRAME.itemsize > 512  # a frame is read in pieces

"""When frames are taken: at the marks, and between them as far as they are cheap."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.core.runs.folder.frames.kit import VOCABULARY, Clock, at, table
from w2v_core.runs.folder.frames import MARKS, FrameWriter, read_frames
from w2v_core.runs.folder.watched import Watched, write_watched


def test_frames_are_taken_at_the_first_slice_at_each_sixtieth_and_at_the_end(
    folder: Path, writer: FrameWriter
) -> None:
    vectors = table()
    for done in range(7, 6_000, 7):
        writer.see(at(done), lambda: vectors)
    writer.see(at(6_000), lambda: pytest.fail("the result is at hand, and this may be dear"))
    writer.last(vectors)
    done = read_frames(folder)["done"].tolist()
    marks = [next(d for d in range(7, 6_007, 7) if d >= 100 * k) for k in range(1, MARKS)]
    assert done == [7, *marks, 6_000]
    assert read_frames(folder)["epoch"].tolist() == [each / 1_000 for each in done]


def test_a_slice_that_passes_several_marks_brings_one_frame(
    folder: Path, writer: FrameWriter
) -> None:
    for done in (10, 450, 460, 500):
        writer.see(at(done), table)
    assert read_frames(folder)["done"].tolist() == [10, 450, 500]


def test_between_marks_a_frame_is_taken_once_a_second(
    folder: Path, writer: FrameWriter, clock: Clock
) -> None:
    for done in range(1, 40):
        writer.see(at(done), table)
        clock.now += 0.25
    assert read_frames(folder)["done"].tolist() == [1, *range(5, 40, 4)]


def test_a_frame_that_is_dear_waits_for_twenty_times_its_cost(
    folder: Path, writer: FrameWriter, clock: Clock
) -> None:
    def dear() -> NDArray[np.float32]:
        clock.now += 0.5
        return table()

    for done in range(1, 99):
        writer.see(at(done), dear)
        clock.now += 1.0
    assert read_frames(folder)["done"].tolist() == [1, *range(11, 99, 10)]


def test_marks_do_not_wait(folder: Path, writer: FrameWriter, clock: Clock) -> None:
    def dear() -> NDArray[np.float32]:
        clock.now += 100
        return table()

    for done in (50, 150, 250):
        writer.see(at(done), dear)
    assert read_frames(folder)["done"].tolist() == [50, 150, 250]


def test_a_factorization_has_frames_after_passes_as_far_as_they_are_cheap(
    folder: Path, writer: FrameWriter, clock: Clock
) -> None:
    errors = [1.0, 1.0, 0.9, 0.9, 0.9, 0.9, 0.8, 0.7, 0.7, 0.7]
    for number, error in enumerate(errors):
        vectors = table() if error < 1 else None
        writer.see(at(100 * (number + 1), error=error), lambda found=vectors: found)
        clock.now += 0.4
    frames = read_frames(folder)
    assert frames["done"].tolist() == [300, 700, 1_000]
    assert frames["error"].tolist() == [0.9, 0.8, 0.7]


def test_nothing_is_asked_for_while_there_is_nothing_to_watch(tmp_path: Path) -> None:
    def refuse() -> None:
        pytest.fail("the preview may be dear")

    writer = FrameWriter(tmp_path, VOCABULARY)
    writer.see(at(1), refuse)
    writer.last(table())
    assert len(read_frames(tmp_path)) == 0


def test_slices_that_are_done_again_bring_no_frames(folder: Path, writer: FrameWriter) -> None:
    writer.see(dataclasses.replace(at(50), again=True), table)
    assert len(read_frames(folder)) == 0


def test_the_last_frame_is_not_taken_twice(folder: Path, writer: FrameWriter) -> None:
    writer.last(table())  # there has been no slice
    writer.see(at(50), table)
    writer.last(table())
    assert read_frames(folder)["done"].tolist() == [50]


def test_other_words_can_be_watched_while_a_run_trains(folder: Path, writer: FrameWriter) -> None:
    writer.see(at(50), table)
    write_watched(folder, Watched(("w1",), ("w2", "w8", "w16")))
    writer.see(at(150), table)
    (folder / "watch.json").write_text("nonsense")
    writer.see(at(250), table)
    pinned = read_frames(folder)["pinned"].tolist()
    assert pinned == [[7, 4999, 300, -1, -1], [1, -1, -1, -1, -1], [1, -1, -1, -1, -1]]

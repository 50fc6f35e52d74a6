"""The file of frames: torn, cut, damaged, or made of chance."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.core.runs.folder.frames.kit import SIZE, VOCABULARY, at, table
from w2v_core.errors import RunError
from w2v_core.runs.folder.frames import FRAME, FRAMES, FrameWriter, begin_anew, read_frames


def five_frames(folder: Path) -> NDArray[np.void]:
    writer = FrameWriter(folder, VOCABULARY)
    for done in range(50, 550, 100):
        writer.see(at(done), table)
    return read_frames(folder)


def test_without_a_file_there_are_no_frames(tmp_path: Path) -> None:
    assert read_frames(tmp_path).dtype == FRAME
    assert read_frames(tmp_path, newest=3).shape == (0,)
    begin_anew(tmp_path, 5)
    assert read_frames(tmp_path).shape == (0,)


def test_a_frame_that_is_partly_written_is_left_out_and_written_over(folder: Path) -> None:
    frames = five_frames(folder)
    data = (folder / FRAMES).read_bytes()
    for torn in (1, FRAME.itemsize - 1):
        (folder / FRAMES).write_bytes(data + data[:torn])
        assert read_frames(folder).tobytes() == frames.tobytes()
        writer = FrameWriter(folder, VOCABULARY)
        writer.see(at(550), table)
        assert read_frames(folder)["done"].tolist() == [50, 150, 250, 350, 450, 550]


def test_only_the_newest_frames_are_read(folder: Path) -> None:
    frames = five_frames(folder)
    assert read_frames(folder, newest=2).tobytes() == frames[-2:].tobytes()
    assert read_frames(folder, newest=9).tobytes() == frames.tobytes()
    assert len(read_frames(folder, newest=0)) == 0


def test_frames_after_a_checkpoint_are_dropped(folder: Path) -> None:
    frames = five_frames(folder)
    begin_anew(folder, 1_000)
    assert len(read_frames(folder)) == 5
    begin_anew(folder, 349)
    assert read_frames(folder).tobytes() == frames[:3].tobytes()
    begin_anew(folder, 0)
    assert (folder / FRAMES).stat().st_size == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("done", 0),
        ("done", 250),
        ("epoch", math.nan),
        ("epoch", -1),
        ("error", math.inf),
        ("pinned", -2),
        ("neighbors", SIZE),
        ("mapped", 2**30),
        ("mapped", -1),
        ("similarities", math.nan),
        ("similarities", 1.5),
        ("points", math.inf),
        ("points", math.nan),
    ],
)
def test_a_damaged_frame_is_an_error_and_ends_what_a_checkpoint_keeps(
    folder: Path, field: str, value: float
) -> None:
    frames = five_frames(folder).copy()
    np.copyto(frames[field][3:4], value)
    (folder / FRAMES).write_bytes(frames.tobytes())
    with pytest.raises(RunError, match=r"frames\.bin"):
        read_frames(folder, size=SIZE)
    if value not in (SIZE, 2**30):  # only who knows the vocabulary can tell
        begin_anew(folder, 1_000)
        assert len(read_frames(folder, size=SIZE)) == 3


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / FRAMES).mkdir()
    with pytest.raises(RunError, match=r"frames\.bin"):
        read_frames(tmp_path)


@settings(max_examples=200)
@given(st.binary(max_size=3 * FRAME.itemsize), st.booleans())
def test_random_bytes_are_refused_or_fit_to_be_drawn(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, after_a_frame: bool
) -> None:
    folder = tmp_path_factory.mktemp("run")
    good = np.zeros(1, FRAME)
    good["mapped"] = -1
    good["points"] = math.nan
    (folder / FRAMES).write_bytes(good.tobytes() * after_a_frame + data)
    try:
        frames = read_frames(folder, size=SIZE)
    except RunError:
        begin_anew(folder, 10)
        frames = read_frames(folder)
    for frame in frames:
        assert frame["done"] >= 0
        assert all(VOCABULARY.words[i] for i in frame["neighbors"].flat if i >= 0)
        assert np.isfinite(frame["points"][frame["mapped"] >= 0]).all()

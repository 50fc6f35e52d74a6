"""Frames: what they show is what the vectors say, and taking them changes nothing."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from w2v_core.errors import RunError
from w2v_core.models.catalog import ALGORITHMS
from w2v_core.models.progress import Progress, Trainer
from w2v_core.runs.frames import (
    FRAME,
    FRAMES,
    MARKS,
    NEIGHBORS,
    FrameWriter,
    cosines,
    read_frames,
    truncate_frames,
)
from w2v_core.runs.watched import Watched, choose_watched, write_watched
from w2v_core.text.corpus import Corpus
from w2v_core.text.vocabulary import Vocabulary
from w2v_core.vectors.word_vectors import WordVectors

SIZE, DIM = 5_000, 12
VOCABULARY = Vocabulary([f"w{i}" for i in range(SIZE)], np.arange(SIZE, 0, -1))
PINNED, MAPPED = ("w7", "w4999", "w300"), tuple(f"w{i}" for i in range(0, 400, 8))


def table(seed: int = 0) -> NDArray[np.float32]:
    return np.random.default_rng(seed).normal(size=(SIZE, DIM)).astype(np.float32)


class Clock:
    """Stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def at(done: int, total: int = 6_000, **more: float) -> Progress:
    return Progress(done, total, "training", epoch=done / 1_000, loss=1.0, **more)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_watched(tmp_path, Watched(PINNED, MAPPED))
    return tmp_path


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def writer(folder: Path, clock: Clock) -> FrameWriter:
    return FrameWriter(folder, VOCABULARY, clock=clock)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    rng = np.random.default_rng(0)
    weight = 1 / np.arange(1, 31)
    words = [f"word{i}" for i in range(30)]
    return Corpus.build(
        list(rng.choice(words, size=8, p=weight / weight.sum())) for _ in range(400)
    )


def trainer_of(name: str, **changes: object) -> Trainer:
    wanted = {"dim": 8, "min_count": 1, "seed": 3} | changes
    return ALGORITHMS[name].trainer(ALGORITHMS[name].config_type(**wanted))


# What a frame shows


def test_neighbors_are_those_of_brute_force(folder: Path, writer: FrameWriter) -> None:
    vectors = table()
    vectors[50] = 0
    writer.see(at(1), lambda: vectors)
    (frame,) = read_frames(folder, size=SIZE)
    assert frame["pinned"].tolist() == [7, 4999, 300, -1, -1]
    exact = vectors.astype(np.float64)
    norms = np.linalg.norm(exact, axis=1)
    for place, word in enumerate((7, 4999, 300)):
        cosine = exact @ exact[word] / np.maximum(norms * norms[word], 1e-9)
        expected = sorted(set(range(SIZE)) - {word, 50}, key=lambda i: -cosine[i])[:NEIGHBORS]
        assert frame["neighbors"][place].tolist() == expected
        np.testing.assert_allclose(frame["similarities"][place], cosine[expected], atol=2e-6)
    assert (frame["neighbors"][3:] == -1).all()
    assert (frame["similarities"][3:] == 0).all()


def test_neighbors_are_those_that_the_finished_vectors_give(
    folder: Path, writer: FrameWriter
) -> None:
    vectors = WordVectors(VOCABULARY, table())
    writer.see(at(6_000), lambda: None)
    writer.last(vectors.vectors)
    (frame,) = read_frames(folder)
    for word, near in zip(PINNED, frame["neighbors"], strict=False):
        expected = [each.word for each in vectors.neighbors(word, k=NEIGHBORS)]
        assert [VOCABULARY.words[i] for i in near] == expected


def test_equal_neighbors_stand_by_frequency(folder: Path, writer: FrameWriter) -> None:
    writer.see(at(1), lambda: np.ones((SIZE, DIM), np.float32))
    (frame,) = read_frames(folder)
    assert frame["neighbors"][0].tolist() == [0, 1, 2, 3, 4, 5, 6, 8]
    assert frame["neighbors"][1].tolist() == list(range(8))


@pytest.mark.parametrize("order", ["C", "F"])
def test_cosines_of_zero_rows_are_zero_and_all_others_are_found(order: str) -> None:
    vectors = np.asarray(table(), order=order)
    vectors[[0, 4096]] = 0
    scores = cosines(vectors, [0, 1, 4999])
    assert not scores[0].any()
    assert not scores[:, [0, 4096]].any()
    unit = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    np.testing.assert_allclose(scores, unit[[0, 1, 4999]] @ unit.T, atol=1e-6)
    assert cosines(vectors, []).shape == (0, SIZE)


def test_the_map_is_the_plane_that_keeps_most(folder: Path, writer: FrameWriter) -> None:
    vectors = table()
    writer.see(at(1), lambda: vectors)
    (frame,) = read_frames(folder)
    assert [VOCABULARY.words[i] for i in frame["mapped"]] == list(MAPPED)
    rows = vectors[frame["mapped"]].astype(np.float64)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    values = np.linalg.svd(rows - rows.mean(axis=0), compute_uv=False)
    points = frame["points"].astype(np.float64)
    np.testing.assert_allclose(np.linalg.svd(points, compute_uv=False), values[:2], rtol=1e-5)
    np.testing.assert_allclose(points.mean(axis=0), 0, atol=1e-6)


def test_a_map_follows_the_one_before_and_does_not_flip(folder: Path, writer: FrameWriter) -> None:
    vectors = table()
    writer.see(at(1), lambda: vectors)
    # The same cosines in other coordinates: PCA alone turns or mirrors the picture.
    turn = np.linalg.qr(np.random.default_rng(1).normal(size=(DIM, DIM)))[0].astype(np.float32)
    writer.see(at(500), lambda: vectors @ turn)
    writer.see(at(1_500), lambda: -vectors @ turn.T)
    first, *rest = read_frames(folder)["points"]
    for points in rest:
        np.testing.assert_allclose(points, first, atol=1e-4)


def test_aligning_turns_and_mirrors_but_does_not_bend(folder: Path, writer: FrameWriter) -> None:
    writer.see(at(1), lambda: table(0))
    writer.see(at(500), lambda: table(1))
    other = folder / "other"
    other.mkdir()
    write_watched(other, Watched(PINNED, MAPPED))
    fresh = FrameWriter(other, VOCABULARY)
    fresh.see(at(500), lambda: table(1))
    _, aligned = read_frames(folder)["points"]
    (free,) = read_frames(other)["points"]
    np.testing.assert_allclose(distances(aligned), distances(free), atol=1e-5)


def distances(points: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.linalg.norm(points[:, None] - points[None], axis=-1)


def test_a_new_worker_aligns_to_the_last_frame_of_the_old_one(folder: Path) -> None:
    vectors = table()
    for done, sign in ((1, 1), (500, -1)):
        writer = FrameWriter(folder, VOCABULARY)
        writer.see(at(done), lambda sign=sign: sign * vectors[:, ::sign])
    first, second = read_frames(folder)["points"]
    np.testing.assert_allclose(second, first, atol=1e-4)


def test_few_words_leave_places_empty(tmp_path: Path) -> None:
    write_watched(tmp_path, Watched(("a", "unheard"), ("b",)))
    writer = FrameWriter(tmp_path, Vocabulary(["a", "b"], [2, 1]))
    writer.see(at(1), lambda: np.eye(2, dtype=np.float32))
    (frame,) = read_frames(tmp_path, size=2)
    assert frame["pinned"].tolist() == [0, -1, -1, -1, -1]
    assert frame["neighbors"][0].tolist() == [1] + [-1] * 7
    assert frame["mapped"].tolist() == [1] + [-1] * 49
    assert np.isfinite(frame["points"][0]).all()
    assert np.isnan(frame["points"][1:]).all()


# When frames are taken


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


# The file


def five_frames(folder: Path) -> NDArray[np.void]:
    writer = FrameWriter(folder, VOCABULARY)
    for done in range(50, 550, 100):
        writer.see(at(done), table)
    return read_frames(folder)


def test_without_a_file_there_are_no_frames(tmp_path: Path) -> None:
    assert read_frames(tmp_path).dtype == FRAME
    assert read_frames(tmp_path, newest=3).shape == (0,)
    truncate_frames(tmp_path, 5)
    assert not (tmp_path / FRAMES).exists()


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
    truncate_frames(folder, 1_000)
    assert len(read_frames(folder)) == 5
    truncate_frames(folder, 349)
    assert read_frames(folder).tobytes() == frames[:3].tobytes()
    truncate_frames(folder, 0)
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
        truncate_frames(folder, 1_000)
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
        truncate_frames(folder, 10)
        frames = read_frames(folder)
    for frame in frames:
        assert frame["done"] >= 0
        assert all(VOCABULARY.words[i] for i in frame["neighbors"].flat if i >= 0)
        assert np.isfinite(frame["points"][frame["mapped"] >= 0]).all()


# Trainers


@pytest.mark.parametrize("output", ["input", "context", "sum"])
@pytest.mark.parametrize("name", ALGORITHMS)
def test_a_preview_is_what_the_vectors_are(name: str, output: str, corpus: Corpus) -> None:
    trainer = trainer_of(name, output=output)
    assert trainer.preview() is None
    seen = 0
    for _ in trainer.steps(corpus):
        preview = trainer.preview()
        if preview is not None:
            seen += 1
            assert np.array_equal(preview, trainer.vectors().vectors)
    assert seen > 2


def test_descent_shows_its_table_without_a_copy(corpus: Corpus) -> None:
    for output in ("input", "context"):
        trainer = trainer_of("sgns", output=output)
        steps = trainer.steps(corpus)
        next(steps)
        first = trainer.preview()
        next(steps)
        assert trainer.preview() is first


def test_a_factorization_shows_the_same_array_until_the_next_pass(corpus: Corpus) -> None:
    trainer = trainer_of("ppmi-svd")
    shown: dict[float, int] = {}
    for progress in trainer.steps(corpus):
        preview = trainer.preview()
        if preview is not None:
            assert shown.setdefault(progress.error, id(preview)) == id(preview)
            kept = preview  # or its address may be given to the next one
    assert len(shown) > 1
    assert kept is trainer.preview()


@pytest.mark.parametrize("name", ALGORITHMS)
def test_frames_change_nothing_in_the_training(name: str, corpus: Corpus, tmp_path: Path) -> None:
    alone = trainer_of(name).fit(corpus)
    trainer = trainer_of(name)
    watch_all(trainer, corpus, tmp_path, Clock())
    assert trainer.vectors().vectors.tobytes() == alone.vectors.tobytes()


@pytest.mark.parametrize("name", ["sgns", "cbow"])
def test_a_run_that_is_repeated_has_the_same_frames(
    name: str, corpus: Corpus, tmp_path: Path
) -> None:
    for each in ("first", "again"):
        (tmp_path / each).mkdir()
        watch_all(trainer_of(name), corpus, tmp_path / each, Clock())
    assert len(read_frames(tmp_path / "first")) >= MARKS
    first, again = ((tmp_path / each / FRAMES).read_bytes() for each in ("first", "again"))
    assert first == again


@pytest.mark.parametrize("name", ["sgns", "cbow"])
def test_a_run_that_was_killed_ends_with_the_frames_of_one_that_was_not(
    name: str, corpus: Corpus, tmp_path: Path
) -> None:
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    whole.mkdir()
    killed.mkdir()
    watch_all(trainer_of(name), corpus, whole, Clock())
    first = trainer_of(name)
    state, done = {}, 0

    def keep_a_checkpoint(number: int, progress: Progress) -> bool:
        nonlocal state, done
        if number == 70:
            state, done = first.state(), progress.done
        return number < 110

    watch_all(first, corpus, killed, Clock(), keep_a_checkpoint)
    second = trainer_of(name)
    second.restore(state)
    truncate_frames(killed, done)
    watch_all(second, corpus, killed, Clock())
    assert (killed / FRAMES).read_bytes() == (whole / FRAMES).read_bytes()


def watch_all(
    trainer: Trainer,
    corpus: Corpus,
    folder: Path,
    clock: Clock,
    goes_on: Callable[[int, Progress], bool] = lambda number, progress: True,
) -> None:
    """Train as a worker does, to the end or until it is killed."""
    write_watched(folder, choose_watched(corpus))
    writer = FrameWriter(folder, corpus.vocabulary, clock=clock)
    for number, progress in enumerate(trainer.steps(corpus)):
        writer.see(progress, trainer.preview)
        if not goes_on(number, progress):
            return
    writer.last(trainer.vectors().vectors)

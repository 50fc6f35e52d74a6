"""Frames of real trainers: previews are the vectors, and watching changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.core.runs.folder.frames.kit import Clock, text, trainer_of
from w2v_core.models.catalog import ALGORITHMS
from w2v_core.models.progress import Progress, Trainer
from w2v_core.runs.folder.frames import FRAMES, MARKS, FrameWriter, begin_anew, read_frames
from w2v_core.runs.folder.watched import choose_watched, write_watched
from w2v_core.text.corpus import Corpus


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return text()


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
    begin_anew(killed, done)
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

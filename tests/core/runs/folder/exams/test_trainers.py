"""Exams of real trainers: they change nothing, and runs that are repeated have the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.core.runs.folder.frames.kit import Clock, text, trainer_of
from w2v_core.evaluation.analogies import Section
from w2v_core.models.catalog import ALGORITHMS
from w2v_core.models.progress import Trainer
from w2v_core.runs.folder.exams import EXAMS, Examiner, begin_anew, read_exams
from w2v_core.runs.folder.questions import draw_questions, write_run_questions
from w2v_core.text.corpus import Corpus


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return text()


def examined(
    trainer: Trainer,
    corpus: Corpus,
    folder: Path,
    goes_on: Callable[[int, int], bool] = lambda number, done: True,
) -> None:
    """Train as a worker does, to the end or until it is killed."""
    words = corpus.vocabulary
    questions = [("word0", "word1", "word2", f"word{i}") for i in range(3, 20)]
    write_run_questions(folder, draw_questions([Section("all", questions)], words))
    seer = Examiner(folder, words, 8, clock=Clock())
    for number, progress in enumerate(trainer.steps(corpus)):
        seer.see(progress, trainer.preview)
        if not goes_on(number, progress.done):
            return
    seer.last(trainer.vectors().vectors)


@pytest.mark.parametrize("name", ALGORITHMS)
@pytest.mark.parametrize("seeds", [1, 2])
def test_exams_change_nothing_and_are_the_same_again(
    name: str,
    seeds: int,
    corpus: Corpus,
    tmp_path: Path,
) -> None:
    alone = trainer_of(name, seeds=seeds).fit(corpus)
    for each in ("first", "again"):
        (tmp_path / each).mkdir()
        trainer = trainer_of(name, seeds=seeds)
        examined(trainer, corpus, tmp_path / each)
        assert trainer.vectors().vectors.tobytes() == alone.vectors.tobytes()
    exams = read_exams(tmp_path / "first", size=len(corpus.vocabulary))
    assert len(exams) >= (1 if name == "ppmi-svd" else 5)
    assert exams["asked"].min() > 0
    first, again = ((tmp_path / each / EXAMS).read_bytes() for each in ("first", "again"))
    assert first == again


@pytest.mark.parametrize("name", ["sgns", "cbow"])
def test_a_run_that_was_killed_ends_with_the_exams_of_one_that_was_not(
    name: str,
    corpus: Corpus,
    tmp_path: Path,
) -> None:
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    whole.mkdir()
    killed.mkdir()
    examined(trainer_of(name), corpus, whole)
    first, kept = trainer_of(name), {}

    def keep_a_checkpoint(number: int, done: int) -> bool:
        if number == 70:
            kept.update(state=first.state(), done=done)
        return number < 110

    examined(first, corpus, killed, keep_a_checkpoint)
    second = trainer_of(name)
    second.restore(kept["state"])
    begin_anew(killed, kept["done"])
    examined(second, corpus, killed)
    assert (killed / EXAMS).read_bytes() == (whole / EXAMS).read_bytes()
    assert np.all(np.diff(read_exams(killed)["done"]) > 0)

"""When exams are taken: by sizes alone, the same again; by the clock in a factorization."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from tests.core.runs.folder.exams.kit import DIM, VOCABULARY, at, examiner, table
from tests.core.runs.folder.frames.kit import Clock
from w2v_core.runs.folder.exams import Examiner, Plan, begin_anew, plan_exams, read_exams


@pytest.mark.parametrize(
    ("total", "rows", "dim", "words", "questions"),
    [
        (86_000 * 40, 400, 50, 60, 200),
        (5_000_000 * 5, 30_000, 100, 100, 200),
        (10_000, 30_000, 300, 100, 200),
        (10**10, 30_000, 100, 100, 200),
        (1_000, 2, 2, 2, 0),
    ],
)
def test_a_plan_asks_for_more_where_there_is_more_time(
    total: int, rows: int, dim: int, words: int, questions: int
) -> None:
    plan = plan_exams(total, rows, dim, words, questions)
    assert 5 <= plan.exams <= 60
    assert 5 <= plan.words <= 20
    assert questions / 4 <= plan.questions <= questions
    longer = plan_exams(100 * total, rows, dim, words, questions)
    assert all(more >= less for more, less in zip(longer, plan, strict=True))
    assert plan_exams(10**15, rows, dim, words, questions) == Plan(60, 20, questions)


def test_exams_stand_at_even_marks_and_at_both_ends(tmp_path: Path) -> None:
    seer = examiner(tmp_path)
    slices = range(10_000, 6_000_001, 10_000)
    for done in slices:
        seer.see(at(done), table)
    seer.last(table())
    seer.last(table())
    exams = plan_exams(6_000_000, len(VOCABULARY), DIM, 100, 30).exams
    step = 6_000_000 // exams
    marks = [-(-step * i // 10_000) * 10_000 for i in range(1, exams + 1)]
    assert read_exams(tmp_path)["done"].tolist() == [10_000, *marks]


def test_slices_that_are_done_again_bring_none(tmp_path: Path) -> None:
    seer = examiner(tmp_path)
    seer.see(at(10_000, again=True), table)
    assert len(read_exams(tmp_path)) == 0


def test_a_factorization_waits_for_twenty_times_the_cost(tmp_path: Path) -> None:
    clock = Clock()
    seer = Examiner(tmp_path, VOCABULARY, DIM, clock=clock)

    def slow() -> object:
        clock.now += 0.5
        return table()

    for done in range(1, 100):
        seer.see(at(done, 100, error=1 - done / 1_000), slow)
        clock.now += 1.0
    # The first when a twentieth of a second is a twentieth; then after ten seconds of work each.
    done = read_exams(tmp_path)["done"].tolist()
    assert done[0] == 2
    assert {later - earlier for earlier, later in pairwise(done)} == {10}


def test_a_factorization_without_a_new_error_has_no_new_exam(tmp_path: Path) -> None:
    clock = Clock()
    seer = Examiner(tmp_path, VOCABULARY, DIM, clock=clock)
    for done in range(1, 20):
        clock.now += 100
        seer.see(at(done, 100, error=0.5), table)
    assert read_exams(tmp_path)["done"].tolist() == [1]


def test_who_goes_on_from_a_checkpoint_takes_the_same_exams(tmp_path: Path) -> None:
    slices = range(10_000, 6_000_001, 10_000)
    for name, killed in (("whole", None), ("killed", 3_000_000)):
        folder = tmp_path / name
        folder.mkdir()
        seer = examiner(folder)
        for done in slices:
            seer.see(at(done), lambda done=done: table(done))
            if done == killed:
                break
        if killed:
            begin_anew(folder, 2_000_000)
            seer = examiner(folder)
            for done in slices[200:]:
                seer.see(at(done), lambda done=done: table(done))
        seer.last(table(1))
    whole, killed = (tmp_path / each / "exams.bin" for each in ("whole", "killed"))
    assert whole.read_bytes() == killed.read_bytes()

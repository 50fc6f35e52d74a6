"""The files of exams and of questions: torn, damaged, or made of chance."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.core.runs.folder.exams.kit import SIZE, at, examiner, table
from w2v_core.errors import RunError
from w2v_core.runs.folder.exams import EXAM, EXAMS, begin_anew, read_exams
from w2v_core.runs.folder.questions import (
    NO_QUESTIONS,
    QUESTIONS,
    RunQuestions,
    read_run_questions,
    write_run_questions,
)
from w2v_core.runs.folder.settling import kept, settled


def five_exams(folder: Path) -> NDArray[np.void]:
    seer = examiner(folder)
    for seed, done in enumerate((10, 1_500_000, 2_500_000, 3_500_000, 6_000_000)):
        seer.see(at(done), lambda seed=seed: table(seed))
    seer.last(table())
    return read_exams(folder)


def test_without_a_file_there_are_none(tmp_path: Path) -> None:
    assert read_exams(tmp_path).dtype == EXAM
    begin_anew(tmp_path, 5)
    assert read_exams(tmp_path).shape == (0,)


def test_an_exam_that_is_partly_written_is_left_out_and_written_over(tmp_path: Path) -> None:
    exams = five_exams(tmp_path)
    data = (tmp_path / EXAMS).read_bytes()
    for torn in range(1, EXAM.itemsize, 997):
        (tmp_path / EXAMS).write_bytes(data[:-torn])
        assert read_exams(tmp_path).tobytes() == exams[:-1].tobytes()
    seer = examiner(tmp_path)
    seer.see(at(6_000_000), table)
    seer.last(table())
    assert (tmp_path / EXAMS).read_bytes() == data


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("done", 0),
        ("done", -5),
        ("epoch", math.nan),
        ("error", math.inf),
        ("correct", -1),
        ("correct", 31),
        ("asked", 201),
        ("neighbors", -2),
        ("neighbors", SIZE),
    ],
)
def test_a_damaged_exam_is_an_error_and_ends_what_a_checkpoint_keeps(
    tmp_path: Path, field: str, value: float
) -> None:
    exams = five_exams(tmp_path).copy()
    np.copyto(exams[field][3:4], value)
    (tmp_path / EXAMS).write_bytes(exams.tobytes())
    with pytest.raises(RunError, match=r"exams\.bin"):
        read_exams(tmp_path, size=SIZE)
    if value != SIZE:  # only who knows the vocabulary can tell
        begin_anew(tmp_path, 10_000_000)
        assert len(read_exams(tmp_path, size=SIZE)) == 3


@settings(max_examples=100)
@given(st.binary(max_size=3 * EXAM.itemsize), st.booleans())
def test_random_bytes_are_refused_or_fit_to_be_drawn(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, after_an_exam: bool
) -> None:
    folder = tmp_path_factory.mktemp("run")
    (folder / EXAMS).write_bytes(np.zeros(1, EXAM).tobytes() * after_an_exam + data)
    try:
        exams = read_exams(folder)
    except RunError:
        begin_anew(folder, 2**62)
        exams = read_exams(folder)
    for shares in (settled(exams), kept(exams)):
        known = shares[np.isfinite(shares)]
        assert ((known >= 0) & (known <= 1)).all()


def test_questions_come_back_and_without_a_file_there_are_none(tmp_path: Path) -> None:
    assert read_run_questions(tmp_path) == NO_QUESTIONS
    questions = RunQuestions(("a\tb\tc\t日本",), 3, 4)
    write_run_questions(tmp_path, questions)
    assert read_run_questions(tmp_path) == questions
    assert questions.questions == [("a", "b", "c", "日本")]


@pytest.mark.parametrize(
    "fields",
    [
        {"lines": ["a b c d"], "known": 1, "brought": 1},
        {"lines": ["a\tb\tc\td"], "known": 0, "brought": 1},
        {"lines": ["a\tb\tc\td"], "known": 2, "brought": 1},
        {"lines": ["a\tb\tc\td"] * 201, "known": 201, "brought": 201},
        {"lines": [["a", "b", "c", "d"]], "known": 1, "brought": 1},
        {"lines": "a\tb\tc\td", "known": 1, "brought": 1},
        {"lines": [], "known": -1, "brought": 0},
        {"lines": [], "known": 0, "brought": 10**400},
        {"lines": [], "known": 0.5, "brought": 1},
    ],
)
def test_questions_that_make_no_sense(tmp_path: Path, fields: dict[str, object]) -> None:
    (tmp_path / QUESTIONS).write_text(json.dumps(fields))
    with pytest.raises(RunError, match=r"questions\.json cannot be read"):
        read_run_questions(tmp_path)

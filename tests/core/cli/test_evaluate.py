"""The evaluate command: rows of scores, of files that are told apart by their form."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.core.cli.kit import refused, told
from w2v_core.evaluation.analogies import read_questions, score_analogies
from w2v_core.evaluation.pairs import read_pairs
from w2v_core.evaluation.similarity import score_similarity
from w2v_core.host.home import Home
from w2v_core.runs.transfer.imports import import_vectors
from w2v_core.runs.workspaces import Workspace
from w2v_core.vectors.files.formats import load

QUESTIONS = ": royal\nman king woman queen\nking man queen prince\n: none\na b c d\n"
PAIRS = "w1;w2;rating\nking;queen;8,5\nking;man;2\nman;woman;4\nwoman;king;1\n"


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Questions and rated pairs; nothing in their names tells them apart."""
    first, second = tmp_path / "first.txt", tmp_path / "second.txt"
    first.write_text(QUESTIONS, "utf-8")
    second.write_text(PAIRS, "utf-8")
    return first, second


def test_each_row_has_score_interval_coverage_cut_and_rule(
    square: Path, files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = told(capsys, "evaluate", square, *files, "--cut", "4")
    rows = [line.split("\t") for line in out.splitlines()]
    assert code == 0
    sections = ("royal", "none", "total")
    expected = [[name, method] for method in ("3cosadd", "3cosmul") for name in sections]
    assert [row[1:3] for row in rows] == [*expected, ["total", "spearman"]]
    assert {len(row) for row in rows} == {10}
    score = score_analogies(load(square), read_questions(QUESTIONS), cut=4)
    figures = (score.accuracy, *score.interval)
    assert [float(cell) for cell in rows[2][3:6]] == pytest.approx(figures, abs=1e-6)
    assert rows[2][6:] == ["1", "3", "4", "skip"]
    assert rows[1][3:] == ["nan", "nan", "nan", "0", "1", "4", "skip"]
    ranked = score_similarity(load(square), read_pairs(PAIRS).pairs)
    figures = (ranked.spearman, ranked.low, ranked.high)
    assert [float(cell) for cell in rows[-1][3:6]] == pytest.approx(figures, abs=1e-6)
    assert rows[-1][6:8] == ["4", "4"]
    assert "The rating is column 3, rating, between semicolons" in err
    assert "words are not known: prince, a, b, c, d." in err


def test_unknown_words_can_count_as_wrong(
    square: Path, files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = told(capsys, "evaluate", square, files[0], "--unknown", "wrong")
    total = out.splitlines()[2].split("\t")
    assert float(total[3]) == pytest.approx(1 / 3, abs=1e-6)
    assert total[6:] == ["1", "3", "30000", "wrong"]


def test_what_is_wrong_with_one_file_stops_no_other(
    square: Path, files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_text("man king woman queen\nman king\n", "utf-8")
    code, out, err = told(capsys, "evaluate", square, tmp_path / "gone.txt", bad, files[0])
    assert code == 2
    assert len(out.splitlines()) == 6
    assert "gone.txt cannot be read" in err
    assert "line 2: a question has 4 words" in err


def test_pairs_without_a_score_say_why(
    square: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text("king,queen,5\nking,man,5\nman,woman,5\n", "utf-8")
    code, out, err = told(capsys, "evaluate", square, path)
    assert (code, out.split("\t")[3]) == (0, "nan")
    assert "no score. All 3 known pairs have the rating 5" in err


def test_a_run_is_known_by_its_id_and_its_name(
    home: Home, square: Path, files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    run = import_vectors(square, Workspace(home), "my vectors")
    _, expected, _ = told(capsys, "evaluate", square, files[0])
    for name in (run.id, "my vectors"):
        code, out, _ = told(capsys, "evaluate", name, files[0])
        assert (code, out) == (0, expected)
    assert "is no run" in refused(capsys, "evaluate", "another", files[0])


def test_names_cannot_break_the_table(
    square: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "q.txt"
    path.write_text(": a\tb\x1b[2J\nman king woman queen\n", "utf-8")
    _, out, _ = told(capsys, "evaluate", square, path)
    assert out.split("\t")[1] == "a\\tb\\x1b[2J"


def test_bad_settings_are_refused(
    square: Path, files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert "cut must be at least 1; got 0" in refused(
        capsys, "evaluate", square, files[0], "--cut=0"
    )
    assert "invalid choice" in refused(capsys, "evaluate", square, files[0], "--unknown=ask")
    assert "cannot be read" in refused(capsys, "evaluate", f"{square}.gone.npz", files[0])


def test_vectors_are_not_changed_by_scoring(square: Path, files: tuple[Path, Path]) -> None:
    vectors = load(square)
    before = vectors.vectors.copy()
    score_analogies(vectors, read_questions(files[0]))
    score_similarity(vectors, read_pairs(files[1]).pairs)
    np.testing.assert_array_equal(vectors.vectors, before)

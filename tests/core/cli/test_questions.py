"""Questions to stored vectors, on any terminal and for any reader."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import numpy as np
import pytest

from tests.core.cli.kit import command, refused, told
from tests.core.run_kit import ROOT
from w2v_core.text.vocabulary import Vocabulary
from w2v_core.vectors.files.formats import save
from w2v_core.vectors.word_vectors import WordVectors


def test_neighbors_are_rank_word_similarity_count(
    square: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = told(capsys, "neighbors", square, "king", "-k", "2")
    assert (code, err) == (0, "")
    assert out == "1\tman\t0.707107\t7\n2\tqueen\t0.500000\t3\n"


def test_analogy_is_solved(square: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = told(capsys, "analogy", square, "man", "king", "woman", "-k", "1")
    rank, word, _, count = out.split("\t")
    assert (code, rank, word, count) == (0, "1", "queen", "3\n")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("neighbors", "{}", "kong"), "'kong' is not in the vocabulary. Nearest spellings: king."),
        (("neighbors", "{}", "king", "-k", "0"), "must be at least 1; got 0"),
        (("neighbors", "{}", "a\nb"), "not in the vocabulary"),
        (("analogy", "{}", "man", "king", "wxyz"), "'wxyz' is not in the vocabulary"),
        (("analogy", "{}", "man", "king"), "required: C"),
        (("neighbors", "{}.missing.npz", "king"), "cannot be read"),
        (("neighbors", "{}/../square", "king"), "suffix"),
    ],
)
def test_questions_that_cannot_be_answered(
    square: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], says: str
) -> None:
    assert says in refused(capsys, *(each.format(square) for each in arguments))


def test_vectors_that_are_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "noise.npz"
    path.write_bytes(b"PK\x03\x04 no archive")
    assert "noise.npz" in refused(capsys, "neighbors", path, "king")


def test_words_cannot_break_the_table_or_steer_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "hostile.npz"
    words = ["plain", "a\tb\nc\x1b[2J"]
    save(WordVectors(Vocabulary(words, [2, 1]), np.eye(2, dtype=np.float32)), path)
    _, out, _ = told(capsys, "neighbors", path, "plain")
    assert out == "1\ta\\tb\\nc\\x1b[2J\t0.000000\t1\n"


def test_a_terminal_that_cannot_show_a_word_is_no_error(tmp_path: Path) -> None:
    path = tmp_path / "v.npz"
    save(WordVectors(Vocabulary(["a", "名"], [2, 1]), np.eye(2, dtype=np.float32)), path)
    ascii_only = os.environ | {"PYTHONIOENCODING": "ascii"}
    result = subprocess.run(
        command("neighbors", path, "a"), cwd=ROOT, capture_output=True, text=True, env=ascii_only
    )
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == "1\t\\u540d\t0.000000\t1\n"


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    path = tmp_path / "many.npz"
    words = [f"word{i}" for i in range(20_000)]
    vectors = np.random.default_rng(0).random((len(words), 2), dtype=np.float32)
    save(WordVectors(Vocabulary(words, [1] * len(words)), vectors), path)
    process = subprocess.Popen(
        command("neighbors", path, "word0", "-k", "20000"),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 141

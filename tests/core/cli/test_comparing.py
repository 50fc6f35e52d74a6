"""Comparing runs and files of vectors from a shell."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.core.cli.kit import refused, told
from tests.core.run_kit import SENTENCES, new_run, stored
from w2v_core.evaluation.change import compare
from w2v_core.host.home import Home
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.runs.launch import start_worker
from w2v_core.text.vocabulary import Vocabulary
from w2v_core.vectors.files.formats import load, save
from w2v_core.vectors.word_vectors import WordVectors


def write(path: Path, seed: int, words: list[str] | None = None, n: int = 30) -> Path:
    """Vectors drawn by chance."""
    words = words or [f"w{i}" for i in range(n)]
    numbers = np.random.default_rng(seed).normal(size=(len(words), 6)).astype(np.float32)
    save(WordVectors(Vocabulary(words, np.arange(len(words), 0, -1) * 2 + 20), numbers), path)
    return path


def trained(home: Home, **settings: float) -> RunFolder:
    run = new_run(home, stored(home, SENTENCES), **settings)
    start_worker(run)
    assert run.wait().status == "done"
    return run


def test_rows_are_those_of_the_core(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, other = write(tmp_path / "a.npz", 1), write(tmp_path / "b.npz", 2)
    code, out, err = told(capsys, "compare", one, other, "-k", "5", "--words", "7")
    assert code == 0
    change = compare(load(one), load(other), k=5)
    rows = [each.split("\t") for each in out.splitlines()]
    assert len(rows) == 7
    for row, place in zip(rows, change.most_changed(), strict=False):
        word, kept, seeds, distance, *counts = row
        assert word == change.shared.words[place]
        assert int(kept) == round(change.overlap[place] * 5)
        assert float(distance) == pytest.approx(change.distance[place], abs=1e-6)
        assert seeds == "-"
        assert [int(each) for each in counts] == change.shared.counts[:, place].tolist()
    assert f"neighbors kept: {change.overlap.mean() * 5:.2f} of 5" in err
    assert "by another seed: not known" in err
    assert "words: 30 shared, 30 compared" in err


def test_a_file_is_the_same_as_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = write(tmp_path / "a.npz", 1)
    _, out, err = told(capsys, "compare", one, one)
    assert "neighbors kept: 10.00 of 10" in err
    assert {each.split("\t")[1] for each in out.splitlines()} == {"10"}
    assert {each.split("\t")[3] for each in out.splitlines()} == {"0.000000"}


def test_runs_say_what_differs_and_what_a_seed_changes(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    one, other = trained(home), trained(home, window=2)
    arguments = ("compare", one.id, other.id, "--min-count", "1")
    _, _, err = told(capsys, *arguments)
    assert "settings: window 5 → 2" in err
    assert "by another seed: not known" in err
    seed = trained(home, seed=2)
    _, out, err = told(capsys, *arguments)
    change = compare(one.vectors(), other.vectors(), min_count=1, seeds=[(seed.vectors(), None)])
    assert f"by another seed: {change.by_seed.mean() * change.k:.2f} of {change.k}" in err
    assert "-" not in {each.split("\t")[2] for each in out.splitlines()}
    _, _, err = told(capsys, "compare", one.id, seed.id, "--min-count", "1")
    assert "nothing but the seed" in err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("{}/a.npz", "{}/c.npz"), "no word in common"),
        (("{}/a.npz", "{}/a.npz", "--min-count", "1000"), "not 1,000"),
        (("{}/a.npz", "{}/a.npz", "-k", "0"), "k must be at least 1; got 0"),
        (("{}/a.npz", "{}/a.npz", "--words", "0"), "--words must be at least 1; got 0"),
        (("{}/a.npz", "{}/gone.npz"), "cannot be read"),
        (("{}/a.npz", "nobody"), "'nobody' is no run"),
    ],
)
def test_what_cannot_be_compared_is_one_line(
    home: Home,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    says: str,
) -> None:
    write(tmp_path / "a.npz", 1)
    write(tmp_path / "c.npz", 1, ["x", "y", "z"])
    filled = [each.format(tmp_path) for each in arguments]
    code, out, err = told(capsys, "compare", *filled)
    assert (code, out) == (2, "")
    assert says in err
    assert [each for each in err.splitlines() if each.startswith("error: ")] == [
        err.splitlines()[-1]
    ]


def test_a_run_without_vectors_is_refused(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    run = new_run(home, stored(home, SENTENCES))
    assert "no vectors" in refused(capsys, "compare", run.id, run.id)


def test_words_cannot_break_the_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["a\tb\n\x1b[2J", *"cdef"]
    one, other = write(tmp_path / "a.npz", 1, words), write(tmp_path / "b.npz", 2, words)
    _, out, _ = told(capsys, "compare", one, other)
    assert len(out.splitlines()) == 5
    assert "a\\tb\\n\\x1b[2J" in out

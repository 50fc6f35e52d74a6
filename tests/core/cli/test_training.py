"""The command that trains: it trains what the library trains, and says what it did."""

from __future__ import annotations

import gzip
import json
import os
import pty
import signal
import subprocess
import termios
import zipfile
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from tests.core.cli.kit import TEXT, TOKENS, TYPES, command, refused, shell, told
from tests.core.run_kit import ROOT
from w2v_core.intake.samples import SAMPLES
from w2v_core.models.catalog import ALGORITHMS
from w2v_core.models.proposals import propose
from w2v_core.text.corpus import Corpus
from w2v_core.vectors.files.formats import load

REPORT = {"tokens", "vocabulary", "seconds", "training_seconds", "words_per_second", "loss"}


@pytest.mark.parametrize("model", ALGORITHMS)
@pytest.mark.parametrize("suffix", [".npz", ".txt", ".bin"])
def test_train_then_ask(
    pets: Path, model: str, suffix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = pets.with_suffix(f".vectors{suffix}")
    # A process of its own for each model, which takes its imports each time, is enough.
    run = partial(told, capsys) if suffix != ".npz" else in_a_process
    code, said, noise = run("train", pets, "--model", model, "--out", out, "--dim", "6")
    assert code == 0
    assert noise == ""  # no terminal, no bar
    report = json.loads(said)
    assert said.count("\n") == 1
    assert set(report) >= REPORT
    assert (report["tokens"], report["vocabulary"]) == (TOKENS, TYPES)
    assert 0 < report["training_seconds"] < report["seconds"]
    assert report["words_per_second"] > 0
    if model == "ppmi-svd":
        assert report["loss"] is None
        assert 0 <= report["error"] < 1
    else:
        assert 0 < report["loss"] < 11 * np.log(2)
    assert load(out).vectors.shape == (TYPES, 6)
    rows = [line.split("\t") for line in run("neighbors", out, "cat")[1].splitlines()]
    assert [row[0] for row in rows] == [str(i) for i in range(1, 11)]


def in_a_process(*arguments: object) -> tuple[int, str, str]:
    result = shell(*arguments)
    return result.returncode, result.stdout, result.stderr


def test_a_sample_is_trained_with_its_own_settings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "v.npz"
    code, _, err = told(
        capsys,
        "train",
        "sample:cats_and_dogs",
        "--model",
        "ppmi-svd",
        "--out",
        out,
        "--window",
        "2",
    )
    assert code == 0, err
    assert load(out).vectors.shape[1] == SAMPLES["cats_and_dogs"].settings["dim"]
    message = refused(capsys, "train", "sample:zoo", "--model", "sgns", "--out", out)
    assert "sample:zoo is no sample; there are kingdom, cats_and_dogs" in message


def test_the_command_trains_what_the_library_trains(
    pets: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = pets.with_suffix(".npz")
    settings = ["--split", "spaces", "--keep-case", "--seed", "5", "--epochs", "90"]
    settings += ["--window", "2", "--negative", "3", "--lr", "0.05", "--sample", "0"]
    code, _, err = told(capsys, "train", pets, "--model", "sgns", "--out", out, *settings)
    assert code == 0, err
    corpus = Corpus.build([line.split() for line in TEXT.splitlines()])
    proposed = propose("sgns", corpus).as_dict()
    chosen = {"seed": 5, "epochs": 90, "window": 2, "negative": 3}
    chosen |= {"learning_rate": 0.05, "sample": 0.0}
    sgns = ALGORITHMS["sgns"]
    expected = sgns.trainer(sgns.config_type(**(proposed | chosen))).fit(corpus)
    found = load(out)
    assert "cat." in found
    assert found.words == expected.words
    np.testing.assert_array_equal(found.vectors, expected.vectors)


def test_settings_that_are_not_given_are_those_proposed(
    pets: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = pets.with_suffix(".npz")
    told(capsys, "train", pets, "--model", "sgns", "--out", out, "--split", "spaces", "--keep-case")
    corpus = Corpus.build([line.split() for line in TEXT.splitlines()])
    sgns = ALGORITHMS["sgns"]
    expected = sgns.trainer(propose("sgns", corpus)).fit(corpus)
    np.testing.assert_array_equal(load(out).vectors, expected.vectors)


@pytest.mark.parametrize("model", ALGORITHMS)
def test_the_vectors_do_not_depend_on_the_threads(
    pets: Path, capsys: pytest.CaptureFixture[str], model: str
) -> None:
    pets.write_text(TEXT * 50, "utf-8")
    found = []
    for threads in (1, 3):
        out = pets.with_suffix(f".{threads}.npz")
        train = ["train", pets, "--model", model, "--out", out, "--threads", threads]
        assert told(capsys, *map(str, train))[0] == 0
        found.append(load(out).vectors)
    np.testing.assert_array_equal(*found)


def test_words_and_numbers_can_be_left_as_they_are(
    pets: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = pets.with_suffix(".npz")
    train = ["train", pets, "--model", "ppmi-svd", "--out", out]
    told(capsys, *train)
    assert {"the", "<num>"} <= set(load(out).words)
    told(capsys, *train, "--keep-case", "--keep-numbers")
    assert {"The", "the", "2"} <= set(load(out).words)


def test_several_files_and_archives_are_one_corpus(
    pets: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    packed, archive = pets.with_suffix(".txt.gz"), pets.with_suffix(".zip")
    packed.write_bytes(gzip.compress(TEXT.encode()))
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("a.txt", TEXT)
        file.writestr("b.txt", TEXT)
    out = pets.with_suffix(".npz")
    files = [pets, packed, archive]
    code, report, _ = told(capsys, "train", *files, "--model", "ppmi-svd", "--out", out)
    assert code == 0
    assert json.loads(report)["tokens"] == 4 * TOKENS


def test_a_column_a_field_and_a_format_can_be_chosen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pets.csv").write_text("short,text\ncat dog,a long text\ndog cat,another one\n" * 2)
    (tmp_path / "pets.jsonl").write_text('{"a": "cat dog", "b": "a very long text"}\n' * 2)
    out = tmp_path / "v.txt"
    train = ("train", "--model", "ppmi-svd", "--min-count", "1", "--out", out, "--format")
    for name, *chosen in (
        ("pets.csv", "csv", "--column", "short"),
        ("pets.csv", "auto", "--column", "1"),
        ("pets.jsonl", "auto", "--field", "a"),
    ):
        code, _, err = told(capsys, *train, *chosen, tmp_path / name)
        assert code == 0, err
        assert f"{name}: read " in err
        assert {"cat", "dog"} <= set(load(out).vocabulary.words) <= {"cat", "dog", "short"}
    assert "has no column 'x'" in refused(
        capsys, *train, "csv", "--column", "x", tmp_path / "pets.csv"
    )


def test_a_smaller_vocabulary_lowers_the_proposed_dim(
    pets: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = pets.with_suffix(".npz")
    train = ["train", pets, "--model", "ppmi-svd", "--out", out, "--min-count", "3"]
    code, _, err = told(capsys, *train)
    assert code == 0, err
    assert load(out).words == ("the", "cat", "dog", "mouse")


def test_what_was_odd_in_a_file_is_said(pets: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pets.write_bytes(TEXT.encode() + "Ein Mäuschen läuft über die Straße.\n".encode("cp1252"))
    out = pets.with_suffix(".npz")
    code, _, err = told(capsys, "train", pets, "--model", "ppmi-svd", "--out", out)
    assert code == 0
    assert err.startswith("pets.txt: ")
    assert err.count("\n") == 1


def test_a_terminal_sees_a_bar(pets: Path) -> None:
    ours, theirs = terminal()
    out = pets.with_suffix(".npz")
    process = subprocess.run(
        command("train", pets, "--model", "sgns", "--out", out),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=theirs,
    )
    os.close(theirs)
    shown = os.read(ours, 1 << 16).decode()
    os.close(ours)
    assert json.loads(process.stdout)["tokens"] == TOKENS
    assert "100%" in shown
    assert "loss=" in shown


def test_ctrl_c_is_quiet_and_leaves_nothing_behind(pets: Path) -> None:
    pets.write_text(TEXT * 2000, "utf-8")
    out = pets.with_suffix(".npz")
    ours, theirs = terminal()
    process = subprocess.Popen(
        command("train", pets, "--model", "sgns", "--out", out, "--epochs", "1000"),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=theirs,
        env=os.environ | {"TMPDIR": str(pets.parent)},
    )
    os.close(theirs)
    shown = b""
    while b"training" not in shown and (chunk := more_of(ours)):
        shown += chunk
    assert b"training" in shown  # under way, with a minute to go
    process.send_signal(signal.SIGINT)
    stdout, _ = process.communicate()
    assert process.returncode == 130
    assert stdout == b""
    while chunk := more_of(ours):
        shown += chunk
    os.close(ours)
    assert b"Traceback" not in shown
    assert sorted(each.name for each in pets.parent.iterdir()) == ["pets.txt"]


def terminal() -> tuple[int, int]:
    """Both ends of a terminal of ordinary size."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 100))
    return ours, theirs


def more_of(descriptor: int) -> bytes:
    """What else a terminal was sent; empty when nobody is left to send (for Linux an error)."""
    try:
        return os.read(descriptor, 1 << 12)
    except OSError:
        return b""


@pytest.mark.parametrize("model", ALGORITHMS)
@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("the cat saw the dog", "cat"),
        ("кошка видит собаку\nсобака видит кошку", "видит"),
        ("γάτα βλέπει σκύλο. σκύλος βλέπει γάτα.", "γάτα"),
        ("고양이 개 고양이 새 개", "고양이"),
        ("القط يرى الكلب والكلب يرى القط", "يرى"),
        ("बिल्ली कुत्ते को देखती है। कुत्ता बिल्ली को देखता है।", "बिल्ली"),
    ],
)
def test_one_sentence_and_any_script(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], model: str, text: str, word: str
) -> None:
    path, out = tmp_path / "text.txt", tmp_path / "out.txt"
    path.write_text(text, "utf-8")
    out = tmp_path / "vectors.txt"
    code, _, err = told(capsys, "train", path, "--model", model, "--out", out)
    assert (code, err) == (0, "")
    code, rows, _ = told(capsys, "neighbors", out, word, "-k", "1")
    assert code == 0
    assert rows.startswith("1\t")

"""The command line from end to end: what it prints, and what it refuses."""

import gzip
import json
import os
import pty
import signal
import subprocess
import sys
import termios
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from w2v_core.cli import main
from w2v_core.models.catalog import ALGORITHMS
from w2v_core.models.proposals import propose
from w2v_core.runs.samples import SAMPLES
from w2v_core.text.corpus import Corpus
from w2v_core.text.vocabulary import Vocabulary
from w2v_core.vectors.formats import load, save
from w2v_core.vectors.word_vectors import WordVectors

ROOT = Path(__file__).resolve().parents[2]
TEXT = """The cat chased the mouse. The dog chased the cat.
A mouse ate the cheese, and the dog ate 2 bones!
The cat sleeps. The dog sleeps. The mouse runs.
"""
TOKENS, TYPES = 30, 13
REPORT = {"tokens", "vocabulary", "seconds", "training_seconds", "words_per_second", "loss"}


@pytest.fixture
def pets(tmp_path: Path) -> Path:
    path = tmp_path / "pets.txt"
    path.write_text(TEXT, "utf-8")
    return path


@pytest.fixture
def square(tmp_path: Path) -> Path:
    """Vectors in which queen is exactly king - man + woman."""
    rows = {"king": (1, 0, 1), "man": (1, 0, 0), "woman": (0, 1, 0), "queen": (0, 1, 1)}
    path = tmp_path / "square.npz"
    vectors = np.array(list(rows.values()), dtype=np.float32)
    save(WordVectors(Vocabulary(list(rows), [9, 7, 5, 3]), vectors), path)
    return path


def shell(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    return subprocess.run(command(*arguments), cwd=ROOT, capture_output=True, text=True)


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "w2v_core", *map(str, arguments)]


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    """The command in this process: exit code, stdout, stderr."""
    try:
        code = main([str(each) for each in arguments])
    except SystemExit as end:  # argparse
        code = int(end.code or 0)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def refused(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    """The one line that is shown for input that cannot be used."""
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    return err


# Training


@pytest.mark.parametrize("model", ALGORITHMS)
@pytest.mark.parametrize("suffix", [".npz", ".txt", ".bin"])
def test_train_then_ask(pets: Path, model: str, suffix: str) -> None:
    out = pets.with_suffix(f".vectors{suffix}")
    result = shell("train", pets, "--model", model, "--out", out, "--dim", "6")
    assert result.returncode == 0
    assert result.stderr == ""  # no terminal, no bar
    report = json.loads(result.stdout)
    assert result.stdout.count("\n") == 1
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
    rows = [line.split("\t") for line in shell("neighbors", out, "cat").stdout.splitlines()]
    assert [row[0] for row in rows] == [str(i) for i in range(1, 11)]


def test_a_sample_is_trained_with_its_own_settings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "v.npz"
    code, _, err = run(
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
    settings = ["--split", "spaces", "--keep-case", "--seed", "5", "--epochs", "9"]
    settings += ["--window", "2", "--negative", "3", "--lr", "0.05", "--sample", "0"]
    code, _, err = run(capsys, "train", pets, "--model", "sgns", "--out", out, *settings)
    assert code == 0, err
    corpus = Corpus.build([line.split() for line in TEXT.splitlines()])
    proposed = propose("sgns", corpus).as_dict()
    chosen = {"seed": 5, "epochs": 9, "window": 2, "negative": 3}
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
    run(capsys, "train", pets, "--model", "sgns", "--out", out, "--split", "spaces", "--keep-case")
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
        assert run(capsys, *map(str, train))[0] == 0
        found.append(load(out).vectors)
    np.testing.assert_array_equal(*found)


def test_words_and_numbers_can_be_left_as_they_are(
    pets: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = pets.with_suffix(".npz")
    train = ["train", pets, "--model", "ppmi-svd", "--out", out]
    run(capsys, *train)
    assert {"the", "<num>"} <= set(load(out).words)
    run(capsys, *train, "--keep-case", "--keep-numbers")
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
    code, report, _ = run(capsys, "train", *files, "--model", "ppmi-svd", "--out", out)
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
        code, _, err = run(capsys, *train, *chosen, tmp_path / name)
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
    code, _, err = run(capsys, *train)
    assert code == 0, err
    assert load(out).words == ("the", "cat", "dog", "mouse")


def test_what_was_odd_in_a_file_is_said(pets: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pets.write_bytes(TEXT.encode() + "Ein Mäuschen läuft über die Straße.\n".encode("cp1252"))
    out = pets.with_suffix(".npz")
    code, _, err = run(capsys, "train", pets, "--model", "ppmi-svd", "--out", out)
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


# Bad input


@pytest.mark.parametrize("model", ALGORITHMS)
@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("empty.txt", b"", "empty.txt"),
        ("blank.txt", b" \n\n ", "no word"),
        ("binary.txt", bytes(range(256)) * 64, "binary.txt"),
        ("broken.gz", b"\x1f\x8b\x08\x00not really", "broken.gz"),
        ("one.txt", b"word", "keeps 1 of 1 words"),
    ],
)
def test_text_that_cannot_be_trained_on(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    model: str,
    name: str,
    data: bytes,
    says: str,
) -> None:
    (tmp_path / name).write_bytes(data)
    out = tmp_path / "out.npz"
    assert says in refused(capsys, "train", tmp_path / name, "--model", model, "--out", out)
    assert not out.exists()


def test_an_archive_without_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = tmp_path / "pictures.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("cat.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    out = tmp_path / "out.npz"
    line = refused(capsys, "train", archive, "--model", "sgns", "--out", out)
    assert "pictures.zip" in line


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ("--model sgns --min-count 50", "min_count 50 keeps 0 of 13 words"),
        ("--model sgns --min-count 7", "min_count 7 keeps 1 of 13 words"),
        ("--model sgns --window 0", "window must be between 1 and 20; got 0"),
        ("--model sgns --dim 0", "dim must be between 2 and 1,000; got 0"),
        ("--model sgns --lr nan", "learning_rate must be a number; got nan"),
        ("--model cbow --epochs -1", "epochs must be between 1 and 1,000; got -1"),
        ("--model cbow --sample 2", "sample must be between 0.0 and 1.0; got 2.0"),
        ("--model ppmi-svd --dim 15", "dim 15 is more than the 13 words"),
        ("--model ppmi-svd --epochs 5", "ppmi-svd has no setting --epochs"),
        ("--model ppmi-svd --negative 5", "ppmi-svd has no setting --negative"),
        ("--model ppmi-svd --threads 0", "--threads must be at least 1; got 0"),
        ("--model glove", "argument --model: invalid choice: 'glove'"),
        ("--model sgns --dim many", "argument --dim: invalid int value: 'many'"),
        ("--model sgns --split letters", "argument --split: invalid choice"),
        ("", "--model"),
    ],
)
def test_settings_that_cannot_be_used(
    pets: Path, capsys: pytest.CaptureFixture[str], settings: str, says: str
) -> None:
    out = pets.with_suffix(".npz")
    assert says in refused(capsys, "train", pets, "--out", out, *settings.split())
    assert not out.exists()


@pytest.mark.parametrize(
    ("out", "says"),
    [
        ("vectors", "must end in one of .npz, .txt, .vec, .bin"),
        ("vectors.csv", "must end in one of"),
        ("nowhere/vectors.npz", "does not exist"),
        ("folder.npz", "cannot be written"),
        ("pets.txt", "overwrite the text"),
    ],
)
def test_out_is_looked_at_before_anything_is_read(
    pets: Path, capsys: pytest.CaptureFixture[str], out: str, says: str
) -> None:
    (pets.parent / "folder.npz").mkdir()
    missing = pets.with_name("missing.txt")
    files: Sequence[Path] = (pets, missing)
    target = pets.parent / out
    assert says in refused(capsys, "train", *files, "--model", "sgns", "--out", target)
    assert pets.read_text("utf-8") == TEXT


def test_a_file_that_is_not_there(pets: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing, out = pets.with_name("missing.txt"), pets.with_suffix(".npz")
    assert "missing.txt" in refused(capsys, "train", missing, "--model", "sgns", "--out", out)


def test_no_command_and_a_wrong_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert "COMMAND" in refused(capsys)
    assert "'fly'" in refused(capsys, "fly")


def test_bad_input_shows_no_traceback_in_the_shell_either(tmp_path: Path) -> None:
    result = shell(
        "train", tmp_path / "missing.txt", "--model", "sgns", "--out", tmp_path / "o.bin"
    )
    assert result.returncode == 2
    assert result.stderr.count("\n") == 1
    assert "Traceback" not in result.stderr


# Unusual input that is fine


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
    code, _, err = run(capsys, "train", path, "--model", model, "--out", out)
    assert (code, err) == (0, "")
    code, rows, _ = run(capsys, "neighbors", out, word, "-k", "1")
    assert code == 0
    assert rows.startswith("1\t")


# Questions


def test_neighbors_are_rank_word_similarity_count(
    square: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, "neighbors", square, "king", "-k", "2")
    assert (code, err) == (0, "")
    assert out == "1\tman\t0.707107\t7\n2\tqueen\t0.500000\t3\n"


def test_analogy_is_solved(square: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "analogy", square, "man", "king", "woman", "-k", "1")
    rank, word, _, count = out.split("\t")
    assert (code, rank, word, count) == (0, "1", "queen", "3\n")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("neighbors", "{}", "kong"), "'kong' is not in the corpus. Nearest spellings: king."),
        (("neighbors", "{}", "king", "-k", "0"), "must be at least 1; got 0"),
        (("neighbors", "{}", "a\nb"), "not in the corpus"),
        (("analogy", "{}", "man", "king", "wxyz"), "'wxyz' is not in the corpus"),
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
    _, out, _ = run(capsys, "neighbors", path, "plain")
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

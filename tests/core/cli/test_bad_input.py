"""Bad input is one line on stderr and leaves nothing behind."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.core.cli.kit import TEXT, refused, shell
from w2v_core.models.catalog import ALGORITHMS


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

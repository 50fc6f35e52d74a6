"""Vectors from elsewhere, and out again, from a shell."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest

from tests.core.cli.kit import refused, told
from w2v_core.host.home import Home
from w2v_core.vectors.files.formats import load

GLOVE = "king 1 0 1\nman 1 0 0\nwoman 0 1 0\n"


@pytest.fixture
def imported(home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    (tmp_path / "court.txt").write_text(GLOVE)
    code, out, err = told(capsys, "import", tmp_path / "court.txt")
    assert (code, err) == (0, "")
    identifier, name, words, dim = out.strip().split("\t")
    assert (name, words, dim) == ("court", "3", "3")
    return identifier


def test_an_import_is_a_run(imported: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = told(capsys, "runs", "list")
    assert code == 0
    assert out.split("\t")[:5] == [imported, "done", "imported", "", ""]
    code, out, _ = told(capsys, "runs", "show", "court")
    assert "settings.dim\t3\n" in out
    assert "3 words imported from court.txt." in out


def test_an_import_can_be_named(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "court.txt").write_text(GLOVE)
    code, out, _ = told(capsys, "import", tmp_path / "court.txt", "--name", "my\ncourt")
    assert code == 0
    assert out.split("\t")[1] == "my?court"


@pytest.mark.parametrize("suffix", [".npz", ".txt", ".vec", ".bin", ".glove.txt"])
def test_an_export_is_read_again(
    imported: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], suffix: str
) -> None:
    out = tmp_path / f"out{suffix}"
    assert told(capsys, "export", imported, out, "--words", "2")[0] == 0
    assert load(out).words == ("king", "man")
    np.testing.assert_array_equal(load(out).vectors, [[1, 0, 1], [1, 0, 0]])


def test_an_export_for_the_projector_is_a_pair(
    imported: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told(capsys, "export", "court", tmp_path / "court.tsv")[0] == 0
    assert (tmp_path / "court.tsv").read_text() == "1\t0\t1\n1\t0\t0\n0\t1\t0\n"
    metadata = (tmp_path / "court_metadata.tsv").read_text()
    assert metadata == "word\tcount\nking\t3\nman\t2\nwoman\t1\n"


def test_an_export_of_the_whole_run_is_a_zip(
    imported: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told(capsys, "export", "court", tmp_path / "court.zip")[0] == 0
    assert "vectors.npz" in zipfile.ZipFile(tmp_path / "court.zip").namelist()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("export", "court", "{}/v.csv"), "v.csv must end in one of .npz"),
        (("export", "nothing", "{}/v.txt"), "'nothing' is no run"),
        (("export", "court", "{}/v.txt", "--words", "0"), "--words must be at least 1; got 0"),
        (("export", "court", "{}/v.zip", "--words", "2"), "--words is not for .zip"),
        (("export", "court", "{}/nowhere/v.txt"), "cannot be written"),
        (("import", "{}/nothing.txt"), "nothing.txt cannot be read: No such file"),
        (("import", "{}/v.doc"), "use one of .npz"),
    ],
)
def test_what_cannot_be_is_said(
    imported: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    says: str,
) -> None:
    assert says in refused(capsys, *(each.format(tmp_path) for each in arguments))

"""The owner's folder: what is listed of it, and that nothing leads out."""

import os
from pathlib import Path

import pytest

from w2v_core.errors import ReadError
from w2v_core.intake.server_files import shelf_file, shelf_files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "shelf"
    (root / "news" / "old").mkdir(parents=True)
    (root / ".git").mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    for name in ("b.txt", "A.csv.gz", "news/old/c.jsonl", ".hidden.txt", "d.exe", ".git/e.txt"):
        (root / name).write_text("text")
    (root / "evil\n\x1b[2J.txt").write_text("text")
    (root / "out.txt").symlink_to(tmp_path / "secret.txt")
    (root / "outside").symlink_to(tmp_path)
    (root / "circle.txt").symlink_to(root / "circle.txt")
    (root / "inside.txt").symlink_to(root / "b.txt")
    os.mkfifo(root / "pipe.txt")
    return root


def test_only_safe_readable_texts_are_listed(folder: Path) -> None:
    found = shelf_files(folder)
    assert [each.name for each in found] == ["A.csv.gz", "b.txt", "inside.txt", "news/old/c.jsonl"]
    assert found[3].path == folder / "news/old/c.jsonl"
    assert {each.bytes for each in found} == {4}


def test_a_name_leads_nowhere_else(folder: Path) -> None:
    assert shelf_file("b.txt", folder).path == folder / "b.txt"
    for name in ("out.txt", "../secret.txt", str(folder.parent / "secret.txt"), "", ".hidden.txt"):
        with pytest.raises(ReadError, match="not among the server's files"):
            shelf_file(name, folder)


def test_the_folder_comes_from_the_environment(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("W2V_CORPORA", raising=False)
    assert shelf_files() == ()
    monkeypatch.setenv("W2V_CORPORA", str(folder))
    assert len(shelf_files()) == 4
    monkeypatch.setenv("W2V_CORPORA", str(folder / "gone"))
    assert shelf_files() == ()

"""What the README shows must work, and what it lists must be complete."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def test_library_example_runs_as_it_stands(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    monkeypatch.chdir(ROOT)
    exec(compile(example, "README.md", "exec"), {})
    neighbors, answer = capsys.readouterr().out.splitlines()
    assert "word='queen'" not in neighbors
    assert "word='queen'" in answer


def test_example_has_six_lines() -> None:
    (example,) = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    assert len([line for line in example.splitlines() if line]) <= 6


def test_every_dependency_has_its_reason() -> None:
    needed = re.findall(r"^([\w-]+)", (ROOT / "requirements.txt").read_text("utf-8"), re.MULTILINE)
    table = re.findall(r"^\| ([\w-]+) \| \w", README, re.MULTILINE)
    assert set(needed) <= set(table)


def test_every_picture_and_link_is_there() -> None:
    targets = re.findall(r"\]\(((?!https?:)[^)]+)\)", README)
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []

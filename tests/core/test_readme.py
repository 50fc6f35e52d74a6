"""What the README shows must work, and what it lists must be complete."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from w2v_core.version import __version__

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
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = [re.split(r"[<>=]", each)[0] for each in project["dependencies"]]
    table = re.findall(r"^\| ([\w-]+) \| \w", README, re.MULTILINE)
    assert set(needed) <= set(table)


def test_containers_do_what_the_first_commands_say() -> None:
    (block,) = re.findall(r"```sh\n(python3 -m venv .*?)```", README, flags=re.DOTALL)
    first, second = (line.split(" && ") for line in block.splitlines())
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    make, install, start = (each.replace("install", "install --no-cache-dir") for each in first)
    assert f"RUN {make} && {install}" in dockerfile
    assert json.loads(dockerfile.rpartition("CMD ")[2]) == start.split()
    container = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text("utf-8"))
    assert container["postCreateCommand"].split(" && ") == second[:2]
    assert container["postAttachCommand"] == first[2]


def test_the_citation_is_of_this_version() -> None:
    assert f"version: {__version__}\n" in (ROOT / "CITATION.cff").read_text("utf-8")
    assert f"\n## {__version__} (" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_every_picture_and_link_is_there() -> None:
    targets = re.findall(r"\]\(((?!https?:)[^)]+)\)", README)
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []

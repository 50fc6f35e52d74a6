"""What tests of the command line share: a text, and ways to run a command."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.core.run_kit import ROOT
from w2v_core.cli.main import main

TEXT = """The cat chased the mouse. The dog chased the cat.
A mouse ate the cheese, and the dog ate 2 bones!
The cat sleeps. The dog sleeps. The mouse runs.
"""
TOKENS, TYPES = 30, 13


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "w2v_core", *map(str, arguments)]


def shell(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    return subprocess.run(command(*arguments), cwd=ROOT, capture_output=True, text=True)


def start(*arguments: str | Path) -> subprocess.Popen[str]:
    """The command in a process of its own that goes on meanwhile."""
    return subprocess.Popen(
        command(*arguments), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def told(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    """The command in this process: exit code, stdout, stderr."""
    try:
        code = main([str(each) for each in arguments])
    except SystemExit as end:  # argparse
        code = int(end.code or 0)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def refused(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    """The one line that is shown for input that cannot be used."""
    code, out, err = told(capsys, *arguments)
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    return err

"""Runs from a shell that cannot begin: one sentence, and nothing stored."""

from __future__ import annotations

import resource
import signal
import subprocess
from pathlib import Path

import pytest

from tests.core.cli.kit import command, told
from tests.core.run_kit import ROOT
from w2v_core.host.home import Home


@pytest.mark.parametrize(
    ("ways", "says"),
    [
        ((), "--out PATH or --run NAME"),
        (("--detach", "--out", "v.npz"), "--detach is for runs"),
        (("--run", " "), "not empty"),
        (("--run", "a", "--threads", "2"), "W2V_THREADS"),
        (("--run", "a", "--detach", "--out", "v.npz"), "leave one of them out"),
        (("--run", "a", "--dim", "0"), "dim must be"),
    ],
)
def test_what_does_not_go_together_is_refused_before_anything_is_stored(
    home: Home, text: Path, capsys: pytest.CaptureFixture[str], ways: tuple[str, ...], says: str
) -> None:
    code, out, err = told(capsys, "train", text, "--model", "sgns", *ways)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert says in err
    assert list(home.runs.iterdir()) == list(home.corpora.iterdir()) == []


def test_slots_that_are_no_number_are_refused(
    home: Home, text: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("W2V_SLOTS", "many")
    code, _, err = told(capsys, "train", text, "--model", "sgns", "--run", "a")
    assert code == 2
    assert "W2V_SLOTS must be a whole number" in err
    assert list(home.corpora.iterdir()) == []


def test_a_home_that_cannot_be_made_is_one_sentence(
    home: Home, text: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home.root.mkdir()
    (home.root / "corpora").write_bytes(b"a file where a folder should be")
    code, out, err = told(capsys, "train", text, "--model", "sgns", "--run", "a")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "cannot be made" in err


def test_a_full_disk_is_one_sentence(home: Home, text: Path) -> None:
    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, resource.RLIM_INFINITY))

    result = subprocess.run(
        command("train", text, "--model", "sgns", "--run", "a"),
        cwd=ROOT,
        capture_output=True,
        text=True,
        preexec_fn=limit,
    )
    assert (result.returncode, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert "The corpus cannot be stored" in result.stderr
    assert "File too large" in result.stderr

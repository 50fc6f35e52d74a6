"""Own token patterns: what is quick passes, what would hang is ended."""

import re
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from w2v_core.errors import SettingError, W2VError
from w2v_core.intake.patterns import limited, try_pattern
from w2v_core.text.words.tokenizing import TokenizerConfig

needs_timer = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no timers here")


@pytest.mark.parametrize(
    "pattern", [r"\w+", r"[a-z]+(?:['-][a-z]+)*", r"\S+", r"(?i)[a-zäöüß]+|\d", ""]
)
def test_a_sound_pattern_passes(pattern: str) -> None:
    try_pattern(TokenizerConfig(pattern=pattern), ["some text", "x" * 5000], seconds=30)


@pytest.mark.parametrize("pattern", ["(a+)+$", r"(\w+\s?)+$", "(.*)*(.*)*x"])
def test_a_pattern_that_backtracks_for_ever_is_ended(pattern: str) -> None:
    with pytest.raises(SettingError, match=re.escape(f'"{pattern}" takes more than 1 s')):
        try_pattern(TokenizerConfig(pattern=pattern))


def test_a_pattern_that_hangs_on_ones_own_lines_alone_is_ended() -> None:
    config = TokenizerConfig(pattern="(ж+)+$")
    try_pattern(config, seconds=30)
    for line in ("ж", "Ж"):  # lowercased before the pattern sees it
        with pytest.raises(SettingError, match="takes more than"):
            try_pattern(config, [line * 50 + "!"])


@pytest.mark.parametrize(
    ("script", "says"),
    [
        (
            'PYTHONPATH="$BROKEN" exec {python} "$@"',
            "could not be begun, or broke off (exit code 1)",
        ),
        ("kill -9 $$", "was ended from outside (exit code -9)"),
        ("exit 127", "exit code 127"),
    ],
)
def test_a_trial_that_breaks_off_says_nothing_against_the_pattern(
    script: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise ImportError('there is no json')")
    monkeypatch.setenv("BROKEN", str(tmp_path))
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\n" + script.format(python=sys.executable))
    python.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(python))
    with pytest.raises(W2VError, match=re.escape(says)) as caught:
        try_pattern(TokenizerConfig(pattern=r"\w+"), seconds=30)
    assert "takes more than" not in str(caught.value)


@needs_timer
def test_a_piece_that_takes_too_long_ends_the_reading() -> None:
    def pieces() -> Iterator[str]:
        yield "quick"
        yield str(re.search("(a+)+$", "a" * 60 + "!"))

    before = signal.getsignal(signal.SIGALRM)
    rest = limited(pieces(), "(a+)+$", seconds=0.2)
    assert next(rest) == "quick"
    with pytest.raises(SettingError, match=r"more than 0.2 s on one piece"):
        next(rest)
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


@pytest.mark.parametrize("pattern", ["", r"\w+"])
def test_pieces_come_through_as_they_are(pattern: str) -> None:
    assert list(limited(iter(["a", "", "b"]), pattern)) == ["a", "", "b"]

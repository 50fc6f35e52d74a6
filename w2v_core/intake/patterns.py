r"""Patterns: a person's own token pattern, tried where it can do no harm.

A regular expression such as (a+)+$ may take longer than anybody lives, and while Python tries, no
other thread runs. So it is first tried in a process that ends itself, on text made to tempt it and
on lines of the person's own; and while a whole text is read, a timer watches every piece.

Leaves out: what a pattern finds (`text.words.tokenizing`). The timer exists only where signals do,
not on Windows, and only in a process's main thread.
"""

from __future__ import annotations

import dataclasses
import faulthandler
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence

from w2v_core.errors import RunError, SettingError
from w2v_core.host import limits
from w2v_core.host.process import command, environment
from w2v_core.text.words.tokenizing import TokenizerConfig, tokens

SECONDS = 1.0
PIECE_SECONDS = 20.0

_START_SECONDS = 60.0
_LINES, _LINE_LENGTH = 200, 1000
_TEMPTING = [
    (part * 2000)[:2000] + end
    for part in ("a", "A", "1", " ", "-", "'", ".", "é", "語", "ab", "a ", "a-", "a'", "1,", "x@")
    for end in ("", "!", "\u0000")
]
_CURE = r"Repeats inside repeats, as in (a+)+, are the usual cause. A pattern that works is \w+."


def try_pattern(
    config: TokenizerConfig, lines: Sequence[str] = (), seconds: float = SECONDS
) -> None:
    """Return if the pattern is quick on tempting text and on lines of one's own.

    It meets the lines as it does when they are tokenized, lowercased for instance.

    Parameters
    ----------
    config : TokenizerConfig
        Its `pattern` is tried; without one there is nothing to try.
    lines : sequence of str
        Of the text that it is meant for; the first 200, of each 1,000 characters.
    seconds : float
        For all of it, not counting the start of the process.

    Raises
    ------
    SettingError
        If it takes longer.
    RunError
        If the trial does not start within a minute.
    """
    if not config.pattern:
        return
    own = [line[:_LINE_LENGTH] for line in lines[:_LINES]]
    job = json.dumps({"tokenizer": config.as_dict(), "lines": own, "seconds": seconds})
    try:
        tried = subprocess.run(
            command("w2v_core.intake.patterns"),
            input=job.encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment(),
            timeout=_START_SECONDS + seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise RunError("The token pattern could not be tried: this machine is too busy.") from None
    if tried.returncode:
        raise SettingError(
            f'The token pattern "{config.pattern}" takes more than {seconds:g} s on a few short '
            f"lines: it could keep the program busy for ever. {_CURE}"
        )


def limited(pieces: Iterable[str], pattern: str, seconds: float = PIECE_SECONDS) -> Iterator[str]:
    """The same pieces, each of which may take only so long to be made.

    For text that is tokenized by a pattern; without one nothing is watched.

    Raises
    ------
    SettingError
        If a piece takes longer.
    """
    if not pattern:
        yield from pieces
        return
    slow = SettingError(
        f'The token pattern "{pattern}" took more than {seconds:g} s on one piece of the text. '
        f"{_CURE}"
    )
    rest = iter(pieces)
    while True:
        with limits.at_most(seconds, slow):
            piece = next(rest, None)
        if piece is None:
            return
        yield piece


def main() -> int:
    """Try the pattern of the job on standard input; the process ends itself if it takes long."""
    job = json.load(sys.stdin)
    config = TokenizerConfig(**job["tokenizer"])
    tokens("é", dataclasses.replace(config, pattern="x"))  # tables that are made once take time
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        # Ends the process from outside of Python, which is busy; works on every system.
        faulthandler.dump_traceback_later(job["seconds"], exit=True, file=nowhere)
        for line in _TEMPTING + job["lines"]:
            tokens(line, config)
        faulthandler.cancel_dump_traceback_later()
    return 0


if __name__ == "__main__":
    sys.exit(main())

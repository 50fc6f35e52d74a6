r"""Patterns: a person's own token pattern, tried where it can do no harm.

    python -m w2v_core.intake.patterns < job.json

A regular expression such as (a+)+$ may take longer than anybody lives, and while Python tries, no
other thread runs. So it is first tried in a process that ends itself, on text made to tempt it and
on lines of the person's own; and while a whole text is read, a timer watches every piece.

Leaves out: what a pattern finds (`text.words.tokenizing`). The timer exists only in a process's
main thread, and not on every system (`host.limits`).
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterable, Iterator, Sequence

from w2v_core.errors import SettingError
from w2v_core.host import jobs, limits
from w2v_core.text.words.tokenizing import TokenizerConfig, tokens

SECONDS = 1.0
PIECE_SECONDS = 20.0

_MODULE = "w2v_core.intake.patterns"
_WORDS = jobs.Words("Trying the token pattern", "What it finds", "choose a simpler one")
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
        Of computing for all of it, not counting the start of the process.

    Raises
    ------
    SettingError
        If it takes longer.
    W2VError
        If it cannot be tried.
    """
    if not config.pattern:
        return
    own = [line[:_LINE_LENGTH] for line in lines[:_LINES]]
    job = {"tokenizer": config.as_dict(), "lines": own, "seconds": seconds}
    try:
        jobs.result(_MODULE, job, _WORDS, jobs.Bounds(seconds=seconds))
    except jobs.TooSlowError as error:
        raise SettingError(
            f'The token pattern "{config.pattern}" takes more than {seconds:g} s on a few short '
            f"lines: it could keep the program busy for ever. {_CURE}"
        ) from error


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


def _do(job: jobs.Job, _tell: object) -> None:
    config = TokenizerConfig(**job["tokenizer"])
    tokens("é", dataclasses.replace(config, pattern="x"))  # tables that are made once take time
    limits.hold_time(job["seconds"])
    for line in _TEMPTING + job["lines"]:
        tokens(line, config)


if __name__ == "__main__":
    sys.exit(jobs.serve(_do, _WORDS))

"""A job in a process of its own: one JSON object in, lines of JSON out.

    {"done": 12, ...}      how far it is; the last one says what came of it
    {"error": "..."}       why it ended, in a sentence for a person

Both ends stand here. Exit codes: 0 done, 2 what was given cannot be used, 1 anything else.
What a job may take of the machine has bounds that the system itself keeps, so that a file which was
made to do harm can harm nobody but its own job.
Leaves out: what the jobs are (each module that ends in `serve`), and how bounds are kept, which not
every system does (`limits`).
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Generator
from typing import Any

from w2v_core.errors import W2VError
from w2v_core.host import limits
from w2v_core.host.machine import available_memory
from w2v_core.host.process import command, end, environment

Job = dict[str, Any]

_SIGNALED = 128  # exit codes above it, and below 0, come from signals
_IMPORTED = 128 << 20  # bytes that a process has set aside before its job begins


@dataclasses.dataclass(frozen=True, slots=True)
class Words:
    """What is said of a job that has failed.

    Attributes
    ----------
    doing : str
        What it does, at the beginning of a sentence: "Reading".
    product : str
        What it makes: "The corpus".
    less : str
        What to do if memory is short: "load a part of the text".
    """

    doing: str
    product: str
    less: str


@dataclasses.dataclass(frozen=True, slots=True)
class Bounds:
    """What a job may take.

    Attributes
    ----------
    memory : int or None
        Bytes; None is all that is free when it begins.
    seconds : float or None
        Of computing; None is as many as it needs.
    """

    memory: int | None = None
    seconds: float | None = None

    def hold(self) -> None:
        """Hold this process to them from now on."""
        free = available_memory() if self.memory is None else self.memory
        limits.hold_memory(free + _IMPORTED)
        if self.seconds is not None:
            limits.hold_time(self.seconds)


class TooSlowError(W2VError):
    """A job has taken more time than it may."""


def start(module: str) -> subprocess.Popen[bytes]:
    """A process of a module whose `main` is `serve`."""
    return subprocess.Popen(
        command(module), stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()
    )


def answers(
    process: subprocess.Popen[bytes],
    job: Job,
    words: Words,
    bounds: Bounds = Bounds(),
) -> Generator[Job, None, None]:
    """What a process of `start` answers to its job; closing the iterator ends the process.

    Raises
    ------
    W2VError
        With the message of whatever was raised there, or if the process came to no end of its own.
    TooSlowError
        If it took more time than it may.
    """
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        with contextlib.suppress(BrokenPipeError), process.stdin:
            process.stdin.write(json.dumps(job).encode())
        line = b""
        for line in process.stdout:
            if not line.startswith(b"{"):  # the last that a process says which is ended
                break
            answer = json.loads(line)
            if "error" in answer:
                raise W2VError(answer["error"])
            yield answer
        code = process.wait()
        if limits.ran_out(code, line):
            raise TooSlowError(
                f"{words.doing} takes more than {bounds.seconds:g} s of computing: {words.less}."
            )
        if code:
            raise W2VError(_silent(code, words))
    finally:
        end(process)


def result(module: str, job: Job, words: Words, bounds: Bounds = Bounds()) -> Job:
    """The last answer to a job that is waited for; empty if it has none.

    Raises
    ------
    W2VError
        As `answers` does.
    """
    last: Job = {}
    with contextlib.closing(answers(start(module), job, words, bounds)) as found:
        for answer in found:
            last = answer
    return last


def serve(
    do: Callable[[Job, Callable[[Any], None]], Any],
    words: Words,
    bounds: Bounds = Bounds(),
) -> int:
    """Do the job that standard input describes, within bounds; returns the exit code.

    `do` gets the job and something to tell how far it is; what it tells and what it returns, unless
    it is None, are dataclasses, and become answers.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    bounds.hold()
    try:
        last = do(json.load(sys.stdin), lambda event: _say(dataclasses.asdict(event)))
    except BrokenPipeError:  # nobody listens any more
        return 1
    except MemoryError as error:
        error.__traceback__ = None  # what filled the memory hangs on it, and saying so takes some
        _say_last({"error": _memory(words, bounds)})
        return 1
    except Exception as error:
        _say_last({"error": _explain(error, words)})
        if isinstance(error, W2VError):
            return 2
        traceback.print_exc()
        return 1
    if last is not None:
        _say_last(dataclasses.asdict(last))
    return 0


def _say(answer: Job) -> None:
    print(json.dumps(answer), flush=True)


def _say_last(answer: Job) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # who hears it ends us; we are on our way out
    _say(answer)


def _silent(code: int, words: Words) -> str:
    """Why a process has ended that has not said so, as far as its exit code tells."""
    if 0 < code <= _SIGNALED:
        return (
            f"{words.doing} could not be begun, or broke off (exit code {code}); the server's log "
            "has the reason."
        )
    return (
        f"{words.doing} was ended from outside (exit code {code}), by hand or because memory ran "
        f"out. Try again, or {words.less}."
    )


def _memory(words: Words, bounds: Bounds) -> str:
    most = "there is" if bounds.memory is None else f"the {bounds.memory / 1e6:,.0f} MB it may have"
    return f"{words.doing} needs more memory than {most}: {words.less}."


def _explain(error: Exception, words: Words) -> str:
    """Why a job has failed, in a sentence for a person."""
    if isinstance(error, W2VError):
        return str(error)
    if isinstance(error, OSError):
        return f"{words.product} cannot be stored: {error.strerror or error}."
    return (
        f"{words.doing} ended with an error that nobody foresaw ({type(error).__name__}); "
        "the server's log has it in full."
    )

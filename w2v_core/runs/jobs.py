"""A job in a process of its own: one JSON object in, lines of JSON out.

    {"done": 12, ...}      how far it is; the last one says what came of it
    {"error": "..."}       why it ended, in a sentence for a person

Both ends stand here. Exit codes: 0 done, 2 what was given cannot be used, 1 anything else.
Leaves out: what the jobs are (`encode`, `imports`).
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
from w2v_core.runs.process import command, end, environment

Job = dict[str, Any]


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


def start(module: str) -> subprocess.Popen[bytes]:
    """A process of a module whose `main` is `serve`."""
    return subprocess.Popen(
        command(module), stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()
    )


def answers(process: subprocess.Popen[bytes], job: Job, words: Words) -> Generator[Job, None, None]:
    """What a process of `start` answers to its job; closing the iterator ends the process.

    Close it at the last answer: more is not to come.

    Raises
    ------
    W2VError
        With the message of whatever was raised there, or if the process was killed.
    """
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        with contextlib.suppress(BrokenPipeError), process.stdin:
            process.stdin.write(json.dumps(job).encode())
        for line in process.stdout:
            answer = json.loads(line)
            if "error" in answer:
                raise W2VError(answer["error"])
            yield answer
        raise W2VError(
            f"{words.doing} was ended from outside (exit code {process.wait()}), by hand or "
            f"because memory ran out. Try again, or {words.less}."
        )
    finally:
        end(process)


def serve(do: Callable[[Job, Callable[[Any], None]], Any], words: Words) -> int:
    """Do the job that standard input describes; returns the exit code.

    `do` gets the job and something to tell how far it is; what it tells and what it returns are
    dataclasses, and become answers.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        last = do(json.load(sys.stdin), lambda event: _say(dataclasses.asdict(event)))
    except BrokenPipeError:  # nobody listens any more
        return 1
    except Exception as error:
        _say_last({"error": _explain(error, words)})
        if isinstance(error, W2VError):
            return 2
        traceback.print_exc()
        return 1
    _say_last(dataclasses.asdict(last))
    return 0


def _say(answer: Job) -> None:
    print(json.dumps(answer), flush=True)


def _say_last(answer: Job) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # who hears it ends us; we are on our way out
    _say(answer)


def _explain(error: Exception, words: Words) -> str:
    """Why a job has failed, in a sentence for a person."""
    if isinstance(error, W2VError):
        return str(error)
    if isinstance(error, MemoryError):
        return f"{words.doing} needs more memory than there is: {words.less}."
    if isinstance(error, OSError):
        return f"{words.product} cannot be stored: {error.strerror or error}."
    return (
        f"{words.doing} ended with an error that nobody foresaw ({type(error).__name__}); "
        "the server's log has it in full."
    )

"""Start a process of this program that goes on when the one that started it is gone."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

_SOURCE = Path(__file__).resolve().parents[2]

# Numerical libraries read these once, when they are loaded. One thread: the engine's products
# are small, and a machine that trains must still answer its pages.
_ONE_THREAD = dict.fromkeys(
    ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)


def command(module: str, arguments: Sequence[str] = ()) -> list[str]:
    """The command that runs a module of this program."""
    return [sys.executable, "-m", module, *arguments]


def environment() -> dict[str, str]:
    """The environment of this process, with this program to be found from any folder."""
    path = os.pathsep.join(filter(None, (str(_SOURCE), os.environ.get("PYTHONPATH"))))
    return os.environ | _ONE_THREAD | {"PYTHONPATH": path}


def start_python(
    module: str, arguments: Sequence[str], *, log: Path, inherited: Sequence[int] = ()
) -> subprocess.Popen[bytes]:
    """Run a module of this program in a session of its own, from whatever folder this one runs in.

    Parameters
    ----------
    module, arguments
        As in `python -m module arguments`.
    log : Path
        What it says is appended here.
    inherited : sequence of int
        File descriptors that the process gets as well.
    """
    with log.open("ab") as output:
        return subprocess.Popen(
            command(module, arguments),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=_SOURCE,  # `-m` looks there first
            env=os.environ | _ONE_THREAD,
            pass_fds=inherited,
            start_new_session=True,
        )


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask a process to clean up and go, or make it go, and hear no more of it."""
    process.terminate()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()

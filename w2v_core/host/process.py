"""Processes of this program: start one that goes on when its starter is gone, end one, be nice.

Leaves out: what a process may take (`limits`), and what two say to each other (`jobs`).
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from w2v_core.host.place import CHECKOUT

# Numerical libraries read these once, when they are loaded. One thread: the engine's products
# are small, and a machine that trains must still answer its pages.
_ONE_THREAD = dict.fromkeys(
    ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)

# Windows: no window of its own, and other programs go first, which it cannot say of itself.
_APART = sum(
    getattr(subprocess, each, 0) for each in ("CREATE_NO_WINDOW", "BELOW_NORMAL_PRIORITY_CLASS")
)


def command(module: str, arguments: Sequence[str] = ()) -> list[str]:
    """The command that runs a module of this program, whatever lies in the folder it begins in."""
    return [sys.executable, "-P", "-m", module, *arguments]


def environment() -> dict[str, str]:
    """The environment of this process, with this program to be found from any folder."""
    # What is installed is found as it is; before it, nothing may take the place of Python's own.
    path = os.pathsep.join(filter(None, (str(CHECKOUT or ""), os.environ.get("PYTHONPATH"))))
    return os.environ | _ONE_THREAD | ({"PYTHONPATH": path} if path else {})


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
        File descriptors that the process gets as well; Windows can give none.
    """
    with log.open("ab") as output:
        return subprocess.Popen(
            command(module, arguments),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=sys.prefix,  # stays, and keeps no folder from being removed
            env=environment(),
            pass_fds=inherited,
            start_new_session=True,  # no effect on Windows
            creationflags=_APART,
        )


def be_nice(niceness: int) -> None:
    """Let others compute first from now on; no effect on Windows."""
    if hasattr(os, "nice"):
        os.nice(niceness)


def be_nice_here(niceness: int) -> None:
    """The same for this thread alone; only Linux knows threads that are nicer than others."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), niceness)


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

"""The lock of a run folder: whoever trains the run holds it, and dies with it.

The system frees a lock when its holder ends, however that happens. Not for network file systems.

    Linux, macOS   `flock` belongs to the open file: a child that inherits the descriptor holds
                   the lock too, and the system frees it when the last copy is closed
    Windows        belongs to the process: a child takes it when its parent has let go. An open
                   file keeps its folder from being renamed, so it lies beside the folder
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from w2v_core.errors import WRITABLE_HOME, RunError, system_errors_as

try:
    import fcntl

    INHERITED = True  # whether a child that gets the descriptor holds the lock
except ImportError:
    INHERITED = False
    _windows: Any = import_module("msvcrt")

NAME = "lock"

_TRIES = 50
_PAUSE = 0.01
_LOOKS = 4  # on Windows, where two who look are in each other's way


def take(folder: Path) -> int:
    """Take the lock and return the open file descriptor that holds it.

    Raises
    ------
    RunError
        If it is taken, or there is no folder to hold it.
    """
    for _ in range(_TRIES):
        if (descriptor := attempt(folder)) is not None:
            return descriptor
        time.sleep(_PAUSE)  # `held` and `wait` have it for an instant while they look
    raise RunError(f"Run {folder.name} already has a worker.")


def attempt(folder: Path) -> int | None:
    """The lock as `take` returns it; None if somebody has it, be it for an instant.

    Raises
    ------
    RunError
        If there is no folder to hold it.
    """
    with system_errors_as(RunError, f"Run {folder.name} cannot be locked"):
        os.stat(folder)  # the file may lie beside it
        descriptor = os.open(_file(folder), os.O_RDWR | os.O_CREAT, 0o600)
    if _seize(descriptor):
        return descriptor
    os.close(descriptor)
    return None


def held(folder: Path) -> bool:
    """Whether somebody holds the lock."""
    try:
        descriptor = os.open(_file(folder), os.O_RDONLY)
    except OSError:
        return False
    try:
        return not any(_seize(descriptor, alone=False) for _ in range(1 if INHERITED else _LOOKS))
    finally:
        os.close(descriptor)


def wait(folder: Path) -> None:
    """Block until nobody holds the lock."""
    try:
        descriptor = os.open(_file(folder), os.O_RDONLY)
    except FileNotFoundError:
        return
    try:
        _wait(descriptor, alone=False)
    finally:
        os.close(descriptor)


def wait_for_holder(folder: Path, lives: Callable[[], bool]) -> None:
    """Block until a process that was started has taken the lock, or does not live any more."""
    while not held(folder) and lives():
        time.sleep(_PAUSE)


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold a lock file while something short is done; waits for whoever holds it.

    Raises
    ------
    RunError
        If the file cannot be made.
    """
    with system_errors_as(RunError, f"{path.parent} cannot be written", WRITABLE_HOME):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _wait(descriptor, alone=True)
        yield
    finally:
        os.close(descriptor)


def _file(folder: Path) -> Path:
    return folder / NAME if INHERITED else folder.with_name(f".{folder.name}.{NAME}")


def _seize(descriptor: int, *, alone: bool = True) -> bool:
    """Lock an open file if that can be done at once, alone or with others who only look."""
    try:
        if INHERITED:
            fcntl.flock(descriptor, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        else:
            _windows.locking(descriptor, _windows.LK_NBLCK, 1)
    except (BlockingIOError, PermissionError):  # the second one of Windows
        return False
    return True


def _wait(descriptor: int, *, alone: bool) -> None:
    """Lock an open file as soon as that can be done."""
    if INHERITED:
        fcntl.flock(descriptor, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        return
    while not _seize(descriptor):
        time.sleep(_PAUSE)

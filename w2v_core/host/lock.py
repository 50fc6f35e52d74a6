"""The lock of a run folder: whoever trains the run holds it, and dies with it.

`flock` belongs to the open file, not to the process: a child that inherits the descriptor
holds the lock too, and the system frees it when the last copy is closed, however its holder
ends. Linux and macOS; not for network file systems.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from w2v_core.errors import RunError

NAME = "lock"


def take(folder: Path) -> int:
    """Take the lock and return the open file descriptor that holds it.

    Raises
    ------
    RunError
        If it is taken, or there is no folder to hold it.
    """
    for _ in range(50):
        if (descriptor := attempt(folder)) is not None:
            return descriptor
        time.sleep(0.01)  # `held` and `wait` have it for an instant while they look
    raise RunError(f"Run {folder.name} already has a worker.")


def attempt(folder: Path) -> int | None:
    """The lock as `take` returns it; None if somebody has it, be it for an instant.

    Raises
    ------
    RunError
        If there is no folder to hold it.
    """
    try:
        descriptor = os.open(folder / NAME, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise RunError(f"Run {folder.name} cannot be locked: {error.strerror}.") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def held(folder: Path) -> bool:
    """Whether somebody holds the lock."""
    try:
        descriptor = os.open(folder / NAME, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def wait(folder: Path) -> None:
    """Block until nobody holds the lock."""
    try:
        descriptor = os.open(folder / NAME, os.O_RDONLY)
    except FileNotFoundError:
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
    finally:
        os.close(descriptor)


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold a lock file while something short is done; waits for whoever holds it.

    Raises
    ------
    RunError
        If the file cannot be made.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise RunError(
            f"{path.parent} cannot be written: {error.strerror}. Let W2V_HOME name a folder that "
            "can be."
        ) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)

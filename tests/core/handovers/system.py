"""What stands in for the system while a schedule is in place: files, locks, the clock.

Every look at a file, every change of one, a lock and a nap is a switch point of the actor that
comes to it; for whoever is no actor all is as usual. The times of files are made up.
Leaves out: who goes on at a switch point (`schedule`), and partial writes.
"""

from __future__ import annotations

import builtins
import fcntl
import io
import itertools
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.core.handovers.schedule import FREEING, Schedule

_PIECE = 512
_WRITING = ("rename", "replace", "link", "mkdir", "truncate", "fsync")
_GROWING = ("progress.bin", "frames.bin")

_stat = os.stat  # as it is
_written = itertools.count(1)


@contextmanager
def in_place(schedule: Schedule) -> Iterator[None]:
    """Make every file operation of an actor a switch point, and every clock the schedule's."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("stat", *_WRITING, *FREEING):
            patch.setattr(os, name, _switching(schedule, name, getattr(os, name)))
        patch.setattr(os, "replace", _dated(os.replace))
        patch.setattr(os, "fsync", _switching(schedule, "fsync", lambda _: None))
        patch.setattr(os, "open", _opening_low(schedule, os.open))
        patch.setattr(os, "scandir", _sorted(schedule, os.scandir))
        patch.setattr(fcntl, "flock", _locking(schedule, fcntl.flock))
        opening = _opening(schedule, builtins.open)
        patch.setattr(builtins, "open", opening)
        patch.setattr(io, "open", opening)  # of pathlib
        for module in [each for name, each in sys.modules.items() if "w2v_core." in name]:
            if getattr(module, "time", None) is time:
                patch.setattr(module, "time", schedule.clock)
        yield


def _switching(schedule: Schedule, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
    def switching(*given: Any, **more: Any) -> Any:
        changes = name != "stat" and not (name == "mkdir" and _is_there(given[0]))
        schedule.point(name, changes=changes)
        return call(*given, **more)

    return switching


def _opening_low(schedule: Schedule, call: Callable[..., int]) -> Callable[..., int]:
    def opening(path: Any, flags: int, *given: Any, **more: Any) -> int:
        schedule.point("open", changes=bool(flags & os.O_CREAT) and not _is_there(path))
        return call(path, flags, *given, **more)

    return opening


def _opening(schedule: Schedule, call: Callable[..., Any]) -> Callable[..., Any]:
    def opening(path: Any, mode: str = "r", *given: Any, **more: Any) -> Any:
        schedule.point("open", changes=not set(mode).isdisjoint("wax+"))
        if mode == "rb" and Path(path).name in _GROWING and schedule.me():
            return io.BufferedReader(_Piecewise(path, schedule), _PIECE)
        return call(path, mode, *given, **more)

    return opening


def _dated(replace: Callable[..., None]) -> Callable[..., None]:
    """Files that are replaced have times that ascend, whatever the file system can tell."""
    utime = os.utime

    def dated(source: Any, target: Any) -> None:
        moment = 10**18 + next(_written) * 10**9
        utime(source, ns=(moment, moment))
        replace(source, target)

    return dated


def _sorted(schedule: Schedule, scandir: Callable[..., Any]) -> Callable[..., Any]:
    def ordered(*given: Any) -> _Entries:
        schedule.point("scandir")
        with scandir(*given) as entries:
            return _Entries(sorted(entries, key=lambda each: each.name), schedule)

    return ordered


def _locking(schedule: Schedule, flock: Callable[[int, int], None]) -> Callable[[int, int], None]:
    def locking(descriptor: int, how: int) -> None:
        schedule.point("flock")
        while True:
            try:
                # Nobody waits within the system: the one who holds it could not go on.
                return flock(descriptor, how | fcntl.LOCK_NB if schedule.me() else how)
            except BlockingIOError:
                if how & fcntl.LOCK_NB:
                    raise
            schedule.point("flock", spins=True)

    return locking


class _Entries:
    """What `os.scandir` gives, in order; between two of them others may go on."""

    def __init__(self, entries: list[os.DirEntry[str]], schedule: Schedule) -> None:
        self._entries, self._schedule = iter(entries), schedule

    def __iter__(self) -> Iterator[os.DirEntry[str]]:
        return self

    def __next__(self) -> os.DirEntry[str]:
        entry = next(self._entries)
        self._schedule.point("entry")
        return entry

    def __enter__(self) -> _Entries:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """There is nothing to let go of."""


class _Piecewise(io.FileIO):
    """A file that grows and is read by a piece at a time; between two of them others may go on."""

    def __init__(self, path: Any, schedule: Schedule) -> None:
        super().__init__(path)
        self._schedule = schedule

    def readinto(self, buffer: Any) -> int:
        self._schedule.point("read")
        return super().readinto(memoryview(buffer)[:_PIECE]) or 0

    def read(self, size: int = -1) -> bytes:
        if size < 0:
            return self.readall()
        piece = bytearray(size)
        return bytes(piece[: self.readinto(piece)])

    def readall(self) -> bytes:
        return b"".join(iter(lambda: self.read(_PIECE), b""))


def _is_there(path: Any) -> bool:
    try:
        _stat(path)
    except OSError:
        return False
    return True

"""A schedule: actors that take turns at every file operation, in an order drawn from a seed.

An actor is a thread, and stands for a page, a server, a worker. Only one of them runs, up to its
next switch point: a look at a file, a change of one, a lock, a nap. There the schedule draws who
goes on. Clocks and the times of files are made up, so a seed that has failed fails again:

    pytest "tests/core/handovers/test_queue.py::test_...[7]"

An actor may also vanish, at a switch point, like a process that is killed: none of its file
operations happens any more, and the system closes what it had open. Or the disk is full: what
would write fails. Leaves out: orders that differ between two switch points, and partial writes.
"""

from __future__ import annotations

import builtins
import errno
import fcntl
import io
import os
import random
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

DRAWN = int(os.environ.get("W2V_TEST_SCHEDULES", "12"))

_MOST_POINTS = 100_000
_MOST_SPINS = 2_000
_PIECE = 512
_WRITING = ("rename", "replace", "link", "mkdir", "truncate", "fsync")
_FREEING = ("unlink", "rmdir", "utime")
_GROWING = ("progress.bin", "frames.bin")

_stat = os.stat  # as it is

drawn = pytest.mark.parametrize("seed", range(DRAWN))


class Vanished(BaseException):
    """Raised in an actor that is no more; nothing catches it."""


class Actor:
    """One who takes turns.

    Attributes
    ----------
    name : str
    points : int
        Switch points that it has come to.
    gone : bool
        Whether it vanishes at its next switch point.
    error : Exception or None
        What has ended it.
    """

    def __init__(self, schedule: Schedule, name: str, do: Callable[[], object]) -> None:
        self.name, self.points, self.gone = name, 0, False
        self.error: Exception | None = None
        self.turn = threading.Semaphore(0)
        self._schedule, self._do = schedule, do
        self.thread = threading.Thread(target=self._live, name=name, daemon=True)

    def _live(self) -> None:
        self.turn.acquire()
        try:
            self._do()
        except Vanished:
            pass
        except Exception as error:
            self.error = error
        finally:
            self._schedule.leave(self)


class Clock:
    """A module `time` in which a moment passes whenever somebody looks."""

    def __init__(self, schedule: Schedule) -> None:
        self._schedule, self._now = schedule, 1e9

    def __getattr__(self, name: str) -> Any:
        return getattr(time, name)

    def time(self) -> float:
        self._now += 0.001
        return self._now

    monotonic = perf_counter = time

    def time_ns(self) -> int:
        return 1 << 62  # no file is so new that another one might be taken for it

    def sleep(self, seconds: float) -> None:
        self._now += seconds
        self._schedule.point("sleep", spins=True)


class Schedule:
    """Who goes on when.

    Parameters
    ----------
    seed : int
        The same one gives the same order.
    fault : Fault, optional
        What befalls one of the actors.
    """

    def __init__(self, seed: int, fault: Fault | None = None) -> None:
        self.actors: list[Actor] = []
        self.clock = Clock(self)
        self._random = random.Random(seed)
        self._fault = fault
        self._living: list[Actor] = []
        self._over = threading.Event()
        self._points = self._spins = self._written = 0

    def actor(self, name: str, do: Callable[[], object]) -> Actor:
        """Let one more take part; actors may call in others."""
        made = Actor(self, name, do)
        self.actors.append(made)
        self._living.append(made)
        made.thread.start()
        return made

    def run(self) -> None:
        """Let all of them go on to their ends; raises what has ended one of them."""
        if self._living:
            self._next().turn.release()
            self._over.wait()
        for each in self.actors:
            each.thread.join()
        for each in self.actors:
            if each.error is not None:
                raise each.error

    def point(self, what: str, *, changes: bool = False, spins: bool = False) -> None:
        """Draw who goes on; called by an actor before each operation, by others to no effect."""
        me = self._me()
        if me is None:
            return
        self._check(me, spins)
        chosen = self._next()
        if chosen is not me:
            chosen.turn.release()
            me.turn.acquire()
        if me.gone:
            raise Vanished
        me.points += 1
        if self._fault is not None:
            self._fault.look(me, what, changes)

    def idle(self) -> None:
        """Let others go on for a while, often a short one."""
        for _ in range(self._random.choice((0, 1, 5, 20, 80))):
            self.point("idle")

    def leave(self, actor: Actor) -> None:
        """An actor has come to its end."""
        self._living.remove(actor)
        if self._living:
            self._next().turn.release()
        else:
            self._over.set()

    def _me(self) -> Actor | None:
        here = threading.current_thread()
        return next((each for each in self._living if each.thread is here), None)

    def _next(self) -> Actor:
        return self._random.choice(self._living)

    def _check(self, me: Actor, spins: bool) -> None:
        """End an actor that waits for ever, and all when one has failed."""
        if me.gone:
            raise Vanished
        if any(each.error for each in self.actors):
            me.gone = True
            raise Vanished
        self._points += 1
        self._spins = self._spins + 1 if spins else 0
        if self._points > _MOST_POINTS or self._spins > _MOST_SPINS:
            raise AssertionError(f"{me.name} waits for ever")

    # What stands in for the system while a schedule is in place

    @contextmanager
    def in_place(self) -> Iterator[Schedule]:
        """Make every file operation of an actor a switch point, and every clock this one's."""
        with pytest.MonkeyPatch.context() as patch:
            for name in ("stat", *_WRITING, *_FREEING):
                patch.setattr(os, name, self._switching(name, getattr(os, name)))
            patch.setattr(os, "replace", self._dated(os.replace))
            patch.setattr(os, "fsync", self._switching("fsync", lambda _: None))
            patch.setattr(os, "open", self._opening_low(os.open))
            patch.setattr(os, "scandir", self._sorted(os.scandir))
            patch.setattr(fcntl, "flock", self._locking(fcntl.flock))
            opening = self._opening(builtins.open)
            patch.setattr(builtins, "open", opening)
            patch.setattr(io, "open", opening)  # of pathlib
            for module in [each for name, each in sys.modules.items() if "w2v_core." in name]:
                if getattr(module, "time", None) is time:
                    patch.setattr(module, "time", self.clock)
            yield self

    def _switching(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def switching(*given: Any, **more: Any) -> Any:
            self.point(
                name, changes=name != "stat" and not (name == "mkdir" and _is_there(given[0]))
            )
            return call(*given, **more)

        return switching

    def _opening_low(self, call: Callable[..., int]) -> Callable[..., int]:
        def opening(path: Any, flags: int, *given: Any, **more: Any) -> int:
            self.point("open", changes=bool(flags & os.O_CREAT) and not _is_there(path))
            return call(path, flags, *given, **more)

        return opening

    def _opening(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def opening(path: Any, mode: str = "r", *given: Any, **more: Any) -> Any:
            self.point("open", changes=not set(mode).isdisjoint("wax+"))
            if mode == "rb" and Path(path).name in _GROWING and self._me():
                return io.BufferedReader(_Piecewise(path, self), _PIECE)
            return call(path, mode, *given, **more)

        return opening

    def _dated(self, replace: Callable[..., None]) -> Callable[..., None]:
        """Files that are replaced have times that ascend, whatever the file system can tell."""
        utime = os.utime

        def dated(source: Any, target: Any) -> None:
            self._written += 1
            moment = 10**18 + self._written * 10**9
            utime(source, ns=(moment, moment))
            replace(source, target)

        return dated

    def _sorted(self, scandir: Callable[..., Any]) -> Callable[..., Any]:
        def ordered(*given: Any) -> _Entries:
            self.point("scandir")
            with scandir(*given) as entries:
                return _Entries(sorted(entries, key=lambda each: each.name), self)

        return ordered

    def _locking(self, flock: Callable[[int, int], None]) -> Callable[[int, int], None]:
        def locking(descriptor: int, how: int) -> None:
            self.point("flock")
            while True:
                try:
                    # Nobody waits within the system: the one who holds it could not go on.
                    return flock(descriptor, how | fcntl.LOCK_NB if self._me() else how)
                except BlockingIOError:
                    if how & fcntl.LOCK_NB:
                        raise
                self.point("flock", spins=True)

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


def _is_there(path: Any) -> bool:
    try:
        _stat(path)
    except OSError:
        return False
    return True


class Fault:
    """Something that befalls one actor when it is about to change something for the `at`-th time.

    Between two changes it makes no difference where an actor is killed.
    """

    def __init__(self, name: str, at: int) -> None:
        self._name, self._at = name, at
        self._changes = 0
        self.over = False

    @property
    def happened(self) -> bool:
        """Whether it came so far."""
        return self._changes >= self._at

    def look(self, actor: Actor, what: str, changes: bool) -> None:
        """An actor is about to do something."""
        if self._name in actor.name and changes and not self.over:
            self._changes += 1
            if self.happened:
                self._strike(actor, what)

    def _strike(self, actor: Actor, what: str) -> None:
        raise NotImplementedError


class FullDisk(Fault):
    """From then on there is no room on the disk, until it is over."""

    def _strike(self, actor: Actor, what: str) -> None:
        if what not in _FREEING:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), what)


class Killed(Fault):
    """The actor vanishes."""

    def _strike(self, actor: Actor, what: str) -> None:
        self.over = actor.gone = True
        raise Vanished


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

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
from typing import Any

import pytest

DRAWN = int(os.environ.get("W2V_TEST_SCHEDULES", "12"))

_MOST_POINTS = 100_000
_MOST_SPINS = 2_000
_WRITING = ("rename", "replace", "link", "mkdir", "truncate", "fsync")
_OTHERS = ("stat", "unlink", "rmdir", "utime")

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
    fault : callable, optional
        Is told of an actor and an operation that is about to happen, and may raise.
    """

    def __init__(self, seed: int, fault: Callable[[Actor, str, bool], None] | None = None) -> None:
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

    def point(self, what: str, *, writes: bool = False, spins: bool = False) -> None:
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
            self._fault(me, what, writes)

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
            for name in (*_WRITING, *_OTHERS):
                patch.setattr(os, name, self._switching(name, getattr(os, name)))
            patch.setattr(os, "replace", self._dated(os.replace))
            patch.setattr(os, "fsync", self._switching("fsync", lambda _: None))
            patch.setattr(os, "open", self._opening(os.open, _is_written_to))
            patch.setattr(os, "scandir", self._sorted(os.scandir))
            patch.setattr(fcntl, "flock", self._locking(fcntl.flock))
            opening = self._opening(builtins.open, _is_mode_to_write)
            patch.setattr(builtins, "open", opening)
            patch.setattr(io, "open", opening)  # of pathlib
            for module in [each for name, each in sys.modules.items() if "w2v_core.runs." in name]:
                if getattr(module, "time", None) is time:
                    patch.setattr(module, "time", self.clock)
            yield self

    def _switching(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def switching(*given: Any, **more: Any) -> Any:
            self.point(name, writes=name in _WRITING)
            return call(*given, **more)

        return switching

    def _opening(self, call: Callable[..., Any], writes: Callable[..., bool]) -> Callable[..., Any]:
        def opening(path: Any, *given: Any, **more: Any) -> Any:
            self.point("open", writes=writes(*given, **more))
            return call(path, *given, **more)

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
                return _Entries(sorted(entries, key=lambda each: each.name))

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
    """What `os.scandir` gives, in order."""

    def __init__(self, entries: list[os.DirEntry[str]]) -> None:
        self._entries = iter(entries)

    def __iter__(self) -> Iterator[os.DirEntry[str]]:
        return self._entries

    def __next__(self) -> os.DirEntry[str]:
        return next(self._entries)

    def __enter__(self) -> _Entries:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """There is nothing to let go of."""


def _is_written_to(flags: int, *_: Any, **__: Any) -> bool:
    return bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


def _is_mode_to_write(mode: str = "r", *_: Any, **__: Any) -> bool:
    return any(each in mode for each in "wax+")


# Faults: what befalls one of the actors


def full_disk(name: str, at: int) -> Callable[[Actor, str, bool], None]:
    """The disk is full when the actor of that name would write for the `at`-th time, and then."""
    count = 0

    def fault(actor: Actor, what: str, writes: bool) -> None:
        nonlocal count
        count += writes and actor.name == name
        if writes and actor.name == name and count >= at:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), what)

    return fault


def vanishing(name: str, at: int) -> Callable[[Actor, str, bool], None]:
    """The actor of that name is killed at its `at`-th switch point."""

    def fault(actor: Actor, what: str, writes: bool) -> None:
        if actor.name == name and actor.points >= at:
            actor.gone = True
            raise Vanished

    return fault

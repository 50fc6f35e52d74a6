"""A schedule: actors that take turns at every file operation, in an order drawn from a seed.

An actor is a thread, and stands for a page, a server, a worker. Only one of them runs, up to its
next switch point. There the schedule draws who goes on. The clock is made up, so a seed that has
failed fails again:

    pytest "tests/core/handovers/test_queue.py::test_...[7]"

An actor may also vanish, at a switch point, like a process that is killed: none of its file
operations happens any more, and the system closes what it had open. Or the disk is full: what
would write fails. Leaves out: what is a switch point (`system`), and orders that differ between
two of them.
"""

from __future__ import annotations

import errno
import os
import random
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

DRAWN = int(os.environ.get("W2V_TEST_SCHEDULES", "12"))

# What gives room on the disk instead of taking some.
FREEING = ("unlink", "rmdir", "utime")

_MOST_POINTS = 100_000
_MOST_SPINS = 2_000

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
        self._points = self._spins = 0

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
        me = self.me()
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

    def me(self) -> Actor | None:
        """The actor that this thread is; None for others."""
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
        if what not in FREEING:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), what)


class Killed(Fault):
    """The actor vanishes."""

    def _strike(self, actor: Actor, what: str) -> None:
        self.over = actor.gone = True
        raise Vanished

"""Work in steps: a generator that yields how much is done, and returns what came of it.

Whoever drains it can show a bar, or stop. Leaves out: the bars (`cli.output`, `pages/shared`).
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TypeVar

T = TypeVar("T")

Steps = Generator[float, None, T]  # the share that is done, from 0 to 1


def drain(steps: Generator[float, None, T], watch: Callable[[float], object] | None = None) -> T:
    """Run to the end and return the result; `watch` is told each share."""
    while True:
        try:
            share = next(steps)
        except StopIteration as end:
            result: T = end.value
            return result
        if watch is not None:
            watch(share)

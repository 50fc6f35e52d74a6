"""What tests of maps in the background share: a t-SNE that goes on when it is told to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import numpy as np

from w2v_core.vectors.projection import Projection
from w2v_core.vectors.ranking import Vectors


class Gate:
    """A t-SNE whose every step waits until the test lets it pass."""

    def __init__(self) -> None:
        self.passes = threading.Semaphore(0)
        self.changed = threading.Condition()
        self.begun: list[int] = []  # number of words of each map
        self.seen = 0

    def tsne(self, vectors: Vectors, **settings: float) -> Iterator[Projection]:
        with self.changed:
            self.begun.append(len(vectors))
            self.changed.notify_all()
        for done in (1, 2, 3):
            self.passes.acquire()
            with self.changed:
                self.seen += 1
                self.changed.notify_all()
            points = np.full((len(vectors), 2), done, np.float32)
            yield Projection(points, (), 0.5, done, 3)

    def close(self) -> None:
        """Let all go to their end: a thread that is left would take the next test's passes."""
        self.passes.release(1_000)
        for each in threading.enumerate():
            if each.name == "tsne":
                each.join(timeout=20)

    def until(self, happened: Callable[[], bool]) -> None:
        with self.changed:
            assert self.changed.wait_for(happened, timeout=20)

"""The vectors do not depend on how threads hand over to one another, in whatever order they do.

Only one thread runs at a time, and a schedule draws who goes on wherever two of them meet: at a
baton, before rows are gathered or added, before and between the two halves of a chunk, when a
thread of the pool begins. A schedule that has failed fails again.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import threadpoolctl

from tests.core.handovers.schedule import Schedule, drawn
from w2v_core.models import blas, pipeline
from w2v_core.models.catalog import ALGORITHMS
from w2v_core.models.cbow import CBOWKernel
from w2v_core.models.progress import Progress
from w2v_core.models.sgns import SGNSKernel
from w2v_core.text.corpus import Corpus


class Baton:
    """A lock whose holder the schedule may leave waiting."""

    def __init__(self, schedule: Schedule) -> None:
        self._schedule, self._held = schedule, False

    def acquire(self) -> None:
        self._schedule.point("acquire")
        while self._held:
            self._schedule.point("wait", spins=True)
        self._held = True

    def release(self) -> None:
        assert self._held
        self._held = False
        self._schedule.point("release")


class Pool:
    """An executor whose threads are actors of the schedule."""

    def __init__(self, schedule: Schedule) -> None:
        self._schedule, self._began = schedule, 0

    def submit(self, do: Callable[..., Any], *given: Any) -> Task:
        task = Task(self._schedule, lambda: do(*given))
        self._began += 1
        self._schedule.actor(f"worker {self._began}", task.run)
        return task


class Task:
    """The future of an actor."""

    def __init__(self, schedule: Schedule, do: Callable[[], Any]) -> None:
        self._schedule, self._do = schedule, do
        self._begun = self._cancelled = self._done = False
        self._value: Any = None
        self._error: BaseException | None = None

    def run(self) -> None:
        if self._cancelled:
            return
        self._begun = True
        try:
            self._value = self._do()
        except Exception as error:
            self._error = error
        self._done = True

    def cancel(self) -> bool:
        self._schedule.point("cancel")
        self._cancelled = not self._begun
        return self._cancelled

    def result(self) -> Any:
        while not self._done:
            self._schedule.point("result", spins=True)
        if self._error:
            raise self._error
        return self._value


@contextmanager
def in_turns(schedule: Schedule) -> Iterator[None]:
    """Make a switch point of every place where lanes meet."""

    def switching(call: Callable[..., Any]) -> Callable[..., Any]:
        def switched(*given: Any, **more: Any) -> Any:
            schedule.point(call.__name__)
            return call(*given, **more)

        return switched

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "threading", SimpleNamespace(Lock=lambda: Baton(schedule)))
        for name in ("gather_rows", "scatter_add"):
            patch.setattr(pipeline, name, switching(getattr(pipeline, name)))
        for kernel in (SGNSKernel, CBOWKernel):
            for name in ("score", "differentiate"):
                patch.setattr(kernel, name, switching(getattr(kernel, name)))
        yield


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    ranks = np.minimum(np.random.default_rng(0).zipf(1.3, 4_000), 90)
    return Corpus.build([str(i) for i in part] for part in np.array_split(ranks, 300))


def trainer_of(name: str, **how: Any) -> Any:
    config = ALGORITHMS[name].config_type(dim=4, min_count=1, epochs=2, window=2, negative=2)
    return ALGORITHMS[name].trainer(config, **how)


def trained(name: str, corpus: Corpus, **how: Any) -> bytes:
    trainer = trainer_of(name, **how)
    losses = [each.loss for each in trainer.steps(corpus)]
    return trainer.vectors().vectors.tobytes() + np.array(losses).tobytes()


@drawn
@pytest.mark.parametrize("name", ["sgns", "cbow"])
def test_bytes_do_not_depend_on_hand_overs(name: str, seed: int, corpus: Corpus) -> None:
    expected, found = trained(name, corpus), []
    schedule = Schedule(seed)
    pool = Pool(schedule)
    with in_turns(schedule):
        schedule.actor(
            "caller", lambda: found.append(trained(name, corpus, executor=pool, threads=2))
        )
        schedule.run()
    assert found == [expected]


@drawn
def test_an_error_in_any_order_ends_all_and_hangs_none(
    seed: int, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tables then have all chunks before the one that failed, and none after it."""
    differentiate, tables, failing = SGNSKernel.differentiate, [], None
    seen: list[Any] = []

    def fails(kernel: SGNSKernel, chunk: Any) -> None:
        differentiate(kernel, chunk)
        seen.append(chunk.input_ids)
        if failing is not None and np.array_equal(chunk.input_ids, failing):
            raise MemoryError("no room")

    def run(threads: int, pool: Pool | None) -> None:
        trainer = trainer_of("sgns", executor=pool, threads=threads)
        with pytest.raises(MemoryError, match="no room"):
            list(trainer.steps(corpus))
        tables.append(trainer.preview().tobytes())

    monkeypatch.setattr(SGNSKernel, "differentiate", fails)
    list(trainer_of("sgns").steps(corpus))
    failing = seen[len(seen) // 3]
    run(1, None)
    schedule = Schedule(seed)
    with in_turns(schedule):
        schedule.actor("caller", lambda: run(2, Pool(schedule)))
        schedule.run()
    one, two = tables
    assert one == two


@drawn
def test_trainers_at_once_have_one_blas_thread_and_leave_as_many_as_they_found(seed: int) -> None:
    """In whatever order they begin and end their slices."""
    schedule = Schedule(seed)

    def threads() -> set[int]:
        info = threadpoolctl.threadpool_info()
        return {each["num_threads"] for each in info if each["user_api"] == "blas"}

    def slices() -> Iterator[Progress]:
        for done in range(4):
            schedule.point("begin")
            assert threads() == {1}
            schedule.point("end")
            yield Progress(done, 4, "training")

    def train() -> None:
        for _ in blas.single_threaded(slices()):
            schedule.point("between")

    before = threads()
    with threadpoolctl.threadpool_limits(2, user_api="blas"):
        usual = threads()
        assert usual == {2}
        for each in range(3):
            schedule.actor(f"trainer {each}", train)
        schedule.run()
        assert threads() == usual
    assert threads() == before


def test_real_threads_take_part() -> None:
    """What stands in for locks above is what the pipeline uses."""
    assert pipeline.threading is threading

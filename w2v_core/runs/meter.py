"""Measure training: trainers read no clock, so whoever drains one does it through here.

Slices may be far shorter than anybody can look at. They are put together until a twentieth of a
second has passed, or in a short run a fiftieth of the time; losses are averaged, nothing is
dropped. Leaves out: where the measurements go.
"""

from __future__ import annotations

import dataclasses
import math
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator

from w2v_core.models.progress import Progress

INTERVAL = 0.05  # seconds between two measurements: about 20 a second
_SHORT = 50
_SPEED_WINDOW = 1.0  # seconds over which the speed is smoothed


@dataclasses.dataclass(frozen=True, slots=True)
class Measurement:
    """One or more slices of training, and the clock.

    Attributes
    ----------
    seconds : float
        Since training began.
    done, total, stage, epoch, error, learning_rate
        As the last of the slices gave them; see `Progress`.
    loss : float
        Mean over the slices in nats per positive pair, each weighing as much as it has tokens;
        NaN if no slice had a loss.
    held_out : float
        The last one that any of the slices had; NaN if none had.
    tokens : int
        Tokens gone through in these slices.
    words_per_second : float
        Over about the last second; NaN where no tokens are gone through.
    """

    seconds: float
    done: int
    total: int
    stage: str
    epoch: float
    loss: float
    held_out: float
    error: float
    learning_rate: float
    tokens: int
    words_per_second: float


def measure(
    steps: Iterable[Progress],
    *,
    clock: Callable[[], float] = time.perf_counter,
    interval: float = INTERVAL,
) -> Iterator[Measurement]:
    """Drain a trainer and yield what it does, at most every `interval` seconds.

    More often in the beginning, when that is still less than a fiftieth of the time so far: a
    small corpus is trained within a tenth of a second and has a curve all the same.

    The first slice, the last one, the last of each stage and the last before each new error of
    a factorization are never held back: passes are few, and a small corpus has all within one
    interval.
    """
    start = latest = clock()
    speed = _Speed()
    pending: list[Progress] = []
    due = 0.0
    for progress in steps:
        if pending and _differ(pending[-1], progress):
            yield _summary(pending, latest - start, speed)
            pending.clear()
        latest = clock()
        pending.append(progress)
        speed.add(latest - start, progress.tokens)
        if latest - start >= due:
            yield _summary(pending, latest - start, speed)
            pending.clear()
            seconds = latest - start
            due = seconds + min(interval, seconds / _SHORT)
    if pending:
        yield _summary(pending, latest - start, speed)


def _differ(before: Progress, after: Progress) -> bool:
    """Whether two slices must not be put together."""
    new_error = not math.isnan(after.error) and after.error != before.error
    return before.stage != after.stage or new_error


def mean_loss(parts: Iterable[tuple[float, int]]) -> float:
    """Mean of (loss, tokens) weighted by tokens; NaN losses are passed over."""
    known = [(loss, max(tokens, 1)) for loss, tokens in parts if not math.isnan(loss)]
    weight = sum(tokens for _, tokens in known)
    return sum(loss * tokens for loss, tokens in known) / weight if weight else math.nan


def _summary(slices: list[Progress], seconds: float, speed: _Speed) -> Measurement:
    last = slices[-1]
    return Measurement(
        seconds=seconds,
        done=last.done,
        total=last.total,
        stage=last.stage,
        epoch=last.epoch,
        loss=mean_loss((each.loss, each.tokens) for each in slices),
        held_out=next(
            (each.held_out for each in reversed(slices) if not math.isnan(each.held_out)), math.nan
        ),
        error=last.error,
        learning_rate=last.learning_rate,
        tokens=sum(each.tokens for each in slices),
        words_per_second=speed.value,
    )


class _Speed:
    """Tokens per second over the last second or so."""

    def __init__(self) -> None:
        self._marks = deque([(0.0, 0)])  # (seconds, tokens so far)

    def add(self, seconds: float, tokens: int) -> None:
        self._marks.append((seconds, self._marks[-1][1] + tokens))
        # One mark older than the window stays: the difference spans at least a full second.
        while len(self._marks) > 2 and self._marks[1][0] <= seconds - _SPEED_WINDOW:
            self._marks.popleft()

    @property
    def value(self) -> float:
        (old_time, old_tokens), (now, tokens) = self._marks[0], self._marks[-1]
        if tokens == old_tokens or now <= old_time:
            return math.nan
        return (tokens - old_tokens) / (now - old_time)

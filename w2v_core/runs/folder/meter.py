"""Measure training: trainers read no clock, so whoever drains one does it through here.

Leaves out: where the measurements go.
"""

from __future__ import annotations

import dataclasses
import math
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator

from w2v_core.models.progress import Progress

_SPEED_WINDOW = 1.0  # seconds over which the speed is smoothed


@dataclasses.dataclass(frozen=True, slots=True)
class Measurement:
    """One slice of training, and the clock.

    Attributes
    ----------
    seconds : float
        Since training began, pauses left out.
    done, total, stage, epoch, loss, held_out, error, learning_rate, tokens
        As the slice gave them; see `Progress`.
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


class Meter:
    """A clock that is started now.

    Parameters
    ----------
    seconds : float
        What has been trained before: a run that was paused counts on.
    clock : callable
        Seconds of any beginning.
    """

    def __init__(
        self, seconds: float = 0.0, *, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self._clock = clock
        self._zero = clock() - seconds
        self.seconds = seconds  # at the end of the last slice
        self._marks = deque([(seconds, 0)])  # (seconds, tokens so far)

    def measure(self, progress: Progress) -> Measurement:
        """A slice that has just ended."""
        self.seconds = seconds = self._clock() - self._zero
        speed = self._speed(seconds, progress.tokens)
        return Measurement(
            seconds=seconds,
            done=progress.done,
            total=progress.total,
            stage=progress.stage,
            epoch=progress.epoch,
            loss=progress.loss,
            held_out=progress.held_out,
            error=progress.error,
            learning_rate=progress.learning_rate,
            tokens=progress.tokens,
            words_per_second=speed,
        )

    def _speed(self, seconds: float, tokens: int) -> float:
        """Tokens per second over the last second or so."""
        marks = self._marks
        marks.append((seconds, marks[-1][1] + tokens))
        # One mark older than the window stays: the difference spans at least a full second.
        while len(marks) > 2 and marks[1][0] <= seconds - _SPEED_WINDOW:
            marks.popleft()
        (old_time, old_tokens), (now, new_tokens) = marks[0], marks[-1]
        if new_tokens == old_tokens or now <= old_time:
            return math.nan
        return (new_tokens - old_tokens) / (now - old_time)


def measure(steps: Iterable[Progress]) -> Iterator[Measurement]:
    """Drain a trainer and measure each slice."""
    meter = Meter()
    return map(meter.measure, steps)


def mean_loss(parts: Iterable[tuple[float, int]]) -> float:
    """Mean of (loss, tokens) weighted by tokens; NaN losses are passed over."""
    known = [(loss, max(tokens, 1)) for loss, tokens in parts if not math.isnan(loss)]
    weight = sum(tokens for _, tokens in known)
    return sum(loss * tokens for loss, tokens in known) / weight if weight else math.nan

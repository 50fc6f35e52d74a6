"""Measuring: every slice, with the clock beside it."""

import math
from collections.abc import Iterable, Iterator

import pytest

from w2v_core.models.progress import Progress
from w2v_core.runs.folder.meter import Measurement, Meter, mean_loss


def slices(*parts: tuple[float, int], stage: str = "training") -> list[Progress]:
    """One Progress for each (loss, tokens), `done` counting the tokens."""
    total = sum(tokens for _, tokens in parts)
    done = 0
    made = []
    for loss, tokens in parts:
        done += tokens
        made.append(Progress(done=done, total=total, stage=stage, loss=loss, tokens=tokens))
    return made


def measured(
    steps: Iterable[Progress], seconds: Iterable[float], before: float = 0.0
) -> list[Measurement]:
    """Measure with a clock that starts at 0 and stands at seconds[i] after slice i."""
    times: Iterator[float] = iter([0.0, *seconds])
    meter = Meter(before, clock=lambda: next(times))
    return [meter.measure(each) for each in steps]


def test_every_slice_is_a_measurement() -> None:
    steps = slices((1.0, 10), (2.0, 10), (math.nan, 30))
    records = measured(steps, [9.1, 9.11, 9.12])
    assert [each.seconds for each in records] == [9.1, 9.11, 9.12]
    for record, step in zip(records, steps, strict=True):
        for name in ("done", "total", "stage", "epoch", "tokens"):
            assert getattr(record, name) == getattr(step, name)
        for name in ("loss", "held_out", "error", "learning_rate"):
            assert getattr(record, name) == pytest.approx(getattr(step, name), nan_ok=True)


def test_a_run_that_was_paused_counts_on() -> None:
    records = measured(slices((1.0, 100)), [0.5], before=60.0)
    assert records[0].seconds == 60.5
    assert records[0].words_per_second == pytest.approx(200)


def test_speed_is_that_of_the_last_second() -> None:
    steps = slices(*[(1.0, 1000)] * 4, *[(1.0, 10)] * 20)
    records = measured(steps, [0.1 * i for i in range(1, 25)])
    assert records[3].words_per_second == pytest.approx(10_000)
    assert records[-1].words_per_second == pytest.approx(100)


def test_speed_is_unknown_where_no_tokens_are_gone_through() -> None:
    records = measured(slices((math.nan, 0), stage="factorizing"), [0.1])
    assert math.isnan(records[0].words_per_second)


def test_a_slice_without_pairs_does_not_spoil_the_mean() -> None:
    assert mean_loss([(1.0, 10), (math.nan, 99), (3.0, 30)]) == pytest.approx(2.5)
    assert math.isnan(mean_loss([(math.nan, 9)]))
    assert math.isnan(mean_loss([]))

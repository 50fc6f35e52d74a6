"""Measuring: slices are put together, and nothing is lost."""

import math
from collections.abc import Iterable, Iterator
from itertools import pairwise

import pytest

from w2v_core.models.progress import Progress
from w2v_core.runs.meter import Measurement, measure


def slices(*parts: tuple[float, int], stage: str = "training") -> list[Progress]:
    """One Progress for each (loss, tokens), `done` counting the tokens."""
    total = sum(tokens for _, tokens in parts)
    done = 0
    made = []
    for loss, tokens in parts:
        done += tokens
        made.append(Progress(done=done, total=total, stage=stage, loss=loss, tokens=tokens))
    return made


def measured(steps: Iterable[Progress], seconds: Iterable[float]) -> list[Measurement]:
    """Measure with a clock that starts at 0 and stands at seconds[i] after slice i."""
    times: Iterator[float] = iter([0.0, *seconds])
    return list(measure(steps, clock=lambda: next(times)))


def test_slices_within_a_twentieth_of_a_second_become_one() -> None:
    records = measured(slices((1.0, 10), (2.0, 10), (4.0, 30), (6.0, 10)), [9.1, 9.11, 9.12, 9.2])
    assert [each.done for each in records] == [10, 60]
    assert records[1].loss == pytest.approx((2 * 10 + 4 * 30 + 6 * 10) / 50)
    assert records[1].tokens == 50


def test_a_run_of_a_tenth_of_a_second_has_a_curve() -> None:
    records = measured(slices(*[(1.0, 1)] * 200), [0.0005 * i for i in range(1, 201)])
    assert 50 < len(records) < 200
    assert sum(each.tokens for each in records) == 200
    gaps = [b.seconds - a.seconds for a, b in pairwise(records)]
    assert gaps[0] < gaps[-2] < 0.05


def test_first_and_last_slice_are_never_held_back() -> None:
    records = measured(slices((1.0, 1), (2.0, 1), (3.0, 1)), [9.001, 9.002, 9.003])
    assert [each.done for each in records] == [1, 3]
    assert sum(each.tokens for each in records) == 3


def test_a_stage_ends_with_a_record_of_its_own() -> None:
    steps = slices((math.nan, 5), (math.nan, 5), stage="counting")
    steps += slices((math.nan, 0), (math.nan, 0), stage="factorizing")
    records = measured(steps, [9.001, 9.002, 9.003, 9.004])
    assert [(each.stage, each.tokens) for each in records] == [
        ("counting", 5),
        ("counting", 5),
        ("factorizing", 0),
    ]
    assert records[1].seconds == 9.002


def test_every_pass_of_a_factorization_is_kept() -> None:
    errors = [1.0, 1.0, 0.8, 0.8, 0.8, 0.7, 0.7]
    steps = [Progress(i, 7, "factorizing", error=error) for i, error in enumerate(errors)]
    records = measured(steps, [9 + 0.001 * i for i in range(1, 8)])
    assert [each.error for each in records] == [1.0, 1.0, 0.8, 0.7]


def test_a_slice_without_pairs_does_not_spoil_the_mean() -> None:
    records = measured(slices((1.0, 9), (math.nan, 9), (3.0, 9)), [9.1, 9.101, 9.2])
    assert records[1].loss == 3.0
    assert math.isnan(measured(slices((math.nan, 9)), [0.1])[0].loss)


def test_speed_is_that_of_the_last_second() -> None:
    steps = slices(*[(1.0, 1000)] * 4, *[(1.0, 10)] * 20)
    records = measured(steps, [0.1 * i for i in range(1, 25)])
    assert records[3].words_per_second == pytest.approx(10_000)
    assert records[-1].words_per_second == pytest.approx(100)


def test_speed_is_unknown_where_no_tokens_are_gone_through() -> None:
    assert math.isnan(
        measured(slices((math.nan, 0), stage="factorizing"), [0.1])[0].words_per_second
    )


def test_no_slices_no_records() -> None:
    assert measured([], []) == []

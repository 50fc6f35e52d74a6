"""Pauses leave no trace in how a descent is watched: same stop, message and last good tables."""

from __future__ import annotations

import random
import tracemalloc
from collections.abc import Callable, Collection
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import pytest

from tests.core.models.accidents import ACCIDENTS, plain
from w2v_core.errors import DivergenceError
from w2v_core.models import plan
from w2v_core.models.catalog import ALGORITHMS
from w2v_core.models.descent import DescentTrainer
from w2v_core.models.progress import State
from w2v_core.text.corpus import Corpus

DRAWS = 6
# What runs away if steps are as large as they come: after tables were kept, by its norms or by its
# loss alone, or before.
AWAY = {
    "sgns, by its norms": ("many bursts of one word each", 0.03),
    "cbow, by its norms": ("many bursts of one word each", 0.03),
    "cbow, by its loss": ("burst of 500", 0.05),
    "sgns, too early": ("many bursts of one word each", 0.1),
    "cbow, too early": ("many bursts of one word each", 0.1),
}
KEPT = [name for name in AWAY if "early" not in name]
DESCENTS = ["sgns", "cbow"]

Make = Callable[[], DescentTrainer]


@pytest.fixture
def unbounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Steps as large as they come."""
    monkeypatch.setattr(plan, "_STEP_BOUND", 1e6)
    monkeypatch.setattr(plan, "_FARTHEST", np.float32(1e6))


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    """One that nothing is wrong with."""
    return Corpus.build(plain(1))


def trainer_of(name: str, **settings: Any) -> DescentTrainer:
    wanted = {"dim": 8, "min_count": 1, "epochs": 10} | settings
    trainer: DescentTrainer = ALGORITHMS[name].trainer_type(ALGORITHMS[name].config_type(**wanted))
    return trainer


def running_away(case: str) -> tuple[Make, Corpus]:
    text, rate = AWAY[case]
    rates = {"learning_rate": rate, "min_learning_rate": rate}
    return partial(trainer_of, case[:4], dim=20, epochs=40, **rates), Corpus.build(
        ACCIDENTS[text](1)
    )


class End(NamedTuple):
    """How a run has ended: its whole state, what was raised, and after how many slices."""

    state: State
    message: str
    slices: int


def end_of(make: Make, corpus: Corpus, pauses: Collection[int] = ()) -> End:
    """Train to the end, after each of these slices in another trainer."""
    trainer, slices, state, message = make(), 0, {}, ""
    steps = trainer.steps(corpus)
    try:
        while progress := next(steps, None):
            slices += not progress.again
            if slices in pauses and not progress.again:
                state, trainer = trainer.state(), make()
                trainer.restore(state)
                steps = trainer.steps(corpus)
    except DivergenceError as error:
        message = str(error)
    if "too early" in message:
        with pytest.raises(ValueError, match="no state"):
            trainer.state()
        return End({}, message, slices)
    return End(trainer.state(), message, slices)


def copied(state: State) -> State:
    return {key: np.array(value) for key, value in state.items()}


def assert_same(mine: End, theirs: End) -> None:
    assert mine[1:] == theirs[1:]
    assert mine.state.keys() == theirs.state.keys()
    for key, value in theirs.state.items():
        assert np.asarray(mine.state[key]).tobytes() == np.asarray(value).tobytes(), key


def assert_pauses_leave_no_trace(make: Make, corpus: Corpus, reference: End, seed: str) -> None:
    """After slices that are drawn, and once after every slice."""
    chance, every = random.Random(seed), range(1, reference.slices + 1)
    draws = [chance.sample(every, chance.randint(1, 2)) for _ in range(DRAWS)]
    for pauses in (*draws, every):
        assert_same(end_of(make, corpus, pauses), reference)


@pytest.mark.parametrize("case", AWAY)
def test_a_run_that_runs_away_ends_the_same_wherever_it_was_paused(
    unbounded: None, case: str
) -> None:
    make, text = running_away(case)
    reference = end_of(make, text)
    assert "ran away" in reference.message
    assert ("are kept" in reference.message) == (case in KEPT)
    assert ("the loss rose" in reference.message) == ("loss" in case)
    assert_pauses_leave_no_trace(make, text, reference, case)


@pytest.mark.parametrize("name", DESCENTS)
def test_a_run_that_goes_well_ends_the_same_wherever_it_was_paused(
    corpus: Corpus, name: str
) -> None:
    make = partial(trainer_of, name)
    reference = end_of(make, corpus)
    assert reference.message == ""
    assert_pauses_leave_no_trace(make, corpus, reference, name)


@pytest.mark.parametrize("case", ["sgns, by its norms", "cbow, by its norms"])
def test_paused_when_it_is_sick_already_it_still_has_its_last_good_vectors(
    unbounded: None, case: str
) -> None:
    make, text = running_away(case)
    reference = end_of(make, text)
    trainer = make()
    for _, _ in zip(range(reference.slices), trainer.steps(text), strict=False):
        sick = trainer.state()  # the slice after the last of them ends with a look
    assert np.linalg.norm(np.asarray(sick["input"], np.float64), axis=1).max() > 100
    assert np.array_equal(sick["kept_input"], reference.state["input"])
    assert np.array_equal(sick["kept_output"], reference.state["output"])
    assert_same(end_of(make, text, [reference.slices]), reference)


def test_a_trainer_that_ran_away_does_so_again_and_no_state_that_it_gave_has_changed(
    unbounded: None,
) -> None:
    make, text = running_away("cbow, by its norms")
    reference, trainer = end_of(make, text), make()
    given: list[tuple[State, State]] = []
    for _ in range(2):  # the second time from the last good tables on
        states = (trainer.state() for _ in trainer.steps(text))
        with pytest.raises(DivergenceError) as raised:
            given.extend((state, copied(state)) for state in states)
        assert_same(End(trainer.state(), str(raised.value), reference.slices), reference)
    assert len(given) > reference.slices
    for state, before in given:
        assert all(np.array_equal(state[key], value) for key, value in before.items())


@pytest.mark.parametrize("name", DESCENTS)
def test_tables_are_stored_twice_only_while_they_differ(corpus: Corpus, name: str) -> None:
    trainer, twice, once = trainer_of(name), 0, 0
    for _ in trainer.steps(corpus):
        state = trainer.state()
        if "kept_done" in state:
            same = all(state[f"kept_{each}"] == state[each] for each in plan.Position._fields)
            assert same == ("kept_input" not in state)
            once, twice = once + same, twice + (not same)
    assert min(once, twice) > 0
    assert "kept_input" not in trainer.state()  # the end is looked at


@pytest.mark.parametrize("name", DESCENTS)
def test_a_state_of_before_there_was_a_watch_in_it_can_be_gone_on_with(
    corpus: Corpus, name: str
) -> None:
    reference, first = end_of(partial(trainer_of, name), corpus), trainer_of(name)
    for number, _ in enumerate(first.steps(corpus)):
        if number % 50 == 20:
            tables = ("input", "output", *plan.Position._fields)
            old = {key: first.state()[key] for key in tables}
            second = trainer_of(name)
            second.restore(old)
            assert second.state().keys() == old.keys()  # nobody has looked at it yet
            for _ in second.steps(corpus):
                pass
            assert_same(End(second.state(), "", reference.slices), reference)


def test_stopping_and_going_on_need_no_more_memory_than_is_forecast(corpus: Corpus) -> None:
    """Six tables: two, the last good ones, and two that are stored, read or looked at."""
    first = trainer_of("sgns", dim=500)
    states = {
        "kept_input" in state: state for state in (first.state() for _ in first.steps(corpus))
    }
    table = np.asarray(first.state()["input"]).nbytes
    assert len(states) == 2
    for state in states.values():
        second = trainer_of("sgns", dim=500)
        tracemalloc.start()
        try:
            second.restore(copied(state))  # as if it were read
            second.state()
            assert tracemalloc.get_traced_memory()[1] < 6.1 * table
        finally:
            tracemalloc.stop()

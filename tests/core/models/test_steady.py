"""Steady vectors: each member is an ordinary training, and the whole one keeps the contract."""

from __future__ import annotations

import dataclasses
import itertools
from typing import cast

import numpy as np
import pytest

from tests.core.run_kit import two_topics
from w2v_core.errors import CorpusError, SettingError
from w2v_core.models.catalog import ALGORITHMS
from w2v_core.models.forecast import Forecaster
from w2v_core.models.progress import Trainer
from w2v_core.models.settings import Config
from w2v_core.models.steady import seed_of
from w2v_core.settings import settings_of
from w2v_core.text.corpus import Corpus
from w2v_core.text.resample import resample
from w2v_core.vectors.ranking import normalize

DIM = 8
USUAL = {"dim": DIM, "window": 3, "min_count": 1, "epochs": 8, "negative": 3, "learning_rate": 0.1}


def config_of(name: str, **changes: object) -> Config:
    config_type = ALGORITHMS[name].config_type
    known = {each.name for each in settings_of(config_type)}
    return config_type(**{key: value for key, value in (USUAL | changes).items() if key in known})


def steady(name: str, *, counted: bool = True) -> Trainer:
    return ALGORITHMS[name].trainer(config_of(name, seeds=2, resamples=2, counted=counted))


@pytest.fixture(params=list(ALGORITHMS))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    """Rare words enough that a draw misses some."""
    return Corpus.build(two_topics(400, 100))


def test_members_are_ordinary_trainings_of_the_text_and_of_draws_of_it(
    name: str, corpus: Corpus
) -> None:
    config = config_of(name, seeds=2, resamples=1)
    algorithm = ALGORITHMS[name]
    found = algorithm.trainer(config).fit(corpus).vectors
    assert found.shape == (len(corpus.vocabulary), 3 * DIM)
    for member, seed in enumerate((config.seed, seed_of(config, 1))):
        alone = algorithm.trainer(config.single(seed)).fit(corpus).vectors
        assert np.array_equal(found[:, member * DIM : (member + 1) * DIM], normalize(alone))
    drawn = resample(corpus, seed_of(config, 2))
    alone = normalize(algorithm.trainer(config.single(seed_of(config, 2))).fit(drawn).vectors)
    missing = np.setdiff1d(corpus.ids, drawn.ids)
    assert len(missing)
    alone[missing] = 0
    assert np.array_equal(found[:, 2 * DIM :], alone)


def test_what_counts_beside_weighs_as_much_as_all_others(corpus: Corpus) -> None:
    config = config_of("sgns", seeds=3, counted=True)
    counter = ALGORITHMS["ppmi-svd"]
    found = ALGORITHMS["sgns"].trainer(config).fit(corpus).vectors
    counted = counter.trainer(config_of("ppmi-svd")).fit(corpus).vectors
    assert found[:, 3 * DIM :] == pytest.approx(normalize(counted) * np.sqrt(3), abs=1e-6)


def test_a_cosine_is_the_mean_of_the_members_cosines(corpus: Corpus) -> None:
    vectors = ALGORITHMS["sgns"].trainer(config_of("sgns", seeds=3)).fit(corpus)
    units = [vectors.vectors[:, low : low + DIM] for low in (0, DIM, 2 * DIM)]
    expected = np.mean([float(each[3] @ each[7]) for each in units])
    words = vectors.words
    assert vectors.similarity(words[3], words[7]) == pytest.approx(expected, abs=1e-6)


def test_seeds_of_neighboring_runs_are_all_different() -> None:
    configs = [config_of("sgns", seed=seed, seeds=10, resamples=10) for seed in range(20)]
    drawn = [seed_of(each, member) for each in configs for member in range(1, 20)]
    assert len(set(drawn)) == len(drawn)
    assert not set(drawn) & {each.seed for each in configs}


def test_slices_lead_to_the_end_member_by_member(name: str, corpus: Corpus) -> None:
    slices = list(steady(name).steps(corpus))
    assert slices[-1].done == slices[-1].total
    assert {each.total for each in slices} == {slices[-1].total}
    assert all(a.done <= b.done and a.epoch <= b.epoch for a, b in itertools.pairwise(slices))


@pytest.mark.parametrize("name", ["sgns", "cbow"])
def test_a_draw_has_no_held_out_loss(name: str) -> None:
    """Its sentences are drawn several times; that of the text itself is there."""
    long = Corpus.build(two_topics(1_200, 100))  # of shorter texts nothing is held out
    slices = list(steady(name, counted=False).steps(long))
    half = slices[-1].total // 2
    first = [each.held_out for each in slices if each.done <= half]
    drawn = [each.held_out for each in slices if each.done > half]
    assert np.isfinite(first).any()
    assert np.isnan(drawn).all()


def test_restored_anywhere_it_ends_with_the_same_bytes(name: str, corpus: Corpus) -> None:
    """Within a member, at the end of one, right after, and at the very end."""
    unbroken = steady(name)
    ends, slices, known = [], 0, 0
    for slices, _ in enumerate(unbroken.steps(corpus), 1):
        done = cast(int, unbroken.state()["done"])
        if done > known:
            ends.append(slices)
        known = done
    expected = unbroken.vectors().vectors.tobytes()
    moments = {1, slices // 2, *ends, *(each + 1 for each in ends[:-1])}
    for moment in sorted(moments):
        broken = steady(name)
        steps = broken.steps(corpus)
        for _ in range(moment):
            next(steps)
        state = {key: np.array(value) for key, value in broken.state().items()}
        again = steady(name)
        again.restore({key: each if each.ndim else each.item() for key, each in state.items()})
        assert again.fit(corpus).vectors.tobytes() == expected, f"after slice {moment}"


def test_stopped_early_it_has_the_members_that_are_done(corpus: Corpus) -> None:
    trainer = steady("sgns")
    dims = []
    for _ in trainer.steps(corpus):
        dims.append(trainer.vectors().dim)
        assert trainer.preview() is not None
    assert sorted(set(dims)) == [DIM, 2 * DIM, 3 * DIM, 4 * DIM, 5 * DIM]
    assert dims == sorted(dims)


def test_a_state_of_another_text_is_refused(corpus: Corpus) -> None:
    trainer = steady("sgns")
    for each in trainer.steps(corpus):
        if each.epoch > 8:  # into the second member
            break
    other = steady("sgns")
    other.restore(trainer.state())
    with pytest.raises(CorpusError, match=r"saved members have \d+ words.*another run"):
        other.steps(Corpus.build(two_topics(20)))


def test_nothing_can_be_asked_before_the_first_slice() -> None:
    trainer = steady("sgns")
    for ask in (trainer.vectors, trainer.state):
        with pytest.raises(ValueError, match="before the first slice"):
            ask()
    assert trainer.preview() is None


def test_a_forecast_counts_all_members(corpus: Corpus) -> None:
    forecaster = Forecaster(corpus)
    one, five = (forecaster.forecast("sgns", config_of("sgns", seeds=each)) for each in (1, 5))
    assert five.cost.work["training"] == 5 * one.cost.work["training"]
    assert five.cost.memory > one.cost.memory
    assert five.disk - one.disk == 4 * 3 * len(corpus.vocabulary) * DIM  # contexts are not kept


def test_single_settings_are_those_of_an_ordinary_run() -> None:
    config = config_of("sgns", seeds=3, resamples=2, counted=True)
    assert config.members == 6
    single = config.single(9)
    assert single.members == 1
    assert dataclasses.replace(config, seed=9, seeds=1, resamples=0, counted=False) == single


def test_too_many_seeds_are_refused() -> None:
    with pytest.raises(SettingError, match="seeds must be between 1 and 10; got 11"):
        config_of("sgns", seeds=11)


@pytest.mark.parametrize("name", ["sgns", "cbow"])
@pytest.mark.filterwarnings("ignore::w2v_core.errors.TrainingWarning")  # there is nothing to learn
def test_a_draw_without_any_pair_is_drawn_again(name: str) -> None:
    """Of four sentences three are single words: one draw in three has nothing to learn from."""
    text = Corpus.build([["a", "b", "c"], ["d"], ["e"], ["f"]])
    without = [seed for seed in range(40) if 0 not in resample(text, seed).ids]
    assert without
    found = ALGORITHMS[name].trainer(config_of(name, dim=2, resamples=10)).fit(text)
    assert found.dim == 2 * 11
    assert all(found.vectors[0, low : low + 2].any() for low in range(0, 22, 2))

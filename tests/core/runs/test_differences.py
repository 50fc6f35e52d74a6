"""What two runs were made with that is not the same."""

from __future__ import annotations

import dataclasses

import pytest

from tests.core.run_kit import SENTENCES, config_for, new_run, stored
from w2v_core.host.files import write_record
from w2v_core.host.home import Home
from w2v_core.models.catalog import ALGORITHMS
from w2v_core.runs.create import create_run
from w2v_core.runs.differences import (
    loss_meaning,
    other_seeds,
    plain_value,
    run_differences,
    text_differences,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "–"), (True, "yes"), (0.025, "0.025"), (1e-3, "0.001"), (5, "5"), ("sum", "sum")],
)
def test_values_are_written_as_a_person_does(value: object, text: str) -> None:
    assert plain_value(value) == text


def test_settings_that_differ_are_named(home: Home) -> None:
    corpus = stored(home, SENTENCES)
    one, other = new_run(home, corpus), new_run(home, corpus, window=2, seed=3)
    found = run_differences(one.info, other.info)
    assert [each.text for each in found] == ["window 5 → 2", "seed 1 → 3"]
    assert [each.label for each in found] == ["Window", "Seed"]
    assert run_differences(one.info, one.info) == []
    assert text_differences(one, other) == []


@pytest.mark.parametrize(("first", "second"), [(a, b) for a in ALGORITHMS for b in ALGORITHMS])
def test_algorithms_that_differ_come_first(home: Home, first: str, second: str) -> None:
    corpus = stored(home, SENTENCES)
    one, other = new_run(home, corpus, first), new_run(home, corpus, second)
    found = run_differences(one.info, other.info)
    if first == second:
        assert found == []
    else:
        assert found[0].values == (ALGORITHMS[first].title, ALGORITHMS[second].title)
        assert all(each.label[0].isupper() for each in found)


def test_losses_mean_the_same_where_the_task_is_the_same(home: Home) -> None:
    corpus = stored(home, SENTENCES)
    plain = new_run(home, corpus)
    for settings in ({"dim": 7}, {"seed": 2}, {"epochs": 9}):
        assert loss_meaning(new_run(home, corpus, **settings).info) == loss_meaning(plain.info)
    for settings in ({"window": 2}, {"negative": 9}, {"min_count": 2}):
        assert loss_meaning(new_run(home, corpus, **settings).info) != loss_meaning(plain.info)
    other = new_run(home, stored(home, SENTENCES[1:], "others"))
    assert loss_meaning(other.info) != loss_meaning(plain.info)
    unlike = [loss_meaning(new_run(home, corpus, each).info) for each in ALGORITHMS]
    assert len(set(unlike)) == len(ALGORITHMS)


def test_other_seeds_are_found_once_each(home: Home) -> None:
    corpus = stored(home, SENTENCES)
    run = new_run(home, corpus)
    others = [new_run(home, corpus, seed=seed) for seed in (2, 2, 3, 1)]
    others.append(new_run(home, corpus, seed=4, window=2))
    assert {each.info.seed for each in other_seeds(run, others)} == {2, 3}


def test_texts_that_differ_are_named(home: Home) -> None:
    mine, others = stored(home, SENTENCES), stored(home, SENTENCES[1:])
    said = text_differences(new_run(home, mine), new_run(home, others))
    assert said == ["Both texts are called pets, and are not the same word for word."]
    longer = stored(home, SENTENCES * 2, "more pets")
    said = text_differences(new_run(home, mine), new_run(home, longer, min_count=3))
    assert said == [
        "Not the same text: pets and more pets.",
        "Not the same words: the minimum count is 1 in one, 3 in the other.",
    ]


def test_a_run_that_goes_on_from_another_is_told(home: Home) -> None:
    corpus = stored(home, SENTENCES)
    one, other = (create_run(home, "sgns", config_for("sgns"), corpus) for _ in range(2))
    write_record(dataclasses.replace(other.info, parent=one.id), other.path / "run.json")
    assert text_differences(one, other) == ["One goes on where an earlier run had ended."]

"""The sample corpora: what they hold, and that each algorithm learns what is planted in them."""

from __future__ import annotations

import dataclasses
import doctest
from collections import Counter
from pathlib import Path

import pytest

from sample_corpora import make_kingdom
from tests.core.intake.kit import FOLDER, corpus, questions, text
from w2v_core.evaluation.analogies import score_analogies
from w2v_core.models.catalog import ALGORITHMS
from w2v_core.models.proposals import propose
from w2v_core.vectors.word_vectors import WordVectors

ENOUGH = {"sgns": 0.95, "cbow": 0.90, "ppmi-svd": 0.95}


def trained(algorithm: str, name: str, **changes: int) -> WordVectors:
    config = dataclasses.replace(propose(algorithm, corpus(name)), **changes)
    return ALGORITHMS[algorithm].trainer(config).fit(corpus(name))


def test_the_generator_writes_the_files_that_stand_here() -> None:
    assert make_kingdom.corpus(make_kingdom.SEED) == text("kingdom.txt")
    assert make_kingdom.questions() == text("kingdom.questions.txt")


def test_the_generator_writes_both_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(make_kingdom, "FOLDER", tmp_path)
    make_kingdom.main()
    for name in ("kingdom.txt", "kingdom.questions.txt"):
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes()


def test_another_seed_makes_another_text() -> None:
    assert make_kingdom.corpus(make_kingdom.SEED + 1) != text("kingdom.txt")


def test_the_generators_example_holds() -> None:
    result = doctest.testmod(make_kingdom)
    assert result.attempted
    assert not result.failed


def test_kingdom_has_the_size_it_should() -> None:
    kingdom = corpus("kingdom")
    assert 50_000 <= kingdom.n_tokens <= 150_000
    assert 150 <= len(kingdom.vocabulary) <= 400
    assert kingdom.n_sentences == text("kingdom.txt").count("\n")  # one sentence a line
    assert 500 <= sum(len(section.questions) for section in questions()) <= 4_000


def test_kingdom_leaves_no_slot_unfilled() -> None:
    assert not set("{}[]*|") & set(text("kingdom.txt"))
    assert "  " not in text("kingdom.txt")


def test_every_word_of_a_question_occurs_often() -> None:
    counts = Counter(text("kingdom.txt").lower().replace(".", "").split())
    asked = {word for section in questions() for four in section.questions for word in four}
    assert min(counts[word] for word in asked) >= 80


def test_questions_are_asked_both_ways_and_once() -> None:
    for section in questions():
        asked = set(section.questions)
        assert len(asked) == len(section.questions)
        assert all((c, d, a, b) in asked and (b, a, d, c) in asked for a, b, c, d in asked)


def test_no_sentence_holds_both_words_of_a_pair() -> None:
    lines = [set(line.lower().strip(".").split()) for line in text("kingdom.txt").splitlines()]
    pairs = {four[:2] for section in questions() for four in section.questions}
    assert not [(pair, line) for line in lines for pair in pairs if line.issuperset(pair)]


def test_cats_and_dogs_can_be_read_aloud() -> None:
    lines = text("cats_and_dogs.txt").splitlines()
    assert 20 <= len(lines) <= 60
    assert len(set(lines)) == len(lines) == corpus("cats_and_dogs").n_sentences
    assert 300 <= corpus("cats_and_dogs").n_tokens <= 700


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("algorithm", list(ENOUGH))
def test_each_algorithm_solves_the_planted_analogies(algorithm: str, seed: int) -> None:
    score = score_analogies(trained(algorithm, "kingdom", seed=seed), questions())
    assert score.answered == score.total
    assert score.accuracy >= ENOUGH[algorithm]


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_the_dog_is_near_the_cat_after_200_epochs(seed: int) -> None:
    vectors = trained("sgns", "cats_and_dogs", epochs=200, seed=seed)
    assert "dog" in [each.word for each in vectors.neighbors("cat", 3)]


@pytest.mark.parametrize("algorithm", ["cbow", "ppmi-svd"])
def test_the_other_algorithms_find_the_dog_too(algorithm: str) -> None:
    vectors = trained(algorithm, "cats_and_dogs")
    assert "dog" in [each.word for each in vectors.neighbors("cat", 3)]

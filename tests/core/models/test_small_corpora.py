"""On small texts the engine learns as much as word2vec.c's loop does in as many epochs.

Blocks, shared noise and chunks that do not see one another are all ways to lose something where a
text is small. Both sides train from the same seeds; the test is a paired t test over five of
them, and fails where the engine is worse with a chance of less than 1 in 100.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from tests.core.intake.test_samples import corpus, questions
from tests.core.models import reference
from w2v_core.evaluation.analogies import score_analogies
from w2v_core.models.catalog import ALGORITHMS
from w2v_core.models.proposals import propose
from w2v_core.text.corpus import Corpus
from w2v_core.vectors.word_vectors import WordVectors

SEEDS = range(1, 6)


def analogies_solved(vectors: WordVectors) -> float:
    """Share of the kingdom's analogies."""
    return score_analogies(vectors, questions()).accuracy


def how_far_dog_stands_out(vectors: WordVectors) -> float:
    """Cosine of cat and dog, less the mean cosine of cat and all other words."""
    others = [word for word in vectors.words if word not in ("cat", "dog")]
    mean = np.mean([vectors.similarity("cat", word) for word in others])
    return float(vectors.similarity("cat", "dog") - mean)


def part_of_kingdom() -> Corpus:
    """Few enough sentences that neither side solves everything."""
    whole = corpus("kingdom")
    return Corpus.build(whole.sentence(i) for i in range(1500))


@pytest.mark.parametrize("algorithm", ["sgns", "cbow"])
@pytest.mark.parametrize(
    ("text", "quality", "epochs"),
    [
        (lambda: corpus("cats_and_dogs"), how_far_dog_stands_out, 60),
        (part_of_kingdom, analogies_solved, 10),
    ],
    ids=["cats_and_dogs", "kingdom"],
)
def test_as_good_as_one_pair_after_the_other(
    algorithm: str,
    text: Callable[[], Corpus],
    quality: Callable[[WordVectors], float],
    epochs: int,
) -> None:
    small = text()
    proposed = dataclasses.replace(propose(algorithm, small), epochs=epochs, held_out=0.0)
    differences = []
    for seed in SEEDS:
        config = dataclasses.replace(proposed, seed=seed)
        ours = quality(ALGORITHMS[algorithm].trainer(config).fit(small))
        plain = quality(reference.train(small, config))
        assert plain > 0.1  # the loop has learned something to compare with
        differences.append(ours - plain)
    worse = stats.ttest_1samp(differences, 0, alternative="less")
    assert worse.pvalue > 0.01, differences

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

from tests.core.intake.kit import corpus, questions
from tests.core.models import reference
from w2v_core.evaluation.analogies import score_analogies
from w2v_core.models.catalog import ALGORITHMS
from w2v_core.models.descent_config import DescentConfig
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


TEXTS: dict[str, tuple[Callable[[], Corpus], Callable[[WordVectors], float], int]] = {
    "cats_and_dogs": (lambda: corpus("cats_and_dogs"), how_far_dog_stands_out, 60),
    "kingdom": (part_of_kingdom, analogies_solved, 10),
}
# What the loop comes to, a row for each text and algorithm and a column for each seed. It takes a
# minute: `python -m tests.core.models.test_small_corpora` says these lines again.
PLAIN = {
    ("cats_and_dogs", "sgns"): (0.469974, 0.483087, 0.475662, 0.479441, 0.454442),
    ("cats_and_dogs", "cbow"): (0.712039, 0.687801, 0.688088, 0.713764, 0.692089),
    ("kingdom", "sgns"): (0.208580, 0.248521, 0.227811, 0.215976, 0.215976),
    ("kingdom", "cbow"): (0.232249, 0.264793, 0.226331, 0.229290, 0.244083),
}
every_case = pytest.mark.parametrize(("text", "algorithm"), PLAIN)


def setup(text: str, algorithm: str, seed: int) -> tuple[Corpus, DescentConfig]:
    """What both sides are given."""
    read, _, epochs = TEXTS[text]
    small = read()
    proposed = ALGORITHMS[algorithm].propose(small)
    return small, dataclasses.replace(proposed, epochs=epochs, held_out=0.0, seed=seed)


def plain_score(text: str, algorithm: str, seed: int) -> float:
    """What the loop comes to."""
    return TEXTS[text][1](reference.train(*setup(text, algorithm, seed)))


@every_case
def test_as_good_as_one_pair_after_the_other(text: str, algorithm: str) -> None:
    differences = []
    for seed, plain in zip(SEEDS, PLAIN[text, algorithm], strict=True):
        small, config = setup(text, algorithm, seed)
        ours = TEXTS[text][1](ALGORITHMS[algorithm].trainer(config).fit(small))
        assert plain > 0.1  # the loop has learned something to compare with
        differences.append(ours - plain)
    worse = stats.ttest_1samp(differences, 0, alternative="less")
    assert worse.pvalue > 0.01, differences


@pytest.mark.parametrize("algorithm", ["sgns", "cbow"])
def test_the_loop_still_comes_to_what_is_written_here(algorithm: str) -> None:
    written = PLAIN["cats_and_dogs", algorithm][0]
    assert plain_score("cats_and_dogs", algorithm, SEEDS[0]) == pytest.approx(written, abs=1e-3)


if __name__ == "__main__":
    for case in PLAIN:
        scores = ", ".join(f"{plain_score(*case, seed):.6f}" for seed in SEEDS)
        print(f"    {case}: ({scores}),".replace("'", '"'), flush=True)

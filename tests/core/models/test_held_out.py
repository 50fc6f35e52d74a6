"""Held-out sentences: which they are, that nothing trains on them, and what their loss says."""

from __future__ import annotations

import math

import numpy as np
import pytest

from w2v_core.models import descent
from w2v_core.models.cbow import CBOW, CBOWConfig
from w2v_core.models.held_out import HeldOut
from w2v_core.models.sgns import SGNS, SGNSConfig
from w2v_core.text.corpus import Corpus

TRAINERS = [(SGNS, SGNSConfig), (CBOW, CBOWConfig)]


def text(sentences: int, length: int = 8, words: int = 200, seed: int = 0) -> Corpus:
    """Sentences of words that follow one another in a ring, so that there is much to learn."""
    rng = np.random.default_rng(seed)
    starts = rng.integers(0, words, sentences)
    return Corpus.build([str((start + i) % words) for i in range(length)] for start in starts)


def numbers(corpus: Corpus, share: float = 0.05) -> set[int]:
    """Of the held-out sentences, by asking for every segment without them."""
    held_out = HeldOut(corpus, share)
    left = [held_out.without(each).sentences for each in corpus.segments()]
    return set(range(corpus.n_sentences)) - set(np.concatenate(left).tolist())


@pytest.mark.parametrize(
    ("sentences", "length", "share", "expected"),
    [
        (999, 8, 0.05, 0),  # none to spare
        (1000, 8, 0.05, 100),  # at least 100
        (2400, 8, 0.05, 120),  # the share
        (2400, 8, 0.2, 480),
        (5000, 8, 0.9, 2500),  # 20,000 tokens are enough
        (2400, 8, 0.0, 0),
    ],
)
def test_how_many_sentences_are_held_out(sentences, length, share, expected) -> None:
    corpus = text(sentences, length)
    assert len(numbers(corpus, share)) == pytest.approx(expected, rel=0.03, abs=0)


def test_a_large_corpus_gives_twenty_thousand_tokens_and_no_more() -> None:
    corpus = text(60_000, 10)
    held_out = HeldOut(corpus, 0.05).segment()
    assert held_out.raw_tokens == pytest.approx(20_000, rel=0.01)
    assert set(held_out.sentences.tolist()) == numbers(corpus)
    for number in sorted(numbers(corpus))[:20]:
        words = [corpus.vocabulary.words[i] for i in held_out.ids[held_out.sentences == number]]
        assert words == corpus.sentence(number)


def test_held_out_sentences_are_spread_over_the_text() -> None:
    corpus = text(20_000)
    found = np.array(sorted(numbers(corpus)))
    tenths = np.bincount(found * 10 // 20_000, minlength=10)
    assert tenths.min() > 0.9 * tenths.mean()


@pytest.mark.parametrize(("trainer", "config"), TRAINERS)
def test_words_that_stand_only_in_held_out_sentences_are_never_trained(trainer, config) -> None:
    held_out = numbers(text(2000))
    corpus = Corpus.build(
        [f"{'hidden' if i in held_out else 'seen'}{(i + j) % 50}" for j in range(8)]
        for i in range(2000)
    )
    chosen = config(dim=6, min_count=1, epochs=2, sample=0.0)
    fitted = trainer(chosen)
    vectors = fitted.fit(corpus)
    hidden = [i for i, word in enumerate(vectors.words) if word.startswith("hidden")]
    assert len(hidden) == 50
    # What a word gets from being noise goes into its output row; its input row never moves.
    assert np.abs(vectors.vectors[hidden]).max() <= 0.5 / 6
    seen = np.setdiff1d(np.arange(len(vectors.words)), hidden)
    assert (np.abs(vectors.vectors[seen]).max(axis=1) > 0.5 / 6).all()


@pytest.mark.parametrize(("trainer", "config"), TRAINERS)
def test_held_out_loss_starts_at_the_baseline_and_falls_with_the_training_loss(
    trainer, config
) -> None:
    corpus = text(3000)
    chosen = config(dim=20, min_count=1, epochs=30, sample=0.0)
    seen = list(trainer(chosen).steps(corpus))
    losses = [each.held_out for each in seen if not math.isnan(each.held_out)]
    assert 5 < len(losses) < len(seen)
    assert losses[0] < 6 * np.log(2) * 1.01
    assert losses[-1] < 0.8 * losses[0]
    assert not math.isnan(seen[-1].held_out)
    # The same ring: what is learned from the others holds for the held-out sentences as well.
    assert losses[-1] == pytest.approx(np.mean([each.loss for each in seen[-10:]]), rel=0.1)


def test_a_text_learned_by_heart_is_unmasked() -> None:
    """Random words: there is nothing to learn, so the training loss falls and this one rises."""
    rng = np.random.default_rng(1)
    corpus = Corpus.build(rng.integers(0, 300, 6).astype(str).tolist() for _ in range(1500))
    seen = list(SGNS(SGNSConfig(dim=60, min_count=1, epochs=80, sample=0.0)).steps(corpus))
    losses = [each.held_out for each in seen if not math.isnan(each.held_out)]
    assert np.mean([each.loss for each in seen[-10:]]) < seen[0].loss - 0.5
    assert losses[-1] > min(losses) + 0.5


@pytest.mark.parametrize(("trainer", "config"), TRAINERS)
def test_examinations_do_not_touch_the_training(
    trainer, config, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The exam borrows a lane's kernel: with many exams the tables are those of a run with one."""
    corpus = text(2000)
    chosen = config(dim=6, min_count=1, epochs=4, sample=0.0)
    ends = []
    for every in (1, 10**9):
        monkeypatch.setattr(descent, "_EXAM_EVERY", every)
        trained = trainer(chosen)
        exams = sum(not math.isnan(each.held_out) for each in trained.steps(corpus))
        vectors = trained.vectors()
        ends.append((exams, vectors.vectors.tobytes(), vectors.context_vectors.tobytes()))
    (many, *first), (one, *second) = ends
    assert many > 10
    assert one == 1
    assert first == second

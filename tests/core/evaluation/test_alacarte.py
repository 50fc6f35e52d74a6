"""À la carte: contexts and the map against plain loops, a planted map, and too few words."""

from __future__ import annotations

import numpy as np
import pytest

from tests.core.evaluation.texts import corpus_of, model_of, planted, vectors_for
from w2v_core.errors import SettingError
from w2v_core.evaluation.alacarte import a_la_carte, fit, learning
from w2v_core.evaluation.contexts import context_means, windows
from w2v_core.text.corpus import Corpus
from w2v_core.vectors.word_vectors import WordVectors


def plain_contexts(corpus: Corpus, window: int) -> dict[int, list[list[int]]]:
    """For each word its contexts that are not empty, in the order of the text."""
    found: dict[int, list[list[int]]] = {}
    for index in range(corpus.n_sentences):
        ids = [corpus.all_types.index[word] for word in corpus.sentence(index)]
        kept = [i for i in ids if i < len(corpus.vocabulary)]
        for place, word in enumerate(kept):
            near = kept[max(place - window, 0) : place] + kept[place + 1 : place + 1 + window]
            if near:
                found.setdefault(word, []).append(near)
    return found


@pytest.mark.parametrize(("window", "min_count"), [(1, 1), (3, 1), (5, 20)])
def test_contexts_and_map_are_those_of_a_plain_loop(window: int, min_count: int) -> None:
    corpus = planted(1).restrict(min_count)
    vectors = vectors_for(corpus)
    units = vectors.vectors.astype(np.float64)
    units /= np.linalg.norm(units, axis=1, keepdims=True)
    contexts = plain_contexts(corpus, window)
    means = np.zeros_like(units)
    for word, near in contexts.items():
        means[word] = np.mean([units[each].mean(axis=0) for each in near], axis=0)
    weights = np.array([np.log(1 + corpus.vocabulary.counts[w]) for w in range(len(units))])
    weights *= [w in contexts for w in range(len(units))]
    root = np.sqrt(weights)[:, None]
    expected = np.linalg.lstsq(root * means, root * units, rcond=None)[0].T
    model = a_la_carte(corpus, vectors, window=window)
    assert not model.ridged
    assert model.words == len(contexts)
    np.testing.assert_allclose(model.matrix, expected, atol=2e-4 * np.abs(expected).max())
    found = means @ expected.T
    found /= np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-12)
    cosines = np.sum(found * units, axis=1)
    assert model.fit == pytest.approx(np.average(cosines, weights=weights), abs=1e-4)


def test_windows_end_with_the_sentence_and_pass_over_rare_words() -> None:
    corpus = corpus_of([("a", ["x y rare x", "y x"]), ("b", ["y"])]).restrict(2)
    segment = next(corpus.segments())
    words = corpus.vocabulary.words
    around = windows(segment, np.arange(len(segment.ids)), 2)
    shown = ["".join(words[i] if i >= 0 else "." for i in row) for row in around.tolist()]
    assert [words[i] for i in segment.ids.tolist()] == ["x", "y", "x", "y", "x", "y"]
    assert shown == ["..yx", ".xx.", "xy..", "..x.", ".y..", "...."]


def test_the_mean_of_an_empty_window_is_zero() -> None:
    vectors = vectors_for(corpus_of([("a", ["x y"])]))
    means = context_means(np.int32([[-1, -1], [1, -1], [1, 0]]), vectors)
    units = vectors.unit_rows([0, 1])
    np.testing.assert_allclose(means, [0 * units[0], units[1], units.mean(axis=0)], atol=1e-6)


def test_a_planted_map_is_recovered() -> None:
    rng = np.random.default_rng(5)
    matrix, means = rng.normal(size=(8, 8)), rng.normal(size=(5_000, 8))
    found, ridged = fit(means, means @ matrix.T, rng.random(5_000))
    assert not ridged
    np.testing.assert_allclose(found, matrix, atol=1e-9)
    noisy = means @ matrix.T + rng.normal(size=means.shape) * 0.1
    np.testing.assert_allclose(fit(means, noisy, np.ones(5_000))[0], matrix, atol=0.02)


def test_fewer_words_than_numbers_are_fitted_and_said() -> None:
    rng = np.random.default_rng(6)
    means, targets = rng.normal(size=(4, 9)), rng.normal(size=(4, 9))
    matrix, ridged = fit(means, targets, np.ones(4))
    assert ridged
    np.testing.assert_allclose(means @ matrix.T, targets, atol=1e-3)
    matrix, ridged = fit(np.zeros((4, 9)), targets, np.ones(4))
    assert ridged
    assert not matrix.any()


def test_words_never_trained_or_alone_in_their_sentence_teach_nothing() -> None:
    corpus = corpus_of([("a", ["x y z x", "alone", "alone", "y x z"] * 5)])
    vectors = vectors_for(corpus, d=2)
    numbers = vectors.vectors.copy()
    numbers[vectors.id("z")] = 0
    model = a_la_carte(corpus, WordVectors(corpus.vocabulary, numbers), window=2)
    assert model.words == 2
    assert np.isfinite(model.matrix).all()
    assert np.isfinite(model.fit)


def test_progress_rises_to_one_and_unlike_words_are_refused() -> None:
    corpus = planted(2)
    vectors = vectors_for(corpus)
    told = list(learning(corpus, vectors, window=2))
    assert told == sorted(told)
    assert told[-1] <= 1
    with pytest.raises(SettingError, match="or not the same"):
        a_la_carte(corpus.restrict(30), vectors, window=2)
    with pytest.raises(SettingError, match="window must be at least 1; got 0"):
        a_la_carte(corpus, vectors, window=0)
    assert 0 < model_of(corpus).fit <= 1

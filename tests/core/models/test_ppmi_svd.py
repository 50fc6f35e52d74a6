"""The factorization against scipy's, checkpoints at every slice, and what a person may get wrong.

Counts and PPMI have their own tests; what all trainers promise stands in `test_trainers`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse.linalg import svds

from w2v_core.errors import CorpusError, RunError, SettingError, VocabularyError
from w2v_core.models import cooccurrence
from w2v_core.models.cooccurrence import PPMI, count_pairs
from w2v_core.models.ppmi_svd import PPMISVD, PPMISVDConfig
from w2v_core.text.corpus import Corpus
from w2v_core.vectors.ranking import normalize
from w2v_core.vectors.word_vectors import WordVectors

Matrix = NDArray[np.float64]


def zipf_corpus(words: int, sentences: int, length: int = 20, seed: int = 0) -> Corpus:
    """Words by Zipf's law; each sentence prefers one of eight topics."""
    rng = np.random.default_rng(seed)
    ids = np.arange(words)
    weight = 1 / (ids + 2.0)
    topics = [np.where(ids % 8 == topic, 6, 1) * weight for topic in range(8)]
    draws = (
        rng.choice(words, length, p=topics[i % 8] / topics[i % 8].sum()) for i in range(sentences)
    )
    return Corpus.build([f"w{word}" for word in draw] for draw in draws)


def dense_ppmi(corpus: Corpus, config: PPMISVDConfig) -> Matrix:
    keep = corpus.vocabulary.keep_probability(config.sample)
    counts = count_pairs(corpus, config.window, dynamic_window=config.dynamic_window)
    ppmi = PPMI(counts, keep, smoothing=config.smoothing, shift=config.shift)
    return ppmi.rows(0, len(corpus.vocabulary)).toarray().astype(np.float64)


def drained(corpus: Corpus, **changes: Any) -> tuple[PPMISVD, float]:
    """A trainer that is done, and its last error."""
    trainer = PPMISVD(PPMISVDConfig(min_count=1, **changes))
    last = list(trainer.steps(corpus))[-1]
    return trainer, last.error


def singular_values(vectors: WordVectors) -> Matrix:
    """σ back from vectors with exponent 1."""
    return np.linalg.norm(vectors.vectors.astype(np.float64), axis=0)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return zipf_corpus(words=600, sentences=3_000)


@pytest.mark.parametrize(("dim", "smoothing"), [(2, 0.75), (10, 1.0), (50, 0.75), (150, 0.5)])
def test_singular_values_are_those_of_scipy(corpus: Corpus, dim: int, smoothing: float) -> None:
    trainer, _ = drained(corpus, dim=dim, smoothing=smoothing, exponent=1.0, iterations=30)
    ppmi = dense_ppmi(corpus, trainer.config)
    expected = np.sort(svds(ppmi, dim, random_state=0, return_singular_vectors=False))[::-1]
    assert np.allclose(singular_values(trainer.vectors()), expected, rtol=1e-3)


@pytest.mark.parametrize("dim", [2, 20, 120])
def test_error_is_that_of_the_matrix_the_vectors_make(corpus: Corpus, dim: int) -> None:
    trainer, error = drained(corpus, dim=dim)
    ppmi = dense_ppmi(corpus, trainer.config)
    vectors = trainer.vectors()
    assert vectors.context_vectors is not None
    rest = ppmi - vectors.vectors.astype(np.float64) @ vectors.context_vectors.T
    assert error == pytest.approx(np.linalg.norm(rest) / np.linalg.norm(ppmi), abs=1e-4)


def test_error_falls_with_every_pass(corpus: Corpus) -> None:
    steps = PPMISVD(PPMISVDConfig(min_count=1, dim=40)).steps(corpus)
    errors = [each.error for each in steps if each.stage == "factorizing"]
    assert len(errors) > 4
    assert np.all(np.diff(errors) <= 1e-9)


def test_every_number_of_passes_reaches_the_result(corpus: Corpus) -> None:
    exact = drained(corpus, dim=30, iterations=30)[1]
    for iterations in (2, 3, 7):
        trainer, error = drained(corpus, dim=30, iterations=iterations)
        assert exact - 1e-6 <= error < exact * 1.05
        assert np.linalg.matrix_rank(trainer.vectors().vectors) == 30


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(2, 40), st.integers(1, 60), st.integers(2, 40), st.integers(6, 30))
def test_small_matrices_are_factorized_whole(
    words: int, sentences: int, dim: int, iterations: int
) -> None:
    corpus = Corpus.build(
        [
            ["x0", "x1"],
            *(zipf_corpus(words, sentences, length=5).sentence(i) for i in range(sentences)),
        ]
    )
    dim = min(dim, len(corpus.vocabulary))
    trainer, error = drained(corpus, dim=dim, iterations=iterations, exponent=1.0)
    expected = np.linalg.svd(dense_ppmi(corpus, trainer.config), compute_uv=False)
    assert np.allclose(singular_values(trainer.vectors()), expected[:dim], atol=1e-3 * expected[0])
    left_over = np.sqrt(max(0.0, 1 - (expected[:dim] ** 2).sum() / (expected**2).sum()))
    assert error == pytest.approx(left_over, abs=2e-3)


def test_planted_groups_are_found_though_their_singular_values_are_equal() -> None:
    groups = [[f"{letter}{i}" for i in range(4)] for letter in "abcdefghij"]
    corpus = Corpus.build(group for group in groups for _ in range(5))
    vectors = drained(corpus, dim=10)[0].vectors()
    # Ten groups that never meet: ten equal directions, so words of other groups are orthogonal.
    unit = normalize(vectors.vectors)
    cosines = unit @ unit.T
    group = np.array([word[0] for word in vectors.words])
    same = group[:, None] == group
    assert np.all(cosines[same] > 0.999)
    assert np.all(np.abs(cosines[~same]) < 1e-3)


def test_rank_below_dim_leaves_columns_of_zeros() -> None:
    corpus = Corpus.build([["a", "b"], ["c", "d"]] * 3)  # P has rank 4 of 4
    wide = Corpus.build([["a", "b", "b", "a"]] * 3 + [["c"], ["d"]])  # c and d meet nobody
    for text, rank in ((corpus, 4), (wide, 2)):
        for exponent in (0.0, 0.5, 1.0):
            vectors = drained(text, dim=4, exponent=exponent, window=1)[0].vectors().vectors
            assert np.all(vectors[:, rank:] == 0)
            assert np.linalg.matrix_rank(vectors) == rank


def test_exponent_weighs_the_same_directions(corpus: Corpus) -> None:
    even, half, full = (
        drained(corpus, dim=12, exponent=p)[0].vectors().vectors.astype(np.float64)
        for p in (0.0, 0.5, 1.0)
    )
    values = np.linalg.norm(full, axis=0)
    assert np.allclose(np.linalg.norm(even, axis=0), 1, atol=1e-5)
    assert np.allclose(half, even * np.sqrt(values), atol=1e-4)
    assert np.allclose(full, even * values, atol=1e-3)


def test_normalized_rows_have_length_one_before_they_are_added(corpus: Corpus) -> None:
    plain = drained(corpus, dim=12)[0].vectors()
    unit = drained(corpus, dim=12, normalize=True)[0].vectors()
    added = drained(corpus, dim=12, normalize=True, output="sum")[0].vectors()
    lengths = np.linalg.norm(plain.vectors, axis=1, keepdims=True)
    assert np.allclose(unit.vectors, plain.vectors / lengths, atol=1e-6)
    assert np.allclose(added.vectors, unit.vectors + unit.context_vectors, atol=1e-6)


def test_sign_is_that_of_the_largest_entry(corpus: Corpus) -> None:
    for seed in (1, 2):
        vectors = drained(corpus, dim=12, seed=seed)[0].vectors().vectors
        largest = vectors[np.argmax(np.abs(vectors), axis=0), np.arange(12)]
        assert np.all(largest > 0)


def test_seeds_hardly_matter(corpus: Corpus) -> None:
    first, second = (
        normalize(drained(corpus, dim=30, seed=seed)[0].vectors().vectors) for seed in (1, 2)
    )
    difference = first @ first.T - second @ second.T
    assert 0 < np.abs(difference).mean() < 0.01


def test_subsampling_weighs_frequent_words_down_without_chance(corpus: Corpus) -> None:
    errors = []
    for sample, seed in ((0.0, 1), (1e-4, 1), (1e-4, 2)):
        trainer, error = drained(corpus, dim=8, sample=sample, seed=seed)
        ppmi = dense_ppmi(corpus, trainer.config)  # of the weights that `sample` gives
        best = np.linalg.svd(ppmi, compute_uv=False)[8:]
        assert error == pytest.approx(np.linalg.norm(best) / np.linalg.norm(ppmi), abs=5e-4)
        errors.append(error)
    assert errors[0] != pytest.approx(errors[1], abs=1e-3)
    assert errors[1] == pytest.approx(errors[2], abs=1e-4)


def test_state_restores_bit_for_bit_at_every_slice(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    corpus = zipf_corpus(words=200, sentences=400)
    monkeypatch.setattr(cooccurrence, "_CELLS_AT_ONCE", 3_000)  # several blocks of rows
    config = PPMISVDConfig(dim=8, min_count=1, iterations=12)  # ends before its last pass
    trainer = PPMISVD(config)
    states = []
    errors = []
    for each in trainer.steps(corpus):
        np.savez(tmp_path / f"{len(states)}.npz", **trainer.state())
        states.append(tmp_path / f"{len(states)}.npz")
        errors.append(each.error)
    expected = trainer.vectors()
    assert len(states) > 20
    for path in states:
        with np.load(path, allow_pickle=False) as file:
            state = {key: file[key] if file[key].ndim else file[key].item() for key in file}
        again = PPMISVD(config)
        again.restore(state)
        assert again.state().keys() == state.keys()
        last = list(again.steps(corpus))[-1]
        assert last.error == errors[-1]
        assert again.vectors().vectors.tobytes() == expected.vectors.tobytes()
        assert again.vectors().context_vectors.tobytes() == expected.context_vectors.tobytes()


def test_later_passes_leave_a_state_alone(corpus: Corpus) -> None:
    trainer = PPMISVD(PPMISVDConfig(dim=24, min_count=1))
    steps = trainer.steps(corpus)
    while next(steps).stage != "factorizing":
        pass
    state = trainer.state()
    basis, projected = np.copy(state["basis"]), np.copy(state["projected"])
    list(steps)
    assert np.array_equal(state["basis"], basis)
    assert np.array_equal(state["projected"], projected)


def test_steps_asked_for_again_go_on(corpus: Corpus) -> None:
    unbroken = drained(corpus, dim=24)[0].vectors().vectors
    trainer = PPMISVD(PPMISVDConfig(dim=24, min_count=1))
    for each in trainer.steps(corpus):
        if each.done > 600:
            break
    assert trainer.fit(corpus).vectors.tobytes() == unbroken.tobytes()


def test_state_of_another_corpus_or_setting_is_refused(corpus: Corpus) -> None:
    state = drained(corpus, dim=24)[0].state()
    other = zipf_corpus(words=600, sentences=3_000, seed=1)
    for config, text in (
        (PPMISVDConfig(dim=24, min_count=1), other),
        (PPMISVDConfig(dim=24, min_count=1, window=3), corpus),
        (PPMISVDConfig(dim=24, min_count=1, iterations=2), corpus),
    ):
        trainer = PPMISVD(config)
        trainer.restore(state)
        with pytest.raises(CorpusError, match="another corpus or of other settings"):
            list(trainer.steps(text))


def test_dim_above_the_vocabulary_is_refused_before_any_work() -> None:
    corpus = Corpus.build([["a", "b", "c", "a", "b"]])
    trainer = PPMISVD(PPMISVDConfig(dim=3, min_count=2))
    message = "dim 3 is more than the 2 words that min_count 2 keeps: use dim 2 or less"
    with pytest.raises(SettingError, match=message):
        trainer.steps(corpus)  # not one slice is asked for


def test_vectors_are_there_as_soon_as_counting_ends(corpus: Corpus) -> None:
    trainer = PPMISVD(PPMISVDConfig(dim=60, min_count=1))
    with pytest.raises(RunError, match="no vectors while it counts"):
        trainer.vectors()
    for each in trainer.steps(corpus):
        if each.stage == "counting":
            with pytest.raises(RunError, match="no vectors while it counts"):
                trainer.vectors()
        if each.stage == "factorizing":
            vectors = trainer.vectors().vectors
            assert vectors.shape == (600, 60)
            assert np.isfinite(vectors).all()
            assert vectors.any()


def test_two_words_and_one_sentence() -> None:
    vectors = drained(Corpus.build([["a", "b"]]), dim=2)[0].vectors()
    assert vectors.vectors.shape == (2, 2)
    # P is log 2 off the diagonal, and two dimensions hold all of it.
    product = vectors.vectors @ vectors.context_vectors.T
    assert np.allclose(product, [[0, np.log(2)], [np.log(2), 0]], atol=1e-6)


def test_all_tokens_the_same_are_refused() -> None:
    with pytest.raises(VocabularyError, match="add text with at least two words"):
        PPMISVD(PPMISVDConfig(dim=2, min_count=1)).steps(Corpus.build([["same"] * 50]))


def test_shift_that_leaves_nothing_is_refused(corpus: Corpus) -> None:
    with pytest.raises(SettingError, match="50 times as often as by chance: use a smaller shift"):
        list(PPMISVD(PPMISVDConfig(dim=8, min_count=20, shift=50.0)).steps(corpus))


@pytest.mark.parametrize("rank_deficient", [False, True])
def test_basis_stays_orthonormal_even_when_the_matrix_has_no_more_to_give(
    rank_deficient: bool,
) -> None:
    groups = [[f"{group}.{word}" for word in range(20)] for group in range(9)]
    corpus = Corpus.build(groups * 3) if rank_deficient else zipf_corpus(200, 400)
    trainer = drained(corpus, dim=30, window=19, dynamic_window=False)[0]
    basis = np.asarray(trainer.state()["basis"])
    assert basis.shape[1] > 70
    assert np.allclose(basis.T @ basis, np.eye(basis.shape[1]), atol=1e-5)

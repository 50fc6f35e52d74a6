"""What runs away is stopped, said, and leaves the last good vectors."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from tests.core.models.accidents import ACCIDENTS
from w2v_core.errors import DivergenceError
from w2v_core.models import plan
from w2v_core.models.cbow import CBOW, CBOWConfig
from w2v_core.models.kernel import Chunk
from w2v_core.models.progress import Progress
from w2v_core.models.sgns import SGNS, SGNSConfig, SGNSKernel
from w2v_core.text.corpus import Corpus


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return Corpus.build(ACCIDENTS["burst of 500"](1))


@pytest.fixture
def unbounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Steps as large as they come."""
    monkeypatch.setattr(plan, "_STEP_BOUND", 1e6)
    monkeypatch.setattr(plan, "_FARTHEST", np.float32(1e6))


@pytest.mark.parametrize(("trainer", "config"), [(SGNS, SGNSConfig), (CBOW, CBOWConfig)])
@pytest.mark.parametrize("rate", [0.05, 0.2])
def test_a_run_that_runs_away_stops_names_its_words_and_keeps_what_was_good(
    unbounded: None, corpus: Corpus, trainer: type, config: type, rate: float
) -> None:
    trained = trainer(
        config(dim=20, min_count=1, epochs=40, learning_rate=rate, min_learning_rate=rate)
    )
    with pytest.raises(DivergenceError) as raised:
        list(trained.steps(corpus))
    assert set(raised.value.words) <= set(corpus.all_types.words)
    assert f"“{raised.value.words[0]}”" in str(raised.value)
    assert "Training ran away at epoch" in str(raised.value)
    if "too early" in str(raised.value):
        with pytest.raises(ValueError, match="no vectors"):
            trained.vectors()
        return
    kept = trained.vectors()
    assert kept.context_vectors is not None
    for table in (kept.vectors, kept.context_vectors):
        norms = np.linalg.norm(table.astype(float), axis=1)
        assert norms.max() <= max(100.0, 20 * np.median(norms))
    # The state is that of the vectors: whoever restores it goes on with them.
    assert np.array_equal(np.asarray(trained.state()["input"]), kept.vectors)


@pytest.mark.parametrize("threads", [1, 2])
def test_a_step_that_is_not_finite_never_reaches_the_tables(
    threads: int, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The vectors are those of the last look before it, whoever computes them."""
    differentiate = SGNSKernel.differentiate
    config = SGNSConfig(dim=4, min_count=1, epochs=20)
    plain = SGNS(config)
    looks = []

    def stop_at(number: int) -> SGNS:
        calls = iter(range(1_000_000))

        def overflows(kernel: SGNSKernel, chunk: Chunk) -> None:
            differentiate(kernel, chunk)
            if next(calls) == number:
                kernel.gradients[0][0, 0] = np.inf

        with monkeypatch.context() as patch, ThreadPoolExecutor(2) as executor:
            patch.setattr(SGNSKernel, "differentiate", overflows)
            trainer = SGNS(config, executor=executor, threads=threads)
            with pytest.raises(DivergenceError, match=r"learning_rate below 0\.025"):
                list(trainer.steps(corpus))
        return trainer

    for _ in plain.steps(corpus):
        looks.append(plain.vectors().vectors)
    with pytest.raises(ValueError, match="no vectors"):
        stop_at(0).vectors()
    kept = stop_at(500).vectors().vectors
    assert any(np.array_equal(kept, each) for each in looks)


@pytest.mark.parametrize("untold", [False, True])
def test_tables_that_have_run_away_before_are_not_gone_on_with(
    corpus: Corpus, untold: bool
) -> None:
    """A checkpoint may have been written between two looks, by a version that did not say so."""
    trainer = SGNS(SGNSConfig(dim=4, min_count=1, epochs=2))
    next(trainer.steps(corpus))
    state = trainer.state()
    table = np.array(state["input"])
    table[7] *= 1e6
    if untold:
        del state["nats"], state["pairs"]
    trainer.restore(state | {"input": table})
    slices: list[Progress] = []
    with pytest.raises(DivergenceError, match="too early for any vectors") as raised:
        slices.extend(trainer.steps(corpus))
    assert (not slices) == untold  # at once if nobody knows when they were looked at
    assert raised.value.words[0] == corpus.all_types.words[7]


@pytest.mark.parametrize(("trainer", "config"), [(SGNS, SGNSConfig), (CBOW, CBOWConfig)])
def test_looking_changes_nothing(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch, trainer: type, config: type
) -> None:
    chosen = config(dim=8, min_count=1, epochs=20)
    expected = trainer(chosen).fit(corpus).vectors
    monkeypatch.setattr("w2v_core.models.watch._LOOKS", 1_000)
    monkeypatch.setattr("w2v_core.models.watch._TOKENS_A_WORD", 1)
    assert np.array_equal(trainer(chosen).fit(corpus).vectors, expected)

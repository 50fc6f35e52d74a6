"""What SGNS and CBOW share: start, step sizes, the order of the work, windows, noise, scatter."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from tests.core.models.accidents import ACCIDENTS
from w2v_core.models import pipeline, scatter
from w2v_core.models.cbow import CBOW, CBOWConfig
from w2v_core.models.kernel import Chunk, softplus
from w2v_core.models.noise import NoiseSampler
from w2v_core.models.plan import Plan, Position
from w2v_core.models.sgns import SGNS, SGNSConfig, SGNSKernel
from w2v_core.models.windows import BLOCK, occurrences, prepare, window_rows
from w2v_core.text.corpus import Corpus, Segment


def random_corpus(tokens: int, words: int, seed: int = 0) -> Corpus:
    rng = np.random.default_rng(seed)
    ranks = np.minimum(rng.zipf(1.3, tokens), words)
    return Corpus.build(
        [str(i) for i in part] for part in np.array_split(ranks, max(1, tokens // 12))
    )


@pytest.mark.parametrize(("trainer", "config"), [(SGNS, SGNSConfig), (CBOW, CBOWConfig)])
def test_first_loss_is_that_of_zero_vectors(trainer, config) -> None:
    """(K + 1)·ln 2, less what noise words equal to the target would have cost."""
    corpus = random_corpus(3000, 400)
    chosen = config(dim=10, min_count=1, epochs=1, learning_rate=0.0001, sample=0.0)
    first = next(trainer(chosen).steps(corpus))
    noise = corpus.vocabulary.noise_distribution()
    share = corpus.vocabulary.counts / corpus.vocabulary.total
    expected = (1 + 5 * (1 - float(noise @ share))) * np.log(2)
    assert first.loss == pytest.approx(expected, rel=0.02)
    assert first.loss < 6 * np.log(2)


def test_the_end_of_the_plan_is_the_total_and_positions_follow_one_another() -> None:
    corpus = random_corpus(150_000, 500)  # three segments
    config = SGNSConfig(dim=4, min_count=2, epochs=2)
    trainer = SGNS(config)
    restricted = corpus.restrict(2)
    plan = Plan(restricted, config, trainer._kernels(restricted))
    jobs = list(plan.jobs(Position(0, 0, 0)))
    assert jobs[0].before == 0
    assert jobs[-1].after == plan.total == 300_000
    for job, following in pairwise(jobs):
        assert job.following == following.here
        assert job.after == following.before
    later = list(plan.jobs(jobs[-5].here))
    assert [job.here for job in later] == [job.here for job in jobs[-5:]]
    assert all(
        np.array_equal(mine, theirs)
        for a, b in zip(later, jobs[-5:], strict=True)
        for mine, theirs in zip(a.chunk, b.chunk, strict=True)
    )


@pytest.mark.parametrize(("trainer", "config"), [(SGNS, SGNSConfig), (CBOW, CBOWConfig)])
def test_crowded_text_is_trained_in_the_smallest_chunks_and_all_of_it_once(trainer, config) -> None:
    corpus = Corpus.build(ACCIDENTS["burst of 5,000"](1))
    chosen = config(dim=4, min_count=1, epochs=2, negative=10, sample=1e-3)
    plan = Plan(corpus, chosen, trainer(chosen)._kernels(corpus))
    usual, smallest = (each.chunk for each in plan.kernels)
    jobs = list(plan.jobs(Position(0, 0, 0)))
    assert {len(job.chunk.windows) for job in jobs} == {usual, smallest}
    assert {job.kernel for job in jobs} == {0, 1}
    assert all(len(job.chunk.windows) == plan.kernels[job.kernel].chunk for job in jobs)
    assert jobs[0].before == 0
    assert jobs[-1].after == plan.total
    for job, following in pairwise(jobs):
        assert job.following == following.here
        assert job.after == following.before
    # The windows are those of the stretch, in its order.
    first = [job.chunk.windows for job in jobs if job.here.epoch == 0]
    rng = np.random.default_rng([chosen.seed, 1, 0])
    stretch = plan._stretch(plan.held_out.without(corpus.segment(plan.bounds, 0)), rng)
    assert np.array_equal(np.concatenate(first), stretch.rows())
    place = len(jobs) // 3
    again = list(plan.jobs(jobs[place].here))
    assert [job.here for job in again] == [job.here for job in jobs[place:]]
    assert all(
        np.array_equal(mine, theirs)
        for a, b in zip(again, jobs[place:], strict=True)
        for mine, theirs in zip((*a.chunk, a.farthest), (*b.chunk, b.farthest), strict=True)
    )


def test_steps_are_shortened_where_a_row_would_go_too_far_and_nowhere_else() -> None:
    rng = np.random.default_rng(0)
    gradients = (rng.normal(size=(50, 6)) * np.geomspace(1e-6, 1e6, 50)[:, None]).astype(np.float32)
    gradients[7] = 0
    steps = -rng.uniform(0.001, 0.2, 50).astype(np.float32)
    farthest = rng.uniform(0.1, 0.7, 50).astype(np.float32)
    shorter = pipeline._shortened(steps, gradients, farthest)
    lengths = np.linalg.norm(steps[:, None] * gradients, axis=1)
    shortened = np.linalg.norm(shorter[:, None] * gradients, axis=1)
    far = lengths > farthest
    assert 0 < far.sum() < 50
    assert shortened[far] == pytest.approx(farthest[far], rel=1e-5)
    assert np.array_equal(shorter[~far], steps[~far])
    assert (shorter < 0).all()


def test_learning_rate_falls_evenly_to_the_floor() -> None:
    corpus = random_corpus(20_000, 300)
    config = SGNSConfig(dim=4, min_count=1, epochs=3, learning_rate=0.1, min_learning_rate=0.02)
    rates = [(p.done / p.total, p.learning_rate) for p in SGNS(config).steps(corpus)]
    share, rate = np.array(rates).T
    assert rate == pytest.approx(0.1 - 0.08 * share, abs=0.08 * 0.02)


@pytest.mark.parametrize(("trainer", "config"), [(SGNS, SGNSConfig), (CBOW, CBOWConfig)])
def test_frequent_words_are_held_back_so_that_the_highest_rate_stays_finite(
    trainer, config
) -> None:
    """A corpus in which one word is half of everything, at the largest settings allowed."""
    rng = np.random.default_rng(1)
    tokens = np.where(rng.random(20_000) < 0.5, 0, rng.integers(1, 300, 20_000))
    corpus = Corpus.build([str(i) for i in part] for part in np.array_split(tokens, 400))
    chosen = config(
        dim=30, window=20, negative=20, min_count=1, epochs=10, learning_rate=0.2, sample=0.0
    )
    vectors = trainer(chosen).fit(corpus)
    assert np.isfinite(vectors.vectors).all()
    assert np.abs(vectors.vectors).max() < 100


@pytest.mark.parametrize("threads", [1, 2])
def test_an_error_in_a_lane_comes_out_and_leaves_nobody_waiting(
    threads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever thread meets it, in whichever chunk."""
    differentiate, calls = SGNSKernel.differentiate, iter(range(10_000))

    def fails_later(kernel: SGNSKernel, chunk: Chunk) -> None:
        if next(calls) == 7:
            raise MemoryError("no room")
        differentiate(kernel, chunk)

    monkeypatch.setattr(SGNSKernel, "differentiate", fails_later)
    with ThreadPoolExecutor(2) as executor:
        trainer = SGNS(SGNSConfig(dim=4, min_count=1), executor=executor, threads=threads)
        with pytest.raises(MemoryError, match="no room"):
            trainer.fit(random_corpus(20_000, 100))


def test_an_executor_that_has_no_thread_to_spare_holds_nothing_up() -> None:
    """The only worker of the pool is the one that trains."""
    corpus = random_corpus(20_000, 100)
    config = SGNSConfig(dim=4, min_count=1, epochs=2)
    with ThreadPoolExecutor(1) as executor:
        trainer = SGNS(config, executor=executor, threads=2)
        vectors = executor.submit(trainer.fit, corpus).result(timeout=60)
    assert vectors.vectors.tobytes() == SGNS(config).fit(corpus).vectors.tobytes()


def test_asking_before_the_first_slice_says_so() -> None:
    trainer = SGNS(SGNSConfig())
    with pytest.raises(ValueError, match="no vectors before"):
        trainer.vectors()
    with pytest.raises(ValueError, match="no state before"):
        trainer.state()


def segment_of(sentences: list[int], words: int = 50, seed: int = 0) -> Segment:
    numbers = np.repeat(np.arange(len(sentences)), sentences).astype(np.int32)
    ids = np.random.default_rng(seed).integers(0, words, len(numbers)).astype(np.int32)
    return Segment(0, ids, numbers, len(ids))


@given(
    sentences=st.lists(st.integers(1, 30), min_size=1, max_size=30),
    window=st.integers(1, 20),
    dynamic=st.booleans(),
)
@settings(deadline=None)
def test_windows_never_cross_a_sentence_and_reach_as_far_as_drawn(
    sentences: list[int], window: int, dynamic: bool
) -> None:
    segment = segment_of(sentences)
    rng = np.random.default_rng(1)
    stretch = prepare(segment, None, window=window, dynamic=dynamic, chunk=32, together=64, rng=rng)
    n = len(segment.ids)
    assert len(stretch.left) % 32 == 0
    assert not stretch.left[n:].any()
    assert np.array_equal(stretch.ids[window : window + n], segment.ids)
    reach = (
        np.random.default_rng(1).integers(1, window + 1, size=n, dtype=np.int8)
        if dynamic
        else np.full(n, window)
    )
    for i in range(n):
        same = [j for j in range(n) if segment.sentences[j] == segment.sentences[i]]
        contexts = [j for j in same if j != i and abs(j - i) <= reach[i]]
        assert stretch.left[i] == sum(j < i for j in contexts)
        assert stretch.right[i] == sum(j > i for j in contexts)


def test_dynamic_window_reaches_each_distance_equally_often() -> None:
    segment = segment_of([30_000])
    rng = np.random.default_rng(7)
    stretch = prepare(segment, None, window=5, dynamic=True, chunk=32, together=64, rng=rng)
    reaches = np.bincount(stretch.right[:29_990], minlength=6)[1:]
    assert stats.chisquare(reaches).pvalue > 1e-4


def test_subsampling_keeps_each_word_with_its_probability() -> None:
    segment = segment_of([10] * 20_000, words=4)
    keep = np.array([1.0, 0.5, 0.1, 0.0], dtype=np.float32)
    rng = np.random.default_rng(3)
    stretch = prepare(segment, keep, window=2, dynamic=True, chunk=32, together=64, rng=rng)
    before = np.bincount(segment.ids, minlength=4)
    kept = int(stretch.ids.shape[0])  # padding counts as word 0, at the end
    after = np.bincount(stretch.ids[2 : 2 + kept - 36], minlength=4)
    for word in (1, 2, 3):
        n, p = int(before[word]), float(keep[word])
        assert abs(after[word] - n * p) <= 5 * np.sqrt(n * p * (1 - p))


@pytest.mark.parametrize("size", [1, 2, 37, 5000])
def test_noise_follows_its_distribution(size: int) -> None:
    weight = 1 / np.arange(1, size + 1) ** 0.75
    wanted = weight / weight.sum()
    drawn = NoiseSampler(wanted).draw((200, 1000), np.random.default_rng(size))
    assert drawn.dtype == np.int32
    counts = np.bincount(drawn.ravel(), minlength=size)
    if size > 1:
        assert stats.chisquare(counts, wanted * counts.sum()).pvalue > 1e-4
    else:
        assert counts.tolist() == [200_000]


@given(
    ids=st.lists(st.integers(0, 5), min_size=0, max_size=40),
    seed=st.integers(0, 100),
)
def test_scatter_adds_repeated_rows_like_the_plain_fallback(ids: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(len(ids), 3)).astype(np.float32)
    scale = rng.normal(size=len(ids)).astype(np.float32)
    fast = rng.normal(size=(6, 3)).astype(np.float32)
    plain = fast.copy()
    where = np.array(ids, dtype=np.int32)
    scatter.scatter_add(fast, where, rows, scale)
    scatter._scatter_add_plainly(plain, where, rows, scale)
    assert np.allclose(fast, plain, atol=1e-5)


def test_compiled_scatter_is_in_use() -> None:
    """The fallback is thirty times slower: notice when scipy moves its routine."""
    assert scatter._routine() is not None


@pytest.mark.parametrize("window", [1, 3, 20])
def test_window_rows_hold_every_place_and_reach(window: int) -> None:
    rows = window_rows(window).reshape(BLOCK, window + 1, window + 1, BLOCK + 2 * window)
    rng = np.random.default_rng(window)
    for place, left, right in zip(
        rng.integers(0, BLOCK, 50), *rng.integers(0, window + 1, (2, 50)), strict=True
    ):
        center = place + window
        contexts = {*range(center - left, center), *range(center + 1, center + right + 1)}
        assert set(np.flatnonzero(rows[place, left, right])) == contexts


@given(
    words=arrays(np.int32, (4, 6), elements=st.integers(0, 4)),
    noise=arrays(np.int32, (4, 5), elements=st.integers(0, 4)),
)
def test_occurrences_count_the_noise_words_that_are_the_word(words, noise) -> None:
    expected = (words[:, :, None] == noise[:, None, :]).sum(axis=2)
    assert np.array_equal(occurrences(words, noise), expected)


@given(arrays(np.float32, 20, elements=st.floats(-200, 200, width=32)))
def test_softplus_equals_logaddexp(scores: np.ndarray) -> None:
    assert softplus(scores) == pytest.approx(
        np.logaddexp(0, scores.astype(float)), rel=1e-5, abs=2e-7
    )

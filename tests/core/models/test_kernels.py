"""The block kernels of SGNS and CBOW against plain loops and finite differences."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.models import reference
from tests.core.models.reference import Text
from w2v_core.models.cbow import CBOWKernel
from w2v_core.models.kernel import Chunk, Ids, Kernel, Loss, Tables
from w2v_core.models.pipeline import gather_rows
from w2v_core.models.sgns import SGNSKernel
from w2v_core.models.windows import Stretch, prepare
from w2v_core.text.corpus import Segment

CHUNK, NEGATIVE = 128, 5
NAMES = ["sgns", "cbow", "cbow exact", "cbow sum"]


def make_kernel(name: str, window: int, dim: int = 6) -> Kernel:
    shape = {"chunk": CHUNK, "dim": dim, "window": window, "negative": NEGATIVE, "noise": 8}
    if name == "sgns":
        return SGNSKernel(**shape)
    return CBOWKernel(**shape, group=64, mean="sum" not in name, exact="exact" in name)


def make_text(kernel: Kernel, window: int, words: int, seed: int, tokens: int = CHUNK) -> Stretch:
    """Three chunks of short sentences, of which the last may be padded."""
    rng = np.random.default_rng(seed)
    n = tokens + 2 * CHUNK
    sentences = np.cumsum(rng.random(n) < 0.1).astype(np.int32)
    segment = Segment(0, rng.integers(0, words, n).astype(np.int32), sentences, n)
    return prepare(
        segment, None, window=window, dynamic=True, chunk=CHUNK, together=2 * CHUNK, rng=rng
    )


def make_noise(kernel: Kernel, words: int, seed: int) -> Ids:
    rng = np.random.default_rng(seed + 1)
    return rng.integers(0, words, (3, *kernel.noise_shape)).astype(np.int32)


def third(stretch: Stretch, noise: Ids) -> Text:
    """The last chunk as the plain loops read it."""
    here = slice(2 * CHUNK, 3 * CHUNK)
    ids = stretch.ids[2 * CHUNK :]
    return Text(ids, stretch.left[here], stretch.right[here], noise[2])


def run(kernel: Kernel, stretch: Stretch, noise: Ids, tables: Tables) -> tuple[Chunk, Loss]:
    """Loss and gradients of the last chunk; the latter stay in the kernel."""
    chunk = Chunk(*(each[2] for each in kernel.lay_out(stretch, noise)))
    gather_rows(kernel, chunk, tables)
    kernel.score(chunk)
    loss = kernel.loss(chunk)
    kernel.differentiate(chunk)
    return chunk, loss


def make_tables(words: int, dim: int, seed: int) -> Tables:
    rng = np.random.default_rng(seed)
    first, second = rng.normal(0, 0.7, (2, words, dim)).astype(np.float32)
    return first, second


def summed(kernel: Kernel, chunk: Chunk, tables: Tables) -> list[np.ndarray]:
    """The gradient rows added up into one gradient per table, in float64."""
    totals = [np.zeros(table.shape) for table in tables]
    ids = (chunk.input_ids, chunk.output_ids)
    for total, rows, where in zip(totals, kernel.gradients, ids, strict=True):
        np.add.at(total, where, rows.astype(np.float64))
    return totals


def loops(
    name: str, text: Text, tables: tuple[np.ndarray, np.ndarray]
) -> tuple[np.ndarray, np.ndarray, float, int]:
    exact = (tables[0].astype(np.float64), tables[1].astype(np.float64))
    if name == "sgns":
        return reference.sgns_gradients(text, exact, NEGATIVE)
    return reference.cbow_gradients(
        text, exact, NEGATIVE, mean="sum" not in name, exact="exact" in name
    )


@pytest.mark.parametrize("name", NAMES)
@given(
    window=st.sampled_from([1, 2, 5, 8, 9, 17, 20]),
    words=st.sampled_from([2, 7, 60]),  # few words: noise and context collide all the time
    tokens=st.sampled_from([3, 77, CHUNK]),  # a chunk that the text ends in is padded
    seed=st.integers(0, 1000),
)
@settings(max_examples=15, deadline=None)
def test_block_gradient_is_the_sum_of_the_pair_gradients(
    name: str, window: int, words: int, tokens: int, seed: int
) -> None:
    kernel = make_kernel(name, window)
    stretch, noise = make_text(kernel, window, words, seed, tokens), make_noise(kernel, words, seed)
    tables = make_tables(words, 6, seed)
    chunk, loss = run(kernel, stretch, noise, tables)
    d_input, d_output, nats, pairs = loops(name, third(stretch, noise), tables)
    got_input, got_output = summed(kernel, chunk, tables)
    scale = max(1.0, np.abs(d_input).max(), np.abs(d_output).max())
    assert np.abs(got_input - d_input).max() < 1e-5 * scale
    assert np.abs(got_output - d_output).max() < 1e-5 * scale
    assert loss.pairs == pairs
    assert loss.nats == pytest.approx(nats, rel=1e-5, abs=1e-5)


@pytest.mark.parametrize("name", ["sgns", "cbow exact", "cbow sum"])
def test_gradient_passes_finite_differences(name: str) -> None:
    """The plain loops that the kernels are held to descend the loss they report."""
    kernel = make_kernel(name, window=3)
    text = third(make_text(kernel, 3, words=9, seed=4), make_noise(kernel, 9, seed=4))
    tables = tuple(table.astype(np.float64) for table in make_tables(9, 6, seed=5))
    gradient = loops(name, text, (tables[0], tables[1]))[:2]
    step = 1e-5
    for table in (0, 1):
        for cell in [(0, 0), (3, 2), (8, 5)]:
            ends = []
            for sign in (+1, -1):
                moved = [each.copy() for each in tables]
                moved[table][cell] += sign * step
                ends.append(loops(name, text, (moved[0], moved[1]))[2])
            slope = (ends[0] - ends[1]) / (2 * step)
            assert gradient[table][cell] == pytest.approx(slope, rel=1e-6, abs=1e-7)


@pytest.mark.parametrize("name", ["sgns", "cbow"])
def test_zero_output_vectors_lose_k_plus_one_bits_a_pair(name: str) -> None:
    """Without collisions every score is 0 and every pair costs (K + 1)·ln 2."""
    kernel = make_kernel(name, window=5)
    stretch, noise = make_text(kernel, 5, words=50, seed=1), make_noise(kernel, 50, seed=1)
    first, second = make_tables(100, 6, seed=2)
    elsewhere = noise + 50  # words that do not occur in the text
    _, loss = run(kernel, stretch, elsewhere, (first, np.zeros_like(second)))
    assert loss.nats / loss.pairs == pytest.approx((NEGATIVE + 1) * np.log(2), rel=1e-6)


@pytest.mark.parametrize("name", NAMES)
def test_scores_beyond_float_range_of_exp_give_finite_gradients(name: str) -> None:
    kernel = make_kernel(name, window=5)
    stretch, noise = make_text(kernel, 5, words=20, seed=3), make_noise(kernel, 20, seed=3)
    first, second = make_tables(20, 6, seed=4)
    _, loss = run(kernel, stretch, noise, (first * 1000, second * 1000))
    assert np.isfinite(loss.nats)
    assert all(np.isfinite(rows).all() for rows in kernel.gradients)

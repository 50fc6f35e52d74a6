"""The block kernels of SGNS and CBOW against plain loops and finite differences."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core import reference
from w2v_core.models.cbow import CBOWKernel
from w2v_core.models.kernel import Chunk, Gradients, Kernel, Tables
from w2v_core.models.sgns import SGNSKernel
from w2v_core.models.windows import prepare
from w2v_core.text.corpus import Segment

CHUNK, NEGATIVE = 128, 5


def make_kernel(name: str, window: int, dim: int = 6) -> Kernel:
    shape = {"chunk": CHUNK, "dim": dim, "window": window, "negative": NEGATIVE}
    if name == "sgns":
        return SGNSKernel(**shape, group=32, noise=8)
    return CBOWKernel(**shape, group=64, noise=8, exact=name == "cbow-exact")


def make_chunk(kernel: Kernel, window: int, words: int, seed: int, tokens: int = CHUNK) -> Chunk:
    """A chunk from the middle of a text of short sentences, with halos on both sides."""
    rng = np.random.default_rng(seed)
    n = tokens + 2 * CHUNK
    sentences = np.cumsum(rng.random(n) < 0.1).astype(np.int32)
    ids = rng.integers(0, words, n).astype(np.int32)
    segment = Segment(0, ids[: CHUNK + tokens], sentences[: CHUNK + tokens], n)
    stretch = prepare(segment, None, window=window, dynamic=True, chunk=CHUNK, rng=rng)
    here = slice(CHUNK, 2 * CHUNK)
    noise = rng.integers(0, words, (CHUNK // kernel.group, kernel.noise)).astype(np.int32)
    around = stretch.ids[CHUNK : 2 * CHUNK + 2 * window]
    return Chunk(around, stretch.left[here], stretch.right[here], noise)


def make_tables(words: int, dim: int, seed: int) -> Tables:
    rng = np.random.default_rng(seed)
    first, second = rng.normal(0, 0.7, (2, words, dim)).astype(np.float32)
    return first, second


def summed(gradients: Gradients, tables: Tables) -> list[np.ndarray]:
    """The updates added up into one gradient per table, in float64."""
    totals = [np.zeros(table.shape) for table in tables]
    for table, ids, rows in gradients.updates:
        np.add.at(totals[table], ids, rows.astype(np.float64))
    return totals


def loops(name: str, chunk: Chunk, tables: Tables) -> tuple[np.ndarray, np.ndarray, float, int]:
    exact = (tables[0].astype(np.float64), tables[1].astype(np.float64))
    if name == "sgns":
        return reference.sgns_gradients(chunk, exact, NEGATIVE)
    return reference.cbow_gradients(chunk, exact, NEGATIVE, exact=name == "cbow-exact")


@pytest.mark.parametrize("name", ["sgns", "cbow", "cbow-exact"])
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
    chunk = make_chunk(kernel, window, words, seed, tokens)
    tables = make_tables(words, 6, seed)
    kernel.gather(chunk, tables)
    gradients = kernel.gradients(chunk, loss=True)
    d_input, d_output, loss, pairs = loops(name, chunk, tables)
    got_input, got_output = summed(gradients, tables)
    scale = max(1.0, np.abs(d_input).max(), np.abs(d_output).max())
    assert np.abs(got_input - d_input).max() < 1e-5 * scale
    assert np.abs(got_output - d_output).max() < 1e-5 * scale
    assert gradients.pairs == pairs
    assert gradients.loss == pytest.approx(loss, rel=1e-5, abs=1e-5)


@pytest.mark.parametrize("name", ["sgns", "cbow-exact"])
def test_gradient_passes_finite_differences(name: str) -> None:
    """The plain loops that the kernels are held to descend the loss they report."""
    kernel = make_kernel(name, window=3)
    chunk = make_chunk(kernel, 3, words=9, seed=4)
    tables = tuple(table.astype(np.float64) for table in make_tables(9, 6, seed=5))
    gradient = loops(name, chunk, tables)[:2]  # type: ignore[arg-type]
    step = 1e-5
    for table in (0, 1):
        for cell in [(0, 0), (3, 2), (8, 5)]:
            ends = []
            for sign in (+1, -1):
                moved = [each.copy() for each in tables]
                moved[table][cell] += sign * step
                ends.append(
                    reference.sgns_gradients(chunk, (moved[0], moved[1]), NEGATIVE)[2]
                    if name == "sgns"
                    else reference.cbow_gradients(
                        chunk, (moved[0], moved[1]), NEGATIVE, exact=True
                    )[2]
                )
            slope = (ends[0] - ends[1]) / (2 * step)
            assert gradient[table][cell] == pytest.approx(slope, rel=1e-6, abs=1e-7)


@pytest.mark.parametrize("name", ["sgns", "cbow"])
def test_zero_output_vectors_lose_k_plus_one_bits_a_pair(name: str) -> None:
    """Without collisions every score is 0 and every pair costs (K + 1)·ln 2."""
    kernel = make_kernel(name, window=5)
    chunk = make_chunk(kernel, 5, words=50, seed=1)
    noise = chunk.noise % 50 + 50  # words that do not occur in the text
    first, second = make_tables(100, 6, seed=2)
    chunk = chunk._replace(noise=noise)
    kernel.gather(chunk, (first, np.zeros_like(second)))
    gradients = kernel.gradients(chunk, loss=True)
    assert gradients.loss / gradients.pairs == pytest.approx((NEGATIVE + 1) * np.log(2), rel=1e-6)


@pytest.mark.parametrize("name", ["sgns", "cbow"])
def test_scores_beyond_float_range_of_exp_give_finite_gradients(name: str) -> None:
    kernel = make_kernel(name, window=5)
    chunk = make_chunk(kernel, 5, words=20, seed=3)
    first, second = make_tables(20, 6, seed=4)
    kernel.gather(chunk, (first * 1000, second * 1000))
    gradients = kernel.gradients(chunk, loss=True)
    assert np.isfinite(gradients.loss)
    assert all(np.isfinite(update.rows).all() for update in gradients.updates)

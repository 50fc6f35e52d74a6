"""Kernel: what SGNS and CBOW each must say about a chunk of text, and in which shapes.

Leaves out: where chunks come from (`plan`) and how tables are changed (`pipeline`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from w2v_core.models.windows import Stretch

Floats = NDArray[np.float32]
Ids = NDArray[np.int32]
Shares = NDArray[np.float64]
Tables = tuple[Floats, Floats]


class Chunk(NamedTuple):
    """T centers with all that chance decides about them; or, stacked, all chunks of a stretch.

    Attributes
    ----------
    input_ids, output_ids : (n,), (m,) array of int32
        Which rows of either table the chunk reads and changes.
    windows : (T,) array of int
        Which of the rows of weights made from `window_rows` holds for each center.
    noise_weights : array of float32
        How much noise each column stands for, in noise words per pair (see the kernels).
    input_crowd, output_crowd : (n,), (m,) array of float32
        For how many places in the text each row is updated at once: as many as its word has in
        the step; for noise, those of the group that shares it, K/N of each.
    """

    input_ids: Ids
    output_ids: Ids
    windows: NDArray[np.intp]
    noise_weights: Floats
    input_crowd: Floats
    output_crowd: Floats


class Loss(NamedTuple):
    """A sum over positive pairs, in nats."""

    nats: float
    pairs: int


class Kernel(ABC):
    """The gradients of one algorithm for chunks of one shape; owns its work arrays.

    Attributes
    ----------
    chunk, noise_shape : int, (int, int)
        Centers of a chunk (T); its groups of centers that share their noise, and noise words of
        a group.
    rows : two arrays of float32, (n, d) and (m, d)
        For `input_ids` and `output_ids`: the rows of the tables go in here.
    gradients : two arrays like `rows`
        The gradients of the chunk's summed loss come out here; the next call overwrites them.
    """

    chunk: int
    noise_shape: tuple[int, int]
    rows: tuple[Floats, Floats]
    gradients: tuple[Floats, Floats]

    @abstractmethod
    def lay_out(self, stretch: Stretch, noise: Ids) -> Chunk:
        """All chunks of a stretch, stacked; `noise` is (chunks, *noise_shape)."""

    @abstractmethod
    def score(self, chunk: Chunk) -> None:
        """Score centers and contexts against each other and the noise; the first half."""

    @abstractmethod
    def loss(self, chunk: Chunk) -> Loss:
        """Loss of the chunk that was scored."""

    @abstractmethod
    def differentiate(self, chunk: Chunk) -> None:
        """Turn the scores into `gradients`; the second half."""

    @abstractmethod
    def expected_updates(
        self, share: Shares, noise_share: Shares, contexts: float
    ) -> tuple[Shares, Shares]:
        """(V,) pair updates that each input and each output row gets in one chunk on average.

        Parameters
        ----------
        share, noise_share : (V,) array of float
            Each word's share of the surviving tokens and of the noise.
        contexts : float
            Mean number of contexts of a center.
        """

    @abstractmethod
    def updates_of_a_place(self, contexts: float) -> tuple[float, float]:
        """Pair updates of an input and an output row for each place of their word in the text."""


def softplus(scores: Floats) -> Floats:
    """log(1 + eˣ), without overflow; −log σ(x) is softplus(−x), to 1e-7 nats.

    Not by log1p, which NumPy computes ten times as slowly: near 0 that loses relative, not
    absolute precision.
    """
    result: Floats = np.abs(scores)
    np.negative(result, out=result)
    np.exp(result, out=result)
    result += 1
    np.log(result, out=result)
    result += np.maximum(scores, 0)
    return result

"""Kernel: what SGNS and CBOW each must say about a chunk of text, and in which shapes.

Leaves out: where chunks come from (`plan`) and how tables are changed (`descent`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ids = NDArray[np.int32]
Shares = NDArray[np.float64]
Tables = tuple[Floats, Floats]

INPUT, OUTPUT = 0, 1


class Chunk(NamedTuple):
    """T centers with all that chance decides about them.

    Attributes
    ----------
    ids : (T + 2w,) array of int32
        The chunk's tokens with w tokens on either side.
    left, right : (T,) array of int8
        Reach of each center's window; 0 for padding, which then has no effect.
    noise : (T/G, N) array of int32
        Noise words that each group of G neighboring centers shares.
    """

    ids: Ids
    left: NDArray[np.int8]
    right: NDArray[np.int8]
    noise: Ids

    @property
    def centers(self) -> Ids:
        """(T,) ids without the margins."""
        margin = (len(self.ids) - len(self.left)) // 2
        return self.ids[margin : margin + len(self.left)]


class Update(NamedTuple):
    """Gradient `rows` (n, d) for the rows `ids` (n,) of one table."""

    table: int  # INPUT or OUTPUT
    ids: Ids
    rows: Floats


class Gradients(NamedTuple):
    """What a kernel makes of a chunk.

    `loss` is the sum over `pairs` positive pairs, in nats; NaN where it was not asked for.
    """

    updates: tuple[Update, ...]
    loss: float
    pairs: int


class Kernel(ABC):
    """The gradients of one algorithm for chunks of one shape; owns its work arrays.

    Attributes
    ----------
    chunk, group, noise : int
        Centers of a chunk (T), centers that share their noise (G), noise words of a group (N).
    """

    chunk: int
    group: int
    noise: int

    @abstractmethod
    def gather(self, chunk: Chunk, tables: Tables) -> None:
        """Copy the rows that the chunk needs; `gradients` looks at no table any more."""

    @abstractmethod
    def gradients(self, chunk: Chunk, *, loss: bool) -> Gradients:
        """Gradients of the chunk's summed loss; the next `gather` may overwrite them."""

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


def softplus(scores: Floats) -> Floats:
    """log(1 + eˣ), without overflow; −log σ(x) is softplus(−x)."""
    small: Floats = np.exp(-np.abs(scores))
    return np.maximum(scores, 0) + np.log1p(small)

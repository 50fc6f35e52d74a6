"""SGNS: skip-gram with negative sampling, by small matrix products.

Each center predicts each of its contexts against K noise words. A block of B centers is scored
against its contexts in one product, a group of G centers against its shared noise in another:

    S = H Cᵀ,   G = W ∘ (σ(S) − L),   ∂H = G C,   ∂C = Gᵀ H

L is 1 for contexts and 0 for noise. W is 1 for the contexts of a center; for noise column u of
center i it is (K/N)·(n_i − m_iu), with n_i its contexts and m_iu those of them that are the word u
itself. That is the expected gradient of K noise words for every pair, a noise word equal to the
pair's own context being dropped as word2vec.c does.
Leaves out: everything but gradient and loss (`descent`).
"""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray

from w2v_core.models.descent import DescentConfig, DescentTrainer
from w2v_core.models.kernel import (
    INPUT,
    OUTPUT,
    Chunk,
    Floats,
    Gradients,
    Kernel,
    Shares,
    Tables,
    Update,
    softplus,
)
from w2v_core.models.plan import chunk_size
from w2v_core.models.scatter import gather
from w2v_core.models.windows import (
    add_overlapping,
    block_size,
    context_mask,
    overlapping_blocks,
    relative_positions,
)
from w2v_core.text.corpus import Corpus

GROUP = 32  # centers that share their noise (G)
NOISE = 64  # noise words of a group (N)


@dataclasses.dataclass(frozen=True, kw_only=True)
class SGNSConfig(DescentConfig):
    """Hyperparameters of SGNS; defaults of word2vec.c (Mikolov et al. 2013)."""


class SGNS(DescentTrainer):
    """Trains skip-gram vectors.

    Examples
    --------
    >>> from w2v_core.text.corpus import Corpus
    >>> corpus = Corpus.build([["the", "cat", "sat"], ["the", "dog", "sat"]] * 10)
    >>> vectors = SGNS(SGNSConfig(dim=8, epochs=2, min_count=1)).fit(corpus)
    >>> vectors["cat"].shape
    (8,)
    """

    def _kernel(self, corpus: Corpus) -> Kernel:
        multiple = max(GROUP, block_size(self.config.window))
        return SGNSKernel(
            chunk=chunk_size(corpus, self.config, multiple),
            dim=self.config.dim,
            window=self.config.window,
            negative=self.config.negative,
        )

    def _operations(self) -> float:
        columns = block_size(self.config.window) + 2 * self.config.window + NOISE
        return 3.0 * columns * self.config.dim


class SGNSKernel(Kernel):
    """Gradients of SGNS for chunks of `chunk` centers, a multiple of both 32 and the block."""

    def __init__(
        self,
        *,
        chunk: int,
        dim: int,
        window: int,
        negative: int,
        group: int = GROUP,
        noise: int = NOISE,
    ) -> None:
        self.chunk, self.group, self.noise = chunk, group, noise
        self.dim, self.window, self.negative = dim, window, negative
        self.block = block = block_size(window)
        blocks, groups, wide = chunk // block, chunk // group, block + 2 * window
        self._relative = relative_positions(block, window)

        def rows(*shape: int) -> Floats:
            return np.empty(shape, dtype=np.float32)

        self._centers = rows(chunk, dim)
        self._contexts = rows(chunk + 2 * window, dim)
        self._noise = rows(groups * noise, dim)
        self._context_scores = rows(blocks, block, wide)
        self._noise_scores = rows(groups, group, noise)
        self._d_centers, self._d_centers_by_noise = rows(chunk, dim), rows(chunk, dim)
        self._d_blocks = rows(blocks, wide, dim)
        self._d_contexts = rows(chunk + 2 * window, dim)
        self._d_noise = rows(groups * noise, dim)

    def gather(self, chunk: Chunk, tables: Tables) -> None:
        """See `Kernel`."""
        gather(tables[INPUT], chunk.centers, self._centers)
        gather(tables[OUTPUT], chunk.ids, self._contexts)
        gather(tables[OUTPUT], chunk.noise.ravel(), self._noise)

    def gradients(self, chunk: Chunk, *, loss: bool) -> Gradients:
        """See `Kernel`. The loss is per pair of center and context."""
        mask = context_mask(
            chunk.left.reshape(-1, self.block), chunk.right.reshape(-1, self.block), self._relative
        )
        counts = chunk.left.astype(np.float32) + chunk.right
        self._score()
        total = self._loss(chunk, mask, counts) if loss else np.nan
        self._weigh(chunk, mask, counts)
        self._multiply()
        updates = (
            Update(INPUT, chunk.centers, self._d_centers),
            Update(OUTPUT, chunk.ids, self._d_contexts),
            Update(OUTPUT, chunk.noise.ravel(), self._d_noise),
        )
        return Gradients(updates, total, int(counts.sum()))

    def expected_updates(
        self, share: Shares, noise_share: Shares, contexts: float
    ) -> tuple[Shares, Shares]:
        """An input row moves for each pair and its noise, an output row for what it stands for."""
        pairs = self.chunk * contexts
        into_input = pairs * share * (1 + self.negative)
        return into_input, pairs * (share + self.negative * noise_share)

    def _views(self) -> tuple[Floats, Floats, Floats, Floats]:
        """The gathered rows as stacks of matrices: centers twice, contexts, noise."""
        return (
            self._centers.reshape(-1, self.block, self.dim),
            self._centers.reshape(-1, self.group, self.dim),
            overlapping_blocks(self._contexts, self.block, self.window),
            self._noise.reshape(-1, self.noise, self.dim),
        )

    def _score(self) -> None:
        by_block, by_group, contexts, noise = self._views()
        np.matmul(by_block, contexts.transpose(0, 2, 1), out=self._context_scores)
        np.matmul(by_group, noise.transpose(0, 2, 1), out=self._noise_scores)

    def _weigh(self, chunk: Chunk, mask: NDArray[np.bool_], counts: Floats) -> None:
        """Scores become weighted errors, in place. σ(s) = (1 + tanh(s/2)) / 2 is the fast way."""
        errors = self._context_scores
        errors *= 0.5
        np.tanh(errors, out=errors)
        errors -= 1.0
        errors *= mask.view(np.uint8).astype(np.float32)
        errors *= 0.5
        errors = self._noise_scores
        errors *= 0.5
        np.tanh(errors, out=errors)
        errors += 1.0
        scale = 0.5 * self.negative / self.noise
        dropped = self._collisions(chunk)
        at_collisions = errors[dropped.where] * (scale * dropped.weight)
        errors *= (scale * counts).reshape(-1, self.group, 1)
        np.subtract.at(errors, dropped.where, at_collisions)

    def _multiply(self) -> None:
        by_block, by_group, contexts, noise = self._views()
        for_contexts, for_noise = self._context_scores, self._noise_scores
        np.matmul(for_contexts, contexts, out=self._d_centers.reshape(by_block.shape))
        np.matmul(for_noise, noise, out=self._d_centers_by_noise.reshape(by_group.shape))
        self._d_centers += self._d_centers_by_noise
        np.matmul(for_contexts.transpose(0, 2, 1), by_block, out=self._d_blocks)
        add_overlapping(self._d_blocks, self._d_contexts, self.window)
        np.matmul(for_noise.transpose(0, 2, 1), by_group, out=self._d_noise.reshape(noise.shape))

    def _collisions(self, chunk: Chunk) -> _Collisions:
        """Where a noise word is the very word of a context of the same center.

        Few cells of (group, column, noise word) hold the same word twice, so they are listed, and
        for each the centers whose window reaches that column.
        """
        columns = self.group + 2 * self.window
        stride = chunk.ids.strides[0]
        words = np.lib.stride_tricks.as_strided(
            chunk.ids, (len(chunk.noise), columns), (self.group * stride, stride)
        )
        same = words[:, :, None] == chunk.noise[:, None, :]
        group, rest = np.divmod(np.flatnonzero(same), columns * self.noise)
        column, noise = np.divmod(rest, self.noise)
        center = np.arange(self.group)
        position = (column - self.window)[:, None] - center  # of the context, from each center
        left = chunk.left.reshape(-1, self.group)[group]
        right = chunk.right.reshape(-1, self.group)[group]
        reached = (position >= -left) & (position <= right) & (position != 0)
        where = (group[:, None], center[None, :], noise[:, None])
        return _Collisions(where, reached.astype(np.float32))

    def _loss(self, chunk: Chunk, mask: NDArray[np.bool_], counts: Floats) -> float:
        """Σ over pairs of −log σ(s⁺) − Σ_K log σ(−s⁻), the noise at its weight, in nats."""
        positive = softplus(-self._context_scores)[mask].sum(dtype=np.float64)
        weights = np.repeat(counts.reshape(-1, self.group, 1), self.noise, axis=2)
        dropped = self._collisions(chunk)
        np.subtract.at(weights, dropped.where, dropped.weight)
        noise = (weights * softplus(self._noise_scores)).sum(dtype=np.float64)
        return float(positive + noise * self.negative / self.noise)


@dataclasses.dataclass(frozen=True, slots=True)
class _Collisions:
    """Cells (group, center, noise word) and how much of their weight goes; cells may repeat."""

    where: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]
    weight: Floats

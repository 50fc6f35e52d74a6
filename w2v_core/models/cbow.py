"""CBOW: continuous bag of words with negative sampling, by small matrix products.

The average of its contexts' input rows predicts each center against K noise words:

    h_i = (1/n_i) Σ_j x_j,   s⁺ = h · y_center,   S⁻ = H Yᵀ_noise

In a block, A = mask / n is a (B, B + 2w) matrix and H = A X one product; the gradient returns
by Aᵀ. A center has one positive, a row-wise dot product, and shares its noise with more centers
than in skip-gram. A noise word equal to the center is dropped.
Leaves out: everything but gradient and loss (`descent`).

References
----------
Mikolov, Chen, Corrado, Dean 2013, arXiv 1301.3781: the model.
İrsoy, Benton, Stratos 2021, arXiv 2012.15332 (kōan): the gradient that word2vec.c leaves undivided.
"""

from __future__ import annotations

import dataclasses

import numpy as np

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
from w2v_core.models.settings import setting
from w2v_core.models.windows import (
    add_overlapping,
    block_size,
    context_mask,
    overlapping_blocks,
    relative_positions,
)
from w2v_core.text.corpus import Corpus

GROUP = 64  # centers that share their noise (G)
NOISE = 64  # noise words of a group (N)


@dataclasses.dataclass(frozen=True, kw_only=True)
class CBOWConfig(DescentConfig):
    """Hyperparameters of CBOW; learning rate 0.05 as in word2vec.c."""

    learning_rate: float = setting(
        0.05,
        low=0.0001,
        high=0.2,
        label="Learning rate",
        help="Size of the first steps; it falls evenly to the floor. "
        "Too small learns nothing, too large overshoots.",
    )
    gradient: str = setting(
        "word2vec",
        choices=("word2vec", "exact"),
        label="Gradient",
        help="word2vec gives every context the whole error, as word2vec.c and gensim do; exact "
        "divides it by the number of contexts and wants a learning rate near 0.1.",
        advanced=True,
    )


class CBOW(DescentTrainer):
    """Trains continuous bag-of-words vectors."""

    config: CBOWConfig

    def _kernel(self, corpus: Corpus) -> Kernel:
        multiple = max(GROUP, block_size(self.config.window))
        return CBOWKernel(
            chunk=chunk_size(corpus, self.config, multiple),
            dim=self.config.dim,
            window=self.config.window,
            negative=self.config.negative,
            exact=self.config.gradient == "exact",
        )

    def _operations(self) -> float:
        columns = block_size(self.config.window) + 2 * self.config.window
        return (2.0 * columns + 3.0 * NOISE) * self.config.dim


class CBOWKernel(Kernel):
    """Gradients of CBOW for chunks of `chunk` centers, a multiple of the group and the block.

    Parameters
    ----------
    exact : bool
        Whether a context gets the error divided by the number of contexts (the true gradient)
        or whole.
    """

    def __init__(
        self,
        *,
        chunk: int,
        dim: int,
        window: int,
        negative: int,
        exact: bool,
        group: int = GROUP,
        noise: int = NOISE,
    ) -> None:
        self.chunk, self.group, self.noise = chunk, group, noise
        self.dim, self.window, self.negative, self.exact = dim, window, negative, exact
        self.block = block = block_size(window)
        groups = chunk // group
        self._relative = relative_positions(block, window)

        def rows(*shape: int) -> Floats:
            return np.empty(shape, dtype=np.float32)

        self._contexts = rows(chunk + 2 * window, dim)
        self._means = rows(chunk, dim)
        self._centers = rows(chunk, dim)
        self._noise = rows(groups * noise, dim)
        self._noise_scores = rows(groups, group, noise)
        self._d_means, self._d_by_noise = rows(chunk, dim), rows(chunk, dim)
        self._d_centers = rows(chunk, dim)
        self._d_noise = rows(groups * noise, dim)
        self._d_blocks = rows(chunk // block, block + 2 * window, dim)
        self._d_contexts = rows(chunk + 2 * window, dim)

    def gather(self, chunk: Chunk, tables: Tables) -> None:
        """See `Kernel`."""
        gather(tables[INPUT], chunk.ids, self._contexts)
        gather(tables[OUTPUT], chunk.centers, self._centers)
        gather(tables[OUTPUT], chunk.noise.ravel(), self._noise)

    def gradients(self, chunk: Chunk, *, loss: bool) -> Gradients:
        """See `Kernel`. The loss is per center that has a context."""
        masks = context_mask(
            chunk.left.reshape(-1, self.block), chunk.right.reshape(-1, self.block), self._relative
        )
        counts = chunk.left.astype(np.float32) + chunk.right
        has_context = (counts > 0).astype(np.float32)
        averages = masks.view(np.uint8) / np.maximum(counts, 1).reshape(-1, self.block, 1)
        scores = self._score(averages)
        weights = self._noise_weights(chunk, has_context)
        total = self._loss(scores, has_context, weights) if loss else np.nan
        self._multiply(self._weigh(scores, has_context, weights))
        self._return_to_contexts(masks.view(np.uint8).astype(np.float32), averages)
        updates = (
            Update(INPUT, chunk.ids, self._d_contexts),
            Update(OUTPUT, chunk.centers, self._d_centers),
            Update(OUTPUT, chunk.noise.ravel(), self._d_noise),
        )
        return Gradients(updates, total, int(has_context.sum()))

    def expected_updates(
        self, share: Shares, noise_share: Shares, contexts: float
    ) -> tuple[Shares, Shares]:
        """An input row moves for each center it is a context of, an output row for each draw."""
        per_context = 1.0 if self.exact else contexts
        into_input = self.chunk * per_context * share * (1 + self.negative)
        return into_input, self.chunk * (share + self.negative * noise_share)

    def _score(self, averages: Floats) -> Floats:
        """(T,) scores of the centers; the scores of the noise go into their work array."""
        contexts = overlapping_blocks(self._contexts, self.block, self.window)
        np.matmul(averages, contexts, out=self._means.reshape(-1, self.block, self.dim))
        by_group = self._means.reshape(-1, self.group, self.dim)
        noise = self._noise.reshape(-1, self.noise, self.dim)
        np.matmul(by_group, noise.transpose(0, 2, 1), out=self._noise_scores)
        scores: Floats = np.einsum("td,td->t", self._means, self._centers)
        return scores

    def _noise_weights(self, chunk: Chunk, has_context: Floats) -> Floats:
        """(T/G, G, N) K/N, and 0 where the noise word is the center or there is no context."""
        centers = chunk.centers.reshape(-1, self.group, 1)
        weights: Floats = (centers != chunk.noise[:, None, :]).view(np.uint8).astype(np.float32)
        weights *= (self.negative / self.noise) * has_context.reshape(-1, self.group, 1)
        return weights

    def _weigh(self, scores: Floats, has_context: Floats, weights: Floats) -> Floats:
        """Scores become weighted errors: the noise in place, the centers' (T,) returned."""
        errors = self._noise_scores
        errors *= 0.5
        np.tanh(errors, out=errors)
        errors += 1.0
        errors *= 0.5
        errors *= weights
        positive: Floats = (0.5 * np.tanh(0.5 * scores) - 0.5) * has_context
        return positive

    def _multiply(self, positive: Floats) -> None:
        """Gradients of the means, the centers and the noise."""
        by_group = self._means.reshape(-1, self.group, self.dim)
        noise = self._noise.reshape(-1, self.noise, self.dim)
        np.multiply(positive[:, None], self._means, out=self._d_centers)
        np.multiply(positive[:, None], self._centers, out=self._d_means)
        np.matmul(self._noise_scores, noise, out=self._d_by_noise.reshape(by_group.shape))
        self._d_means += self._d_by_noise
        np.matmul(
            self._noise_scores.transpose(0, 2, 1), by_group, out=self._d_noise.reshape(noise.shape)
        )

    def _return_to_contexts(self, ones: Floats, averages: Floats) -> None:
        shares = averages if self.exact else ones
        by_block = self._d_means.reshape(-1, self.block, self.dim)
        np.matmul(shares.transpose(0, 2, 1), by_block, out=self._d_blocks)
        add_overlapping(self._d_blocks, self._d_contexts, self.window)

    def _loss(self, scores: Floats, has_context: Floats, weights: Floats) -> float:
        """Σ over centers of −log σ(s⁺) − Σ_K log σ(−s⁻), in nats."""
        positive = (softplus(-scores) * has_context).sum(dtype=np.float64)
        return float(positive + (weights * softplus(self._noise_scores)).sum(dtype=np.float64))

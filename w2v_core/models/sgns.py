"""SGNS: skip-gram with negative sampling, by small matrix products.

Each center predicts each of its contexts against K noise words. A block of B centers meets, in
columns, the B + 2w tokens in and around it and N noise words that it shares:

    S = H Cᵀ,   G = W ∘ (a σ(S) − y),   ∂H = G C,   ∂C = Gᵀ H

H are the centers' input rows, C the columns' output rows. W counts: 1 where a column is a context
of the center, n_i for noise, with n_i the contexts of center i. y is 1 for contexts and 0 for
noise, and a column stands for a noise words per pair: K/N for each noise column. That is the
expected gradient of K noise words for every pair. word2vec.c drops a noise word that is the
pair's own context; here this takes K/N off the a = 1 of a context column for each noise column
that holds the same word, since both columns have the same row of C and hence the same score.
Leaves out: everything but gradient and loss (`descent`).
"""

from __future__ import annotations

import dataclasses

import numpy as np

from w2v_core.models.descent import DescentTrainer
from w2v_core.models.descent_algorithm import descent_algorithm
from w2v_core.models.descent_config import DescentConfig
from w2v_core.models.kernel import Chunk, Floats, Ids, Kernel, Loss, Shares, softplus
from w2v_core.models.windows import BLOCK, Stretch, occurrences, window_rows

NOISE = 32  # noise words of a block (N)


@dataclasses.dataclass(frozen=True, kw_only=True)
class SGNSConfig(DescentConfig):
    """Hyperparameters of SGNS; defaults of word2vec.c (Mikolov et al. 2013)."""


class SGNS(DescentTrainer):
    """Trains skip-gram vectors.

    Examples
    --------
    >>> from w2v_core.text.corpus import Corpus
    >>> corpus = Corpus.build([["the", "cat", "sat"], ["the", "dog", "sat"]] * 10)
    >>> vectors = SGNS(SGNSConfig(dim=8, epochs=50, min_count=1)).fit(corpus)
    >>> vectors["cat"].shape
    (8,)
    """

    multiple = BLOCK

    def _kernel(self, chunk: int) -> Kernel:
        return SGNSKernel(
            chunk=chunk,
            dim=self.config.dim,
            window=self.config.window,
            negative=self.config.negative,
        )

    def _operations(self) -> float:
        return 3.0 * (BLOCK + 2 * self.config.window + NOISE) * self.config.dim


class SGNSKernel(Kernel):
    """Gradients of SGNS for chunks of `chunk` centers, a multiple of the block.

    Memory is mostly the rows and their gradients, 8 d bytes for each center and each column:
    2 MB for 512 centers at d = 100 and w = 5.
    """

    def __init__(
        self, *, chunk: int, dim: int, window: int, negative: int, noise: int = NOISE
    ) -> None:
        self.chunk, self.noise_shape = chunk, (chunk // BLOCK, noise)
        self._negative = negative
        self._wide = BLOCK + 2 * window
        blocks, columns = chunk // BLOCK, self._wide + noise

        def empty(*shape: int) -> Floats:
            return np.empty(shape, dtype=np.float32)

        counted = window_rows(window)
        self._pairs = counted.sum(axis=1)
        for_noise = np.broadcast_to(self._pairs[:, None], (len(counted), noise))
        self._weight_rows = np.hstack([counted, for_noise]).astype(np.float32)
        self._weights = empty(chunk, columns)
        self._scores = empty(blocks, BLOCK, columns)
        self.rows = (empty(chunk, dim), empty(blocks * columns, dim))
        self.gradients = (empty(chunk, dim), empty(blocks * columns, dim))
        self._centers, self._columns = self._in_blocks(self.rows)
        self._d_centers, self._d_columns = self._in_blocks(self.gradients)

    def _in_blocks(self, arrays: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
        """The (T, d) centers and the columns as one matrix a block; views."""
        blocks, dim = self.chunk // BLOCK, arrays[0].shape[1]
        return arrays[0].reshape(blocks, BLOCK, dim), arrays[1].reshape(blocks, -1, dim)

    def lay_out(self, stretch: Stretch, noise: Ids) -> Chunk:
        """See `Kernel`. `noise_weights` is a, (1, columns) for each block."""
        chunks, blocks, drawn = noise.shape
        contexts = stretch.blocks()
        in_rows = noise.reshape(-1, drawn)
        columns = np.hstack([contexts, in_rows])
        weights = np.full(columns.shape, self._negative / drawn, dtype=np.float32)
        weights[:, : self._wide] = 1 - occurrences(contexts, in_rows) * weights[:, -1:]
        crowd = np.full(columns.shape, BLOCK * self._negative / drawn, dtype=np.float32)
        crowd[:, : self._wide] = stretch.crowd_of_blocks()
        return Chunk(
            stretch.centers.reshape(chunks, -1),
            columns.reshape(chunks, -1),
            stretch.rows().reshape(chunks, -1),
            weights.reshape(chunks, blocks, 1, -1),
            stretch.crowd_of_centers().astype(np.float32).reshape(chunks, -1),
            crowd.reshape(chunks, -1),
        )

    def score(self, chunk: Chunk) -> None:
        """See `Kernel`."""
        np.matmul(self._centers, self._columns.transpose(0, 2, 1), out=self._scores)
        np.take(self._weight_rows, chunk.windows, axis=0, out=self._weights, mode="clip")

    def loss(self, chunk: Chunk) -> Loss:
        """Σ W ∘ (a softplus(S) − y S), over pairs of a center and a context."""
        losses = softplus(self._scores)
        losses *= chunk.noise_weights
        losses[:, :, : self._wide] -= self._scores[:, :, : self._wide]
        losses *= self._weights.reshape(losses.shape)
        pairs = int(self._pairs[chunk.windows].sum())
        return Loss(float(losses.sum(dtype=np.float64)), pairs)

    def differentiate(self, chunk: Chunk) -> None:
        """See `Kernel`. a σ(s) is (a/2) tanh(s/2) + a/2: NumPy's tanh is by far the fastest."""
        errors, half = self._scores, 0.5 * chunk.noise_weights
        errors *= 0.5
        np.tanh(errors, out=errors)
        errors *= half
        half[:, :, : self._wide] -= 1
        errors += half
        errors *= self._weights.reshape(errors.shape)
        np.matmul(errors, self._columns, out=self._d_centers)
        np.matmul(errors.transpose(0, 2, 1), self._centers, out=self._d_columns)

    def expected_updates(
        self, share: Shares, noise_share: Shares, contexts: float
    ) -> tuple[Shares, Shares]:
        """An input row moves for each pair and its noise, an output row for what it stands for."""
        into_input, into_output = self.updates_of_a_place(contexts)
        as_noise = contexts * self._negative * noise_share
        return self.chunk * into_input * share, self.chunk * (into_output * share + as_noise)

    def updates_of_a_place(self, contexts: float) -> tuple[float, float]:
        """A center has its pairs and their noise, a context its pairs."""
        return contexts * (1 + self._negative), contexts


ALGORITHM = descent_algorithm(
    name="sgns",
    title="SGNS",
    summary="Skip-gram with negative sampling: each word learns to predict the words around it.",
    config_type=SGNSConfig,
    trainer_type=SGNS,
    noise=NOISE,
    products=True,
)

"""CBOW: continuous bag of words with negative sampling, by small matrix products.

The average of its contexts' input rows predicts each center against K noise words:

    h_i = (1/n_i) Σ_j x_j,   s⁺ = h · y_center,   S⁻ = H Yᵀ_noise

In a block, A = mask / n is a (B, B + 2w) matrix and H = A X one product; the gradient returns
by Aᵀ. A center has one positive, a row-wise dot product, and shares its noise with a group of
others. word2vec.c drops a noise word that is the center itself; here this takes its weight K/N
off the center's own score, which is the same.
Leaves out: everything but gradient and loss (`descent`).

References
----------
Mikolov, Chen, Corrado, Dean 2013, arXiv 1301.3781: the model.
İrsoy, Benton, Stratos 2021, arXiv 2012.15332 (kōan): the gradient that word2vec.c leaves undivided.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from w2v_core.models.by_size import by_size
from w2v_core.models.descent import DescentTrainer
from w2v_core.models.descent_algorithm import descent_algorithm
from w2v_core.models.descent_config import DescentConfig
from w2v_core.models.kernel import Chunk, Floats, Ids, Kernel, Loss, Shares, softplus
from w2v_core.models.windows import BLOCK, Stretch, occurrences, window_rows
from w2v_core.settings import setting

GROUP = 32  # centers that share their noise (G)
NOISE = 24  # noise words of a group (N)


@dataclasses.dataclass(frozen=True, kw_only=True)
class CBOWConfig(DescentConfig):
    """Hyperparameters of CBOW.

    The learning rate 0.05 and the mean of the contexts are word2vec.c's, and so is the gradient
    "word2vec"; "exact" is that of kōan (İrsoy, Benton & Stratos 2021).
    """

    learning_rate: float = setting(
        0.05,
        low=0.0001,
        high=0.2,
        label="Learning rate",
        help="Size of the first steps; it falls evenly to the floor. "
        "Too small learns nothing, too large overshoots.",
    )
    combine: str = setting(
        "mean",
        choices={"mean": "Mean", "sum": "Sum"},
        label="Contexts",
        help="Whether a center is predicted from the mean of its contexts or from their sum.",
        advanced=True,
    )
    gradient: str = setting(
        "word2vec",
        choices={"word2vec": "word2vec", "exact": "Exact"},
        label="Gradient",
        help="word2vec gives every context the whole error, as word2vec.c and gensim do; exact "
        "divides it by the number of contexts and wants a learning rate near 0.1.",
        advanced=True,
    )


class CBOW(DescentTrainer):
    """Trains continuous bag-of-words vectors."""

    config: CBOWConfig

    multiple = GROUP

    def _kernel(self, chunk: int) -> Kernel:
        return CBOWKernel(
            chunk=chunk,
            dim=self.config.dim,
            window=self.config.window,
            negative=self.config.negative,
            mean=self.config.combine == "mean",
            exact=self.config.gradient == "exact",
        )

    def _operations(self) -> float:
        return (2.0 * (BLOCK + 2 * self.config.window) + 3.0 * NOISE) * self.config.dim


class CBOWKernel(Kernel):
    """Gradients of CBOW for chunks of `chunk` centers, a multiple of group and block.

    Parameters
    ----------
    mean : bool
        Whether the contexts are averaged or added up.
    exact : bool
        Whether a context gets the error divided by the number of contexts (the true gradient of
        the mean) or whole.
    """

    def __init__(
        self,
        *,
        chunk: int,
        dim: int,
        window: int,
        negative: int,
        mean: bool = True,
        exact: bool = False,
        group: int = GROUP,
        noise: int = NOISE,
    ) -> None:
        self.chunk, self.noise_shape = chunk, (chunk // group, noise)
        self._negative, self._mean, self._divided = negative, mean, mean and exact
        wide, drawn = BLOCK + 2 * window, chunk // group * noise

        def empty(*shape: int) -> Floats:
            return np.empty(shape, dtype=np.float32)

        counted = window_rows(window)
        pairs = counted.sum(axis=1)
        self._has_context = (pairs > 0).astype(np.float32)
        whole = counted.astype(np.float32)
        averages = whole / np.maximum(pairs, 1).astype(np.float32)[:, None]
        self._forward_rows = averages if mean else whole
        self._back_rows = averages if mean and exact else whole
        self._forward, self._back = empty(chunk, wide), empty(chunk, wide)
        self._means, self._d_means, self._from_noise = (empty(chunk, dim) for _ in range(3))
        self._noise_scores = empty(chunk // group, group, noise)
        self.rows = (empty(chunk // BLOCK * wide, dim), empty(chunk + drawn, dim))
        self.gradients = (empty(chunk // BLOCK * wide, dim), empty(chunk + drawn, dim))
        self._contexts, self._d_contexts = (
            rows.reshape(-1, wide, dim) for rows in (self.rows[0], self.gradients[0])
        )
        self._noise, self._d_noise = (
            rows[chunk:].reshape(-1, noise, dim) for rows in (self.rows[1], self.gradients[1])
        )
        self._scores = empty(chunk)

    def lay_out(self, stretch: Stretch, noise: Ids) -> Chunk:
        """See `Kernel`. `noise_weights` is what is left of each center's own score, (T,)."""
        chunks, groups, drawn = noise.shape
        centers = stretch.centers.reshape(chunks, -1)
        by_group = centers.reshape(chunks, -1, groups).transpose(0, 2, 1)
        same = occurrences(by_group.reshape(chunks * groups, -1), noise.reshape(-1, drawn))
        same = same.reshape(by_group.shape).transpose(0, 2, 1).reshape(centers.shape)
        own = 1 - same.astype(np.float32) * (self._negative / drawn)
        outputs = np.hstack([centers, noise.reshape(chunks, -1)])
        a_group = self.chunk // groups * self._negative / drawn
        crowd = np.full(outputs.shape, a_group, dtype=np.float32)
        crowd[:, : self.chunk] = stretch.crowd_of_centers().reshape(chunks, -1)
        return Chunk(
            stretch.blocks().reshape(chunks, -1),
            outputs,
            stretch.rows().reshape(chunks, -1),
            own,
            stretch.crowd_of_blocks().astype(np.float32).reshape(chunks, -1),
            crowd,
        )

    def score(self, chunk: Chunk) -> None:
        """See `Kernel`."""
        np.take(self._forward_rows, chunk.windows, axis=0, out=self._forward, mode="clip")
        forward = self._forward.reshape(len(self._contexts), BLOCK, -1)
        np.matmul(forward, self._contexts, out=self._in_blocks(self._means))
        np.vecdot(self._means, self.rows[1][: self.chunk], out=self._scores)
        np.matmul(self._in_groups(self._means), self._noise.mT, out=self._noise_scores)

    def loss(self, chunk: Chunk) -> Loss:
        """Σ over centers with a context of a softplus(s⁺) − s⁺ + K/N Σ softplus(s⁻)."""
        noise = softplus(self._noise_scores).sum(axis=2, dtype=np.float64).T.ravel()
        own = chunk.noise_weights * softplus(self._scores) - self._scores
        has_context = self._has_context[chunk.windows]
        weight = self._negative / self._noise_scores.shape[2]
        return Loss(float(has_context @ (own + weight * noise)), int(has_context.sum()))

    def differentiate(self, chunk: Chunk) -> None:
        """See `Kernel`. A center without context has a mean of 0 and hence changes nothing."""
        half = 0.5 * chunk.noise_weights
        own = (half * np.tanh(0.5 * self._scores) + (half - 1))[:, None]
        errors = self._noise_scores
        errors *= 0.5
        np.tanh(errors, out=errors)
        errors += 1
        errors *= 0.5 * self._negative / errors.shape[2]
        np.matmul(errors, self._noise, out=self._in_groups(self._from_noise))
        np.matmul(errors.mT, self._in_groups(self._means), out=self._d_noise)
        np.multiply(own, self.rows[1][: self.chunk], out=self._d_means)
        self._d_means += self._from_noise
        np.multiply(own, self._means, out=self.gradients[1][: self.chunk])
        np.take(self._back_rows, chunk.windows, axis=0, out=self._back, mode="clip")
        back = self._back.reshape(len(self._contexts), BLOCK, -1)
        np.matmul(back.mT, self._in_blocks(self._d_means), out=self._d_contexts)

    def expected_updates(
        self, share: Shares, noise_share: Shares, contexts: float
    ) -> tuple[Shares, Shares]:
        """An input row moves for each center it is a context of, an output row for each draw."""
        into_input, into_output = self.updates_of_a_place(contexts)
        places = self.chunk * (share + self._negative * noise_share)
        return self.chunk * into_input * share, into_output * places

    def updates_of_a_place(self, contexts: float) -> tuple[float, float]:
        """A context serves the centers around it, an output row its own place.

        A sum of n contexts moves n times as far as their mean when each of them moves.
        """
        per_center = 1.0 if self._divided else contexts
        longer = 1.0 if self._mean else contexts
        return longer * per_center * (1 + self._negative), longer

    def _in_blocks(self, rows: Floats) -> Floats:
        return rows.reshape(-1, BLOCK, rows.shape[1])

    def _in_groups(self, rows: Floats) -> Floats:
        """(groups, G, d) view of (T, d): group g has the centers g, g + T/G, g + 2T/G and so on.

        Neighbors share contexts. If they shared their noise as well, what is chance in it would
        add up in the contexts' rows instead of averaging out.
        """
        return rows.reshape(-1, len(self._noise), rows.shape[1]).transpose(1, 0, 2)


ALGORITHM = descent_algorithm(
    name="cbow",
    title="CBOW",
    summary="Continuous bag of words: the words around a place learn to predict the one in it.",
    config_type=CBOWConfig,
    trainer_type=CBOW,
    noise=NOISE,
    # word2vec.c's, whatever the size of the text.
    proposal=lambda corpus: by_size(corpus) | {"learning_rate": CBOWConfig.learning_rate},
)

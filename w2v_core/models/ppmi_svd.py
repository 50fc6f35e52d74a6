"""PPMI-SVD: count, weigh, factorize.

The PPMI matrix P of a text (`cooccurrence`) is factorized as U Σ Vᵀ, cut to d dimensions; the
vectors are U·Σᵖ. The singular vectors come from block power iteration that keeps every block:

    Q₀ random,   Qᵢ₊₁ = orthonormal part of PᵀP Qᵢ beside all blocks so far,

and PᵀP projected on all blocks (Rayleigh-Ritz) gives singular values and reconstruction error
after each pass. Keeping the blocks makes it a block Krylov method, which needs a fifth of the
products of plain power iteration. Leaves out: counts and PPMI (`cooccurrence`).

References
----------
Levy, Goldberg 2014, NeurIPS: word2vec factorizes a shifted PMI matrix; truncated SVD of PPMI.
Levy, Goldberg, Dagan 2015, TACL 3: smoothing, shift, exponent, adding the context vectors.
Musco, Musco 2015, arXiv 1504.05477: randomized block Krylov methods for the SVD.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from math import ceil

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, sparse

from w2v_core.errors import CorpusError, RunError, SettingError
from w2v_core.models.cooccurrence import TOTAL, WEIGHTED, pair_counts, ppmi_rows
from w2v_core.models.progress import Progress, State
from w2v_core.models.settings import Config, setting
from w2v_core.text.corpus import Corpus
from w2v_core.vectors.word_vectors import WordVectors

Floats = NDArray[np.float32]

# The factorization stops when a pass adds less than this share to the sum of squared singular
# values. Measured on Wikipedia: every one of 100 singular values is then right to 1e-3.
TOLERANCE = 1e-4
# Singular values below this share of the first are rounding, and their directions are chance.
_ROUNDING = 1e-5
# Share of chance in each new block; a little more than its rounding.
_NOISE = 1e-6


@dataclasses.dataclass(frozen=True, kw_only=True)
class PPMISVDConfig(Config):
    """Hyperparameters of PPMI-SVD; defaults as Levy, Goldberg & Dagan 2015 recommend."""

    dim: int = setting(
        100,
        low=2,
        high=1000,
        label="Dimensions",
        help="Numbers per word. More can hold finer distinctions, and need more text and time.",
    )
    window: int = setting(
        5,
        low=1,
        high=20,
        label="Window",
        help="How far two words may stand apart to be counted as neighbors. "
        "Small windows find words of the same kind, large ones words of the same topic.",
    )
    min_count: int = setting(
        5,
        low=1,
        high=1_000_000,
        label="Minimum count",
        help="Words that occur less often are left out: "
        "a handful of occurrences teaches little about a word.",
    )
    sample: float = setting(
        1e-3,
        low=0.0,
        high=1.0,
        label="Subsampling",
        help="Share of the text above which a word's pairs count less (t). They are weighed by "
        "what chance would keep on average. Smaller thins more; 0 keeps everything.",
    )
    seed: int = setting(
        1,
        low=0,
        high=2**32 - 1,
        label="Seed",
        help="Start of the factorization. It hardly matters: the result is the same to 3 digits.",
    )
    smoothing: float = setting(
        0.75,
        low=0.0,
        high=1.0,
        label="Context smoothing",
        help="Contexts are taken by count to this power. 1 favors rare contexts, "
        "0.75 tames them, 0 takes all contexts as equally frequent.",
        advanced=True,
    )
    shift: float = setting(
        1.0,
        low=1.0,
        high=50.0,
        label="Shift",
        help="How many times more often than by chance two words must meet to count at all (k). "
        "More leaves fewer, stronger associations.",
        advanced=True,
    )
    exponent: float = setting(
        0.5,
        low=0.0,
        high=1.0,
        label="Singular value exponent",
        help="How much the strongest dimensions dominate (p): 1 as the SVD has them, "
        "0 all alike. 1 is clearly worse for analogies.",
        advanced=True,
    )
    context_vectors: bool = setting(
        False,
        label="Add context vectors",
        help="Each word's vector is the sum of its vectors as a word and as a context.",
        advanced=True,
    )
    dynamic_window: bool = setting(
        True,
        label="Dynamic window",
        help="Nearer words count more: weights fall evenly from 1 to 1/window.",
        advanced=True,
    )
    iterations: int = setting(
        20,
        low=2,
        high=30,
        label="Iterations",
        help="Passes of the factorization at most; it ends earlier when a pass brings nothing. "
        "Fewer are not faster but coarser, as each then takes more columns.",
        advanced=True,
    )


class PPMISVD:
    """Vectors from the factorized PPMI matrix; the contract stands in `models.progress`.

    Memory is about 12 bytes for each pair of words that occurs and 16 · V · dim for the
    factorization: 0.7 GB for 5 million words of English at dim 100.

    Examples
    --------
    >>> corpus = Corpus.build([["the", "cat", "sat"], ["a", "dog", "ran"]] * 10)
    >>> PPMISVD(PPMISVDConfig(dim=2, min_count=1)).fit(corpus)["cat"].shape
    (2,)
    """

    def __init__(self, config: PPMISVDConfig) -> None:
        self.config = config
        self._corpus: Corpus | None = None
        self._krylov: _Krylov | None = None
        self._restored: State = {"passes": 0}

    def fit(self, corpus: Corpus) -> WordVectors:
        """Train to the end and return the vectors."""
        for _ in self.steps(corpus):
            pass
        return self.vectors()

    def steps(self, corpus: Corpus) -> Iterator[Progress]:
        """Count, weigh and factorize, yielding after each slice.

        After `restore` the text is counted again, which gives the same counts, and the
        factorization goes on from where it stood.

        Raises
        ------
        VocabularyError
            Before any work, if `min_count` keeps fewer than two words.
        SettingError
            Before any work, if `dim` is larger than the vocabulary; after weighing, if `shift`
            leaves no pair of words.
        CorpusError
            If no two words meet, or the restored state is of another corpus or other settings.
        """
        corpus = corpus.restrict(self.config.min_count)
        size = len(corpus.vocabulary)
        if self.config.dim > size:
            raise SettingError(
                f"dim {self.config.dim:,} is more than the {size:,} words that min_count "
                f"{self.config.min_count:,} keeps: use dim {size:,} or less, or more text."
            )
        self._restored = self.state()
        self._corpus, self._krylov = corpus, None
        return self._run(corpus)

    def vectors(self) -> WordVectors:
        """U·Σᵖ as the passes so far have it; a copy that further passes do not touch.

        Raises
        ------
        RunError
            Before the first pass of the factorization.
        """
        if self._corpus is None or self._krylov is None or not self._krylov.known:
            raise RunError(
                "PPMI-SVD has no vectors before the first pass of its factorization: "
                "start it again and stop it later."
            )
        left, values, right = self._krylov.factors()
        real = values > _ROUNDING * values[0]
        scale = np.where(real, values**self.config.exponent, np.float32(0))
        words, contexts = left * scale, right * scale
        if self.config.context_vectors:
            words += contexts
        return WordVectors(
            self._corpus.vocabulary,
            words,
            None if self.config.context_vectors else contexts,
            all_types=self._corpus.all_types,
            min_count=self.config.min_count,
        )

    def state(self) -> State:
        """The passes that are finished; before the first, nothing but that."""
        return self._krylov.state() if self._krylov else self._restored

    def restore(self, state: State) -> None:
        """Go on from a `state()`; the next `steps` must be given the same corpus."""
        self._krylov = None
        self._restored = dict(state)

    def _run(self, corpus: Corpus) -> Iterator[Progress]:
        config = self.config
        keep = corpus.vocabulary.keep_probability(config.sample)
        counts = yield from pair_counts(corpus, config.window, dynamic_window=config.dynamic_window)
        rows = yield from ppmi_rows(counts, keep, smoothing=config.smoothing, shift=config.shift)
        del counts
        self._krylov = krylov = _Krylov(rows, config)
        krylov.restore(self._restored)
        self._restored = {"passes": 0}
        for passes in krylov.run():
            done = WEIGHTED + int((TOTAL - 1 - WEIGHTED) * passes / config.iterations)
            yield Progress(done, TOTAL, "factorizing", error=krylov.error)
        yield Progress(TOTAL, TOTAL, "factorizing", error=krylov.error)


class _Krylov:
    """Largest singular values of a matrix P, given as blocks of rows.

    Attributes
    ----------
    known : int
        Columns of the basis whose product with PᵀP is known.
    error : float
        √(1 − Σσ²/‖P‖²) with the d largest singular values known; NaN before the first pass.
    """

    def __init__(self, rows: list[sparse.csr_array], config: PPMISVDConfig) -> None:
        dim, size = config.dim, rows[0].shape[1]
        # Wide enough to tell equal singular values apart, and to have twice dim columns in the end.
        width = max(min(dim + 8, 32), ceil(dim / 4), ceil(2 * dim / config.iterations))
        self._rows, self._dim, self._seed = rows, dim, config.seed
        self._width = min(size, width)
        self._limit = min(size, width * config.iterations)
        self._energy = float(sum(np.sum(np.square(part.data, dtype=np.float64)) for part in rows))
        self._basis = np.empty((size, self._limit), dtype=np.float32, order="F")
        self._projected = np.zeros((self._limit, self._limit))  # basisᵀ PᵀP basis
        self._captured = 0.0  # sum of the d largest squared singular values
        self._finished = False
        self.known = self._ready = self.passes = 0
        self.error = np.nan
        self._append(np.zeros((size, self._width), dtype=np.float32), 1.0)

    def state(self) -> State:
        """What `restore` needs; the energy tells whether it is the same matrix."""
        return {
            "passes": self.passes,
            "energy": self._energy,
            "captured": self._captured,
            "finished": int(self._finished),
            "basis": self._basis[:, : self._ready].copy(order="F"),
            "projected": self._projected[: self.known, : self.known].copy(),
        }

    def restore(self, state: State) -> None:
        """Go on from a `state()` of the same matrix."""
        if not state["passes"]:
            return
        basis, projected = np.asarray(state["basis"]), np.asarray(state["projected"])
        if state["energy"] != self._energy or len(basis) != len(self._basis):
            raise CorpusError(
                "The saved factorization is of another corpus or of other settings: train anew."
            )
        self.passes, self._finished = int(state["passes"]), bool(state["finished"])
        self.known, self._ready = len(projected), basis.shape[1]
        self._basis[:, : self._ready] = basis
        self._projected[: self.known, : self.known] = projected
        self._set_captured(float(state["captured"]))

    def run(self) -> Iterator[float]:
        """Pass after pass, yielding the passes done, with the share of the current one."""
        while not self._finished:
            block = np.ascontiguousarray(self._basis[:, self.known : self._ready])
            image = np.zeros_like(block)  # PᵀP block
            for number, part in enumerate(self._rows):
                image += part.T @ (part @ block)
                if number + 1 < len(self._rows):
                    yield self.passes + (number + 1) / len(self._rows)
            self._take(image)
            yield self.passes

    def factors(self) -> tuple[Floats, Floats, Floats]:
        """U (n, d), σ (d,) descending and V (V, d), each column of U with its largest entry > 0.

        Fewer columns than d are known in the first passes; zeros stand for the others.
        """
        top = min(self._dim, self.known)
        known = self._projected[: self.known, : self.known]
        wanted = (self.known - top, self.known - 1)
        _, mixing = linalg.eigh(known, subset_by_index=wanted)
        right = self._basis[:, : self.known] @ mixing.astype(np.float32)
        # One more product with P: what comes out is right to the precision of P, not of PᵀP.
        product = np.vstack([part @ right for part in self._rows])
        left, triangle = linalg.qr(product, mode="economic")
        first, values, second = linalg.svd(triangle)
        left, right = left @ first, right @ second.T
        sign = np.sign(left[np.argmax(np.abs(left), axis=0), np.arange(top)])
        lacking = (0, self._dim - top)
        return (
            np.pad(left * sign, ((0, 0), lacking)),
            np.pad(values, lacking),
            np.pad(right * sign, ((0, 0), lacking)),
        )

    def _take(self, image: Floats) -> None:
        """Project PᵀP on the larger basis, and make the next block of it."""
        low, high = self.known, self._ready
        products = self._basis[:, :high].T @ image
        self._projected[:high, low:high] = products
        self._projected[low:high, :high] = products.T
        self.known, self.passes = high, self.passes + 1
        before = self._captured
        values = np.linalg.eigvalsh(self._projected[:high, :high])  # ascending
        self._set_captured(float(values[-self._dim :].sum()))
        converged = high > self._dim and self._captured - before <= TOLERANCE * self._captured
        self._finished = converged or high == self._limit
        if not self._finished:
            image -= self._basis[:, :high] @ products
            self._append(image, float(values[-1]))

    def _append(self, block: Floats, scale: float) -> None:
        """Add a block to the basis, made orthonormal to it and in itself.

        A little chance goes into it: where P has no more directions to give, what is left of the
        block is rounding, and without it the new columns might be no directions at all.
        """
        size = len(self._basis)
        width = min(self._width, self._limit - self._ready)
        rng = np.random.default_rng((self._seed, self.passes))
        noise = rng.standard_normal((size, width), dtype=np.float32)
        new: Floats = block[:, :width] + noise * np.float32(_NOISE * scale / np.sqrt(size))
        done = self._basis[:, : self._ready]
        for _ in range(2):  # one round leaves what was rounded off
            new, _ = linalg.qr(new, mode="economic")
            new -= done @ (done.T @ new)
        self._basis[:, self._ready : self._ready + width] = linalg.qr(new, mode="economic")[0]
        self._ready += width

    def _set_captured(self, captured: float) -> None:
        self._captured = captured
        self.error = float(np.sqrt(max(0.0, 1 - captured / self._energy)))

"""Krylov: the largest singular values and vectors of a sparse matrix, pass by pass.

Block power iteration that keeps every block:

    Q₀ random,   Qᵢ₊₁ = orthonormal part of PᵀP Qᵢ beside all blocks so far,

and PᵀP projected on all blocks (Rayleigh-Ritz) gives singular values and reconstruction error
after each pass. Keeping the blocks makes it a block Krylov method: far fewer products with P
than plain power iteration needs. Leaves out: what the matrix is (`cooccurrence`, `ppmi_svd`).

References
----------
Musco, Musco 2015, arXiv 1504.05477: randomized block Krylov methods for the SVD.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from math import ceil

import numpy as np
import scipy
from numpy.typing import NDArray

from w2v_core.errors import CorpusError
from w2v_core.models.progress import State

Floats = NDArray[np.float32]

# The factorization stops when a pass adds less than this share to the sum of squared singular
# values. Measured on Wikipedia: every one of 100 singular values is then right to 1e-3.
TOLERANCE = 1e-4
_NOISE = 1e-6  # share of chance in each new block, a little more than its rounding


class Krylov:
    """Largest singular values of a matrix P, given as blocks of rows.

    Parameters
    ----------
    rows : list of sparse arrays
        P, cut into stretches of rows.
    dim : int
        d, how many singular values are wanted.
    iterations : int
        Passes at most.
    seed : int
        Of the random start.

    Notes
    -----
    `known` columns of the basis have their product with PᵀP; the next block stands after them,
    or nothing when the work is done.
    """

    def __init__(
        self, rows: list[scipy.sparse.csr_array], *, dim: int, iterations: int, seed: int
    ) -> None:
        size = rows[0].shape[1]
        # Wide enough to tell equal singular values apart, and to have twice dim columns in the end.
        width = max(min(dim + 8, 32), ceil(dim / 4), ceil(2 * dim / iterations))
        self._rows, self._dim, self._seed = rows, dim, seed
        self._width = min(size, width)
        self._limit = min(size, width * iterations)
        self._energy = float(sum(np.sum(np.square(part.data, dtype=np.float64)) for part in rows))
        self._basis = np.empty((size, self._limit), dtype=np.float32, order="F")
        self._projected = np.zeros((self._limit, self._limit))  # basisᵀ PᵀP basis
        self._captured = 0.0  # sum of the d largest squared singular values
        self.known = self._ready = self.passes = 0
        self._append(np.zeros((size, self._width), dtype=np.float32), 1.0)

    @property
    def error(self) -> float:
        """√(1 − Σσ²/‖P‖²) over the d largest singular values known; 1 before the first pass."""
        return float(np.sqrt(max(0.0, 1 - self._captured / self._energy)))

    def state(self) -> State:
        """What `restore` needs; the energy tells whether it is the same matrix."""
        return {
            "passes": self.passes,
            "energy": self._energy,
            "captured": self._captured,
            "basis": self._basis[:, : self._ready].copy(order="F"),
            "projected": self._projected[: self.known, : self.known].copy(),
        }

    def restore(self, state: State) -> None:
        """Go on from a `state()` of the same matrix."""
        if not state["passes"]:
            return
        basis, projected = np.asarray(state["basis"]), np.asarray(state["projected"])
        if state["energy"] != self._energy or basis.shape[1] > self._limit:
            raise CorpusError(
                "The saved factorization is of another corpus or of other settings: train anew."
            )
        self.passes = int(state["passes"])
        self.known, self._ready = len(projected), basis.shape[1]
        self._basis[:, : self._ready] = basis
        self._projected[: self.known, : self.known] = projected
        self._captured = float(state["captured"])

    def run(self, executor: Executor | None = None) -> Iterator[float]:
        """Pass after pass, yielding the passes done, with the share of the current one.

        The stretches of rows are multiplied wherever the executor wants and added up in order, so
        the result does not depend on it.
        """
        run_all = executor.map if executor else map
        while self.known < self._ready:
            block = np.ascontiguousarray(self._basis[:, self.known : self._ready])
            image = np.zeros_like(block)  # PᵀP block

            def gram(part: scipy.sparse.csr_array, block: Floats = block) -> Floats:
                product: Floats = part.T @ (part @ block)
                return product

            for number, product in enumerate(run_all(gram, self._rows)):
                image += product
                yield self.passes + number / len(self._rows)
            self._take(image)
            yield self.passes

    def factors(self) -> tuple[Floats, Floats, Floats]:
        """U (V, d), σ (d,) descending and V (V, d), each column of U with its largest entry > 0.

        Fewer than d are known in the first passes; the others have σ = 0.
        """
        known = self.known or self._ready  # in the first pass, of the random start as it is
        projected = self._projected[:known, :known]
        mixing = np.linalg.eigh(projected)[1][:, -self._dim :].astype(np.float32)
        mixing = np.pad(mixing, ((0, 0), (0, self._dim - mixing.shape[1])))
        right = self._basis[:, :known] @ mixing
        # One more product with P: what comes out is right to the precision of P, not of PᵀP.
        product = np.vstack([part @ right for part in self._rows])
        left, triangle = scipy.linalg.qr(product, mode="economic")
        first, values, second = scipy.linalg.svd(triangle)
        words: Floats = left @ first
        sign = np.sign(words[np.argmax(np.abs(words), axis=0), np.arange(self._dim)])
        return words * sign, np.asarray(values, dtype=np.float32), right @ second.T * sign

    def _take(self, image: Floats) -> None:
        """Project PᵀP on the larger basis, and make the next block of it."""
        low, high = self.known, self._ready
        products = self._basis[:, :high].T @ image
        self._projected[:high, low:high] = products
        self._projected[low:high, :high] = products.T
        self.known, self.passes = high, self.passes + 1
        values = np.linalg.eigvalsh(self._projected[:high, :high])  # ascending
        before, self._captured = self._captured, float(values[-self._dim :].sum())
        converged = high > self._dim and self._captured - before <= TOLERANCE * self._captured
        if not converged and high < self._limit:
            image -= self._basis[:, :high] @ products
            self._append(image, float(values[-1]))

    def _append(self, block: Floats, scale: float) -> None:
        """Add a block to the basis, made orthonormal to it and in itself.

        A little chance goes into it: where P has no more directions to give, what is left of the
        block is rounding, and without it the new columns might be no directions at all.
        """
        width = min(self._width, self._limit - self._ready)
        rng = np.random.default_rng((self._seed, self.passes))
        noise = rng.standard_normal((len(block), width), dtype=np.float32)
        new: Floats = block[:, :width] + noise * np.float32(_NOISE * scale / np.sqrt(len(block)))
        done = self._basis[:, : self._ready]
        for _ in range(2):  # one round leaves what was rounded off
            new, _ = scipy.linalg.qr(new, mode="economic")
            new -= done @ (done.T @ new)
        self._basis[:, self._ready : self._ready + width] = scipy.linalg.qr(new, mode="economic")[0]
        self._ready += width

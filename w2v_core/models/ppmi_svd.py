"""PPMI-SVD: count, weigh, factorize.

The PPMI matrix P of a text (`cooccurrence`) is factorized as U Σ Vᵀ, cut to d dimensions; the
vectors are U·Σᵖ. Leaves out: counts and PPMI (`cooccurrence`), how the singular vectors are found
(`krylov`), and what all this takes (`ppmi_cost`).

References
----------
Levy, Goldberg 2014, NeurIPS: word2vec factorizes a shifted PMI matrix; truncated SVD of PPMI.
Levy, Goldberg, Dagan 2015, TACL 3: smoothing, shift, exponent, adding the context vectors.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Generator, Iterator
from concurrent.futures import Executor
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import RunError, SettingError
from w2v_core.models.algorithm import Algorithm
from w2v_core.models.blas import single_threaded
from w2v_core.models.cooccurrence import TOTAL, WEIGHTED, pair_counts, ppmi_rows
from w2v_core.models.krylov import Krylov
from w2v_core.models.pairs import check_pairs
from w2v_core.models.ppmi_cost import ppmi_cost
from w2v_core.models.progress import Onlooker, Progress, State, drain
from w2v_core.models.settings import Config
from w2v_core.settings import setting
from w2v_core.text.corpus import Corpus
from w2v_core.vectors.ranking import normalize
from w2v_core.vectors.word_vectors import WordVectors

Result = TypeVar("Result")

_ROUNDING = 1e-5  # singular values below this share of the first have directions by chance


@dataclasses.dataclass(frozen=True, kw_only=True)
class PPMISVDConfig(Config):
    """Hyperparameters of PPMI-SVD; defaults as Levy, Goldberg & Dagan 2015 (TACL 3) recommend.

    Context smoothing 0.75 "always", shift 1 with SVD, exponent 0.5 "never 1", distance weights
    as word2vec's dynamic window. They subsample by chance; expected weights in its place are
    Hellrich, Kampe & Hahn's (2019). Rows are left as they are: cosines do not see their length.
    """

    sample: float = setting(
        1e-3,
        low=0.0,
        high=1.0,
        label="Subsampling",
        help="Share of the text above which a word's pairs count less (t); 0 counts all in full.",
    )
    seed: int = setting(
        1,
        low=0,
        high=2**32 - 1,
        label="Seed",
        help="Start of the factorization. Another seed gives nearly the same vectors.",
    )
    smoothing: float = setting(
        0.75,
        low=0.0,
        high=1.0,
        label="Context smoothing",
        help="Contexts are taken by count to this power: 1 favors rare ones, 0.75 tames them.",
        advanced=True,
    )
    shift: float = setting(
        1.0,
        low=1.0,
        high=50.0,
        label="Shift",
        help="How many times as often as by chance two words must meet to count at all (k).",
        advanced=True,
    )
    exponent: float = setting(
        0.5,
        low=0.0,
        high=1.0,
        label="Singular value exponent",
        help="How much the strongest dimensions dominate (p): 1 as the SVD has them, 0 all alike.",
        advanced=True,
    )
    normalize: bool = setting(
        False,
        label="Rows of length 1",
        help="Scales every word's vector to length 1, before any sum. Cosines stay; sums and "
        "files change.",
        advanced=True,
    )
    iterations: int = setting(
        20,
        low=2,
        high=30,
        label="Iterations",
        help="Passes of the factorization at most; it ends earlier when a pass brings nothing.",
        advanced=True,
    )


class PPMISVD:
    """Vectors from the factorized PPMI matrix; the contract stands in `models.progress`.

    Memory is about 20 bytes for each pair of words that occurs and 20 · V · dim for the basis.

    Examples
    --------
    >>> corpus = Corpus.build([["the", "cat", "sat"], ["a", "dog", "ran"]] * 10)
    >>> PPMISVD(PPMISVDConfig(dim=2, min_count=1)).fit(corpus)["cat"].shape
    (2,)
    """

    def __init__(
        self, config: PPMISVDConfig, *, executor: Executor | None = None, threads: int = 1
    ) -> None:
        self.config = config
        self._executor = executor if threads > 1 else None
        self._corpus: Corpus | None = None
        self._krylov: Krylov | None = None
        self._restored: State = {"passes": 0}
        self._preview: tuple[int, NDArray[np.float32]] | None = None  # passes, vectors

    def fit(self, corpus: Corpus, watch: Onlooker | None = None) -> WordVectors:
        """Train to the end and return the vectors; a TrainingWarning says if they are none."""
        return drain(self, corpus, watch)

    def steps(self, corpus: Corpus) -> Iterator[Progress]:
        """Count, weigh and factorize, yielding after each slice.

        After `restore` the text is counted again, which gives the same counts, and the
        factorization goes on from where it stood.

        Raises
        ------
        VocabularyError, SettingError
            Before any work, if fewer than two words are left or `dim` is larger than their number.
        CorpusError, SettingError
            If no two words meet, `shift` leaves no pair, or a restored state does not fit.
        """
        corpus = corpus.restrict(self.config.min_count)
        size = len(corpus.vocabulary)
        if self.config.dim > size:
            raise SettingError(
                f"dim {self.config.dim:,} is more than the {size:,} words that min_count "
                f"{self.config.min_count:,} keeps: use dim {size:,} or less, or more text."
            )
        check_pairs(corpus)
        self._restored = self.state()
        self._corpus, self._krylov, self._preview = corpus, None, None
        return single_threaded(self._run(corpus))

    def vectors(self) -> WordVectors:
        """U·Σᵖ as the passes so far have it; a copy that further passes do not touch.

        Raises
        ------
        RunError
            Before the factorization.
        """
        if not (self._corpus and self._krylov):
            raise RunError(
                "PPMI-SVD has no vectors while it counts: train again and stop it later."
            )
        words, contexts = self._tables(self._krylov)
        return WordVectors(
            self._corpus.vocabulary,
            words,
            contexts,
            all_types=self._corpus.all_types,
            min_count=self.config.min_count,
        ).select(self.config.output)

    def doubt(self, curve: NDArray[np.floating]) -> str:
        """Whether the factorization has kept nothing of the matrix; see `Trainer`."""
        known = curve[np.isfinite(curve)]
        if len(known) and known[-1] < 1 - _ROUNDING:
            return ""
        return (
            "Nothing was learned: the vectors keep nothing of the counts. Use a larger window, a "
            "higher dim, or more text."
        )

    def preview(self) -> NDArray[np.float32] | None:
        """The vectors after the last pass, to be read; None before the first one.

        Found when they are asked for, once a pass: this takes about as long as a pass.
        """
        krylov = self._krylov
        if krylov is None or not krylov.passes:
            return None
        if self._preview is None or self._preview[0] != krylov.passes:
            words, contexts = self._tables(krylov)
            if self.config.output == "sum":
                words = words + contexts
            elif self.config.output == "context":
                words = contexts
            self._preview = krylov.passes, words
        return self._preview[1]

    def state(self) -> State:
        """The passes that are finished; before the first, nothing but that."""
        return self._krylov.state() if self._krylov else self._restored

    def restore(self, state: State) -> None:
        """Go on from a `state()`; the next `steps` must be given the same corpus."""
        self._krylov = None
        self._restored = dict(state)

    def _tables(self, krylov: Krylov) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Vectors of the words and of the contexts, (V, d) each."""
        left, values, right = krylov.factors()
        real = values > _ROUNDING * values[0]
        scale = np.where(real, values**self.config.exponent, np.float32(0))
        words, contexts = left * scale, right * scale
        if self.config.normalize:
            words, contexts = normalize(words), normalize(contexts)
        return words, contexts

    def _run(self, corpus: Corpus) -> Iterator[Progress]:
        config = self.config
        keep = corpus.vocabulary.keep_probability(config.sample)
        again = bool(self._restored["passes"])
        counting = pair_counts(corpus, config.window, dynamic_window=config.dynamic_window)
        counts = yield from _in_part(counting, again)
        weighting = ppmi_rows(counts, keep, smoothing=config.smoothing, shift=config.shift)
        rows = yield from _in_part(weighting, again)
        del counts
        self._krylov = krylov = Krylov(
            rows, dim=config.dim, iterations=config.iterations, seed=config.seed
        )
        krylov.restore(self._restored)
        self._restored = {"passes": 0}
        before = krylov.passes
        for passes in krylov.run(self._executor):
            done = WEIGHTED + int((TOTAL - 1 - WEIGHTED) * passes / config.iterations)
            whole, before = krylov.passes > before, krylov.passes
            yield Progress(done, TOTAL, "factorizing", error=krylov.error, whole=whole)
        # Not whole: a factorization that is taken up after its last pass ends with this, too.
        yield Progress(TOTAL, TOTAL, "factorizing", error=krylov.error, whole=False)


def _in_part(
    stage: Generator[Progress, None, Result], again: bool
) -> Generator[Progress, None, Result]:
    """The slices of a stage that no state keeps; what the stage returns."""
    while True:
        try:
            yield dataclasses.replace(next(stage), whole=False, again=again)
        except StopIteration as end:
            result: Result = end.value
            return result


ALGORITHM = Algorithm(
    name="ppmi-svd",
    title="PPMI-SVD",
    summary="Counts which words occur together more than by chance, and compresses the table.",
    config_type=PPMISVDConfig,
    trainer_type=PPMISVD,
    cost=ppmi_cost,
    copies=9,  # a checkpoint holds all passes
)

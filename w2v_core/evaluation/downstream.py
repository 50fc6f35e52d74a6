"""Downstream: whether vectors help to tell documents apart, beside counting their words.

Each document becomes the mean of its words' unit vectors, and logistic regression learns the
groups from these; another learns them from TF-IDF. Both are asked about documents that they have
not learned from, each document once (stratified cross-validation).
The vectors have read all documents, without their groups; so would those that a person uses.
Leaves out: where groups come from (`text.grouping`).

References
----------
Salton, Buckley 1988: TF-IDF, here with 1 + log of the count. Wang, Manning 2012, ACL: with few
documents, plain weighted words are hard to beat.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Generator
from typing import Any

import numpy as np
import scipy
from numpy.typing import NDArray

from w2v_core.errors import SettingError
from w2v_core.evaluation.intervals import share_interval
from w2v_core.text.corpus import Corpus
from w2v_core.text.grouping import Groups
from w2v_core.vectors.word_vectors import WordVectors

Rows = NDArray[np.int64]

FOLDS = 5
FEWEST = 10  # documents of a group, so that every fold has two
MOST_GROUPS = 30
MOST_DOCUMENTS = 10_000
_MOST_TOKENS = 2_000  # of a document; the first ones say what it is about
_RESAMPLES = 2_000


@dataclasses.dataclass(frozen=True)
class Downstream:
    """How documents were told apart.

    Attributes
    ----------
    groups : tuple of str
        Those that took part, the largest first.
    left_out : tuple of str
        Groups of under 10 documents, and those beyond the 30 largest.
    documents : int
        How many were asked about; those without any known word are none of them.
    of : int
        How many documents the groups have; more than were asked about where they were sampled.
    by_vectors, by_words : (n, n) arrays of int
        Documents of each group (rows) that were taken for each (columns), by the means of vectors
        and by TF-IDF.
    gain : tuple of float
        95 % bootstrap interval of the accuracy by vectors less that by words, over documents.
    """

    groups: tuple[str, ...]
    left_out: tuple[str, ...]
    documents: int
    of: int
    by_vectors: Rows
    by_words: Rows
    gain: tuple[float, float]

    @property
    def guess(self) -> float:
        """Accuracy of whoever always says the largest group."""
        return float(self.by_words.sum(axis=1).max()) / self.documents


def accuracy(confusion: Rows) -> tuple[float, float, float]:
    """Share of the documents on the diagonal, with its 95 % interval."""
    right, asked = int(np.trace(confusion)), int(confusion.sum())
    return right / asked, *share_interval(right, asked)


def tell_apart(
    corpus: Corpus, vectors: WordVectors, groups: Groups, *, seed: int = 1
) -> Generator[float, None, Downstream]:
    """Learn the groups and ask, fold by fold; yields the share that is done.

    Takes some seconds for 10,000 documents; memory is that of their counts, and of their means,
    4 · dim bytes each. Of more documents so many are drawn, of each the first 2,000 words are read.

    Parameters
    ----------
    corpus : Corpus
    vectors : WordVectors
        Words of the corpus are looked up by their spelling.
    groups : Groups
        Of the documents of this corpus.
    seed : int
        Of the folds, and of the sample.

    Raises
    ------
    SettingError
        If there are not two groups of 10 documents with known words.
    """
    counts = _counts(corpus, vectors, np.arange(corpus.n_documents))
    known = np.asarray(counts.sum(axis=1)).ravel() > 0
    chosen, names, left_out, of = _choose(groups, known, seed)
    counts = counts[chosen]
    truth = np.array([names.index(groups.names[i]) for i in groups.of_document[chosen]])
    yield 0.1
    found = {"vectors": np.empty_like(truth), "words": np.empty_like(truth)}
    means = _means(counts, vectors)
    for fold, (learn, ask) in enumerate(_folds(truth, seed)):
        found["vectors"][ask] = _by_vectors(means[learn], truth[learn], means[ask])
        found["words"][ask] = _by_words(counts[learn], truth[learn], counts[ask])
        yield 0.1 + 0.9 * (fold + 1) / FOLDS
    return Downstream(
        tuple(names),
        left_out,
        len(truth),
        of,
        by_vectors=_confusion(truth, found["vectors"], len(names)),
        by_words=_confusion(truth, found["words"], len(names)),
        gain=_gain(found["vectors"] == truth, found["words"] == truth, seed),
    )


def _counts(corpus: Corpus, vectors: WordVectors, documents: Rows) -> Any:
    """(documents, V) how often each document has each word that has a vector, as CSR."""
    row_of = np.full(len(corpus.all_types), -1, dtype=np.int64)
    index = vectors.vocabulary.index
    for i, word in enumerate(corpus.all_types.words):
        row_of[i] = index.get(word, -1)
    edges = np.asarray(corpus.starts)[corpus.documents]
    rows, columns = [], []
    for document in documents:
        low = int(edges[document])
        ids = np.asarray(corpus.ids[low : min(int(edges[document + 1]), low + _MOST_TOKENS)])
        found = row_of[ids]
        columns.append(found[found >= 0])
        rows.append(np.full(len(columns[-1]), document))
    at = (np.concatenate(rows), np.concatenate(columns))
    shape = (len(documents), len(vectors))
    return scipy.sparse.csr_array((np.ones(len(at[0]), dtype=np.float32), at), shape=shape)


def _choose(
    groups: Groups, known: NDArray[np.bool_], seed: int
) -> tuple[Rows, list[str], tuple[str, ...], int]:
    """The documents that take part, the names of their groups, and what is left out."""
    sizes = np.bincount(groups.of_document[known], minlength=len(groups.names))
    order = np.argsort(-sizes, kind="stable")
    taken = [int(i) for i in order[:MOST_GROUPS] if sizes[i] >= FEWEST]
    if len(taken) < 2:
        raise SettingError(
            f"At least 2 groups of {FEWEST} documents are needed to be told apart; there are "
            f"{len(taken)} among {len(groups.names):,}. Group otherwise, or bring more documents."
        )
    names = [groups.names[i] for i in taken]
    left_out = tuple(groups.names[i] for i in order if int(i) not in taken)
    (chosen,) = np.nonzero(known & np.isin(groups.of_document, taken))
    of = len(chosen)
    if of > MOST_DOCUMENTS:
        chosen = np.sort(np.random.default_rng(seed).choice(chosen, MOST_DOCUMENTS, replace=False))
    return chosen, names, left_out, of


def _means(counts: Any, vectors: WordVectors) -> NDArray[np.float32]:
    """(n, d) mean unit vector of the words of each document."""
    units = vectors.unit_rows(np.arange(len(vectors)))
    sums = counts @ units
    means: NDArray[np.float32] = sums / np.asarray(counts.sum(axis=1)).reshape(-1, 1)
    return means


def _folds(truth: Rows, seed: int) -> Any:
    from sklearn.model_selection import StratifiedKFold

    return StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(truth, truth)


def _by_vectors(learn: Any, groups: Rows, ask: Any) -> Rows:
    from sklearn.preprocessing import StandardScaler

    scale = StandardScaler().fit(learn)
    return _classify(scale.transform(learn), groups, scale.transform(ask))


def _by_words(learn: Any, groups: Rows, ask: Any) -> Rows:
    from sklearn.feature_extraction.text import TfidfTransformer

    weigh = TfidfTransformer(sublinear_tf=True).fit(learn)
    # Rows of length 1 want weaker bounds than features of variance 1.
    return _classify(weigh.transform(learn), groups, weigh.transform(ask), strength=10.0)


def _classify(learn: Any, groups: Rows, ask: Any, strength: float = 1.0) -> Rows:
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    model = LogisticRegression(C=strength, max_iter=1_000, tol=1e-3)
    with threadpool_limits(1):  # products this small keep more threads spinning, ten times as long
        found: Rows = model.fit(learn, groups).predict(ask)
    return found


def _confusion(truth: Rows, found: Rows, n: int) -> Rows:
    return np.bincount(truth * n + found, minlength=n * n).reshape(n, n)


def _gain(vectors: NDArray[np.bool_], words: NDArray[np.bool_], seed: int) -> tuple[float, float]:
    """Interval of the difference of two shares of the same documents, drawn anew."""
    better = int((vectors & ~words).sum())
    worse = int((words & ~vectors).sum())
    n = len(vectors)
    shares = [better / n, worse / n, 1 - (better + worse) / n]
    drawn = np.random.default_rng(seed).multinomial(n, shares, size=_RESAMPLES)
    low, high = np.quantile((drawn[:, 0] - drawn[:, 1]) / n, [0.025, 0.975])
    return float(low), float(high)

"""À la carte: a vector for any set of occurrences of a word, made of the words around them.

    model = a_la_carte(corpus, vectors, window=5)
    model.matrix @ mean_of_contexts

The mean of the vectors around a word, over all its occurrences, says where the word lies, but for
what all contexts share (articles, names). A linear map from such means to vectors is learned over
all words that have both, and then takes the mean of a few occurrences to where a word with those
contexts would lie: so a word gets a vector for each group of documents from one model.
Leaves out: groups, and what differs between them (`usage`, `difference`).

References
----------
Khodak, Saunshi, Liang, Ma, Stewart & Arora 2018 (arXiv 1805.05388), from whom the weights are, but
for 1 + count in place of count, so that words which occur once count too.
Rodriguez, Spirling & Stewart 2023, American Political Science Review 117.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Generator

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import SettingError
from w2v_core.evaluation.contexts import shares, windows
from w2v_core.steps import drain
from w2v_core.text.corpus import Corpus, Segment
from w2v_core.vectors.word_vectors import WordVectors

MOST_DIM = 2_000  # numbers a word; the work grows with their cube
FLOOR = 1e-6  # of the largest eigenvalue: below it means are taken for equal

_BLOCK = 4_096  # words

Floats = NDArray[np.float64]


@dataclasses.dataclass(frozen=True)
class ALaCarte:
    """A text, its vectors, and the map from means of contexts to vectors.

    Attributes
    ----------
    corpus : Corpus
        Seen through the words that have a vector.
    vectors : WordVectors
    window : int
        Words to either side.
    matrix : (d, d) array
        A: A·u is the vector for contexts of mean u.
    fit : float
        Mean cosine of A·u and the vector itself, over the words that A was learned from, weighted
        like them; in [-1, 1]. Near 1 the contexts say where a word lies.
    words : int
        From how many words A was learned.
    ridged : bool
        Whether the means did not determine A alone, and the least of those that fit was taken.
    """

    corpus: Corpus
    vectors: WordVectors
    window: int
    matrix: Floats
    fit: float
    words: int
    ridged: bool


def a_la_carte(corpus: Corpus, vectors: WordVectors, *, window: int) -> ALaCarte:
    """Learn the map; see `learning`, which tells how far it is."""
    return drain(learning(corpus, vectors, window=window))


def learning(
    corpus: Corpus, vectors: WordVectors, *, window: int
) -> Generator[float, None, ALaCarte]:
    """Learn the map from the contexts of all words; yields the share of the text that is read.

    Parameters
    ----------
    corpus : Corpus
        The text of the vectors, restricted to their words.
    vectors : WordVectors
    window : int
        Words to either side, at least 1.

    Raises
    ------
    SettingError
        If the words of the corpus are not those of the vectors, `window` is under 1, or vectors
        have more than 2,000 numbers.

    Notes
    -----
    One pass. O(tokens·window·d + words·d² + d³); memory words·d of float32 and of float64, and
    d² some times. A sentence over 65,536 tokens is cut, as it is in training.
    """
    _check(corpus, vectors, window)
    rows = vectors.unit_rows(np.arange(len(vectors)))
    means = np.zeros(rows.shape)
    times = np.zeros(len(rows), dtype=np.int64)
    bounds = corpus.segment_bounds()
    for index in range(len(bounds) - 1):
        _add(corpus.segment(bounds, index), rows, window, means, times)
        yield (index + 1) / len(bounds)
    means /= np.maximum(times, 1)[:, None]
    weights = np.log1p(vectors.vocabulary.counts) * (times > 0) * rows.any(axis=1)
    matrix, ridged = fit(means, rows, weights)
    cosine = _fit_of(means, rows, weights, matrix)
    return ALaCarte(corpus, vectors, window, matrix, cosine, int(np.count_nonzero(weights)), ridged)


def fit(
    means: NDArray[np.floating], targets: NDArray[np.floating], weights: NDArray[np.floating]
) -> tuple[Floats, bool]:
    """The matrix A that makes Σ w·‖target - A·mean‖² least, and whether a ridge was needed.

    Parameters
    ----------
    means, targets : (V, d) arrays
    weights : (V,) array
        Not negative.

    Notes
    -----
    Where the means lie in fewer than d directions (their second moments have an eigenvalue under a
    millionth of the largest), that much is added to all of them.
    """
    d = means.shape[1]
    gram, cross = np.zeros((d, d)), np.zeros((d, d))
    for low in range(0, len(means), _BLOCK):
        part = slice(low, low + _BLOCK)
        mean = means[part].astype(np.float64)
        weighted = mean * weights[part, None]
        gram += weighted.T @ mean
        cross += weighted.T @ targets[part]
    values, axes = np.linalg.eigh(gram)
    floor = FLOOR * float(values[-1])
    ridged = bool(values[0] < floor) or floor <= 0
    if ridged:
        values = np.maximum(values, 0.0) + (floor if floor > 0 else 1.0)
    matrix: Floats = ((axes / values) @ (axes.T @ cross)).T
    return matrix, ridged


def _check(corpus: Corpus, vectors: WordVectors, window: int) -> None:
    if window < 1:
        raise SettingError(f"window must be at least 1; got {window}.")
    if vectors.dim > MOST_DIM:
        raise SettingError(
            f"Contexts are learned of vectors of at most {MOST_DIM:,} numbers a word; these have "
            f"{vectors.dim:,}."
        )
    if corpus.vocabulary.words != vectors.words:
        raise SettingError(
            f"The text has {len(corpus.vocabulary):,} words and the vectors have {len(vectors):,}, "
            "or not the same: the text must be the one the vectors are of, with their min_count."
        )


def _add(
    segment: Segment,
    rows: NDArray[np.float32],
    window: int,
    sums: Floats,
    times: NDArray[np.int64],
) -> None:
    """Add up the means of all windows of a segment, by word; count those that are not empty."""
    # All occurrences of a word are neighbors in this order, so that they are one row in the end.
    order = np.argsort(segment.ids, kind="stable")
    words, first = np.unique(segment.ids[order], return_index=True)
    by_place = shares(windows(segment, order, window), len(rows))
    filled = np.diff(by_place.indptr) > 0
    times[words] += np.add.reduceat(filled, first, dtype=np.int64)
    ends = np.append(by_place.indptr[first], by_place.indptr[-1])
    by_word = type(by_place)((by_place.data, by_place.indices, ends), (len(words), len(rows)))
    sums[words] += by_word @ rows


def _fit_of(means: Floats, rows: NDArray[np.float32], weights: Floats, matrix: Floats) -> float:
    """Weighted mean cosine of A·u and the vector itself; 0 where there is none."""
    total = 0.0
    for low in range(0, len(means), _BLOCK):
        part = slice(low, low + _BLOCK)
        found = means[part] @ matrix.T
        lengths = np.linalg.norm(found, axis=1)
        cosines = np.einsum("ij,ij->i", found, rows[part]) / np.where(lengths > 0, lengths, 1.0)
        total += float(weights[part] @ cosines)
    whole = float(weights.sum())
    return total / whole if whole else 0.0

"""Pictures of word vectors: how soon PCA and t-SNE are there, and t-SNE beside scikit-learn's.

    .venv/bin/python -m benchmarks.projection [--rounds 3] [--words 500 2000 5000]

Vectors of 100 numbers about 60 made-up centers, one thread each. Both t-SNEs get the same unit
vectors, perplexity 30 and 750 iterations at most, start from PCA, and take turns in every round.
Seconds are the processor's, so that others who use the machine hardly count; with one thread on
an idle machine they are the clock's. Both times include counting the neighbors kept. The ratio is
that of the same round: over 1 openTSNE is quicker. Leaves out: pages and pixels.
"""

from __future__ import annotations

import argparse
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from statistics import median

import numpy as np
from numpy.typing import NDArray
from sklearn.manifold import TSNE
from threadpoolctl import threadpool_limits

from benchmarks.contest import markdown, spread
from w2v_core.vectors.faithfulness import neighbors_kept
from w2v_core.vectors.projection import pca, tsne
from w2v_core.vectors.ranking import Vectors, normalize

_DIM, _CENTERS = 100, 60
_TICK = 0.002


def make_vectors(words: int, seed: int) -> Vectors:
    """Unit vectors with groups in them, as words have."""
    rng = np.random.default_rng(seed)
    centers = 0.7 * rng.normal(size=(_CENTERS, _DIM))
    own = rng.normal(size=(words, _DIM))
    return normalize(centers[rng.integers(_CENTERS, size=words)] + own)


def timed(work: Callable[[], NDArray[np.floating]]) -> tuple[float, NDArray[np.floating]]:
    """Seconds, and what came of it."""
    begin = time.process_time()
    made = work()
    return time.process_time() - begin, made


class Round:
    """Both t-SNEs of the same vectors."""

    def __init__(self, words: int, seed: int) -> None:
        vectors = make_vectors(words, seed)
        begin = time.process_time()
        self.first = 0.0
        for picture in tsne(vectors, seed=seed):
            self.ours_kept = picture.neighbors_kept
            self.ours = time.process_time() - begin
            self.first = self.first or self.ours
        other = TSNE(perplexity=30, init="pca", max_iter=750, random_state=seed, n_jobs=1)
        begin = time.process_time()
        self.theirs_kept = neighbors_kept(vectors, other.fit_transform(vectors))
        self.theirs = time.process_time() - begin


def compare(sizes: Sequence[int], rounds: int) -> str:
    """t-SNE beside scikit-learn's."""
    rows = []
    for words in sizes:
        played = [Round(words, seed) for seed in range(1, rounds + 1)]
        rows.append(
            [
                f"{words:,}",
                spread([each.first for each in played], 2),
                spread([each.ours for each in played]),
                spread([each.theirs for each in played]),
                f"**{spread([each.theirs / each.ours for each in played], 2)}**",
                spread([each.ours_kept for each in played], 3),
                spread([each.theirs_kept for each in played], 3),
            ]
        )
    header = ["words", "first picture, s", "openTSNE, s", "scikit-learn, s", "times as fast"]
    return markdown([*header, "neighbors kept", "scikit-learn's"], rows)


def flat(rounds: int) -> str:
    """PCA with its share of neighbors kept."""
    rows = []
    for words in (2_000, 20_000):
        vectors = make_vectors(words, 1)
        for dims in (2, 3):
            work = partial(lambda *each: pca(*each).points, vectors, dims)
            seconds = [timed(work)[0] for _ in range(rounds)]
            rows.append([f"{words:,} × {_DIM}", str(dims), spread([1e3 * s for s in seconds], 0)])
    return markdown(["vectors", "dimensions", "PCA, ms"], rows)


def delays(words: int = 5_000) -> str:
    """How long another thread waits for Python's lock while a thread makes a t-SNE."""
    vectors, gaps, ended = make_vectors(words, 1), [], threading.Event()

    def work() -> None:
        for _ in tsne(vectors):
            pass
        ended.set()

    thread = threading.Thread(target=work)
    thread.start()
    last = time.perf_counter()
    while not ended.wait(_TICK):
        now = time.perf_counter()
        gaps.append(1e3 * (now - last))
        last = now
    thread.join()
    p99 = float(np.percentile(gaps, 99))
    return (
        f"A thread that wakes every {1e3 * _TICK:.0f} ms beside t-SNE of {words:,} words: "
        f"median {median(gaps):.1f} ms, 99th percentile {p99:.1f} ms, longest {max(gaps):.0f} ms."
    )


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.projection", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--words", type=int, nargs="+", default=[500, 2_000, 5_000])
    chosen = parser.parse_args()
    with threadpool_limits(1):
        list(tsne(make_vectors(50, 1)))  # imports
        print(flat(chosen.rounds), compare(chosen.words, chosen.rounds), delays(), sep="\n\n")


if __name__ == "__main__":
    main()

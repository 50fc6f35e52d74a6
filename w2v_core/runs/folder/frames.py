"""Frames: what a run knows of its watched words, again and again while it trains (frames.bin).

A frame holds the nearest neighbors of the pinned words and a small map. Frames are taken at every
sixtieth of the work, the same ones whenever a run is repeated, and between them about once a
second as far as they cost next to nothing. A factorization has to work for its vectors as long
as a pass takes: there only the first frame, the last and those that cost next to nothing are
taken. Leaves out: which words are watched (`watched`), and drawing.

References
----------
Schönemann 1966, Psychometrika 31: the rotation that fits one set of points to another.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
import scipy
from numpy.typing import NDArray

from w2v_core.errors import RunError
from w2v_core.models.progress import Progress
from w2v_core.runs.folder.appended import append, load, rewrite
from w2v_core.runs.folder.layout import FRAMES
from w2v_core.runs.folder.watched import MOST_MAPPED, MOST_PINNED, Watched, read_watched
from w2v_core.text.vocabulary import Vocabulary
from w2v_core.vectors.projection import pca
from w2v_core.vectors.ranking import best, normalize

MARKS = 60
NEIGHBORS = 8

# Ids are those of the vocabulary that is trained, -1 where there is none. The error is NaN but for
# a factorization, the points are NaN where no word is.
FRAME = np.dtype(
    [
        ("done", "<i8"),
        ("epoch", "<f8"),
        ("error", "<f8"),
        ("pinned", "<i4", (MOST_PINNED,)),
        ("neighbors", "<i4", (MOST_PINNED, NEIGHBORS)),
        ("similarities", "<f4", (MOST_PINNED, NEIGHBORS)),
        ("mapped", "<i4", (MOST_MAPPED,)),
        ("points", "<f4", (MOST_MAPPED, 2)),
    ]
)

_INTERVAL = 1.0  # seconds between two frames that no mark asks for
_DEAR = 20  # such a frame waits for as many times its cost, so they take a twentieth at most
_BLOCK_ROWS = 4096

Vectors = NDArray[np.float32]


def read_frames(
    folder: Path, *, size: int | None = None, newest: int | None = None
) -> NDArray[np.void]:
    """The frames of a run, oldest first; one that is only partly written is left out.

    Parameters
    ----------
    folder : Path
        Of the run; without the file there are no frames.
    size : int, optional
        Words of the vocabulary, to make sure that every id is one of them.
    newest : int, optional
        How many to read at most: the last ones.

    Returns
    -------
    (n,) array of FRAME
        `done` ascends.

    Raises
    ------
    RunError
        If the file cannot be read or is damaged.
    """
    frames = load(folder / FRAMES, FRAME, newest)
    if not _sound(frames, size).all():
        raise RunError(f"{folder.name}/{FRAMES} is damaged: a frame of it makes no sense.")
    return frames


def begin_anew(folder: Path, done: int) -> None:
    """Keep the frames before a checkpoint, in a new file that is this worker's to append to.

    Left out is what comes after it, and whatever follows the first frame that is damaged.
    """
    frames = load(folder / FRAMES, FRAME)
    rewrite(frames, _sound(frames) & (frames["done"] <= done), folder / FRAMES)


class FrameWriter:
    """Takes the frames of a run that is being trained, and only reads what is trained.

    Parameters
    ----------
    folder : Path
        Of the run. Which words are watched is looked up at each frame; while that cannot be
        read the last ones are. Frames of an earlier worker are gone on from: `begin_anew` first.
    vocabulary : Vocabulary
        The words that are trained, row by row.
    clock : callable
        Seconds of any beginning.
    """

    def __init__(
        self,
        folder: Path,
        vocabulary: Vocabulary,
        *,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._folder = folder
        self._vocabulary = vocabulary
        self._clock = clock
        self._watched = Watched((), ())
        self._progress: Progress | None = None
        self._last: np.void | None = None
        self._cost, self._taken = 0.0, clock()
        with suppress(RunError):
            self._last = next(iter(read_frames(folder, newest=1)), None)

    def see(self, progress: Progress, preview: Callable[[], Vectors | None]) -> None:
        """Take a frame if one is due; to be called after every slice.

        Parameters
        ----------
        progress : Progress
            Of the slice that has just ended.
        preview : callable
            The trainer's; asked only for a frame. The end of the work is left to `last`.

        Raises
        ------
        OSError
            If the frame cannot be written.
        """
        self._progress = progress
        if progress.again or progress.done >= progress.total or not self._is_due(progress):
            return
        begin = self._clock()
        if self._look_up() and (vectors := preview()) is not None:
            self._take(progress, vectors)
            self._taken = self._clock()
            self._cost = self._taken - begin

    def last(self, vectors: Vectors) -> None:
        """Take the frame of the result, if the last one is not of the same moment.

        Parameters
        ----------
        vectors : (V, d) array
            As they are kept.
        """
        progress = self._progress
        done = -1 if self._last is None else self._last["done"]
        if progress is not None and progress.done > done and self._look_up():
            self._take(progress, vectors)

    def _is_due(self, progress: Progress) -> bool:
        last = self._last
        if last is None:
            return True
        if progress.done <= last["done"] or progress.error == last["error"]:
            return False  # a factorization has new vectors when it has a new error
        moments = int(last["done"]), progress.done
        before, now = (MARKS * done // progress.total for done in moments)
        if before < now and math.isnan(progress.error):
            return True
        return self._clock() - self._taken >= max(_INTERVAL, _DEAR * self._cost)

    def _look_up(self) -> bool:
        """Whether any word is watched."""
        with suppress(RunError):
            self._watched = read_watched(self._folder)
        return bool(self._watched.pinned or self._watched.mapped)

    def _take(self, progress: Progress, vectors: Vectors) -> None:
        pinned, mapped = (self._ids(getattr(self._watched, each)) for each in ("pinned", "mapped"))
        frame = _empty()
        frame["done"], frame["epoch"] = progress.done, progress.epoch
        frame["error"] = progress.error
        frame["pinned"][: len(pinned)] = pinned
        for place, scores in enumerate(cosines(vectors, pinned)):
            near = best(self._vocabulary, scores, NEIGHBORS, [pinned[place]])
            frame["neighbors"][place, : len(near)] = self._ids([each.word for each in near])
            frame["similarities"][place, : len(near)] = [each.similarity for each in near]
        if mapped:
            frame["mapped"][: len(mapped)] = mapped
            points = pca(vectors[mapped]).points
            frame["points"][: len(mapped)] = _aligned(points, mapped, self._last)
        append(frame, self._folder / FRAMES)
        self._last = frame

    def _ids(self, words: Sequence[str]) -> list[int]:
        index = self._vocabulary.index
        return [index[word] for word in words if word in index]


def cosines(vectors: Vectors, ids: Sequence[int]) -> NDArray[np.float32]:
    """(n, V) cosines of some rows with all rows, block by block; 0 for rows of zeros.

    Several times as fast as making unit vectors of all rows, and without a copy of the table.
    """
    queries = normalize(vectors[list(ids)]).T  # (d, n)
    scores = np.empty((len(ids), len(vectors)), dtype=np.float32)
    for low in range(0, len(vectors), _BLOCK_ROWS):
        rows = vectors[low : low + _BLOCK_ROWS]
        norms = np.sqrt(np.vecdot(rows, rows))[:, None]
        products = rows @ queries
        np.divide(products, norms, out=products, where=norms > 0)
        scores[:, low : low + _BLOCK_ROWS] = products.T
    return scores


def _aligned(points: Vectors, ids: Sequence[int], before: np.void | None) -> NDArray[np.floating]:
    """The points turned, or mirrored, to where the same words were before, as near as can be."""
    if before is None:
        return points
    _, mine, theirs = np.intersect1d(ids, before["mapped"], return_indices=True)
    if len(mine) < 2:
        return points
    now, then = points[mine].astype(np.float64), before["points"][theirs].astype(np.float64)
    rotation, _ = scipy.linalg.orthogonal_procrustes(
        now - now.mean(axis=0), then - then.mean(axis=0)
    )
    turned: NDArray[np.floating] = points @ rotation
    return turned


def _empty() -> np.void:
    """A frame of no words."""
    frame: np.void = np.zeros(1, FRAME)[0]
    for name in ("pinned", "neighbors", "mapped"):
        frame[name] = -1
    frame["points"] = np.nan
    return frame


def _sound(frames: NDArray[np.void], size: int | None = None) -> NDArray[np.bool_]:
    """(n,) which frames can be what a writer wrote."""
    high = np.iinfo(np.int32).max if size is None else size
    done, epoch, error = frames["done"], frames["epoch"], frames["error"]
    sound = (np.diff(done, prepend=-1) > 0) & (done >= 0) & np.isfinite(epoch) & (epoch >= 0)
    sound &= np.isnan(error) | ((error >= 0) & (error <= 1))
    for name in ("pinned", "neighbors", "mapped"):
        fits = (frames[name] >= -1) & (frames[name] < high)
        sound &= fits.all(axis=tuple(range(1, fits.ndim)))
    # Comparisons with NaN are false, which is what is wanted.
    sound &= (np.abs(frames["similarities"]) <= 1.001).all(axis=(1, 2))
    placed = (np.abs(frames["points"]) <= 1e6).all(axis=2)
    found: NDArray[np.bool_] = sound & (placed == (frames["mapped"] >= 0)).all(axis=1)
    return found

"""Exams: what a run has learned so far, at moments that are the same whenever it is repeated.

An exam asks the run's questions, and keeps the ten nearest neighbors of some words of each band of
count (exams.bin), from which `settling` says how near they are to where they end. How many there
are follows from the sizes alone, so that together they take about a twentieth of the training. A
factorization has to work for its vectors: there an exam waits for twenty times its cost.
Leaves out: which questions (`questions`), and what the neighbors say (`settling`).
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import RunError
from w2v_core.evaluation.analogies import DEFAULT_CUT
from w2v_core.evaluation.answering import Candidates, spellings
from w2v_core.models.progress import Progress
from w2v_core.runs.folder.appended import append, load, rewrite
from w2v_core.runs.folder.layout import EXAMS
from w2v_core.runs.folder.questions import MOST_ASKED, NO_QUESTIONS, read_run_questions
from w2v_core.text.vocabulary import Vocabulary
from w2v_core.vectors.ranking import best, normalize
from w2v_core.vectors.word_vectors import WordVectors

BANDS = (1, 10, 30, 100, 1_000)  # the lowest count of each
WORDS = 20  # of a band
NEIGHBORS = 10

# Ids are those of the vocabulary that is trained, -1 where there is none. The error is NaN but for
# a factorization.
EXAM = np.dtype(
    [
        ("done", "<i8"),
        ("epoch", "<f8"),
        ("error", "<f8"),
        ("correct", "<i4"),
        ("asked", "<i4"),
        ("neighbors", "<i4", (len(BANDS), WORDS, NEIGHBORS)),
    ]
)

_DEAR = 20  # the whole takes a twentieth of the training
_FIRST_COST = 0.05  # seconds, before it is known
_SEED = 1
# How many exams, and how much of one is asked: the first that is cheap enough, else the last.
_LADDER = ((60, 1.0), (30, 1.0), (20, 1.0), (20, 0.5), (10, 0.5), (10, 0.25), (5, 0.25))
# Nanoseconds on a machine of today: of a word, a question, a row, a number of it, and a token.
_WORD, _QUESTION, _ROW, _NUMBER = 60_000, 40_000, 3.0, 0.1
_TOKEN, _TOKEN_NUMBER = 400, 8

Vectors = NDArray[np.float32]


class Plan(NamedTuple):
    """How many exams are taken, of how many words of a band, with how many questions."""

    exams: int
    words: int
    questions: int


def read_exams(folder: Path, *, size: int | None = None) -> NDArray[np.void]:
    """The exams of a run, oldest first; one that is only partly written is left out.

    Parameters
    ----------
    folder : Path
        Of the run; without the file there are none.
    size : int, optional
        Words of the vocabulary, to make sure that every id is one of them.

    Returns
    -------
    (n,) array of EXAM
        `done` ascends. `asked` is 0 where there was no question.

    Raises
    ------
    RunError
        If the file cannot be read or is damaged.
    """
    exams = load(folder / EXAMS, EXAM)
    if not _sound(exams, size).all():
        raise RunError(f"{folder.name}/{EXAMS} is damaged: an exam of it makes no sense.")
    return exams


def begin_anew(folder: Path, done: int) -> None:
    """Keep the exams before a checkpoint and the first that is damaged, in a new file."""
    exams = load(folder / EXAMS, EXAM)
    rewrite(exams, _sound(exams) & (exams["done"] <= done), folder / EXAMS)


class Examiner:
    """Takes the exams of a run that is being trained, and only reads what is trained.

    Parameters
    ----------
    folder : Path
        Of the run. Exams of an earlier worker are gone on from: `begin_anew` first.
    vocabulary : Vocabulary
        The words that are trained, row by row.
    dim : int
        Numbers of a vector.
    clock : callable
        Seconds of any beginning; only a factorization looks at it.
    """

    def __init__(
        self,
        folder: Path,
        vocabulary: Vocabulary,
        dim: int,
        *,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._folder = folder
        self._vocabulary = vocabulary
        self._dim = dim
        self._clock = clock
        self._words = words_of_bands(vocabulary.counts)
        # The most frequent words are asked and answer, and are neighbors.
        words, counts = vocabulary.words[:DEFAULT_CUT], vocabulary.counts[:DEFAULT_CUT]
        self._frequent = Vocabulary(words, counts)
        self._rows = spellings(words)
        self._questions = NO_QUESTIONS
        self._progress: Progress | None = None
        self._last: np.void | None = None
        self._tokens = vocabulary.total
        self._cost, self._taken = _FIRST_COST, clock()
        with suppress(RunError):
            self._questions = read_run_questions(folder)
            self._last = next(iter(read_exams(folder)[-1:]), None)

    def see(self, progress: Progress, preview: Callable[[], Vectors | None]) -> None:
        """Take an exam if one is due; to be called after every slice.

        Parameters
        ----------
        progress : Progress
            Of the slice that has just ended.
        preview : callable
            The trainer's; asked only for an exam. The end of the work is left to `last`.

        Raises
        ------
        OSError
            If the exam cannot be written.
        """
        self._progress = progress
        if progress.again or progress.done >= progress.total or not self._is_due(progress):
            return
        begin = self._clock()
        if (vectors := preview()) is not None:
            self._take(progress, vectors)
            self._taken = self._clock()
            self._cost = self._taken - begin

    def last(self, vectors: Vectors) -> None:
        """Take the exam of the result, if the last one is not of the same moment.

        Parameters
        ----------
        vectors : (V, d) array
            As they are kept.
        """
        progress = self._progress
        done = -1 if self._last is None else self._last["done"]
        if progress is not None and progress.done > done:
            self._take(progress, vectors)

    def _is_due(self, progress: Progress) -> bool:
        last, falls = self._last, math.isnan(progress.error)
        if last is None:
            return falls or self._has_waited()
        if progress.done <= last["done"] or progress.error == last["error"]:
            return False  # a factorization has new vectors when it has a new error
        if not falls:
            return self._has_waited()
        moments = int(last["done"]), progress.done
        before, now = (self._plan(progress).exams * done // progress.total for done in moments)
        return before < now

    def _has_waited(self) -> bool:
        """Whether the last exam, or the beginning, is twenty times the cost of one ago."""
        return self._clock() - self._taken >= _DEAR * self._cost

    def _plan(self, progress: Progress) -> Plan:
        """A factorization takes about as long as an epoch; how often, the clock decides there."""
        asked, listed = len(self._questions.lines), int(np.count_nonzero(self._words >= 0))
        tokens = progress.total if math.isnan(progress.error) else self._tokens
        return plan_exams(tokens, len(self._frequent), self._dim, listed, asked)

    def _take(self, progress: Progress, vectors: Vectors) -> None:
        plan = self._plan(progress)
        table = WordVectors(self._frequent, vectors[: len(self._frequent)])
        if not np.isfinite(table.norms).all():
            return  # the training is about to fail, and says why
        exam: np.void = np.zeros(1, EXAM)[0]
        exam["done"], exam["epoch"], exam["error"] = progress.done, progress.epoch, progress.error
        candidates = Candidates(table, DEFAULT_CUT, self._rows)
        questions = self._questions.questions[: plan.questions]
        known = [each for each in questions if all(map(candidates.knows, each))]
        answers = candidates.answers(known, ("3cosadd",))
        exam["correct"] = sum(answer.right for some in answers for (answer,) in some)
        exam["asked"] = len(known)
        exam["neighbors"] = self._near(table, vectors, plan.words)
        append(exam, self._folder / EXAMS)
        self._last = exam

    def _near(self, table: WordVectors, vectors: Vectors, words: int) -> NDArray[np.int32]:
        """(bands, WORDS, NEIGHBORS) ids of the nearest frequent words; none of a zero vector."""
        found = np.full((len(BANDS), WORDS, NEIGHBORS), -1, dtype=np.int32)
        for band, ids in enumerate(self._words[:, :words]):
            units = normalize(vectors[ids])
            drawn = (ids >= 0) & np.isfinite(units).all(axis=1) & units.any(axis=1)
            for place, scores in zip(
                np.flatnonzero(drawn), table.cosines(units[drawn].T).T, strict=True
            ):
                near = best(self._frequent, scores, NEIGHBORS, [int(ids[place])])
                index = self._frequent.index
                found[band, place, : len(near)] = [index[each.word] for each in near]
        return found


def words_of_bands(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """(bands, WORDS) ids of the words that are looked at, drawn by a fixed seed; -1 for none.

    Parameters
    ----------
    counts : (V,) array
        Descending, as in a vocabulary. They alone decide, so runs on the same text look at the
        same words.
    """
    found = np.full((len(BANDS), WORDS), -1, dtype=np.int64)
    ends = np.searchsorted(-counts, -np.array(BANDS), side="right")  # words as frequent as that
    for band, end in enumerate(ends):
        begin = ends[band + 1] if band + 1 < len(BANDS) else 0
        chance = np.random.default_rng([_SEED, band])
        drawn = begin + chance.permutation(end - begin)[:WORDS]
        found[band, : len(drawn)] = drawn
    return found


def plan_exams(total: int, rows: int, dim: int, words: int, questions: int) -> Plan:
    """How often a run is examined, and on how much: a rule of sizes, with no clock in it.

    Parameters
    ----------
    total : int
        Tokens that are gone through, every epoch counted.
    rows, dim : int
        Of the table of frequent words.
    words, questions : int
        That there are to be looked at, and to be asked.

    Returns
    -------
    Plan
        At most 60 exams that take a twentieth of the training; at least 5, of a quarter of words
        and questions, which in a training of a second or less may be more than that.
    """
    budget = total * (_TOKEN + _TOKEN_NUMBER * dim) / _DEAR
    product = rows * dim * _NUMBER  # of one word with all rows
    whole = words * (_WORD + rows * _ROW + product)
    whole += questions * (_QUESTION + rows * _ROW + 3 * product) + 20 * product
    affordable = (each for each in _LADDER if each[0] * each[1] * whole <= budget)
    exams, share = next(affordable, _LADDER[-1])
    return Plan(exams, round(share * WORDS), math.ceil(share * questions))


def _sound(exams: NDArray[np.void], size: int | None = None) -> NDArray[np.bool_]:
    """(n,) which exams can be what an examiner wrote."""
    high = np.iinfo(np.int32).max if size is None else size
    done, epoch, error = exams["done"], exams["epoch"], exams["error"]
    sound = (np.diff(done, prepend=-1) > 0) & (done >= 0) & np.isfinite(epoch) & (epoch >= 0)
    sound &= np.isnan(error) | ((error >= 0) & (error <= 1))
    correct, asked, near = exams["correct"], exams["asked"], exams["neighbors"]
    sound &= (correct >= 0) & (correct <= asked) & (asked <= MOST_ASKED)
    found: NDArray[np.bool_] = sound & ((near >= -1) & (near < high)).all(axis=(1, 2, 3))
    return found

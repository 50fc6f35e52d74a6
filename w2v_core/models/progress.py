"""The contract of a trainer: what goes in, what it yields, what it must promise.

A trainer is made from a frozen config and has

    steps(corpus) -> Iterator[Progress]   the work, a short slice between two yields
    fit(corpus, watch) -> WordVectors     drains `steps`, telling whoever watches
    vectors() -> WordVectors              the vectors as they stand between two slices
    preview() -> array or None            the same to look at until the next slice, not to keep
    state() -> dict                       arrays and numbers, enough to continue
    doubt(curve) -> str                   what speaks against the vectors, if anything does
    restore(state)                        continue: the next `steps(corpus)` goes on from there,
                                          bit for bit as if nothing had happened

Pausing is not calling `next`; stopping is dropping the iterator and keeping `vectors()`.
A trainer reads no clock, prints nothing and does not know who watches; whoever drains it
measures time and speed.
"""

from __future__ import annotations

import dataclasses
import math
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import TrainingWarning
from w2v_core.models.settings import Config
from w2v_core.text.corpus import Corpus
from w2v_core.vectors.word_vectors import WordVectors

# What a slice may be part of. Files of runs name a stage by its place here, so they stay in order.
STAGES = ("training", "counting", "weighting", "factorizing")

State = dict[str, NDArray[Any] | int | float | str]


@dataclasses.dataclass(frozen=True, slots=True)
class Progress:
    """What one slice of work has brought.

    Attributes
    ----------
    done, total : int
        Work done so far and in all, in tokens of the corpus as it stands (every epoch counts
        again); where it is not gone through, in units that are about equally long.
    stage : str
        One of STAGES.
    epoch : float
        Epochs done, with the share of the current one; 0 of an algorithm without.
    loss : float
        Mean loss of the slice in nats per positive pair; NaN of an algorithm without, or where
        the slice had no pair.
    held_out : float
        Mean loss of the sentences that are not trained on, at the end of the slice; NaN for
        most slices, and where none are held out.
    error : float
        Share in [0, 1] of what is approximated that is still missed, for a factorization
        √(1 − Σσ²/‖P‖²); NaN of an algorithm with a loss.
    learning_rate : float
        Rate of the slice's last step; NaN of an algorithm without.
    tokens : int
        Tokens of the corpus that the slice has gone through.
    whole : bool
        Whether `state()` now continues after this very slice. After one that is not whole it
        continues after the last one that was, as in a factorization the last whole pass.
    again : bool
        Whether the slice only does again, after `restore`, what was yielded before.
    """

    done: int
    total: int
    stage: str
    epoch: float = 0.0
    loss: float = np.nan
    held_out: float = np.nan
    error: float = np.nan
    learning_rate: float = np.nan
    tokens: int = 0
    whole: bool = True
    again: bool = False


class Curved(Protocol):
    """What has a loss and an error: a slice, or what was measured of it."""

    @property
    def loss(self) -> float:
        """In nats, or NaN."""
        ...

    @property
    def error(self) -> float:
        """A share, or NaN."""
        ...


class Bar(Protocol):
    """What tqdm's bars offer."""

    total: Any
    n: Any

    def update(self, n: float = ...) -> object:
        """So much more is done."""
        ...


Onlooker = Callable[[Progress], object] | Bar


class Trainer(Protocol):
    """What every algorithm offers."""

    @property
    def config(self) -> Config:
        """The frozen settings."""
        ...

    def steps(self, corpus: Corpus) -> Iterator[Progress]:
        """Do the work, a slice between two yields."""
        ...

    def fit(self, corpus: Corpus, watch: Onlooker | None = None) -> WordVectors:
        """Drain `steps`, as `drain` does."""
        ...

    def vectors(self) -> WordVectors:
        """Copy the vectors as they stand."""
        ...

    def preview(self) -> NDArray[np.float32] | None:
        """(V, d) vectors as they stand, by the config's `output`; None while there are none.

        Only to be read, only between two slices, and not to be kept: the array may be the very
        table that is trained, which the next slice changes.
        """
        ...

    def state(self) -> State:
        """Copy what is needed to continue."""
        ...

    def restore(self, state: State) -> None:
        """Continue from a `state()`, whose arrays are then not to be changed any more.

        Not all of them are copied, since tables are large.
        """
        ...

    def doubt(self, curve: NDArray[np.floating]) -> str:
        """What speaks against vectors whose training had this curve, of loss or error.

        A sentence or two for a person, or none: training may end in order and have learned nothing.
        """
        ...


def curve_of(slices: Sequence[Curved]) -> NDArray[np.float64]:
    """Loss of each slice or, of an algorithm that has none, the error."""
    return np.array([each.error if math.isnan(each.loss) else each.loss for each in slices])


def recent(curve: NDArray[np.floating], slices: int) -> float:
    """Mean of the last fortieth of the curve of a run of so many slices: single ones are noisy.

    It is where the smoothed curve ends. NaN if there is none.
    """
    known = curve[np.isfinite(curve)][-(slices // 40 + 1) :]
    return float(known.mean()) if len(known) else np.nan


def drain(trainer: Trainer, corpus: Corpus, watch: Onlooker | None = None) -> WordVectors:
    """Train to the end and return the vectors.

    Parameters
    ----------
    trainer : Trainer
    corpus : Corpus
    watch : callable or tqdm, optional
        Called with each slice's Progress; a bar is moved on in its place: `fit(corpus, tqdm())`.

    Warns
    -----
    TrainingWarning
        If something speaks against them.
    """
    slices = []
    for progress in trainer.steps(corpus):
        slices.append(progress)
        if watch is not None:
            _tell(watch, progress)
    from_the_start = slices[0].done == slices[0].tokens or not math.isnan(slices[0].error)
    if from_the_start and (doubt := trainer.doubt(curve_of(slices))):
        warnings.warn(doubt, TrainingWarning, stacklevel=3)
    return trainer.vectors()


def _tell(watch: Onlooker, progress: Progress) -> None:
    if callable(watch):
        watch(progress)
        return
    watch.total = progress.total
    watch.update(progress.done - watch.n)

"""Steady vectors: several trainings of one text, whose vectors stand side by side.

Two runs that differ in nothing but the seed share about half of their ten nearest neighbors. The
members of a run differ in their seed (`seeds`), or in the draw of the text as well (`resamples`);
one more may count instead of predicting (`counted`), which knows no chance of a seed and weighs as
much as all of them. A row is made of the members' unit vectors, so its cosines are means of their
cosines, and each member can still be asked alone. Any algorithm can be a member.
Leaves out: how sure members make a neighbor (`evaluation.stability`), and the draws
(`text.resample`).

References
----------
Antoniak, Mimno 2018, TACL 6: no single model of a small corpus is to be trusted.
Yin, Schütze 2016, ACL: vectors of several models, put side by side.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import cast

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import CorpusError
from w2v_core.models.pairs import check_pairs
from w2v_core.models.progress import Onlooker, Progress, State, Trainer, drain
from w2v_core.models.settings import Config
from w2v_core.text.corpus import Corpus
from w2v_core.text.resample import resample
from w2v_core.vectors.ranking import normalize
from w2v_core.vectors.word_vectors import WordVectors

# Of two sentences of which one can teach nothing, a draw has only the other once in four times.
_TRIES = 100
_OWN = "member_"  # before the names of the state of the member that is trained


@dataclasses.dataclass(frozen=True, slots=True)
class Member:
    """One of the trainings.

    Attributes
    ----------
    make : callable
        A new trainer of it.
    draw : int or None
        Seed of the draw of the text that it reads; None for the text itself.
    weight : float
        Length of its rows.
    share : float
        What it takes, as a share of the first member's work; need not be exact.
    """

    make: Callable[[], Trainer]
    draw: int | None = None
    weight: float = 1.0
    share: float = 1.0


def seed_of(config: Config, member: int) -> int:
    """The seed of a member; that of the first is the run's.

    The others' are drawn from the run's, so runs with neighboring seeds have no member in common.
    """
    if not member:
        return config.seed
    return int(np.random.SeedSequence([config.seed, member]).generate_state(1)[0])


class Steady:
    """A trainer of several members, one after another; the contract stands in `models.progress`.

    Memory is that of one member, 4 · V · dim bytes for each that is done, and 4 bytes for each
    token of a draw.

    Parameters
    ----------
    config : Config
        Of the run.
    members : sequence of Member
        At least two.
    """

    def __init__(self, config: Config, members: Sequence[Member]) -> None:
        self.config = config
        self._members = members
        self._corpus: Corpus | None = None
        self._done: list[NDArray[np.float32]] = []  # rows of the members that are done
        self._now: Trainer | None = None
        self._missing: NDArray[np.bool_] = np.zeros(0, dtype=bool)  # words, in its text
        self._unit = 0  # work of the first member; 0 before it is known

    def fit(self, corpus: Corpus, watch: Onlooker | None = None) -> WordVectors:
        """Train to the end and return the vectors; a TrainingWarning says if they are none."""
        return drain(self, corpus, watch)

    def steps(self, corpus: Corpus) -> Iterator[Progress]:
        """Train member after member, yielding after each slice what it yields.

        The loss of sentences that are held out is left out of a draw: some stand in it several
        times.

        Raises
        ------
        W2VError
            What the trainer of a member raises, before any work where that does. `vectors()` then
            has the members before it.
        """
        corpus = corpus.restrict(self.config.min_count)
        size = len(corpus.vocabulary)
        if any(len(each) != size for each in self._done):
            raise CorpusError(
                f"The saved members have {len(self._done[0]):,} words, this corpus and these "
                f"settings make {size:,}: they belong to another run; train anew."
            )
        self._corpus = corpus
        return self._run(corpus, self._begin(corpus))

    def vectors(self) -> WordVectors:
        """The members that are done; before the first one is, that which is trained.

        Words that a draw of the text is without have zeros there.
        """
        if self._corpus is None or (not self._done and self._now is None):
            raise ValueError("there are no vectors before the first slice")
        if not self._done:
            return cast(Trainer, self._now).vectors()
        return WordVectors(
            self._corpus.vocabulary,
            np.concatenate(self._done, axis=1),
            all_types=self._corpus.all_types,
            min_count=self.config.min_count,
        )

    def preview(self) -> NDArray[np.float32] | None:
        """The member that is trained; while it has nothing to show, the one before it."""
        shown = None if self._now is None else self._now.preview()
        return self._done[-1] if shown is None and self._done else shown

    def state(self) -> State:
        """The members that are done, and the state of the one that is trained."""
        if self._now is None and not self._done:
            raise ValueError("there is no state before the first slice")
        own = {} if self._now is None else self._now.state()
        done: State = {f"done_{i}": each for i, each in enumerate(self._done)}
        counts: State = {"done": len(self._done), "unit": self._unit}
        return done | counts | {_OWN + name: own[name] for name in own}

    def restore(self, state: State) -> None:
        """Go on from a `state()`; the next `steps` must be given the same corpus."""
        count, self._unit = (int(cast(int, state[name])) for name in ("done", "unit"))
        self._done = [np.array(state[f"done_{i}"], np.float32) for i in range(count)]
        own = {name.removeprefix(_OWN): state[name] for name in state if name.startswith(_OWN)}
        self._now = None
        if own:
            self._now = self._members[count].make()
            self._now.restore(own)

    def doubt(self, curve: NDArray[np.floating]) -> str:
        """What speaks against the vectors, by the curve of all members; see `Trainer`."""
        return self._members[0].make().doubt(curve)

    def _begin(self, corpus: Corpus) -> Iterator[Progress]:
        """The slices of the next member, refused at once where it cannot be trained."""
        if len(self._done) == len(self._members):
            return iter(())
        member = self._members[len(self._done)]
        self._now = self._now or member.make()
        self._missing = np.zeros(len(corpus.vocabulary), dtype=bool)
        if member.draw is not None:
            corpus = _draw(corpus, member.draw)
            times = np.bincount(corpus.ids, minlength=len(corpus.all_types))
            self._missing = times[: len(self._missing)] == 0
        return self._now.steps(corpus)

    def _run(self, corpus: Corpus, steps: Iterator[Progress]) -> Iterator[Progress]:
        first, end = len(self._done), len(self._members)
        if first == end:  # the state was that of the end
            yield self._placed(Progress(1, 1, "training", again=True), end - 1)
        for member in range(first, end):
            for each in steps:
                ended = each.done >= each.total and not each.again
                if ended:
                    self._keep()
                yield self._placed(each, member)
                if ended:
                    break
            if member + 1 < end:
                steps = self._begin(corpus)

    def _keep(self) -> None:
        """Put the member that has ended to those that are done."""
        rows = normalize(cast(Trainer, self._now).vectors().vectors)
        rows[self._missing] = 0
        rows *= np.float32(self._members[len(self._done)].weight)
        self._done.append(rows)
        self._now = None

    def _placed(self, each: Progress, member: int) -> Progress:
        """A slice of a member as one of the whole run."""
        self._unit = self._unit or each.total
        sizes = [round(self._unit * each.share) for each in self._members]
        epochs: int = getattr(self.config, "epochs", 0)
        return dataclasses.replace(
            each,
            # Draws differ in length; each counts as much as the first member.
            done=sum(sizes[:member]) + sizes[member] * each.done // each.total,
            total=sum(sizes),
            epoch=member * epochs + each.epoch,
            held_out=each.held_out if self._members[member].draw is None else np.nan,
            whole=each.whole or self._now is None,
        )


def _draw(corpus: Corpus, seed: int) -> Corpus:
    """The first draw from this seed on in which two words meet; of few sentences some have none."""
    for each in range(seed, seed + _TRIES):
        drawn = resample(corpus, each)
        with suppress(CorpusError):
            check_pairs(drawn)
            return drawn
    return drawn  # which is refused, with the reason

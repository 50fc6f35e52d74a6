"""Watch: whether a descent goes well, and the last vectors of which that could be said.

    now and then:  all norms, the loss since the last look  →  keep a copy, or stop

Steps are bounded by what stands in a chunk (`plan`), so a descent that runs away is rare; but
settings are free, and what has run away must never look like a result. Looks follow the work that
was done, not a clock, and what they go by is part of the state (`Seen`): a run that is repeated, or
taken up again wherever it was left, stops at the same place with the same last good vectors.
Leaves out: numbers that are not finite, which no step writes (`pipeline`); where the state is
stored (`runs.checkpoints`).
"""

from __future__ import annotations

import dataclasses
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import DivergenceError
from w2v_core.models.bursts import MOST_NAMED, STRETCH, find_bursts, quoted
from w2v_core.models.descent_config import unlearned_loss
from w2v_core.models.kernel import Tables
from w2v_core.models.plan import Plan, Position
from w2v_core.models.progress import State

# Looks in a run; and tokens for each word between two of them, so that looking at every row of
# both tables and copying it takes less than a fiftieth of the time.
_LOOKS = 50
_TOKENS_A_WORD = 32

# A norm above both has run away: vectors that predict their text perfectly have norms below 10,
# and a hundred with the wildest settings.
_LARGEST_NORM = 100.0
_TIMES_THE_MEDIAN = 20.0
# So many times the loss of vectors that know nothing is no accident.
_RISEN = 1.25


class Kept(NamedTuple):
    """Copies of both tables, which nobody changes, the chunk that comes next, and tokens done."""

    tables: Tables
    position: Position
    done: int


@dataclasses.dataclass(slots=True)
class Seen:
    """What a watch goes by, and has to know again when a run is taken up.

    Attributes
    ----------
    kept : Kept or None
        The last tables of which all was well; None before the first look.
    nats, pairs : float, int
        What was lost since the last look, on how many pairs.
    untold : bool
        Whether the run was taken up from a state of before there was any of this in it. Nobody
        has vouched for such tables, so they are looked at before anything else.
    """

    kept: Kept | None = None
    nats: float = 0.0
    pairs: int = 0
    untold: bool = False

    def state(self, position: Position) -> State:
        """Its part of the state of a run that stands there.

        Kept tables are not copied, and are left out if they are those at the position.
        """
        if self.untold:
            return {}
        state: State = {"nats": self.nats, "pairs": self.pairs}
        if self.kept:
            where: State = {**self.kept.position._asdict(), "done": self.kept.done}
            state |= {f"kept_{name}": value for name, value in where.items()}
            if self.kept.position != position:
                state["kept_input"], state["kept_output"] = self.kept.tables
        return state

    @classmethod
    def of(cls, state: dict[str, Any], tables: Tables) -> Seen:
        """What stands in a state whose tables at the position are these."""
        if "nats" not in state:
            return cls(untold=True)
        kept = None
        if "kept_done" in state:
            stored = "kept_input" in state
            good = (state["kept_input"], state["kept_output"]) if stored else _copies(tables)
            position = Position(*(int(state[f"kept_{name}"]) for name in Position._fields))
            kept = Kept(good, position, int(state["kept_done"]))
        return cls(kept, float(state["nats"]), int(state["pairs"]))


class Watch:
    """Looks at the tables of one run.

    Parameters
    ----------
    plan : Plan
    seen : Seen
        Changed by every slice and every look.
    """

    def __init__(self, plan: Plan, seen: Seen) -> None:
        self.seen = seen
        self._plan = plan
        words = len(plan.corpus.vocabulary)
        self._every = max(plan.total // _LOOKS, _TOKENS_A_WORD * words)
        self._most_nats = _RISEN * unlearned_loss(plan.config)  # a pair

    def see(self, nats: float, pairs: int) -> None:
        """Take in what a slice has lost on how many pairs."""
        self.seen.nats += nats
        self.seen.pairs += pairs

    def is_due(self, before: int, after: int) -> bool:
        """Whether a look falls between two counts of tokens trained."""
        return before // self._every != after // self._every

    def look(self, tables: Tables, position: Position, done: int) -> None:
        """Keep the tables if all is well.

        Raises
        ------
        DivergenceError
            If norms or loss have run away. What was kept before is kept still.
        """
        loss = self.seen.nats / self.seen.pairs if self.seen.pairs else 0.0
        for table in tables:
            norms = _norms(table)
            limit = max(_LARGEST_NORM, _TIMES_THE_MEDIAN * float(np.median(norms)))
            if not norms.max() <= limit:  # NaN is not
                raise self.stopped(tables, done)
        if loss > self._most_nats:
            raise self.stopped(tables, done, loss)
        self.seen.kept = Kept(_copies(tables), position, done)
        self.seen.nats, self.seen.pairs, self.seen.untold = 0.0, 0, False

    def stopped(self, tables: Tables, done: int, loss: float | None = None) -> DivergenceError:
        """What is to be raised: where it went wrong, with which words, and what to do."""
        norms = np.maximum(*(_norms(table) for table in tables))
        largest = np.argsort(-norms)[:MOST_NAMED]
        words = self._plan.corpus.vocabulary.words
        names = ", ".join(f"{quoted(words[i])} {norms[i]:,.3g}" for i in largest)
        risen = f"the loss rose to {loss:.3g}, " if loss is not None else ""
        kept = self.seen.kept
        result = (
            f"The vectors of epoch {kept.done / self._plan.tokens:.3g} are kept."
            if kept
            else "That was too early for any vectors."
        )
        return DivergenceError(
            f"Training ran away at epoch {done / self._plan.tokens:.3g}: {risen}the longest "
            f"vectors are {names}, the median is {np.median(norms):.3g}. {result} "
            f"Use a learning_rate below {self._plan.config.learning_rate:g}{self._or_less_text()}.",
            tuple(words[i] for i in largest),
        )

    def _or_less_text(self) -> str:
        """What else may help: bursts in the text."""
        bursts = find_bursts(self._plan.corpus)[:MOST_NAMED]
        if not bursts:
            return ""
        names = ", ".join(quoted(each.word) for each in bursts)
        return (
            f", or take out the list or table in which {names} "
            f"{'fills' if len(bursts) == 1 else 'fill'} up to {bursts[0].most:,} of {STRETCH} "
            "words in a row"
        )


def _copies(tables: Tables) -> Tables:
    """Copies that cannot be changed: states are given these very arrays."""
    first, second = (table.copy() for table in tables)
    first.flags.writeable = second.flags.writeable = False
    return first, second


def _norms(table: NDArray[np.float32]) -> NDArray[np.float64]:
    """(V,) lengths of the rows; added up in float64, since a square may leave float32."""
    squares: NDArray[np.float64] = np.einsum("ij,ij->i", table, table, dtype=np.float64)
    return np.sqrt(squares)

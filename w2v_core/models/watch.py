"""Watch: whether a descent goes well, and the last vectors of which that could be said.

    now and then:  all norms, the loss since the last look  →  keep a copy, or stop

Steps are bounded by what stands in a chunk (`plan`), so a descent that runs away is rare; but
settings are free, and what has run away must never look like a result. Looks follow the work that
was done, not a clock: a run that is repeated stops at the same place.
Leaves out: numbers that are not finite, which no step writes (`pipeline`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from w2v_core.errors import DivergenceError
from w2v_core.models.bursts import MOST_NAMED, STRETCH, find_bursts, quoted
from w2v_core.models.descent_config import unlearned_loss
from w2v_core.models.kernel import Tables
from w2v_core.models.plan import Plan, Position

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
    """Copies of both tables, and the chunk that comes after them."""

    tables: Tables
    position: Position
    epoch: float


class Watch:
    """Looks at the tables of one run.

    Attributes
    ----------
    kept : Kept or None
        The last tables of which all was well; None before the first look.
    """

    def __init__(self, plan: Plan) -> None:
        self.kept: Kept | None = None
        self._plan = plan
        words = len(plan.corpus.vocabulary)
        self._every = max(plan.total // _LOOKS, _TOKENS_A_WORD * words)
        self._nats, self._pairs = 0.0, 0
        self._most_nats = _RISEN * unlearned_loss(plan.config)  # a pair

    def keep(self, tables: Tables, position: Position, done: int) -> None:
        """Copy the tables, which stand for so many tokens of the run."""
        first, second = tables
        self.kept = Kept((first.copy(), second.copy()), position, done / self._plan.tokens)

    def see(self, nats: float, pairs: int) -> None:
        """Take in what a slice has lost on how many pairs."""
        self._nats += nats
        self._pairs += pairs

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
        loss = self._nats / self._pairs if self._pairs else 0.0
        self._nats, self._pairs = 0.0, 0
        for table in tables:
            norms = _norms(table)
            limit = max(_LARGEST_NORM, _TIMES_THE_MEDIAN * float(np.median(norms)))
            if not norms.max() <= limit:  # NaN is not
                raise self.stopped(tables, done)
        if loss > self._most_nats:
            raise self.stopped(tables, done, loss)
        self.keep(tables, position, done)

    def stopped(self, tables: Tables, done: int, loss: float | None = None) -> DivergenceError:
        """What is to be raised: where it went wrong, with which words, and what to do."""
        norms = np.maximum(*(_norms(table) for table in tables))
        largest = np.argsort(-norms)[:MOST_NAMED]
        words = self._plan.corpus.vocabulary.words
        names = ", ".join(f"{quoted(words[i])} {norms[i]:,.3g}" for i in largest)
        risen = f"the loss rose to {loss:.3g}, " if loss is not None else ""
        kept = (
            f"The vectors of epoch {self.kept.epoch:.3g} are kept."
            if self.kept
            else "That was too early for any vectors."
        )
        return DivergenceError(
            f"Training ran away at epoch {done / self._plan.tokens:.3g}: {risen}the longest "
            f"vectors are {names}, the median is {np.median(norms):.3g}. {kept} "
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


def _norms(table: NDArray[np.float32]) -> NDArray[np.float64]:
    """(V,) lengths of the rows; added up in float64, since a square may leave float32."""
    squares: NDArray[np.float64] = np.einsum("ij,ij->i", table, table, dtype=np.float64)
    return np.sqrt(squares)

"""What a run knows as it forms: the share of its questions that it answers, and words that settle.

Leaves out: taking exams (`w2v_core.runs.folder.exams`), and the loss (`show_run`).
"""

from __future__ import annotations

import itertools
from typing import NamedTuple

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from pages.drawing import exam_curves
from pages.drawing.theme import CURVE_CONFIG
from pages.shared.address import IN_ADDRESS
from pages.shared.choices import one_of
from pages.shared.numbers import percent
from pages.shared.safe_text import escape_markdown
from w2v_core.errors import W2VError
from w2v_core.evaluation.analogies import DEFAULT_CUT
from w2v_core.evaluation.intervals import share_interval
from w2v_core.models.catalog import algorithm
from w2v_core.runs.folder.exams import BANDS, NEIGHBORS, read_exams
from w2v_core.runs.folder.questions import NO_QUESTIONS, RunQuestions, read_run_questions
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.runs.folder.settling import kept, settled

SCORE, SETTLING = "Score", "Words settling"
_NAMES = (
    *(f"{low:,}\N{EN DASH}{high - 1:,}" for low, high in itertools.pairwise(BANDS)),
    f"{BANDS[-1]:,} and more",
)


class Exams(NamedTuple):
    """The exams of a run and how they are drawn.

    Attributes
    ----------
    taken : (n,) array of EXAM
    questions : RunQuestions
    total : int
        Work of the whole run, in the unit of `done`.
    epochs : int
        Of all trainings; 0 of an algorithm without.
    members : int
        Trainings that stand side by side.
    """

    taken: NDArray[np.void]
    questions: RunQuestions
    total: int
    epochs: int
    members: int

    @property
    def x_title(self) -> str:
        """What the horizontal axis is."""
        return "epoch" if self.epochs else "% of the work"

    @property
    def x_end(self) -> float:
        """Where it ends."""
        return float(self.epochs or 100)

    def x(self, moments: NDArray[np.void]) -> NDArray[np.float64]:
        """Where moments, exams or frames, stand on it."""
        if self.epochs:
            return np.asarray(moments["epoch"], dtype=np.float64)
        return 100 * moments["done"].astype(np.float64) / max(self.total, 1)


def read(run: RunFolder, total: int) -> Exams:
    """The exams of a run; what cannot be read is said, and is none."""
    config = run.config
    epochs = config.members * run.info.config["epochs"] if _falls(run) else 0
    taken, questions = read_exams(run.path / "none"), NO_QUESTIONS
    try:
        taken, questions = read_exams(run.source), read_run_questions(run.source)
    except W2VError as error:
        st.warning(escape_markdown(str(error)), icon=":material/warning:")
    return Exams(taken, questions, total, epochs, config.members)


def choose(run: RunFolder, exams: Exams, going: bool) -> str:
    """What to look at: the loss or the error, or one of the two here where there is something."""
    first = "Loss" if _falls(run) else "Error"
    offered = [first]
    # While it goes on nothing is taken away for want of exams: a choice made before would be lost.
    if exams.questions.brought and (going or len(exams.taken)):
        offered.append(SCORE)
    if going or (len(exams.taken) > 1 and exams.members == 1):
        offered.append(SETTLING)
    if len(offered) == 1:
        return first
    chosen = one_of("Curve", offered, default=first, key="curve_of", **IN_ADDRESS)
    if chosen != first and not len(exams.taken):
        st.caption("Nothing has been asked yet; here it will stand.")
        return first
    return chosen


def show_score(exams: Exams, moment: np.void | None) -> None:
    """How many questions are answered rightly, over the training."""
    questions = exams.questions
    if not questions.lines:
        st.info(
            f"No score: none of the {questions.brought:,} questions can be asked, since each has a "
            f"word that is not among the {DEFAULT_CUT:,} most frequent of this text.",
            icon=":material/info:",
        )
        return
    correct, asked = exams.taken["correct"], exams.taken["asked"]
    shares = np.where(asked > 0, correct / np.maximum(asked, 1), np.nan)
    row = _row(exams, moment)
    said = f"{_when(exams, moment)} {_score(int(correct[row]), int(asked[row]))}"
    at = None if moment is None else float(exams.x(moment))
    st.plotly_chart(
        exam_curves.score_curve(
            exams.x(exams.taken), shares, x_title=exams.x_title, x_end=exams.x_end, at=at
        ),
        key="curve",
        config=CURVE_CONFIG,
        alt=f"Share of the questions answered rightly over the training. {said}",
    )
    st.markdown(said)
    drawn = "" if asked[row] == questions.known else f"; {asked[row]:,} of those were drawn"
    once = len(asked) == 1 and exams.taken["done"][0] >= exams.total
    parts = " The run was too short to be asked more than once." if once else ""
    if exams.members > 1:
        parts += (
            f" Each point is the training under way then, the last all {exams.members} together"
        )
        parts += "." if exams.taken["done"][-1] >= exams.total else ", once they are done."
    st.caption(
        f"{questions.known:,} of {questions.brought:,} questions can be asked of this text{drawn}. "
        f"3CosAdd among the {DEFAULT_CUT:,} most frequent words. What is usual: nothing for a "
        "while, then a rise; questions of general English stay near 0 % on less than some million "
        f"words. The whole set with its sections stands on Evaluate.{parts}"
    )


def show_settling(exams: Exams, moment: np.void | None, going: bool) -> None:
    """How near words of each band are to where they end or, while none knows that, were before."""
    if going:
        exams = exams._replace(taken=_under_way(exams))
    shares = kept(exams.taken) if going else settled(exams.taken)
    what = f"of {NEIGHBORS} neighbors, as {_COMPARED[going].word}"
    said = f"{_when(exams, moment)} {_listed(shares[_row(exams, moment)])}."
    st.plotly_chart(
        exam_curves.settling_curves(
            exams.x(exams.taken),
            shares,
            _NAMES,
            y_title=what,
            x_title=exams.x_title,
            x_end=exams.x_end,
            at=None if moment is None else float(exams.x(moment)),
        ),
        key="curve",
        config=CURVE_CONFIG,
        alt=f"Share {what}, for words by how often they occur. {said}",
    )
    usual = _USUAL + (_RATE if exams.epochs else "")
    st.markdown(said if going or moment is not None else usual)
    words = int((exams.taken["neighbors"][-1] >= 0).any(axis=-1).sum(axis=-1).max())
    st.caption(
        f"Lines are bands of how often a word occurs; up to {words} words of each, the same in "
        f"every run on this text. {_COMPARED[going].sentence}"
    )


class _Compared(NamedTuple):
    """What the neighbors of a moment are compared with: a word and a sentence for it."""

    word: str
    sentence: str


_COMPARED = {
    True: _Compared(
        "before",
        "Still moving: each point compares the nearest words with those of the point before, not "
        "with the end, which nobody knows yet.",
    ),
    False: _Compared(
        "at the end",
        "Each point compares the nearest words of that moment with those at the end, so all lines "
        "end at 100 %; how steady the end is, Evaluate says under Stability.",
    ),
}
_USUAL = (
    "What is usual: rare words wait for their few turns, and the most frequent of all, such as "
    "*the*, are about equally near to many words; either may settle last."
)
_RATE = (
    " The learning rate falls towards 0, so everything settles by the end: that says that this "
    "training is over, not that more epochs would change nothing. A longer run beside it, on "
    "Compare, shows that."
)


def _falls(run: RunFolder) -> bool:
    """Whether the algorithm has a loss, and so epochs."""
    return algorithm(run.info.algorithm).loss is not None


def _row(exams: Exams, moment: np.void | None) -> int:
    """The last exam that is not after a moment; the first where all are."""
    if moment is None:
        return len(exams.taken) - 1
    return max(0, int(np.searchsorted(exams.taken["done"], moment["done"], side="right")) - 1)


def _listed(shares: NDArray[np.float64]) -> str:
    """The share of each band of which it is known, the most frequent first."""
    named = zip(_NAMES, shares.tolist(), strict=True)
    known = [f"{name} {share:.0%}" for name, share in named if np.isfinite(share)]
    return ", ".join(reversed(known)) or "nothing to compare yet"


def _when(exams: Exams, moment: np.void | None) -> str:
    if moment is None:
        return "Now:" if exams.taken["done"][-1] < exams.total else "At the end:"
    x = float(exams.x(moment))
    return f"At epoch {x:.2f}:" if exams.epochs else f"At {x:.0f} % of the work:"


def _score(correct: int, asked: int) -> str:
    if not asked:
        return "no score."
    low, high = share_interval(correct, asked)
    share = percent(correct / asked)
    return f"{correct:,} of {asked:,} right, {share} (95 %: {percent(low)} to {percent(high)})."


def _under_way(exams: Exams) -> NDArray[np.void]:
    """The exams of the training that is under way, where there are several in a row."""
    end = exams.epochs or exams.total
    place = exams.taken["epoch"] if exams.epochs else exams.taken["done"]
    member = np.maximum(np.ceil(place * exams.members / max(end, 1)), 1)
    return exams.taken[member == member[-1]]

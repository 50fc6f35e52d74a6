"""What the rows by themselves, and the curve of the loss, say of vectors.

Leaves out: how the rows lie to each other (`judge_cloud`) and the text (`judge_text`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from w2v_core.evaluation.findings import Finding, quoted
from w2v_core.evaluation.known import Known
from w2v_core.evaluation.rows import LONG, SHORT, Mask, RowFaults

NAMED = 3
SOME, MANY = 0.01, 0.5  # shares of the rows
LITTLE_LEARNED, NOTHING_LEARNED = 0.9, 0.98  # of the loss of vectors that know nothing
_TAIL = 40  # the last fortieth of a curve says where it ends, as on Train


def judge_rows(faults: RowFaults, words: Sequence[str]) -> Iterator[Finding]:
    """Findings on single rows."""
    yield _broken(faults, words)
    yield _lengths(faults)
    yield _empty(faults, words)
    yield _copied(faults, words)
    yield _frequency(faults)


def _some(rows: Mask, words: Sequence[str]) -> str:
    """The first words of some rows."""
    first = np.flatnonzero(rows)[:NAMED].tolist()
    more = " and others" if int(rows.sum()) > NAMED else ""
    return ", ".join(quoted(words[i]) for i in first) + more


def _broken(faults: RowFaults, words: Sequence[str]) -> Finding:
    n = int(faults.broken.sum())
    said: dict[str, Any] = {
        "name": "Numbers that are none",
        "figure": f"{n:,} of {faults.words:,} rows",
    }
    if not n:
        return Finding(
            **said, usual="none", verdict="fine", sentence="Every number of every row is finite."
        )
    return Finding(
        **said,
        usual="none",
        verdict="wrong",
        sentence=f"Rows hold NaN or infinity, those of {_some(faults.broken, words)}: nothing that "
        "is computed with them means anything. They are left out of all that follows.",
        advice="Train again with a lower learning rate; vectors from elsewhere: read the file "
        "again, it may be damaged or of another type of number.",
        cause="numbers that are not finite",
    )


def _lengths(faults: RowFaults) -> Finding:
    sound = faults.sound
    norms = faults.norms[sound]
    short, long = int(faults.short.sum()), int(faults.long.sum())
    low, mid, high = np.quantile(norms, (0, 0.5, 1)) if len(norms) else (0.0, 0.0, 0.0)
    said: dict[str, Any] = {
        "name": "Lengths",
        "figure": f"{low:.3g} to {high:.3g}, half of them below {mid:.3g}; {short:,} under "
        f"{SHORT}, {long:,} over {LONG:g}",
        "usual": "0.1 to 30, or all of them 1",
    }
    if long > SOME * faults.words:
        return Finding(
            **said,
            verdict="wrong",
            sentence="Vectors have run away: training did not settle.",
            advice="Train again with a lower learning rate.",
            cause="vectors that explode",
        )
    if short > MANY * faults.words:
        return Finding(
            **said,
            verdict="wrong",
            sentence="Most vectors are next to nothing: they have hardly left where they began, or "
            "were scaled down.",
            advice="Train for more epochs or with a higher learning rate.",
            cause="vectors that never moved",
        )
    if long or short > SOME * faults.words:
        return Finding(
            **said,
            verdict="doubt",
            sentence="Some vectors are far shorter or longer than training leaves them.",
            advice="Look at those words: very rare ones stay short; a higher minimum count drops "
            "them. Very long ones want a lower learning rate.",
        )
    return Finding(**said, verdict="fine", sentence="Lengths are what training leaves.")


def _empty(faults: RowFaults, words: Sequence[str]) -> Finding:
    empty = faults.zero | faults.untrained
    zero, untrained = int(faults.zero.sum()), int(faults.untrained.sum())
    share = float(empty.mean()) if faults.words else 0.0
    said: dict[str, Any] = {
        "name": "Rows that learned nothing",
        "figure": f"{zero:,} of zeros, {untrained:,} never trained, of {faults.words:,}",
        "usual": "under 1 %",
    }
    if share <= SOME:
        return Finding(**said, verdict="fine", sentence="Nearly every word has learned something.")
    return Finding(
        **said,
        verdict="wrong" if share > MANY else "doubt",
        sentence=f"These words say nothing: {_some(empty, words)}. They stood in no window, or "
        "only in sentences that were held out.",
        advice="Raise the minimum count, or train on more text.",
        cause="rows that were never trained" if share > MANY else "",
    )


def _copied(faults: RowFaults, words: Sequence[str]) -> Finding:
    n = int(faults.copies.sum())
    share = n / max(faults.words, 1)
    said: dict[str, Any] = {
        "name": "Copies",
        "figure": f"{n:,} of {faults.words:,} rows repeat another",
        "usual": "none",
    }
    if share > MANY:
        return Finding(
            **said,
            verdict="wrong",
            sentence="Most words have one and the same vector, so none is nearer than another.",
            advice="Train again; where that brings the same, the numbers were lost on their way "
            "into the file.",
            cause="vectors that are all equal",
        )
    if n > max(1.0, SOME * faults.words):
        return Finding(
            **said,
            verdict="doubt",
            sentence=f"Words repeat the vector of another, such as {_some(faults.copies, words)}.",
            advice="See whether the file has lines twice, or words that never stand apart.",
        )
    return Finding(**said, verdict="fine", sentence="Words have vectors of their own.")


def _frequency(faults: RowFaults) -> Finding:
    value = faults.frequency
    if not np.isfinite(value):
        return Finding(
            name="Length and frequency",
            verdict="open",
            sentence="All lengths or all counts are equal: there is nothing to compare.",
        )
    return Finding(
        name="Length and frequency",
        figure=f"rank correlation {value:.2f}",
        usual="0.3 to 0.95 in real text; about 0 where every word is frequent",
        verdict="fine",
        sentence="How far the length of a vector goes with how often the word occurs. Similarity "
        "does not see length; sums of vectors that were not scaled to length 1 do.",
    )


def judge_loss(known: Known) -> Iterator[Finding]:
    """The loss against that of vectors that know nothing; nothing where there is no loss."""
    losses, unlearned = known.losses, known.unlearned
    if not len(losses) or unlearned is None:
        return
    finite = losses[np.isfinite(losses)]
    end = float(finite[-(len(losses) // _TAIL + 1) :].mean()) if len(finite) else float("nan")
    said: dict[str, Any] = {
        "name": "Loss",
        "figure": f"{end:.3g} nats a pair, {end / unlearned:.0%} of {unlearned:.3g}",
        "usual": f"under {LITTLE_LEARNED:.0%} of what all-zero vectors give ({unlearned:.3g})",
    }
    if not end < NOTHING_LEARNED * unlearned:
        yield Finding(
            **said,
            verdict="wrong",
            sentence="The loss did not fall: these vectors predict no better than zeros.",
            advice="Train for more epochs or with a higher learning rate; with a lower if it rose.",
            cause="a loss that does not fall",
        )
    elif end > LITTLE_LEARNED * unlearned:
        yield Finding(
            **said,
            verdict="doubt",
            sentence="The loss has fallen only a little.",
            advice="Train for more epochs, or on more text.",
        )
    else:
        yield Finding(
            **said, verdict="fine", sentence="The loss has fallen well below that of zeros."
        )

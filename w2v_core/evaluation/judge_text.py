"""What the text says of the vectors: rows of other words, products that are no PMI, wrong noise.

The limits stand between what was measured on both sides. Of sound vectors of all algorithms the
agreement was 0.33 and more, of their context vectors 0.27, on texts of 86,000 to 1.8 million
tokens; with rows mixed up 0.03 at most, moved by one 0.14, where the row beside gives it back. The
noise exponent came out within 0.03.
Leaves out: comparing (`text_look`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from w2v_core.evaluation.findings import Finding
from w2v_core.evaluation.known import Known
from w2v_core.evaluation.noise_balance import Noise
from w2v_core.evaluation.reconstruction import Products
from w2v_core.evaluation.text_look import BALANCED, FEWEST_ANCHORS, LEAST_COUNT, TextLook

AGREES, DISAGREES = 0.2, 0.12
SYMMETRIC, MIXED = 0.3, 0.15
LITTLE_TEXT = 20_000  # tokens
COVERED = 0.5
RANKED, UNRANKED = 0.35, 0.15
AT_REST = 0.9
OFF, FAR_OFF = 0.1, 0.15  # of the noise exponent
# Of a training that was cut short other windows may explain much of the imbalance: to 0.995, and
# all but 0.16 of it. Windows that did cross: to 0.999, and all but 0.01.
EXPLAINED, CLEARLY, SURELY = 0.997, 0.2, 0.05
_FEWEST_PAIRS = 200

OFF_BY_ONE = "ids that are off by one"
SCRAMBLED = "rows that were scrambled"
SHUFFLED = "labels that were shuffled"
NOISE = "noise that was drawn wrongly"
TOO_LITTLE = "too little text"


def judge_size(look: TextLook) -> Finding:
    """Whether there is text enough, and whether it is the right one."""
    said: dict[str, Any] = {
        "name": "Text",
        "figure": f"{look.tokens:,} tokens; {look.covered:.0%} of the words occur in it",
        "usual": f"{LITTLE_TEXT:,} tokens at least, and all words",
    }
    if look.covered < COVERED:
        return Finding(
            **said,
            verdict="doubt",
            sentence="Most words do not occur in this text: the vectors were trained on another, "
            "or it was cut into words otherwise.",
            advice="Give the text that they were trained on.",
        )
    if look.tokens < LITTLE_TEXT:
        return Finding(
            **said,
            verdict="doubt",
            sentence="That is too little text to learn much from: another seed will bring other "
            "neighbors.",
            advice="Add text, or count instead of predicting; trust the frequent words only.",
            cause=TOO_LITTLE,
        )
    return Finding(**said, verdict="fine", sentence="There is text to learn from.")


def judge_agreement(look: TextLook, symmetric: float) -> Finding:
    """Whether rows belong to their words.

    Parameters
    ----------
    symmetric : float
        `symmetry` of both tables; NaN without context vectors.
    """
    if look.anchors < FEWEST_ANCHORS:
        return _too_few_anchors(look)
    own, others = look.agreements[0], look.context_agreements.get(0, math.nan)
    figure = f"correlation {own:.2f}"
    if not math.isnan(others):
        figure += f"; of the context vectors {others:.2f}"
    said: dict[str, Any] = {
        "name": "Rows and words",
        "figure": figure,
        "usual": f"over {AGREES}, mostly 0.4 to 0.9",
    }
    if math.isnan(own):
        equal = "All similarities are equal: there is nothing to compare."
        return Finding(**said, verdict="open", sentence=equal)
    worst = own if math.isnan(others) else min(own, others)
    moved = _moved(look)
    if moved is None and worst >= AGREES:
        return Finding(
            **said,
            verdict="fine",
            sentence="Words that stand in like contexts in the text are near in the vectors.",
        )
    if moved is None and worst >= DISAGREES:
        return Finding(
            **said,
            verdict="doubt",
            sentence="Words are near in the vectors that stand in like contexts, but only by and "
            "large.",
            advice="Train for more epochs or on more text.",
        )
    cause, sentence = moved or _mixed_up(own, others, symmetric)
    return Finding(
        **said,
        verdict="wrong",
        sentence=sentence,
        advice="Train again; of vectors from elsewhere see that words and rows were written in one "
        "order, and that no line was skipped.",
        cause=cause,
    )


def _too_few_anchors(look: TextLook) -> Finding:
    return Finding(
        name="Rows and words",
        verdict="open",
        sentence=f"Only {look.anchors} words occur {LEAST_COUNT} times in the text; "
        f"{FEWEST_ANCHORS} are needed to see whether rows belong to their words.",
    )


def _moved(look: TextLook) -> tuple[str, str] | None:
    """Cause and sentence where the rows of a table stand some places off."""
    for name, table in (("", look.agreements), ("context ", look.context_agreements)):
        shift = max(table, key=lambda each: table[each], default=0)
        if shift and table[shift] > max(AGREES, 2 * table[0]):
            off = "off by one" if abs(shift) == 1 else f"off by {abs(shift)}"
            return (
                OFF_BY_ONE if abs(shift) == 1 else f"ids that are {off}",
                f"The {name}row {abs(shift)} further {'down' if shift > 0 else 'up'} belongs to "
                f"each word (correlation {table[shift]:.2f}): the ids are {off}.",
            )
    return None


def _mixed_up(own: float, others: float, symmetric: float) -> tuple[str, str]:
    """Cause and sentence where rows and words do not belong together at all."""
    if own < DISAGREES and others > AGREES:
        return (
            SCRAMBLED,
            "The context vectors belong to their words and the vectors do not: their rows were "
            "scrambled.",
        )
    if own > AGREES:
        return (
            SCRAMBLED,
            "The vectors belong to their words and the context vectors do not: their rows were "
            "scrambled.",
        )
    if symmetric > SYMMETRIC:
        return (
            SHUFFLED,
            "Vectors and context vectors fit each other and not the words they are said to belong "
            "to: the labels were shuffled, or this is another text.",
        )
    return (
        f"{SCRAMBLED}, or vectors that learned nothing",
        "What is near in the vectors has nothing to do with the text: rows belong to other words, "
        "or nothing was learned.",
    )


def judge_symmetric_products(symmetric: float) -> Finding:
    """Whether vectors and context vectors fit each other, which needs no text.

    Where the text has told what went wrong, that is more exact than the cause that is named here.
    """
    said: dict[str, Any] = {
        "name": "Words and contexts",
        "figure": f"correlation {symmetric:.2f}",
        "usual": f"over {SYMMETRIC}, mostly 0.5 to 1",
    }
    if math.isnan(symmetric):
        return Finding(
            name="Words and contexts",
            verdict="open",
            sentence="All products of vectors and context vectors are equal, or there are too few.",
        )
    if symmetric >= SYMMETRIC:
        return Finding(
            **said, verdict="fine", sentence="What a says of b as a context, b says of a."
        )
    return Finding(
        **said,
        verdict="wrong" if symmetric < MIXED else "doubt",
        sentence="What a says of b as a context, b does not say of a: rows of one table were mixed "
        "up, windows look to one side only, or little was learned.",
        advice="See that both tables are in one order, and that windows reach to both sides.",
        cause=f"{SCRAMBLED} in one table, or windows that miss a side" if symmetric < MIXED else "",
    )


def judge_products(products: Products) -> Iterator[Finding]:
    """v·c + log K against PMI."""
    value = products.rank_correlation
    if math.isnan(value) or products.pairs < _FEWEST_PAIRS:
        return
    said: dict[str, Any] = {
        "name": "v·c against PMI",
        "figure": f"rank correlation {value:.2f} over {products.pairs:,} pairs",
        "usual": f"over {RANKED}, the more the smaller the vocabulary",
    }
    if value >= RANKED:
        yield Finding(
            **said,
            verdict="fine",
            sentence="Products of vectors and context vectors rank pairs as the text does.",
        )
        return
    yield Finding(
        **said,
        verdict="wrong" if value < UNRANKED else "doubt",
        sentence="Products of vectors and context vectors hardly rank pairs as the text does.",
        advice="See the finding on rows and words first; else train for more epochs.",
    )


def judge_windows(look: TextLook) -> Iterator[Finding]:
    """Whether windows were laid as they should be, where training has come to rest."""
    balance = math.nan if look.noise is None else look.noise.balance
    if math.isnan(balance):
        return
    known = {name: value for name, value in look.other_windows.items() if not math.isnan(value)}
    best = max(known, key=lambda name: known[name], default="")
    left = (1 - known[best]) / (1 - balance) if known and balance < BALANCED else 1.0
    told = left < CLEARLY and known[best] >= EXPLAINED
    said: dict[str, Any] = {
        "name": "Windows",
        "figure": f"balance {balance:.3f}",
        "usual": f"over {BALANCED}, once training has come to rest",
    }
    if told:
        said["figure"] += f"; {known[best]:.3f} if windows were others"
        yield Finding(
            **said,
            verdict="wrong" if left < SURELY else "doubt",
            sentence=f"Vectors are where {best} would have put them.",
            advice="See how pairs of words are made of a sentence, at its ends above all.",
            cause=best,
        )
    elif balance < BALANCED:
        yield Finding(
            **said,
            verdict="open",
            sentence="Which pairs were trained cannot be told: training has not come to rest.",
        )
    else:
        yield Finding(
            **said,
            verdict="fine",
            sentence="What true pairs and noise do to the vectors cancels out, with pairs counted "
            "as the settings say.",
        )


def judge_noise(noise: Noise, known: Known) -> Finding:
    """Whether noise was drawn as it was meant to be."""
    meant = known.noise_exponent
    if not noise.balance >= AT_REST or math.isnan(noise.exponent):
        return Finding(
            name="Noise",
            verdict="open",
            sentence="How noise was drawn can only be told where training has come to rest, which "
            f"it has not (balance {noise.balance:.2f}, {AT_REST} is needed), or where words differ "
            "in frequency.",
        )
    said: dict[str, Any] = {
        "name": "Noise",
        "figure": f"drawn by the count to the power {noise.exponent:.2f}",
        "usual": f"{0.75 if meant is None else meant:g}, to 0.05"
        + ("" if meant is None else ", as the settings say"),
    }
    if meant is None:
        return Finding(**said, verdict="open", sentence="What it was meant to be is not known.")
    off = abs(noise.exponent - meant)
    if off <= OFF:
        return Finding(**said, verdict="fine", sentence="Noise was drawn as it was meant to be.")
    return Finding(
        **said,
        verdict="wrong" if off > FAR_OFF else "doubt",
        sentence=f"Vectors are where noise by the power {noise.exponent:.2f} of the count would "
        f"have put them, not {meant:g}: 1 is by frequency, 0 is evenly.",
        advice="See how the table of noise words is made, and that its exponent is not lost.",
        cause=NOISE if off > FAR_OFF else "",
    )

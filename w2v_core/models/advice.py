"""Advice: settings that look wrong for a corpus, each with a cure that a button can apply.

Leaves out: where the numbers come from (`show_forecast`), and settings that are refused anyway.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from w2v_core.models.bursts import MOST_NAMED, STRETCH, Burst, quoted
from w2v_core.models.descent_config import DescentConfig
from w2v_core.models.proposals import propose
from w2v_core.models.settings import Config
from w2v_core.text.corpus import Corpus

FEW_WORDS = 20
SMALL_TEXT = 200_000  # tokens; below, counting beats prediction (Sahlgren & Lenci 2016)
LITTLE_COVERED = 0.7
LITTLE_LEFT = 0.1  # of the tokens, after subsampling


@dataclasses.dataclass(frozen=True, slots=True)
class Advice:
    """One thing that looks wrong.

    Attributes
    ----------
    text : str
        What is wrong and what to do, one sentence.
    field : str
        The setting to change, or "algorithm"; empty if no setting cures it.
    value : int, float, str or None
        What to change it to.
    """

    text: str
    field: str = ""
    value: int | float | str | None = None


def advise(
    corpus: Corpus,
    name: str,
    config: Config,
    words: int,
    covered: float,
    surviving: float,
    bursts: Sequence[Burst] = (),
) -> Iterator[Advice]:
    """What looks wrong with these settings, the worst first.

    Parameters
    ----------
    words : int
        Words that `min_count` keeps.
    covered : float
        Share of the tokens that are of these words.
    surviving : float
        Tokens of an epoch after subsampling.
    bursts : sequence of Burst
        Words that suddenly stand everywhere; those below `min_count` count for nothing.
    """
    better = propose(name, corpus)
    yield from _words(corpus, config, better, words, covered)
    # The cure for too few words comes first: with more words the dimension may be right.
    if config.dim > words and better.min_count >= config.min_count and words > 1:
        value = min(better.dim, words)
        yield Advice(
            f"dim {config.dim:,} is more than the {words:,} words; use {value:,}.", "dim", value
        )
    if isinstance(config, DescentConfig) and isinstance(better, DescentConfig):
        yield from _descent(corpus, config, better, covered, surviving)
    yield from _bursts([each for each in bursts if each.count >= config.min_count])


def _words(
    corpus: Corpus, config: Config, better: Config, words: int, covered: float
) -> Iterator[Advice]:
    """Whether `min_count` keeps enough."""
    types = len(corpus.all_types)
    if types < 2:
        yield Advice("The text has one word only, at least 2 are needed; add text.")
        return
    if better.min_count >= config.min_count:
        return
    cure = f"use {better.min_count:,}."
    if words < FEW_WORDS:
        text = f"min_count {config.min_count:,} keeps {words:,} of {types:,} words; {cure}"
        yield Advice(text, "min_count", better.min_count)
    elif covered < LITTLE_COVERED:
        text = f"min_count {config.min_count:,} leaves out {1 - covered:.0%} of the text; {cure}"
        yield Advice(text, "min_count", better.min_count)


def _descent(
    corpus: Corpus,
    config: DescentConfig,
    better: DescentConfig,
    covered: float,
    surviving: float,
) -> Iterator[Advice]:
    """What only training by descent needs: much text, or many epochs."""
    tokens = len(corpus.ids)
    if surviving < LITTLE_LEFT * covered * tokens and better.sample != config.sample:
        share = 1 - surviving / (covered * tokens)
        yield Advice(
            f"Subsampling {config.sample:g} drops {share:.0%} of the tokens; "
            f"use {better.sample:g}.",
            "sample",
            better.sample,
        )
    if config.epochs * 4 <= better.epochs:
        yield Advice(
            f"{config.epochs:,} epochs are few for {tokens:,} tokens; use {better.epochs:,}.",
            "epochs",
            better.epochs,
        )
    if tokens < SMALL_TEXT:
        yield Advice(
            f"With {tokens:,} tokens, below {SMALL_TEXT:,}, PPMI-SVD usually wins; use it.",
            "algorithm",
            "ppmi-svd",
        )


def _bursts(bursts: list[Burst]) -> Iterator[Advice]:
    """Words that say more of an accident than of themselves; no setting takes them out."""
    if not bursts:
        return
    first, *others = (quoted(each.word) for each in bursts[:MOST_NAMED])
    also = f", and elsewhere {', '.join(others)} do the like" if others else ""
    more = f" and {len(bursts) - MOST_NAMED:,} more" if len(bursts) > MOST_NAMED else ""
    yield Advice(
        f"From sentence {bursts[0].sentence:,} on {first} fills {bursts[0].most:,} of {STRETCH} "
        f"words in a row{also}{more}: a list, a table, a file, the same again and again? Of such "
        "words the neighbors tell little."
    )

"""Advice: settings that look wrong for a corpus, each with a cure that a button can apply.

Leaves out: where the numbers come from (`gauge`), what looks wrong with one algorithm only
(`Algorithm.advice`), and settings that are refused anyway.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator

from w2v_core.models.bursts import MOST_NAMED, STRETCH, Burst, quoted
from w2v_core.models.gauge import Gauge
from w2v_core.models.settings import Config
from w2v_core.text.corpus import Corpus
from w2v_core.text.vocabulary import Vocabulary

FEW_WORDS = 20
LITTLE_COVERED = 0.7


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


def advise(gauge: Gauge, config: Config, better: Config, own: Iterable[Advice]) -> Iterator[Advice]:
    """What looks wrong with these settings, the worst first.

    Parameters
    ----------
    gauge : Gauge
        Of the corpus.
    better : Config
        What is proposed for it.
    own : iterable of Advice
        What only the algorithm knows.
    """
    kept = gauge.kept(config.min_count)
    words = len(kept)
    yield from _words(gauge.corpus, config, better, kept)
    # The cure for too few words comes first: with more words the dimension may be right.
    if config.dim > words and better.min_count >= config.min_count and words > 1:
        value = min(better.dim, words)
        yield Advice(
            f"dim {config.dim:,} is more than the {words:,} words; use {value:,}.", "dim", value
        )
    yield from own
    # Those below `min_count` count for nothing.
    yield from _bursts([each for each in gauge.bursts if each.count >= config.min_count])


def _words(corpus: Corpus, config: Config, better: Config, kept: Vocabulary) -> Iterator[Advice]:
    """Whether `min_count` keeps enough."""
    types, words = len(corpus.all_types), len(kept)
    covered = kept.total / corpus.all_types.total
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

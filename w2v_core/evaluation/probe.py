"""The probe: everything that can be said of vectors without questions of one's own, on one page.

Each look is a module of its own: rows, loss, the cloud, the text. A finding says what was found,
what is usual, and what to try; the verdict on the whole is the worst of those that decide, and
never rests on analogies. Large vectors and texts are looked at in part, and the report says so.
Leaves out: where vectors and what is known of them come from.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Generator, Iterator, Sequence
from typing import TypeVar

import numpy as np

from w2v_core.evaluation import judge_cloud, judge_rows, judge_text
from w2v_core.evaluation.findings import Finding, ProbeReport
from w2v_core.evaluation.hubness import hubness
from w2v_core.evaluation.isotropy import MOST_WORDS
from w2v_core.evaluation.known import Known
from w2v_core.evaluation.reconstruction import symmetry
from w2v_core.evaluation.rows import RowFaults, find_row_faults
from w2v_core.evaluation.text_look import ANCHORS, FEWEST_ANCHORS, TextLook, look_at_text
from w2v_core.steps import drain
from w2v_core.text.vocabulary import Vocabulary
from w2v_core.vectors.neighborhood import Hubs, find_hubs
from w2v_core.vectors.word_vectors import WordVectors

Result = TypeVar("Result")

_FEWEST_WORDS = 3
_NO_TEXT = (
    "Without the text they were trained on nobody can see whether rows belong to their words."
)


@dataclasses.dataclass(frozen=True)
class Probed:
    """A report, and what pictures are drawn from.

    Attributes
    ----------
    report : ProbeReport
    faults : RowFaults
    sound : WordVectors or None
        The rows that have a direction; None for fewer than three.
    hubs : Hubs or None
        Of `sound`.
    look : TextLook or None
        None without a text.
    """

    report: ProbeReport
    faults: RowFaults
    sound: WordVectors | None = None
    hubs: Hubs | None = None
    look: TextLook | None = None


def probe(
    vectors: WordVectors, known: Known | None = None, words: Sequence[str] = ()
) -> ProbeReport:
    """Look at vectors, and say what is wrong with them.

    Parameters
    ----------
    vectors : WordVectors
        Any, also with rows that are zero or not finite.
    known : Known, optional
        The text they were trained on, and how.
    words : sequence of str
        Whose five neighbors are to stand in the report, 20 at most.

    Examples
    --------
    >>> table = np.random.default_rng(1).normal(size=(100, 20))
    >>> table[3, 5] = np.nan
    >>> names = [f"w{i}" for i in range(100)]
    >>> probe(WordVectors(Vocabulary(names, range(100, 0, -1)), table)).causes
    ('numbers that are not finite',)
    """
    steps = probe_steps(vectors, known, words)
    return drain(steps).report


def probe_steps(
    vectors: WordVectors, known: Known | None = None, words: Sequence[str] = ()
) -> Generator[float, None, Probed]:
    """`probe` in slices; yields the share that is done, and returns what pictures need as well."""
    known = known or Known()
    faults = find_row_faults(vectors)
    found = [*judge_rows.judge_rows(faults, vectors.words), *judge_rows.judge_loss(known)]
    yield 0.1
    sound = _only(vectors, faults)
    if sound is None:
        report = ProbeReport.of(len(vectors), vectors.dim, found)
        return Probed(report, faults)
    found += [judge_cloud.judge_symmetry(sound), judge_cloud.judge_isotropy(sound)]
    hubs = yield from _in_part(find_hubs(sound), 0.1, 0.5)
    found.append(judge_cloud.judge_hubs(hubness(hubs), sound.words))
    found.append(judge_cloud.judge_analogies(sound))
    found += judge_cloud.judge_words(sound, words)
    look = None
    if any(each.cause == judge_cloud.ALIKE for each in found):
        found.append(_not_with_text("Vectors that are all alike cannot be held against a text."))
    elif known.corpus is None:
        found.append(_not_with_text(_NO_TEXT, "Give the text as well, where you have it."))
        found += _of_tables(sound)
    else:
        look = yield from _in_part(look_at_text(sound, known.corpus, known), 0.5, 1.0)
        found += _of_text(sound, look, known)
    report = ProbeReport.of(len(vectors), vectors.dim, found, _sampled(sound, hubs, look))
    return Probed(report, faults, sound, hubs, look)


def _only(vectors: WordVectors, faults: RowFaults) -> WordVectors | None:
    """The rows that have a direction."""
    rows = np.flatnonzero(faults.sound)
    if len(rows) < _FEWEST_WORDS:
        return None
    if len(rows) == len(vectors):
        return vectors
    vocabulary = Vocabulary([vectors.words[i] for i in rows], vectors.vocabulary.counts[rows])
    contexts = vectors.context_vectors
    return WordVectors(
        vocabulary,
        vectors.vectors[rows],
        None if contexts is None else contexts[rows],
        all_types=vectors.all_types,
        min_count=vectors.min_count,
    )


def _symmetry(vectors: WordVectors) -> float:
    """`symmetry` of the most frequent words; NaN without context vectors or enough words."""
    rows = np.arange(min(len(vectors), ANCHORS))
    if vectors.context_vectors is None or len(rows) < FEWEST_ANCHORS:
        return math.nan
    return symmetry(vectors.vectors, vectors.context_vectors, rows)


def _of_tables(vectors: WordVectors) -> list[Finding]:
    """What vectors and context vectors say of each other."""
    if vectors.context_vectors is None:
        return []
    return [judge_text.judge_symmetric_products(_symmetry(vectors))]


def _of_text(vectors: WordVectors, look: TextLook, known: Known) -> Iterator[Finding]:
    """Findings on vectors, context vectors and text."""
    yield judge_text.judge_size(look)
    tables = _of_tables(vectors)
    if look.covered < judge_text.COVERED:
        yield from tables
        return
    agreement = judge_text.judge_agreement(look, _symmetry(vectors))
    yield agreement
    for each in tables:
        yield dataclasses.replace(each, cause="") if agreement.cause else each
    if look.products is not None:
        yield from judge_text.judge_products(look.products)
    if look.noise is not None:
        yield judge_text.judge_noise(look.noise, known)
        yield from judge_text.judge_windows(look)


def _not_with_text(sentence: str, advice: str = "") -> Finding:
    return Finding(name="Text", verdict="open", sentence=sentence, advice=advice)


def _sampled(vectors: WordVectors, hubs: Hubs, look: TextLook | None) -> str:
    """What was looked at in part."""
    parts = []
    if hubs.sampled < len(vectors):
        parts.append(f"hubs from the lists of {hubs.sampled:,} words")
    if len(vectors) > MOST_WORDS:
        parts.append(f"isotropy from the {MOST_WORDS:,} most frequent words")
    if look is not None and look.anchors >= FEWEST_ANCHORS:
        parts.append(f"the text from the pairs of {look.anchors:,} words")
        if look.share < 1:
            parts.append(f"of which {look.share:.0%} of the text was read")
    return f"Looked at in part: {', '.join(parts)}." if parts else ""


def _in_part(
    steps: Generator[float, None, Result], low: float, high: float
) -> Generator[float, None, Result]:
    """Steps whose shares fill the stretch from low to high; it never goes back."""
    reached = low
    while True:
        try:
            share = next(steps)
        except StopIteration as end:
            result: Result = end.value
            return result
        reached = max(reached, low + (high - low) * share)
        yield reached

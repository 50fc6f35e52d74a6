"""Differences: what two runs were made with that is not the same, before they are compared.

Settings, the text and how it was cut into words; which runs differ in nothing but the seed; and
whose losses mean the same. Leaves out: what came of it (`evaluation.change`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

from w2v_core.errors import CorpusError
from w2v_core.models import catalog
from w2v_core.runs.folder.records import NO_CORPUS, RunInfo
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.settings import settings_of

MOST_SEEDS = 8  # other seeds that are looked at

# What is noted of a text, and what a person calls it.
_STEPS = {"cleaning": "cleaned", "tokenizer": "cut into words", "phrases": "searched for phrases"}
_FOUND = ("count", "found")  # what came of it, not what was asked for


@dataclasses.dataclass(frozen=True, slots=True)
class Difference:
    """A setting that is not the same.

    Attributes
    ----------
    name, label : str
        As in the config, and for a person.
    values : pair of any
        In the one and in the other; None where there is no such setting.
    """

    name: str
    label: str
    values: tuple[Any, Any]

    @property
    def text(self) -> str:
        """`window 5 → 2`."""
        before, after = map(plain_value, self.values)
        return f"{self.name} {before} → {after}"


def plain_value(value: object) -> str:
    """A setting's value as a person writes it; a dash for none."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def settings_that_differ(
    before: Mapping[str, Any], after: Mapping[str, Any], *algorithms: str
) -> list[Difference]:
    """The settings of two configs that are not the same, in the order of the first, then the other.

    `algorithms` are those whose labels are taken.
    """
    labels = {
        each.name: each.label
        for name in algorithms
        for each in settings_of(catalog.config_type(name))
    }
    return [
        Difference(name, labels.get(name, name), (before.get(name), after.get(name)))
        for name in dict.fromkeys([*before, *after])
        if before.get(name) != after.get(name)
    ]


def run_differences(one: RunInfo, other: RunInfo) -> list[Difference]:
    """What was chosen unlike for two runs: the algorithm first, then its settings."""
    found = settings_that_differ(one.config, other.config, one.algorithm, other.algorithm)
    if one.algorithm == other.algorithm:
        return found
    titles = catalog.title(one.algorithm), catalog.title(other.algorithm)
    return [Difference("algorithm", "Algorithm", titles), *found]


def text_differences(one: RunFolder, other: RunFolder) -> list[str]:
    """Sentences on what is unlike in the texts of two runs, and in how they became words.

    The text itself first; empty if both were trained on the same words in the same order.
    """
    infos = one.info, other.info
    imported = [each for each in infos if each.corpus_hash == NO_CORPUS]
    if imported:
        which = "Both were" if len(imported) == 2 else "One was"
        return [f"{which} trained elsewhere: on which text, cut how, is not known."]
    said = []
    if infos[0].corpus_hash != infos[1].corpus_hash:
        names = [each.corpus_name for each in infos]
        said.append(
            f"Not the same text: {names[0]} and {names[1]}."
            if names[0] != names[1]
            else f"Both texts are called {names[0]}, and are not the same word for word."
        )
        said += _unlike_steps(one, other)
    said += _unlike_rare_words(*infos)
    if infos[0].parent != infos[1].parent:
        said.append("One goes on where an earlier run had ended.")
    return said


def _unlike_steps(one: RunFolder, other: RunFolder) -> list[str]:
    """What was done unlike on the way from files to words."""
    notes = []
    for run in (one, other):
        try:
            notes.append(run.corpus().notes)
        except CorpusError:
            name = run.info.corpus_name
            return [f"{name} is not stored here any more, so how it was cut is not known."]
    said = []
    for key, words in _STEPS.items():
        mine, others = (_asked(each.get(key)) for each in notes)
        if mine == others:
            continue
        names = [
            name for name in dict.fromkeys([*mine, *others]) if mine.get(name) != others.get(name)
        ]
        shown = ", ".join(
            f"{name} {plain_value(mine.get(name))} → {plain_value(others.get(name))}"
            for name in names
        )
        said.append(f"Not {words} alike: {shown}.")
    return said


def _asked(note: object) -> dict[str, Any]:
    """The options of a step; none where it was not done."""
    if not isinstance(note, dict):
        return {}
    return {name: value for name, value in note.items() if name not in _FOUND}


def _unlike_rare_words(one: RunInfo, other: RunInfo) -> list[str]:
    counts = [each.config.get("min_count") for each in (one, other)]
    if counts[0] == counts[1] or None in counts:
        return []
    first, second = counts
    return [f"Not the same words: the minimum count is {first:,} in one, {second:,} in the other."]


def other_seeds(run: RunFolder, runs: Iterable[RunFolder]) -> list[RunFolder]:
    """Of those runs the ones that differ from this one in nothing but the seed, one a seed."""
    own = run.info
    by_seed = {each.info.seed: each for each in runs if but_seed(each.info) == but_seed(own)}
    by_seed.pop(own.seed, None)
    return list(by_seed.values())[:MOST_SEEDS]


def but_seed(info: RunInfo) -> tuple[object, ...]:
    """All that a run is made of, but for its seed."""
    config = {name: value for name, value in info.config.items() if name != "seed"}
    return info.corpus_hash, info.algorithm, config, info.parent


def loss_meaning(info: RunInfo) -> tuple[object, ...] | None:
    """What the loss of a run stands for: two losses can be compared where this is the same.

    None of a run without a loss.
    """
    scale = None if info.imported else catalog.algorithm(info.algorithm).loss
    if scale is None:
        return None
    return info.algorithm, info.corpus_hash, *(info.config.get(name) for name in scale.settings)

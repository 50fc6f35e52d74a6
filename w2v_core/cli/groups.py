"""The groups command: whether words are used differently in groups of documents, from one run.

    python -m w2v_core groups RUN --by folder --word home
    python -m w2v_core groups RUN --by label --group men --group women

With --word one row for each pair of groups; without it one row for each of the most frequent words
of two groups, the most different first, with q at the end (p after Benjamini & Hochberg). A row is
word, group, group, distance without bias, its interval from and to, p, what random splits give from
and to, occurrences in either group, and what was drawn (documents or occurrences). Where a group
has under 10 occurrences the numbers are "-". Remarks name the groups there are and the neighbors.
Leaves out: the test (`evaluation.difference`).
"""

from __future__ import annotations

import argparse
import itertools
import math
from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from w2v_core.cli.output import one_line, remark, with_bar
from w2v_core.cli.runs import all_runs, find
from w2v_core.errors import RunError, SettingError
from w2v_core.evaluation.alacarte import ALaCarte, learning
from w2v_core.evaluation.difference import FEWEST, SPLITS, Difference, difference
from w2v_core.evaluation.differing import WORDS, Differing, differing
from w2v_core.evaluation.usage import neighbors_by_group, usage
from w2v_core.host.home import Home
from w2v_core.text.grouping import WAYS, Groups, group_documents

_MOST_NAMED = 20  # groups

T = TypeVar("T")


def add_groups(parser: argparse.ArgumentParser) -> None:
    """Declare the command."""
    parser.description = (
        "Whether words are used differently in groups of documents, by their contexts there. "
        "RUN is an id, the beginning of one, or a name."
    )
    parser.set_defaults(command=_groups)
    add = parser.add_argument
    add("run", metavar="RUN")
    add("--by", required=True, choices=WAYS, help="what puts documents into groups")
    add("--word", help="test this word alone (the most frequent words)")
    named = "a group, twice or more (the two with the most tokens)"
    add("--group", action="append", default=[], metavar="NAME", help=named)
    add("--words", type=int, default=WORDS, metavar="N", help=f"how many words ({WORDS})")
    add("--splits", type=int, default=SPLITS, metavar="N", help=f"random splits ({SPLITS})")
    add("--seed", type=int, default=1, metavar="N", help="of all chance (1)")


def _groups(given: argparse.Namespace) -> None:
    if given.words < 1:
        raise SettingError(f"--words must be at least 1; got {given.words}.")
    if given.seed < 0:
        raise SettingError(f"--seed must be at least 0; got {given.seed}.")
    run = find(given.run, all_runs(Home.default()))
    if run.info.imported:
        raise RunError("These vectors were trained elsewhere; their text is not known.")
    vectors = run.vectors()
    corpus = run.corpus().restrict(run.config.min_count)
    groups = group_documents(corpus, given.by)
    chosen = _chosen(groups, given.group)
    if given.word is not None:
        vectors.id(given.word)  # an unknown word is refused before anything is learned
    elif len(chosen) > 2:
        raise SettingError("Without --word two groups are compared; name two of them.")
    model = with_bar(learning(corpus, vectors, window=run.config.window), "contexts")
    ridged = "; there are fewer words than numbers a word, neighbors say little"
    remark(f"fit: contexts give {model.fit:.2f} of a vector{ridged if model.ridged else ''}")
    if given.word is None:
        _test_all(model, groups, chosen, given)
    else:
        _test_one(model, groups, chosen, given)


def _chosen(groups: Groups, named: Sequence[str]) -> list[int]:
    """The groups that were named, or the two with the most tokens."""
    order = np.argsort(-groups.tokens, kind="stable").tolist()
    known = ", ".join(
        f"{groups.names[i]} ({groups.documents[i]:,} documents, {groups.tokens[i]:,} tokens)"
        for i in order[:_MOST_NAMED]
    )
    more = f" and {len(order) - _MOST_NAMED:,} more" if len(order) > _MOST_NAMED else ""
    for name in named:
        if name not in groups.names:
            raise SettingError(f"There is no group {name!r}; there are {known}{more}.")
    chosen = list(dict.fromkeys(map(groups.names.index, named))) or order[:2]
    if len(chosen) < 2:
        raise SettingError(
            f"Two groups are needed to compare; there are {known}{more}. Name two of them, or "
            "choose another way with --by."
        )
    remark(f"groups: {known}{more}")
    return chosen


def _test_one(
    model: ALaCarte, groups: Groups, chosen: list[int], given: argparse.Namespace
) -> None:
    found = usage(model, groups, chosen, given.word, seed=given.seed)
    for name, near in zip(found.groups, neighbors_by_group(model, found), strict=True):
        remark(f"neighbors in {name}: {' '.join(each.word for each in near) or 'none'}")
    for a, b in itertools.combinations(range(len(chosen)), 2):
        test = difference(found, a=a, b=b, splits=given.splits, seed=given.seed)
        if test.problem:
            remark(test.problem)
        elif test.unit == "occurrences":
            remark(
                f"{' or '.join(test.groups)} has under 10 documents with the word, so occurrences "
                "were drawn: this holds for these documents, not for others of their kind."
            )
        print(*_cells(test), sep="\t")


def _test_all(
    model: ALaCarte, groups: Groups, chosen: list[int], given: argparse.Namespace
) -> None:
    a, b = chosen
    how = {"words": given.words, "splits": given.splits, "seed": given.seed}
    found: Differing = with_bar(differing(model, groups, a, b, **how), "testing")
    remark(f"words: {found.frequent:,} occur often enough in both, {len(found.tests):,} tested")
    few = sum(each.unit == "occurrences" for each in found.tests)
    if few:
        remark(
            f"{few:,} of them stand in under {FEWEST} documents of a group, so single occurrences "
            "were dealt out: that holds for these documents and says nothing of others"
        )
    for test, q in zip(found.tests, found.q.tolist(), strict=True):
        print(*_cells(test), _number(q), sep="\t")


def _cells(test: Difference) -> list[str | int]:
    numbers = (test.figure, test.low, test.high, test.p, *test.by_chance)
    names = map(one_line, (test.word, *test.groups))
    return [*names, *map(_number, numbers), *test.occurrences, test.unit]


def _number(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.6f}"

"""The compare command: which words mean something else in other vectors.

    python -m w2v_core compare RUN|VECTORS RUN|VECTORS [-k 10] [--min-count N] [--words N]

One row a word, the most changed first: word, how many of its k neighbors are kept, how many other
seeds keep ("-" where there is none), distance after alignment, count in the first, in the second.
Remarks say what else is unlike, how much is kept on the whole, and how much chance would change.
Leaves out: comparing (`evaluation.change`).
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path

from tqdm import tqdm

from w2v_core.cli.output import one_line, remark
from w2v_core.cli.runs import all_runs, find
from w2v_core.errors import SettingError, W2VError
from w2v_core.evaluation.change import MIN_COUNT, NEIGHBORS, Change, comparing
from w2v_core.evaluation.shared_words import counts_known
from w2v_core.host.home import Home
from w2v_core.runs.differences import (
    but_seed,
    other_seeds,
    run_differences,
    text_differences,
)
from w2v_core.runs.folder.run_folder import RunFolder, list_runs
from w2v_core.vectors.files.formats import SUFFIXES, load
from w2v_core.vectors.word_vectors import WordVectors

_ROWS = 20
_MOST_SEEDS = 2  # of each side

Seeds = list[tuple[WordVectors | None, WordVectors | None]]


def add_compare(parser: argparse.ArgumentParser) -> None:
    """Declare the command."""
    parser.description = (
        "Which words mean something else in other vectors: neighbors kept, distance after "
        f"alignment. RUN is an id, the beginning of one, or a name; VECTORS {', '.join(SUFFIXES)}."
    )
    parser.set_defaults(command=_compare)
    for name in ("one", "other"):
        parser.add_argument(name, metavar="RUN|VECTORS")
    parser.add_argument("-k", type=int, default=NEIGHBORS, help=f"neighbors a word ({NEIGHBORS})")
    parser.add_argument(
        "--min-count",
        type=int,
        default=MIN_COUNT,
        metavar="N",
        help=f"words that occur less often in either are left out ({MIN_COUNT})",
    )
    parser.add_argument(
        "--words", type=int, default=_ROWS, metavar="N", help=f"how many rows ({_ROWS})"
    )


def _compare(given: argparse.Namespace) -> None:
    if given.words < 1:
        raise SettingError(f"--words must be at least 1; got {given.words}.")
    runs, tables = zip(*(_open(each) for each in (given.one, given.other)), strict=True)
    _say_unlike(runs)
    steps = comparing(*tables, k=given.k, min_count=given.min_count, seeds=_seeds(runs))
    with tqdm(desc="comparing", total=1.0, disable=None, leave=False) as bar:
        while True:
            try:
                bar.update(next(steps) - bar.n)
            except StopIteration as end:
                change: Change = end.value
                break
    _sum_up(change, tables)
    _print_rows(change, given.words)


def _open(text: str) -> tuple[RunFolder | None, WordVectors]:
    """A file of vectors by its ending, else a run."""
    if text.lower().endswith(SUFFIXES):
        return None, load(Path(text))
    run = find(text, all_runs(Home.default()))
    return run, run.vectors()


def _say_unlike(runs: tuple[RunFolder | None, ...]) -> None:
    """What two runs were made with that is not the same."""
    one, other = runs
    if one is None or other is None:
        remark("Of a file it is not known how it was trained: nothing is said of settings.")
        return
    changed = ", ".join(each.text for each in run_differences(one.info, other.info))
    remark(f"settings: {changed or 'the same'}")
    for said in text_differences(one, other):
        remark(said)
    if not one.info.imported and but_seed(one.info) == but_seed(other.info):
        remark("The runs differ in nothing but the seed: all that changed is chance.")


def _seeds(runs: tuple[RunFolder | None, ...]) -> Seeds:
    """Vectors of runs that differ from one of the two in nothing but the seed."""
    one, other = runs
    if one is None or other is None or but_seed(one.info) == but_seed(other.info):
        return []
    found: Seeds = []
    trained = [each for each in list_runs(one.home) if each.has_vectors and not each.info.imported]
    for side, run in enumerate((one, other)):
        for each in other_seeds(run, trained)[:_MOST_SEEDS]:
            try:
                vectors = each.vectors()
            except W2VError as error:
                remark(f"{each.id} is passed over: {error}")
                continue
            found.append((vectors, None) if side == 0 else (None, vectors))
    return found


def _sum_up(change: Change, tables: tuple[WordVectors, ...]) -> None:
    shared, k = change.shared, change.k
    left = f"{shared.rare:,} rare, {shared.broken:,} damaged, {shared.beyond:,} less frequent"
    remark(f"words: {shared.shared:,} shared, {len(shared.words):,} compared; left out: {left}")
    remark(f"only in one: {len(shared.only[0]):,} and {len(shared.only[1]):,}")
    kept = f"neighbors kept: {change.overlap.mean() * k:.2f} of {k}"
    seeds = "not known, train another seed"
    if change.seeds:
        seeds = f"{change.by_seed.mean() * k:.2f} of {k}"
    remark(f"{kept}; by another seed: {seeds}; by chance: {change.by_chance * k:.2f}")
    if not all(map(counts_known, tables)):
        remark("Counts are not known in a file without any: no word of it is too rare.")
    if not change.aligned_well:
        remark("There are fewer words than numbers a word: distances say little.")


def _print_rows(change: Change, n: int) -> None:
    for place in change.most_changed()[:n].tolist():
        kept, seed = (float(each[place]) * change.k for each in (change.overlap, change.by_seed))
        first, second = change.shared.counts[:, place].tolist()
        print(
            one_line(change.shared.words[place]),
            round(kept),
            "-" if math.isnan(seed) else f"{seed:.1f}",
            f"{change.distance[place]:.6f}",
            first,
            second,
            sep="\t",
        )

"""The evaluate command: scores of vectors on files of analogy questions and of rated pairs.

    python -m w2v_core evaluate VECTORS FILE... [--cut N] [--unknown {skip,wrong}]

Which of the two a file is, is told by its form. A row holds: file, section (`total` for all of
them), method (3cosadd, 3cosmul, spearman), score, low and high end of its 95 % interval, how many
were answered, of how many, the cut, the rule for unknown words. No score is `nan`.
Leaves out: the scores themselves (`evaluation`).
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import get_args

from w2v_core.cli.output import complain, one_line, remark, with_bar
from w2v_core.cli.runs import all_runs, find
from w2v_core.errors import W2VError
from w2v_core.evaluation.analogies import (
    DEFAULT_CUT,
    Counts,
    Unknown,
    analogy_steps,
    read_questions,
)
from w2v_core.evaluation.lines import text_of
from w2v_core.evaluation.pairs import looks_like_pairs, read_pairs
from w2v_core.evaluation.similarity import score_similarity
from w2v_core.host.home import Home
from w2v_core.vectors.files.formats import SUFFIXES, load
from w2v_core.vectors.word_vectors import Method, WordVectors

_TOTAL = "total"
_MOST_NAMED = 5


def add_evaluate(parser: argparse.ArgumentParser) -> None:
    """Declare the command."""
    parser.description = (
        "Score vectors on analogy questions (questions-words format) and on pairs of words that "
        "people have rated. Tab-separated: file, section, method, score, low, high, answered, "
        "asked, cut, rule."
    )
    parser.set_defaults(command=_evaluate)
    parser.add_argument(
        "vectors", metavar="VECTORS", help=f"{', '.join(SUFFIXES)}, or a run: its id or name"
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument(
        "--cut", type=int, default=DEFAULT_CUT, help=f"the most frequent words ({DEFAULT_CUT:,})"
    )
    parser.add_argument(
        "--unknown",
        choices=get_args(Unknown),
        default="skip",
        help="what becomes of a question with a word beyond the cut (skip)",
    )


def _evaluate(given: argparse.Namespace) -> int:
    """Score every file; what is wrong with one stops no other."""
    vectors = _vectors(given.vectors)
    code = 0
    for path in given.files:
        try:
            text = text_of(path, str(path))
        except W2VError as error:
            code = complain(str(error))
            continue
        try:
            if looks_like_pairs(text):
                _print_pairs(vectors, path, text)
            else:
                _print_analogies(vectors, path, text, given.cut, given.unknown)
        except W2VError as error:
            code = complain(f"{path}: {error}")
    return code


def _vectors(given: str) -> WordVectors:
    """Those of a file, or of a run where there is no such file."""
    if not Path(given).exists() and not given.lower().endswith(tuple(SUFFIXES)):
        return find(given, all_runs(Home.default())).vectors()
    return load(Path(given))


def _print_analogies(
    vectors: WordVectors, path: Path, text: str, cut: int, unknown: Unknown
) -> None:
    steps = analogy_steps(vectors, read_questions(text), cut=cut, unknown=unknown)
    scores = with_bar(steps, path.name)
    for score in scores:
        for section in score.sections:
            _print_row(path, section.name, score.method, section, cut)
        _print_row(path, _TOTAL, score.method, score, cut)
    _say_missing(path, scores[0].missing)


def _print_row(path: Path, section: str, method: Method, counts: Counts, cut: int) -> None:
    figures = _figures(counts.accuracy, *counts.interval)
    names = map(one_line, (str(path), section, method))
    print(*names, *figures, counts.answered, counts.total, cut, counts.unknown, sep="\t")


def _print_pairs(vectors: WordVectors, path: Path, text: str) -> None:
    rated = read_pairs(text)
    score = score_similarity(vectors, rated.pairs)
    figures = _figures(score.spearman, score.low, score.high)
    row = (*figures, score.answered, score.total, len(vectors), "skip")
    print(one_line(str(path)), _TOTAL, "spearman", *row, sep="\t")
    remark(f"{path}: {rated.said}")
    if score.problem:
        remark(f"{path}: no score. {score.problem}")
    _say_missing(path, score.missing)


def _figures(*values: float) -> list[str]:
    return [f"{value:.6f}" for value in values]


def _say_missing(path: Path, missing: tuple[str, ...]) -> None:
    if missing:
        more = ", …" if len(missing) > _MOST_NAMED else ""
        named = ", ".join(word[:40] for word in missing[:_MOST_NAMED])
        remark(f"{path}: {len(missing):,} words are not known: {named}{more}.")

"""The command line: train word vectors, and ask them.

    python -m w2v_core train FILE... --model sgns --out vectors.npz
    python -m w2v_core train sample:kingdom --model ppmi-svd --out vectors.npz
    python -m w2v_core neighbors vectors.npz king -k 10
    python -m w2v_core analogy vectors.npz man king woman
    python -m w2v_core stability RUN
    python -m w2v_core compare RUN vectors.npz
    python -m w2v_core evaluate vectors.npz questions.txt pairs.csv
    python -m w2v_core groups RUN --by folder --word home
    python -m w2v_core train FILE... --model sgns --run NAME
    python -m w2v_core runs list
    python -m w2v_core probe vectors.npz --corpus FILE
    python -m w2v_core import GoogleNews-vectors-negative300.bin.gz
    python -m w2v_core export RUN vectors.txt

Results go to stdout (one line of JSON; tab-separated rows of rank, word, similarity, count; the
probe's page of Markdown), everything else to stderr. Exit codes: 0; 1 for vectors that are wrong
and for a run that failed or does not do in time what it should; 2 for input that cannot be used,
with one line that says why; 130 on Ctrl-C. Leaves out: how training is done and shown
(`cli.train`), scores (`cli.evaluate`), the probe (`cli.probe`), how sure neighbors are
(`cli.stability`), runs (`cli.runs`), files (`cli.files`).
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from w2v_core.cli.compare import add_compare
from w2v_core.cli.evaluate import add_evaluate
from w2v_core.cli.files import add_export, add_import
from w2v_core.cli.groups import add_groups
from w2v_core.cli.output import PROGRAM, complain, one_line
from w2v_core.cli.probe import add_probe
from w2v_core.cli.runs import add_runs
from w2v_core.cli.stability import add_stability
from w2v_core.cli.train import train
from w2v_core.cli.train_order import add_train, order_of
from w2v_core.errors import W2VError
from w2v_core.models.catalog import ALGORITHMS
from w2v_core.vectors.files.formats import SUFFIXES, load
from w2v_core.vectors.word_vectors import Neighbor
from w2v_core.version import __version__

INTERRUPTED = 130
_CLOSED_PIPE = 141

_TITLES = ", ".join(each.title for each in ALGORITHMS.values())
_DESCRIPTION = f"Train word vectors ({_TITLES}), and ask them."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a word that the terminal cannot show is no error
            stream.reconfigure(errors="backslashreplace")
    given = _parser().parse_args(arguments)
    try:
        code: int = given.command(given) or 0
        sys.stdout.flush()
    except W2VError as error:
        return complain(str(error))
    except MemoryError:
        return complain("Not enough memory: choose a smaller --dim or a higher --min-count.")
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Python flushes stdout once more on its way out; let that go nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _CLOSED_PIPE
    return code


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, without the usage before it."""

    def error(self, message: str) -> NoReturn:
        self.exit(complain(f"{message} (see {self.prog} --help)"))


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog=PROGRAM, description=_DESCRIPTION)
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    training = commands.add_parser("train", help="train vectors on text files")
    training.set_defaults(command=lambda given: train(order_of(given)))
    add_train(training)
    _add_neighbors(commands.add_parser("neighbors", help="the words most similar to a word"))
    _add_analogy(commands.add_parser("analogy", help="A is to B as C is to which word?"))
    add_stability(commands.add_parser("stability", help="how sure the neighbors of a run are"))
    add_compare(commands.add_parser("compare", help="which words changed between two runs"))
    add_evaluate(commands.add_parser("evaluate", help="score vectors on analogies and rated pairs"))
    add_probe(commands.add_parser("probe", help="what is wrong with vectors, if anything is"))
    add_groups(commands.add_parser("groups", help="one word in several groups of documents"))
    add_import(commands.add_parser("import", help="vectors from elsewhere as a run"))
    add_export(commands.add_parser("export", help="a run's vectors as a file"))
    add_runs(commands.add_parser("runs", help="look at and steer the runs of this home"))
    return parser


def _add_neighbors(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(command=_neighbors)
    _add_vectors(parser)
    parser.add_argument("word", metavar="WORD")


def _add_analogy(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(command=_analogy)
    _add_vectors(parser)
    for word in ("a", "b", "c"):
        parser.add_argument(word, metavar=word.upper())


def _add_vectors(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("vectors", type=Path, metavar="VECTORS", help=", ".join(SUFFIXES))
    parser.add_argument("-k", type=_positive, default=10, help="how many rows (10)")


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1; got {value}")
    return value


def _neighbors(given: argparse.Namespace) -> None:
    _print_rows(load(given.vectors).neighbors(given.word, given.k))


def _analogy(given: argparse.Namespace) -> None:
    _print_rows(load(given.vectors).analogy(given.a, given.b, given.c, given.k))


def _print_rows(rows: Sequence[Neighbor]) -> None:
    for row in rows:
        print(row.rank, one_line(row.word), f"{row.similarity:.6f}", row.count, sep="\t")

"""The probe command: what can be said of vectors, as a page of Markdown.

    python -m w2v_core probe vectors.npz --corpus text.txt --words cat,dog
    python -m w2v_core probe RUN

Exit code 1 if something is wrong with them. Leaves out: the probe (`evaluation.probe`).
"""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path

from w2v_core.cli.output import remark, with_bar
from w2v_core.cli.runs import all_runs, find
from w2v_core.errors import SettingError
from w2v_core.evaluation.judge_cloud import MOST_WORDS
from w2v_core.evaluation.known import Known
from w2v_core.evaluation.probe import probe_steps
from w2v_core.host.home import Home
from w2v_core.runs.known_run import known_of
from w2v_core.text.loading import load_corpus
from w2v_core.vectors.files.formats import SUFFIXES, load
from w2v_core.vectors.word_vectors import WordVectors

_WRONG = 1


def add_probe(parser: argparse.ArgumentParser) -> None:
    """Declare the command."""
    parser.description = "Say what is wrong with vectors. Exit code 1 if something is."
    parser.set_defaults(command=_probe)
    parser.add_argument(
        "vectors", metavar="VECTORS|RUN", help=f"a file ({', '.join(SUFFIXES)}), or a run"
    )
    parser.add_argument("--words", default="", metavar="A,B", help="show their neighbors")
    parser.add_argument(
        "--corpus", type=Path, metavar="FILE", help="the text they were trained on (a run has it)"
    )


def _probe(given: argparse.Namespace) -> int:
    words = [each.strip() for each in given.words.split(",") if each.strip()]
    if len(words) > MOST_WORDS:
        raise SettingError(f"--words takes {MOST_WORDS} words at most; got {len(words):,}.")
    vectors, known = _read(given.vectors)
    if given.corpus is not None:
        known = dataclasses.replace(known, corpus=load_corpus(given.corpus))
    if known.corpus is None:
        remark("Without the text it is not seen whether rows belong to their words: --corpus FILE")
    report = with_bar(probe_steps(vectors, known, words), "probing").report
    print(report.markdown(), end="")
    return _WRONG if report.verdict == "wrong" else 0


def _read(name: str) -> tuple[WordVectors, Known]:
    """Vectors from a file of that name, else of a run; and what is known of them."""
    path = Path(name)
    if path.is_file() or name.lower().endswith(SUFFIXES):
        return load(path), Known()
    run = find(name, all_runs(Home.default()))
    return run.vectors(), known_of(run)

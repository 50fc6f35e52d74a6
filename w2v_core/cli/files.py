"""The import and export commands: vectors from elsewhere as a run, and a run's vectors as files.

    python -m w2v_core import FILE [--name NAME]
    python -m w2v_core export RUN FILE [--words N]

Leaves out: the formats (`vectors.files`), and what imports and exports are (`runs.transfer`).
"""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

from tqdm import tqdm

from w2v_core.cli.output import one_line
from w2v_core.cli.runs import all_runs, find
from w2v_core.errors import FormatError, SettingError
from w2v_core.host.home import Home
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.runs.transfer.exports import export_vectors
from w2v_core.runs.transfer.imports import ImportEvent, import_vectors
from w2v_core.runs.transfer.run_zip import pack_run
from w2v_core.runs.workspaces import Workspace
from w2v_core.vectors.files import projector_tsv
from w2v_core.vectors.files.formats import READABLE, SUFFIXES, write_whole

RUN_ZIP = ".zip"
_ALL = (*SUFFIXES, projector_tsv.SUFFIX, RUN_ZIP)


def add_import(parser: argparse.ArgumentParser) -> None:
    """Declare the command."""
    parser.description = "Make a run of vectors that were trained elsewhere, of any size."
    parser.set_defaults(command=_import)
    parser.add_argument("file", type=Path, metavar="FILE", help=", ".join(READABLE))
    parser.add_argument("--name", default="", help="what the run is called (after the file)")


def add_export(parser: argparse.ArgumentParser) -> None:
    """Declare the command."""
    parser.description = (
        f"Write a run's vectors; {projector_tsv.SUFFIX} is the pair of the Embedding Projector, "
        f"{RUN_ZIP} the whole run, for the page Runs of another computer."
    )
    parser.set_defaults(command=_export)
    parser.add_argument("run", metavar="RUN", help="an id, the beginning of one, or a name")
    parser.add_argument("file", type=Path, metavar="FILE", help=", ".join(_ALL))
    parser.add_argument("--words", type=int, metavar="N", help="the N most frequent (all)")


def _import(given: argparse.Namespace) -> None:
    with tqdm(desc="reading", unit="B", unit_scale=True, disable=None, leave=False) as bar:

        def watch(event: ImportEvent) -> None:
            bar.total = event.total
            bar.update(event.done - bar.n)

        run = import_vectors(given.file, Workspace(Home.default()), given.name, watch=watch)
    vectors = run.vectors()
    print(run.id, one_line(run.labels.name), len(vectors), vectors.dim, sep="\t")


def _export(given: argparse.Namespace) -> None:
    run: RunFolder = find(given.run, all_runs(Home.default()))
    path: Path = given.file
    if given.words is not None and given.words < 1:
        raise SettingError(f"--words must be at least 1; got {given.words}.")
    if path.suffix.lower() == RUN_ZIP:
        if given.words is not None:
            raise SettingError(f"--words is not for {RUN_ZIP}, which holds the whole run.")
        write_whole(path, partial(pack_run, run))
        return
    if not path.name.lower().endswith(_ALL):
        raise FormatError(f"{path.name} must end in one of {', '.join(_ALL)}.")
    export_vectors(run, path, given.words)

"""The stability command: how sure the neighbors of a run are.

    python -m w2v_core stability RUN [--word WORD]

A run that has no panel yet gets one, which is trained as any run is and kept. Leaves out: panels
(`runs.panels`), and what they say (`evaluation.stability`).
"""

from __future__ import annotations

import argparse
import math

from w2v_core.cli.output import number, one_line, remark, with_bar
from w2v_core.cli.runs import all_runs, find
from w2v_core.cli.watch import watch
from w2v_core.errors import RunError
from w2v_core.evaluation.panel import Interval, Panel
from w2v_core.evaluation.stability import Certainty, check_words, find_certainty
from w2v_core.host.home import Home
from w2v_core.models.forecast import Forecaster
from w2v_core.runs import queue
from w2v_core.runs.folder.records import UNDER_WAY
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.runs.panels import DRAWS, SEEDS, find_panel, is_panel, make_of, panel_config
from w2v_core.runs.workspaces import Workspace
from w2v_core.vectors.word_vectors import WordVectors


def add_stability(parser: argparse.ArgumentParser) -> None:
    """Declare the command."""
    parser.description = (
        f"Say how sure the neighbors of a run are, by {SEEDS} trainings with other seeds and "
        f"{DRAWS} on documents drawn anew. These are trained first, where there are none yet."
    )
    parser.set_defaults(command=_stability)
    parser.add_argument("run", metavar="RUN", help="an id, the beginning of one, or a name")
    parser.add_argument("--word", help="say it of each of its 10 nearest words")


def _stability(given: argparse.Namespace) -> None:
    home = Home.default()
    run = find(given.run, all_runs(home))
    vectors = run.vectors()
    check_words(len(vectors))
    if given.word:
        vectors.id(given.word)  # refused before anything is trained
    panel_run = _panel_run(run, home)
    voting = vectors if panel_run.id == run.id else panel_run.vectors()
    panel = Panel.of(voting, *make_of(panel_run))
    base = None if is_panel(run) else vectors
    certainty = with_bar(find_certainty(panel, base), "asking the panel")
    if given.word:
        _print_word(vectors, given.word, panel, certainty)
    else:
        _print_all(certainty)


def _panel_run(run: RunFolder, home: Home) -> RunFolder:
    """The panel of a run, trained to its end if need be."""
    workspace = Workspace(home)
    panel = find_panel(run, workspace.runs())
    if panel is None:
        corpus, config = run.corpus(), panel_config(run.config)
        expected = Forecaster(corpus).forecast(run.info.algorithm, config)
        panel = workspace.submit(run.info.algorithm, config, corpus, expected)
        panel.label(f"Panel for {run.labels.name}"[:200], ())
        remark(f"Training {panel.labels.name} ({panel.id}), {config.members} times.")
        queue.advance(home)
    if panel.state().status in UNDER_WAY:
        watch(panel)
    state = panel.state()
    if not panel.has_vectors:
        raise RunError(f"The panel {panel.id} is {state.status}: {state.reason or 'no vectors.'}")
    return panel


def _print_all(found: Certainty) -> None:
    _row("neighbors kept by", "mean", "low", "high")
    for name, kept in (("another seed", found.seeds), ("another draw", found.draws)):
        _row(name, *(_plain(each) for each in kept))
    _row("count from", "to", "words", "another seed", "another draw")
    for band in found.bands:
        _row(band.least, band.most, band.words, _plain(band.seeds), _plain(band.draws))
    judge = "another draw" if found.by_draws else "another seed"
    _row(f"votes of the other {len(found.recurs) - 1}", f"came back in {judge}", "neighbors")
    for votes, (share, tried) in enumerate(zip(found.recurs, found.trials, strict=True)):
        _row(votes, _plain(float(share)), int(tried))


def _print_word(vectors: WordVectors, word: str, panel: Panel, found: Certainty) -> None:
    near = vectors.neighbors(word, found.k)
    rows = [vectors.id(each.word) for each in near]
    votes = panel.votes(vectors.id(word), rows, found.k).tolist()
    for each, count in zip(near, votes, strict=True):
        similarity = f"{each.similarity:.6f}"
        of = f"{count}/{len(panel.members)}"
        _row(each.rank, one_line(each.word), similarity, each.count, of, found.level(count))
    for name, kept in zip(
        ("another seed", "another draw"), panel.overlap(vectors.id(word), rows), strict=True
    ):
        remark(f"{name} keeps {_in_words(kept, len(rows))}")


def _in_words(kept: Interval, k: int) -> str:
    if math.isnan(kept.mean):
        return "nothing that is known: no such training voted"
    return f"{k * kept.mean:.1f} of {k} ({_plain(k * kept.low)} to {_plain(k * kept.high)})"


def _row(*cells: object) -> None:
    print(*cells, sep="\t")


def _plain(value: float) -> str:
    known = number(value)
    return "" if known is None else f"{known:.4g}"

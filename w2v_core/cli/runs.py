"""The runs command: look at and steer the runs that the app shows, from a shell.

    python -m w2v_core runs list [--json]
    python -m w2v_core runs show|watch|pause|resume|step|stop|cancel|delete|undo RUN...

It needs no server and minds none: both do what they do in the run's folder, and what one has
started the other can stop. Whoever has a shell here may steer every run, also those of a
classroom. Leaves out: making runs (`cli.train`) and the bar (`cli.watch`).
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

from w2v_core.cli.output import RUNS, complain, number, one_line, remark
from w2v_core.cli.watch import watch
from w2v_core.errors import RunError, W2VError
from w2v_core.host.home import Home
from w2v_core.runs import queue, trash
from w2v_core.runs.folder.layout import VECTORS
from w2v_core.runs.folder.records import UNDER_WAY, RunState
from w2v_core.runs.folder.run_folder import RunFolder
from w2v_core.runs.library import Entry, entries
from w2v_core.runs.workspaces import Workspace

_FAILED = 1
_PATIENCE_SECONDS = 10.0
_LOOK_SECONDS = 0.05
_MOST_NAMED = 10
_COLUMNS = ("id", "status", "algorithm", "corpus", "done", "loss", "created", "name")


def add_runs(parser: argparse.ArgumentParser) -> None:
    """Declare the command and those below it."""
    parser.description = "RUN is an id, the beginning of one, or a name, if only one run has it."
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    listing = commands.add_parser("list", help="all runs, newest first")
    listing.add_argument("--json", action="store_true", help="one JSON array")
    listing.set_defaults(command=_list)
    for name, (act, words) in _ACTS.items():
        each = commands.add_parser(name, help=words)
        each.add_argument("runs", nargs="+", metavar="RUN")
        each.set_defaults(command=_for_each, act=act, thrown_away=name == "undo")


# Which runs are meant


def _for_each(given: argparse.Namespace) -> int:
    """Do something with every run that is named; what is wrong with one stops no other."""
    home = Home.default()
    among = _thrown_away(home) if given.thrown_away else all_runs(home)
    chosen = {run.id: run for run in (find(each, among) for each in given.runs)}
    code = 0
    for run in chosen.values():
        try:
            code = max(code, given.act(run))
        except W2VError as error:
            code = complain(str(error))
    return code


def all_runs(home: Home) -> list[RunFolder]:
    """Every folder of a run, readable or not."""
    return [RunFolder(each) for each in home.runs.iterdir() if not each.name.startswith(".")]


def _thrown_away(home: Home) -> list[RunFolder]:
    return [RunFolder(each) for each in home.trash.iterdir() if not each.name.startswith(".")]


def find(text: str, among: Sequence[RunFolder]) -> RunFolder:
    """The one run that is meant; RunError says which there are if it is not one."""
    exact = [run for run in among if run.id == text]
    found = exact or [run for run in among if run.id.startswith(text) or _name(run) == text]
    if len(found) == 1:
        return found[0]
    names = sorted((f"{each.id} ({_name(each)})" for each in found or among), reverse=True)
    shown = ", ".join(names[:_MOST_NAMED]) + (", …" if len(names) > _MOST_NAMED else "")
    if found:
        raise RunError(f"{text!r} may be each of these; write more of the id: {shown}.")
    raise RunError(f"{text!r} is no run; there are {shown or 'none'}.")


def _name(run: RunFolder) -> str:
    with suppress(RunError):
        return run.labels.name
    return ""


# Looking


def _list(given: argparse.Namespace) -> None:
    found = entries(Workspace(Home.default()))
    if given.json:
        print(json.dumps([_as_json(each) for each in found]))
        return
    rows = [_cells(each) for each in found]
    if not sys.stdout.isatty():
        for row in rows:
            print(*row, sep="\t")
        return
    widths = [max(map(len, column)) for column in zip(_COLUMNS, *rows, strict=True)]
    for row in (_COLUMNS, *rows):
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())


def _cells(entry: Entry) -> tuple[str, ...]:
    info = entry.info
    epochs = info.config.get("epochs")
    share = "" if info.imported else f"{entry.share:.0%}"
    cells = (
        info.id,
        entry.state.status,
        info.algorithm,
        info.corpus_name,
        f"{entry.share * epochs:.1f}/{epochs}" if epochs else share,
        _told(entry.loss, entry.error),
        _date(info.created),
        entry.labels.name,
    )
    return tuple(map(one_line, cells))


def _told(loss: float, error: float) -> str:
    """A loss in nats, or the error of a factorization, which is said to be one."""
    if not math.isnan(error):
        return f"error {error:.4f}"
    return "" if math.isnan(loss) else f"{loss:.4f}"


def _as_json(entry: Entry) -> dict[str, object]:
    info, state = entry.info, entry.state
    return {
        "id": info.id,
        "name": entry.labels.name,
        "tags": entry.labels.tags,
        "status": state.status,
        "reason": state.reason,
        "algorithm": info.algorithm,
        "settings": info.config,
        "corpus": info.corpus_name,
        "corpus_hash": info.corpus_hash,
        "share": round(entry.share, 6),
        "loss": number(entry.loss),
        "held_out": number(entry.held_out),
        "error": number(entry.error),
        "seconds": number(entry.seconds),
        "bytes": entry.bytes,
        "created": _date(info.created),
    }


def _date(seconds: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def _show(run: RunFolder) -> int:
    info, state, labels = run.info, run.state(), run.labels
    vectors = str(run.path / VECTORS) if run.has_vectors else "none yet"
    facts: dict[str, object] = {
        "id": info.id,
        "name": labels.name,
        "tags": ", ".join(labels.tags),
        "status": state.status,
        "reason": state.reason,
        "algorithm": info.algorithm,
        "corpus": f"{info.corpus_name} ({info.corpus_hash})",
        "created": _date(info.created),
        "vectors": vectors,
        **{f"settings.{name}": value for name, value in info.config.items()},
        **{f"timings.{name}": f"{value:.3f}" for name, value in info.timings.items()},
    }
    for name, value in facts.items():
        print(one_line(name), one_line(str(value)), sep="\t")
    for when, text in run.events():
        print("event", _date(when), one_line(text), sep="\t")
    return 0


def _watch(run: RunFolder) -> int:
    watch(run)
    return _say(run)


# Steering


def _pause(run: RunFolder) -> int:
    return _ask(run, "pause", lambda state: state.status == "paused")


def _step(run: RunFolder) -> int:
    return _ask(run, "step", lambda state: state.stepped == run.wish().mark)


def _stop(run: RunFolder) -> int:
    return _ask(run, "stop", lambda _: False)


def _ask(run: RunFolder, what: str, fulfilled: Callable[[RunState], bool]) -> int:
    """Write a wish down and wait until it is fulfilled, or the run has ended."""
    _refuse_ended(run, what)
    run.request(what)

    def happened() -> bool:
        queue.advance(run.home)
        state = run.state()
        return state.status not in UNDER_WAY or fulfilled(state)

    return _say(run, late=not _wait(happened), wish=what)


def _resume(run: RunFolder) -> int:
    queue.resume(run)
    queue.advance(run.home)
    _wait(lambda: run.state().status != "paused")
    place = queue.places(run.home).get(run.id)
    if place:
        remark(f"It waits: number {place.number} of {place.of}.")
    return _say(run)


def _cancel(run: RunFolder) -> int:
    _refuse_ended(run, "cancel")
    return _delete(run)


def _delete(run: RunFolder) -> int:
    if not _wait(lambda: _is_thrown_away(run)):
        return _say(run, late=True, wish="cancel")
    print(run.id, "deleted", sep="\t")
    remark(f"{RUNS} undo {run.id} brings it back, for some days.")
    return 0


def _is_thrown_away(run: RunFolder) -> bool:
    try:
        return trash.delete(run)
    except RunError:
        if run.path.exists():
            raise
        return True  # somebody else let the queue go on


def _undo(run: RunFolder) -> int:
    # `run` lies in the trash, which stands beside the runs.
    return _say(trash.undo(run.home, run.id))


def _refuse_ended(run: RunFolder, what: str) -> None:
    status = run.state().status
    if status not in UNDER_WAY:
        raise RunError(f"Run {run.id} is {status}: there is nothing to {what}.")


def _wait(happened: Callable[[], bool]) -> bool:
    """Whether something has happened within some seconds."""
    end = time.monotonic() + _PATIENCE_SECONDS
    while not happened():
        if time.monotonic() > end:
            return False
        time.sleep(_LOOK_SECONDS)
    return True


def _say(run: RunFolder, *, late: bool = False, wish: str = "") -> int:
    """Print how far a run is; returns the exit code."""
    if not run.path.exists():
        print(run.id, "deleted", sep="\t")
        return _FAILED
    state = run.state()
    print(run.id, state.status, *filter(None, [one_line(state.reason)]), sep="\t")
    if late:
        remark(f"The run knows that it is to {wish}, but has not done so yet.")
    return _FAILED if late or state.status in ("failed", "cancelled") else 0


_ACTS: dict[str, tuple[Callable[[RunFolder], int], str]] = {
    "show": (_show, "settings, timings, what happened, and where the vectors lie"),
    "watch": (_watch, "a bar until the run ends or pauses; Ctrl-C leaves the run alone"),
    "pause": (_pause, "keep everything, for later"),
    "resume": (_resume, "go on: paused, stopped and failed runs"),
    "step": (_step, "train one slice, then pause"),
    "stop": (_stop, "end it and keep its vectors"),
    "cancel": (_cancel, "end it and throw it away"),
    "delete": (_delete, "throw it away, whether it has ended or not"),
    "undo": (_undo, "bring back what was thrown away"),
}

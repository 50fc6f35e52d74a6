"""Watching a run from a shell: a bar that needs nothing but the run's folder.

Leaves out: everything that changes a run (`cli.runs`).
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress

import numpy as np
from tqdm import tqdm

from w2v_core.cli.output import BAR, RUNS, figures, number, remark
from w2v_core.errors import RunError
from w2v_core.models.progress import STAGES
from w2v_core.runs import queue
from w2v_core.runs.folder.meter import mean_loss
from w2v_core.runs.folder.progress import last_records
from w2v_core.runs.folder.records import UNDER_WAY, RunState
from w2v_core.runs.folder.run_folder import RunFolder

_LOOK_SECONDS = 0.1
_ADVANCE_SECONDS = 1.0


def watch(run: RunFolder) -> None:
    """Show a bar until the run ends or pauses; meanwhile let the queue go on.

    Raises
    ------
    KeyboardInterrupt
        On Ctrl-C, after it was said that the run goes on.
    """
    try:
        last = _last_record(run)
        start = int(last["done"]) if last is not None else 0
        with tqdm(bar_format=BAR, disable=None, initial=start) as bar:
            for state in _states(run):
                _draw(bar, run, state)
    except KeyboardInterrupt:
        remark(f"The run goes on. {RUNS} watch {run.id} shows it, {RUNS} stop {run.id} ends it.")
        raise


def _states(run: RunFolder) -> Iterator[RunState]:
    """The states of a run until nobody trains it any more; lets the queue go on meanwhile."""
    next_advance = 0.0
    while run.path.exists():
        if time.monotonic() >= next_advance:
            queue.advance(run.home)
            next_advance = time.monotonic() + _ADVANCE_SECONDS
        with suppress(RunError):  # it may be thrown away between two looks
            state = run.state()
            yield state
            resting = state.status == "paused" and not run.wants_work(state)
            if state.status not in UNDER_WAY or resting:
                return
        time.sleep(_LOOK_SECONDS)


def _draw(bar: tqdm[None], run: RunFolder, state: RunState) -> None:
    last = _last_record(run)
    bar.set_description("waiting" if state.status == "queued" else "training", refresh=False)
    if last is None:
        bar.refresh()
        return
    bar.total = int(last["total"])
    if state.status != "queued":
        bar.set_description(STAGES[last["stage"]], refresh=False)
    values = (float(last[name]) for name in ("loss", "error", "words_per_second"))
    bar.set_postfix(figures(*values), refresh=False)
    bar.update(int(last["done"]) - bar.n)


def _last_record(run: RunFolder) -> np.void | None:
    records, _ = last_records(run.source)
    return records[-1] if len(records) else None


def report(run: RunFolder) -> dict[str, object]:
    """What `train` prints of a run that it has watched.

    Raises
    ------
    RunError
        If the run was thrown away meanwhile.
    """
    if not run.path.exists():
        raise RunError(f"Run {run.id} was thrown away; {RUNS} undo {run.id} brings it back.")
    state, info = run.state(), run.info
    records, _ = run.read_progress()
    told: dict[str, object] = {"run": run.id, "status": state.status}
    if state.reason:
        told["reason"] = state.reason
    for name in ("training_seconds", "words_per_second"):
        if name in info.timings:
            told[name] = round(info.timings[name], 3)
    if len(records):
        # One epoch's mean: the last slice alone is noisy.
        tokens = np.diff(records["done"], prepend=0)
        final = records["epoch"] > records["epoch"][-1] - 1
        parts = zip(records["loss"][final].tolist(), tokens[final].tolist(), strict=True)
        told["loss"] = number(mean_loss(parts))
        if not np.isnan(records["error"][-1]):
            told["error"] = number(float(records["error"][-1]))
    return told

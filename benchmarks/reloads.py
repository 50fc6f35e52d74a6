"""Reloads: a tab is closed and opened again, and must show the run as if nothing had been.

Leaves out: a real browser, which the tests drive.
"""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.visitors import Log, Visitor
from w2v_core.runs.folder.run_folder import RunFolder

_GAP = 3  # a step of the curve may be so many times as wide as the even one


async def reload(address: str, run: RunFolder, times: int) -> list[str]:
    """Close the tab and open its address anew; returns what was wrong with the curves."""
    wrong, extent = [], -np.inf
    for i in range(times):
        log = Log()
        before, _ = run.read_progress()
        async with Visitor(address, log) as visitor:
            await visitor.go("train", {"run": run.id})
            x = curve(visitor.figures.get("curve", "{}"))
        records, _ = run.read_progress()
        faults = [*log.failures, *check_curve(x, records, len(before), extent)]
        wrong += [f"reload {i + 1}: {fault}" for fault in faults]
        extent = x[-1] if len(x) else extent
    return wrong


def curve(spec: str) -> NDArray[np.float64]:
    """Where the points of a figure's longest line stand."""
    lines = [_array(trace.get("x", [])) for trace in json.loads(spec).get("data", [])]
    return max(lines, key=len, default=np.empty(0))


def _array(x: Any) -> NDArray[np.float64]:
    """Plotly sends an array as base64 with its type."""
    if isinstance(x, dict):
        return np.frombuffer(base64.b64decode(x["bdata"]), x["dtype"]).astype(np.float64)
    return np.array([each for each in x if each is not None], dtype=np.float64)


def check_curve(
    x: NDArray[np.float64], records: NDArray[np.void], n_before: int, extent_before: float
) -> list[str]:
    """What is wrong with a curve, held against the records that were there when it was drawn.

    Parameters
    ----------
    x : (n,) array
        Epochs of its points.
    records : (m,) array of PROGRESS
        Read after the curve was drawn.
    n_before : int
        How many of the records were there before it was asked for.
    extent_before : float
        Where the curve ended the last time.
    """
    known = records[np.isfinite(records["loss"])]
    if len(x) < 2:
        return [f"{len(x)} points"]
    places = np.searchsorted(known["epoch"], x)
    even = max(1, -(-int(places[-1] + 1) // len(x)))
    must = np.count_nonzero(np.isfinite(records["loss"][:n_before])) - 1
    faults = {
        "epochs do not ascend": bool(np.any(np.diff(x) <= 0)),
        "a gap": int(np.diff(places).max()) > _GAP * even,
        "the beginning is missing": int(places[0]) > _GAP * even,
        "the end is missing": int(places[-1]) < must - _GAP * even,
        "shorter than before": bool(x[-1] < extent_before),
    }
    return [fault for fault, there in faults.items() if there]

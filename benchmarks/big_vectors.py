"""Three million words of 300 numbers: what importing, opening and asking them takes.

    .venv/bin/python -m benchmarks.big_vectors [--words 3000000] [--dim 300] [--queries 30]

A binary file of that shape is made in a scratch folder, which needs three times its size, and is
imported into a home of its own there; all of it is removed in the end. Importing and asking are
processes of their own. Peak memory is VmHWM, what a process held at most, with the pages of mapped
files that it looked at. Queries are ten neighbors of words of all ranks, each asked for the first
time; the file lies in the system's cache, as it does once it has been read.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from w2v_core.host.home import Home
from w2v_core.runs.folder.run_folder import RunFolder, list_runs
from w2v_core.runs.transfer.imports import import_vectors
from w2v_core.runs.workspaces import Workspace

_BLOCK = 10_000


def make(path: Path, words: int, dim: int) -> None:
    """A file as word2vec writes it: names of one to three parts, normal numbers."""
    rng = np.random.default_rng(0)
    letters = np.array(list("abcdefghijklmnopqrstuvwxyz"))
    parts = ["".join(rng.choice(letters, rng.integers(2, 9))) for _ in range(4_000)]
    with path.open("wb") as file:
        file.write(b"%d %d\n" % (words, dim))
        for low in range(0, words, _BLOCK):
            table = rng.standard_normal((_BLOCK, dim), dtype=np.float32)
            joined = rng.integers(len(parts), size=(_BLOCK, 2))
            rows = []
            for i, (first, second) in enumerate(joined[: words - low].tolist()):
                name = f"{parts[first]}_{parts[second]}_{low + i:x}".encode()
                rows.append(name + b" " + table[i].tobytes() + b"\n")
            file.write(b"".join(rows))


def bring(root: Path, _: int) -> dict[str, Any]:
    """Import the file."""
    run, seconds = _timed(lambda: import_vectors(root / "vectors.bin", Workspace(Home(root))))
    return {"seconds": seconds, "bytes": run.size()}


def ask(root: Path, queries: int) -> dict[str, Any]:
    """Open the run and ask for neighbors."""
    run: RunFolder = list_runs(Home(root))[0]
    vectors, opening = _timed(run.vectors)
    opened = _peak()
    ranks = np.geomspace(1, len(vectors) - 1, queries).astype(int)
    _, first = _timed(lambda: vectors.neighbors(vectors.words[0]))
    times = [_timed(lambda i=i: vectors.neighbors(vectors.words[i]))[1] for i in ranks]
    return {
        "opening": opening,
        "peak after opening": opened,
        "first query": first,
        "median": float(np.median(times)),
        "p95": float(np.quantile(times, 0.95)),
        "longest": max(times),
    }


def _timed(act: Callable[[], Any]) -> tuple[Any, float]:
    begin = time.perf_counter()
    return act(), time.perf_counter() - begin


def _peak() -> int:
    """What this process has held at most, in MB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1000


def _in_process(what: str, root: Path, queries: int) -> dict[str, Any]:
    given = [sys.executable, "-m", "benchmarks.big_vectors", "--do", what, str(root)]
    environment = {"OPENBLAS_NUM_THREADS": "1"} | os.environ
    done = subprocess.run(
        [*given, "--queries", str(queries)], check=True, capture_output=True, env=environment
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main() -> None:
    """Make, import, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words", type=int, default=3_000_000)
    parser.add_argument("--dim", type=int, default=300)
    parser.add_argument("--queries", type=int, default=30)
    parser.add_argument("--folder", type=Path, help="where there is room (the system's own)")
    parser.add_argument("--do", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.do:
        act = {"bring": bring, "ask": ask}[given.do[0]]
        print(json.dumps({**act(Path(given.do[1]), given.queries), "peak": _peak()}))
        return
    with tempfile.TemporaryDirectory(prefix="big-vectors-", dir=given.folder) as folder:
        root = Path(folder)
        make(root / "vectors.bin", given.words, given.dim)
        print(f"{(root / 'vectors.bin').stat().st_size / 1e6:,.0f} MB")
        for what in ("bring", "ask"):
            found = _in_process(what, root, given.queries)
            for name, value in found.items():
                unit = "MB" if "peak" in name else "" if name == "bytes" else "s"
                print(
                    f"{what:6} {name:20} {value:,.3f} {unit}"
                    if unit == "s"
                    else f"{what:6} {name:20} {value:,} {unit}"
                )


if __name__ == "__main__":
    main()

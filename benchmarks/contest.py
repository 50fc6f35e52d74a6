"""Rounds of jobs, and what came out of them as Markdown.

In each round every contender has its turn, and ratios are taken round by round, because a shared
machine drifts. Leaves out: the jobs themselves (`contenders`).
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from typing import Any

Outcome = dict[str, Any]


def run(job: str, **settings: Any) -> Outcome:
    """One job in a process of its own; what it printed, and a line on stderr to watch it."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump({"job": job, **settings}, file, default=str)
        file.flush()
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.contenders", file.name],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    outcome: Outcome = json.loads(done.stdout)
    print(job, settings.get("model", ""), settings.get("threads", ""), outcome, file=sys.stderr)
    return outcome


def spread(values: Sequence[float], digits: int = 1) -> str:
    """Median (lowest to highest)."""
    low, middle, high = (
        f"{value:.{digits}f}" for value in (min(values), statistics.median(values), max(values))
    )
    return f"{middle} ({low}–{high})" if len(values) > 1 else middle


def ratios(theirs: Sequence[Outcome], ours: Sequence[Outcome]) -> list[float]:
    """How many times as fast as theirs ours was, round by round."""
    return [a["seconds"] / b["seconds"] for a, b in zip(theirs, ours, strict=True)]


def markdown(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)

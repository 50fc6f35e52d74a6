"""What the commands share in what they print: one line for each thing, and a bar for training.

Leaves out: what is printed (`cli.main`, `cli.train`, `cli.runs`, `cli.watch`).
"""

from __future__ import annotations

import math
import sys
from collections.abc import Generator
from pathlib import Path
from typing import TypeVar

from tqdm import tqdm

from w2v_core.steps import drain

T = TypeVar("T")

BAD_INPUT = 2
# What those who are told what to type have typed themselves.
PROGRAM = "w2v" if Path(sys.argv[0]).stem == "w2v" else "python -m w2v_core"
RUNS = f"{PROGRAM} runs"

# Without tqdm's own rate: it counts `done`, which are not always words.
BAR = "{desc}{percentage:3.0f}%|{bar}| {elapsed}<{remaining}{postfix}"


def one_line(text: str) -> str:
    """Text without line ends or anything else that could steer a terminal or a table."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def complain(message: str) -> int:
    """Say what is wrong, in one line; returns the exit code."""
    print(f"error: {one_line(message)}", file=sys.stderr)
    return BAD_INPUT


def with_bar(steps: Generator[float, None, T], name: str) -> T:
    """What the steps come to, with a bar on a terminal."""
    form = "{desc} {percentage:3.0f}%|{bar}| {elapsed}"
    with tqdm(desc=one_line(name), total=1.0, bar_format=form, disable=None, leave=False) as bar:
        return drain(steps, lambda share: bar.update(share - bar.n))


def remark(text: str) -> None:
    """Say something beside the results, in one line."""
    print(one_line(text), file=sys.stderr)


def figures(loss: float, error: float, words_per_second: float) -> dict[str, str]:
    """What a bar says beside the time left."""
    values = {
        "loss": (loss, ".3f"),
        "error": (error, ".3f"),
        "words/s": (words_per_second, ",.0f"),
    }
    return {name: f"{x:{form}}" for name, (x, form) in values.items() if not math.isnan(x)}


def number(value: float) -> float | None:
    """JSON has no NaN."""
    return None if math.isnan(value) else round(value, 6)

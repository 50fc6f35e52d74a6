"""Put what people's files really have into a text, and train it from a shell, again and again.

    .venv/bin/python -m benchmarks.accidents TEXT [--tokens 500000] [--repeats 6] [--probe WORD …]

TEXT is an ordinary text, a line a paragraph. Into it go, as into twenty newsgroups, three posts
that are files in letters (20,000 words of `ax`, `max`, `g9v`, `b8f` in one line each), a signature
a thousand times, a table of numbers, a key held down, and one line of 50,000 words. The command
line trains it with each algorithm, on one thread and on two, the second half of the times with two
processes beside it that do nothing but compute. Told are: whether all files are the same bytes, the
norms, and how many of the ten nearest words of a thousand words are those of the same text without
the accidents, beside the share that two seeds of the untouched text have in common.
Leaves out: every other accident (`tests/core/models/accidents.py` has those).
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import multiprocessing
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from benchmarks.contest import markdown
from benchmarks.serving import REPOSITORY
from w2v_core import WordVectors, load

_MODELS = ("sgns", "cbow", "ppmi-svd")
_COMPARED = 1_000


def lines_of(path: Path, tokens: int) -> list[str]:
    """The first lines of a text."""
    opened = gzip.open if path.suffix == ".gz" else open
    lines, read = [], 0
    with opened(path, "rt", encoding="utf-8") as file:
        for line in file:
            lines.append(line.strip())
            read += len(line.split())
            if read >= tokens:
                break
    return lines


def with_accidents(lines: list[str], seed: int = 1) -> list[str]:
    """The same lines with accidents among them."""
    rng = random.Random(seed)
    files = [
        " ".join(rng.choices(["ax", "max", "g9v", "b8f"], [4, 1, 1, 1], k=20_000)) for _ in range(3)
    ]
    signature = ["the opinions expressed here are mine and not those of my employer"] * 1_000
    table = [" ".join(f"x{rng.randrange(40)}" for _ in range(12)) for _ in range(3_000)]
    long = " ".join(" ".join(lines).split()[:50_000])
    mixed = list(lines)
    for each in (*files, *signature, "z" + " z" * 9_999, long):
        mixed.insert(rng.randrange(len(mixed)), each)
    place = rng.randrange(len(mixed))
    return mixed[:place] + table + mixed[place:]


def train(text: Path, out: Path, model: str, threads: int, seed: int = 1) -> WordVectors:
    """Train from a shell; says what the command said if it failed."""
    command = [sys.executable, "-m", "w2v_core", "train", text, "--model", model, "--out", out]
    command += ["--threads", str(threads), "--seed", str(seed), "--split", "spaces"]
    done = subprocess.run(
        list(map(str, command)), cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{model}, {threads} threads: {done.stderr}")
    return load(out)


@contextmanager
def load_on_all_cores() -> Iterator[None]:
    """Two processes that compute."""
    busy = [multiprocessing.Process(target=_compute, daemon=True) for _ in range(2)]
    for each in busy:
        each.start()
    try:
        yield
    finally:
        for each in busy:
            each.kill()
            each.join()


def _compute() -> None:
    while True:
        sum(range(100_000))


def common_neighbors(one: WordVectors, other: WordVectors) -> float:
    """Mean share of the ten nearest that frequent words have in common in both."""
    words = [word for word in one.words if word in other.vocabulary][100 : 100 + _COMPARED]
    shared = [
        len({n.word for n in one.neighbors(w)} & {n.word for n in other.neighbors(w)}) / 10
        for w in words
    ]
    return float(np.mean(shared))


def row(model: str, folder: Path, repeats: int, probes: list[str]) -> tuple[str, ...]:
    """What came of one algorithm."""
    clean = train(folder / "clean.txt", folder / "clean.npz", model, 1)
    again = train(folder / "clean.txt", folder / "again.npz", model, 1, seed=2)
    digests = set()
    out = folder / "mixed.npz"
    for number in range(repeats):
        if number < repeats // 2:
            mixed = train(folder / "mixed.txt", out, model, 1 + number % 2)
        else:
            with load_on_all_cores():
                mixed = train(folder / "mixed.txt", out, model, 1 + number % 2)
        assert mixed.context_vectors is not None
        tables = mixed.vectors.tobytes() + mixed.context_vectors.tobytes()
        digests.add(hashlib.sha256(tables).hexdigest())
    norms = np.linalg.norm(mixed.vectors, axis=1)
    for probe in probes:
        names = " ".join(each.word for each in mixed.neighbors(probe, k=8))
        print(f"{model}, {probe}: {names}", file=sys.stderr)
    return (
        model,
        f"{repeats} of {repeats}" if len(digests) == 1 else f"{len(digests)} kinds",
        f"{norms.max():.3g} / {np.median(norms):.3g}",
        f"{common_neighbors(clean, mixed):.3f}",
        f"{common_neighbors(clean, again):.3f}",
    )


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accidents")
    parser.add_argument("text", type=Path, metavar="TEXT")
    parser.add_argument("--tokens", type=int, default=500_000)
    parser.add_argument("--repeats", type=int, default=6)
    parser.add_argument("--probe", action="append", default=[])
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="w2v-accidents-") as name:
        folder = Path(name)
        lines = lines_of(given.text, given.tokens)
        (folder / "clean.txt").write_text("\n".join(lines), "utf-8")
        (folder / "mixed.txt").write_text("\n".join(with_accidents(lines)), "utf-8")
        rows = [row(model, folder, given.repeats, given.probe) for model in _MODELS]
    header = ("", "same bytes", "largest / median norm", "neighbors as without", "two seeds")
    print(markdown(header, rows))


if __name__ == "__main__":
    main()

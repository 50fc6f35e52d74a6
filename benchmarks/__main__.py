"""Speed and quality beside gensim: one command, one table.

    python -m benchmarks TEXT [--questions FILE] [--pairs FILE …] [--rounds 3]

TEXT holds tokens separated by spaces, one sentence a line (.txt or .gz). In each round every
contender trains once, in turn, with another seed; ratios are taken round by round, because a
shared machine drifts. Leaves out: the training itself (`contenders`).
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from w2v_core.evaluation.analogies import read_questions, score_analogies
from w2v_core.evaluation.similarity import read_pairs, score_similarity
from w2v_core.runs.encode import encode_files
from w2v_core.runs.home import Home
from w2v_core.text.tokenizing import TokenizerConfig
from w2v_core.vectors import formats

SETTINGS: dict[str, dict[str, Any]] = {
    "sgns": {"negative": 5, "epochs": 5, "learning_rate": 0.025},
    "cbow": {"negative": 5, "epochs": 5, "learning_rate": 0.05},
    "ppmi-svd": {},
}
COMMON = {"dim": 100, "window": 5, "min_count": 5, "sample": 1e-3}


class Row(NamedTuple):
    """One training of one contender."""

    contender: str
    model: str
    seconds: float
    words_per_second: float
    peak_mb: float
    quality: tuple[float, ...]


def train(contender: str, model: str, corpus: Path, seed: int, scratch: Path) -> dict[str, Any]:
    """Train in a process of its own; its line of JSON and where the vectors are."""
    vectors = scratch / f"{contender}-{model}-{seed}.npz"
    job = {
        "contender": contender,
        "model": model,
        "settings": COMMON | SETTINGS[model] | {"seed": seed},
        "corpus": str(corpus),
        "threads": 1,
        "vectors": str(vectors),
    }
    path = scratch / "job.json"
    path.write_text(json.dumps(job), "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.contenders", str(path)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return json.loads(done.stdout) | {"vectors": vectors}


def score(vectors_path: Path, questions: Path | None, pairs: Sequence[Path]) -> tuple[float, ...]:
    """Analogies in percent (first 30,000 words, unknown ones skipped), then Spearman's ρ."""
    vectors = formats.load(vectors_path)
    scores = []
    if questions:
        scores.append(100 * score_analogies(vectors, read_questions(questions)).accuracy)
    scores += [score_similarity(vectors, read_pairs(path)).spearman for path in pairs]
    return tuple(scores)


def spread(values: Sequence[float], digits: int = 1) -> str:
    """Median (lowest to highest)."""
    low, middle, high = (
        f"{value:.{digits}f}" for value in (min(values), statistics.median(values), max(values))
    )
    return f"{middle} ({low}–{high})"


def table(rows: list[Row], names: list[str]) -> str:
    """All rounds as one Markdown table; the ratio is against gensim's SGNS of the same round."""
    lines = [
        "| contender | training, s | words/s, thousands | times gensim's speed | peak MB | "
        + " | ".join(names)
        + " |",
        "|---|---|---|---|---|" + "---|" * len(names),
    ]
    keys = list(dict.fromkeys((row.contender, row.model) for row in rows))
    for contender, model in keys:
        mine = [row for row in rows if (row.contender, row.model) == (contender, model)]
        peer_model = model if model in ("sgns", "cbow") else "sgns"
        peers = [row for row in rows if (row.contender, row.model) == ("gensim", peer_model)]
        ratios = [peer.seconds / row.seconds for row, peer in zip(mine, peers, strict=False)]
        cells = [
            f"{contender} {model}",
            spread([row.seconds for row in mine]),
            spread([row.words_per_second / 1000 for row in mine], 0),
            spread(ratios, 2) if ratios else "",
            spread([row.peak_mb for row in mine], 0),
        ]
        for i, name in enumerate(names):
            digits = 1 if name == "analogies, %" else 3
            cells.append(spread([row.quality[i] for row in mine], digits))
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("text", type=Path)
    parser.add_argument("--questions", type=Path)
    parser.add_argument("--pairs", type=Path, nargs="*", default=[])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--models", nargs="*", default=list(SETTINGS), choices=list(SETTINGS))
    chosen = parser.parse_args()
    names = ["analogies, %"] * bool(chosen.questions) + [path.stem for path in chosen.pairs]
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "home")
        tokenizer = TokenizerConfig(split="spaces")
        corpus = encode_files(
            [(chosen.text.name, chosen.text)], home, name=chosen.text.name, tokenizer=tokenizer
        )
        where = home.corpora / corpus.content_hash
        for seed in range(1, chosen.rounds + 1):
            for model in chosen.models:
                for contender in ("gensim", "ours") if model != "ppmi-svd" else ("ours",):
                    done = train(contender, model, where, seed, Path(folder))
                    words = len(corpus.ids) * SETTINGS[model].get("epochs", 1)
                    rows.append(
                        Row(
                            contender,
                            model,
                            done["seconds"],
                            words / done["seconds"],
                            done["peak_mb"],
                            score(done["vectors"], chosen.questions, chosen.pairs),
                        )
                    )
                    print(rows[-1], file=sys.stderr)
    print(table(rows, names))


if __name__ == "__main__":
    main()

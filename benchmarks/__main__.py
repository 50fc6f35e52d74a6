"""Speed and quality beside gensim: one command, three tables.

    python -m benchmarks [TEXT] [--questions FILE] [--pairs FILE …] [--rounds 3]

TEXT holds tokens separated by blanks, one sentence a line (.txt or .gz); without one a text is
made up, which tells speed but no quality.
"""

from __future__ import annotations

import argparse
import gzip
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.contest import Outcome, markdown, ratios, run, spread
from w2v_core.evaluation.analogies import read_questions, score_analogies
from w2v_core.evaluation.pairs import read_pairs
from w2v_core.evaluation.similarity import score_similarity
from w2v_core.text.corpus import Corpus
from w2v_core.text.loading import load_corpus
from w2v_core.text.words.tokenizing import TokenizerConfig
from w2v_core.vectors.files import formats

SETTINGS: dict[str, dict[str, Any]] = {
    # Everything is trained on, as gensim does.
    "sgns": {"negative": 5, "epochs": 5, "learning_rate": 0.025, "held_out": 0.0},
    "cbow": {"negative": 5, "epochs": 5, "learning_rate": 0.05, "held_out": 0.0},
    "ppmi-svd": {},
}
COMMON = {"dim": 100, "window": 5, "min_count": 5, "sample": 1e-3}
_LARGE = 1_000_000_000  # bytes
CONTEST = [("sgns", 1), ("sgns", 2), ("cbow", 1), ("cbow", 2), ("ppmi-svd", 2)]


class Training:
    """Rounds of training: every contender once a round, with the round's seed."""

    def __init__(self, text: Path, questions: Path | None, pairs: Sequence[Path]) -> None:
        self._questions = read_questions(questions) if questions else None
        self._pairs = [read_pairs(path).pairs for path in pairs]
        self.names = ["analogies, %"] * bool(questions) + [path.stem for path in pairs]
        self._scratch = tempfile.TemporaryDirectory()
        self.corpus = Path(self._scratch.name) / "corpus"
        self.words = len(encode(text, self.corpus).ids)
        self.outcomes: dict[tuple[str, str, int], list[Outcome]] = {}

    def play(self, seed: int) -> None:
        """One round."""
        for model, threads in CONTEST:
            for contender in ("gensim", "ours") if model != "ppmi-svd" else ("ours",):
                vectors = Path(self._scratch.name) / "vectors.npz"
                outcome = run(
                    f"train_{contender}",
                    model=model,
                    settings=COMMON | SETTINGS[model] | {"seed": seed},
                    threads=threads,
                    corpus=self.corpus,
                    vectors=vectors,
                )
                outcome["quality"] = self._score(vectors)
                self.outcomes.setdefault((contender, model, threads), []).append(outcome)

    def _score(self, path: Path) -> list[float]:
        """Analogies in percent (first 30,000 words, unknown ones skipped), then Spearman's ρ."""
        vectors = formats.load(path)
        scores = []
        if self._questions:
            scores.append(100 * score_analogies(vectors, self._questions).accuracy)
        return scores + [score_similarity(vectors, pairs).spearman for pairs in self._pairs]

    def table(self) -> str:
        """All rounds; the ratio is to gensim in the same round, for PPMI-SVD to its SGNS."""
        rows = []
        for (contender, model, threads), outcomes in self.outcomes.items():
            peer = self.outcomes["gensim", "sgns" if model == "ppmi-svd" else model, threads]
            seconds = [each["seconds"] for each in outcomes]
            epochs = SETTINGS[model].get("epochs", 1)
            digits = [1 if name == "analogies, %" else 3 for name in self.names]
            quality = zip(*(each["quality"] for each in outcomes), strict=True)
            rows.append(
                [
                    f"{contender} {model}",
                    str(threads),
                    spread(seconds),
                    spread([self.words * epochs / each / 1000 for each in seconds], 0),
                    "" if contender == "gensim" else f"**{spread(ratios(peer, outcomes), 2)}**",
                    spread([each["peak_mb"] for each in outcomes], 0),
                    *(spread(each, n) for each, n in zip(quality, digits, strict=True)),
                ]
            )
        header = ["", "threads", "training, s", "words/s, thousands", "times as fast"]
        return markdown([*header, "peak MB", *self.names], rows)


def others(text: Path, corpus: Path, rounds: int) -> str:
    """Reading and neighbors beside gensim; searching; memory of counting and of much text."""
    rows = []
    for job, settings, what, unit, factor in (
        ("read", {"text": text}, "reading, tokenizing, encoding", "s", 1),
        (
            "neighbors",
            {"words": 100_000, "dim": 100},
            "10 neighbors, 100,000 × 100, p95",
            "ms",
            1e3,
        ),
    ):
        theirs, ours = [], []
        for _ in range(rounds):
            theirs.append(run(f"{job}_gensim", **settings))
            ours.append(run(f"{job}_ours", **settings))
        seconds = ([factor * each["seconds"] for each in side] for side in (theirs, ours))
        times = [f"{spread(each, 2)} {unit}" for each in seconds]
        rows.append([what, *times, f"**{spread(ratios(theirs, ours), 2)}**"])
    done = run("count_ours", tokens=20_000_000, words=100_000)
    what = f"counting 20,000,000 tokens, {done['words']:,} words, {done['pairs']:,} pairs"
    rows.append([what, "", f"{done['seconds']:.1f} s", f"{done['peak_mb']:,.0f} MB"])
    copies = -(-_LARGE // len(load_text(text)))
    done = run("read_large", text=text, copies=copies)
    what = f"reading {done['characters']:,} characters in words, {done['tokens']:,} tokens"
    rows.append([what, "", f"{done['seconds']:.1f} s", f"{done['peak_mb']:,.0f} MB"])
    done = run("search_ours", corpus=corpus)
    what = f"concordance of {done['hits']:,} places, sorted by right context (the first time)"
    times = f"{1e3 * done['seconds']:.0f} ms ({1e3 * done['first']:.0f} ms)"
    rows.append([what, "", times, f"{done['peak_mb']:,.0f} MB"])
    return markdown(["", "gensim", "ours", "times as fast; peak"], rows)


def doubling(text: Path, rounds: int) -> str:
    """One epoch of SGNS on a quarter, a half and all of the text."""
    with tempfile.TemporaryDirectory() as folder:
        parts = []
        for share in (4, 2, 1):
            part = Path(folder) / f"part{share}.txt"
            cut(text, part, share)
            parts.append((Path(folder) / f"corpus{share}", part))
        sizes = [len(encode(part, corpus).ids) for corpus, part in parts]
        costs: list[list[float]] = [[] for _ in parts]
        for seed in range(1, rounds + 1):
            for cost, size, (corpus, _) in zip(costs, sizes, parts, strict=True):
                settings = COMMON | SETTINGS["sgns"] | {"seed": seed, "epochs": 1}
                vectors = Path(folder) / "vectors.npz"
                done = run(
                    "train_ours",
                    model="sgns",
                    settings=settings,
                    threads=1,
                    corpus=corpus,
                    vectors=vectors,
                )
                cost.append(1e6 * done["seconds"] / size)
    relative = [[a / b for a, b in zip(cost, costs[0], strict=True)] for cost in costs]
    rows = [
        [f"{size:,}", spread(cost, 2), spread(ratio, 2)]
        for size, cost, ratio in zip(sizes, costs, relative, strict=True)
    ]
    return markdown(["words", "µs a word", "against the smallest"], rows)


def encode(text: Path, folder: Path) -> Corpus:
    """Store the corpus that all contenders train on."""
    return load_corpus(text, tokenizer=TokenizerConfig(split="spaces"), folder=folder)


def cut(text: Path, part: Path, share: int) -> None:
    """The first lines of a text, one of `share` of all of them."""
    lines = load_text(text).splitlines(keepends=True)
    part.write_bytes(b"".join(lines[: len(lines) // share]))


def load_text(text: Path) -> bytes:
    """All of a file, unpacked."""
    data = text.read_bytes()
    return gzip.decompress(data) if text.suffix == ".gz" else data


def make_text(path: Path, tokens: int = 5_000_000, words: int = 60_000) -> Path:
    """Words by Zipf's law in sentences of 25: nothing to learn, but as much to do."""
    rng = np.random.default_rng(0)
    share = 1 / np.arange(1, words + 1)
    ids = np.searchsorted(np.cumsum(share / share.sum()), rng.random(tokens))
    lines = (" ".join(f"w{i}" for i in line) for line in ids.reshape(-1, 25))
    path.write_text("\n".join(lines), "utf-8")
    return path


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("text", type=Path, nargs="?")
    parser.add_argument("--questions", type=Path)
    parser.add_argument("--pairs", type=Path, nargs="*", default=[])
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        text = chosen.text or make_text(Path(folder) / "made.txt")
        training = Training(text, chosen.questions, chosen.pairs)
        for seed in range(1, chosen.rounds + 1):
            training.play(seed)
        more = others(text, training.corpus, chosen.rounds)
        print(training.table(), more, doubling(text, chosen.rounds), sep="\n\n")


if __name__ == "__main__":
    main()

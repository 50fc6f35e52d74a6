"""How sure neighbors are, and what makes vectors steady: two tables a text.

    python -m benchmarks.certainty TEXT|sample:NAME… [--tokens 300000] [--questions FILE]
                                   [--pairs FILE …]

The first table: neighbors of one training, judged by a panel of five other seeds and five draws of
the text, and how many of each level then stand in four further seeds, which nobody had used. The
second: how much two of a kind agree, by what they are made of, and what that does to quality.
SGNS with the settings that are proposed for a text of that size, and how long five take beside two
of gensim's. TEXT holds tokens separated by blanks, one sentence a line.
"""

from __future__ import annotations

import argparse
import dataclasses
import gzip
import math
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.contest import markdown, run
from w2v_core.evaluation.analogies import Section, read_questions, score_analogies
from w2v_core.evaluation.pairs import Pair, read_pairs
from w2v_core.evaluation.panel import Panel
from w2v_core.evaluation.similarity import score_similarity
from w2v_core.evaluation.stability import Certainty, Level, find_certainty
from w2v_core.host.home import Home
from w2v_core.intake.encode import encode_files
from w2v_core.intake.samples import SAMPLES, prepare
from w2v_core.models.catalog import algorithm
from w2v_core.models.proposals import propose
from w2v_core.steps import drain
from w2v_core.text.corpus import Corpus
from w2v_core.text.resample import resample
from w2v_core.vectors.neighborhood import nearest_rows
from w2v_core.vectors.ranking import normalize
from w2v_core.vectors.word_vectors import WordVectors

Rows = NDArray[np.float32]

K = 10
UNSEEN = range(11, 15)  # seeds that nobody else has
LEVELS: tuple[Level, ...] = ("sure", "likely", "chance")


class Bench:
    """Trainings of one text, each made once."""

    def __init__(self, corpus: Corpus) -> None:
        self.config = propose("sgns", corpus)
        self.counting = propose("ppmi-svd", corpus)
        self.corpus = corpus.restrict(self.config.min_count)
        self.seconds: list[float] = []  # of each training by descent
        self._made: dict[tuple[str, int], Rows] = {}

    def seed(self, seed: int) -> Rows:
        """Unit vectors of SGNS with this seed."""
        return self._get("seed", seed)

    def draw(self, seed: int) -> Rows:
        """Unit vectors of SGNS on a draw of the text."""
        return self._get("draw", seed)

    def counted(self, draw: int = 0) -> Rows:
        """Unit vectors of PPMI-SVD, of the text itself or of a draw."""
        return self._get("counted", draw)

    def vectors(self, rows: Rows) -> WordVectors:
        """The words with these vectors."""
        return WordVectors(self.corpus.vocabulary, rows)

    def _get(self, kind: str, number: int) -> Rows:
        if (kind, number) not in self._made:
            self._made[kind, number] = self._train(kind, number)
        return self._made[kind, number]

    def _train(self, kind: str, number: int) -> Rows:
        drawn = kind == "draw" or (kind == "counted" and number > 0)
        text = resample(self.corpus, number) if drawn else self.corpus
        if kind == "counted":
            return self._unit(algorithm("ppmi-svd").trainer(self.counting).fit(text), text)
        config = dataclasses.replace(self.config, seed=number + 100 * drawn)
        begin = time.perf_counter()
        found = algorithm("sgns").trainer(config).fit(text)
        self.seconds.append(time.perf_counter() - begin)
        return self._unit(found, text)

    def _unit(self, found: WordVectors, text: Corpus) -> Rows:
        rows = normalize(found.vectors)
        times = np.bincount(text.ids, minlength=len(self.corpus.all_types))
        rows[times[: len(rows)] == 0] = 0
        return rows


def calibration(bench: Bench) -> tuple[str, list[list[str]]]:
    """What a level promises, and what further seeds say."""
    panel_rows = [bench.seed(i) for i in range(2, 7)] + [bench.draw(i) for i in range(1, 6)]
    panel = Panel(tuple(bench.vectors(each) for each in panel_rows), 5)
    joined = np.concatenate([*panel_rows, math.sqrt(10) * bench.counted()], axis=1)
    steady = Panel.of(bench.vectors(joined), bench.config.dim, 5, 5)
    rows = []
    for name, base, who in (
        ("one training", bench.vectors(bench.seed(1)), panel),
        ("steady vectors", None, steady),
    ):
        found = drain(find_certainty(who, base))
        judged = bench.vectors(joined) if base is None else base
        rows.append(_checked(name, bench, found, who, judged))
    kept = drain(find_certainty(panel, bench.vectors(bench.seed(1))))
    said = (
        f"Another seed keeps {K * kept.seeds.mean:.1f} of {K} "
        f"({K * kept.seeds.low:.1f}–{K * kept.seeds.high:.1f}), another draw of the text "
        f"{K * kept.draws.mean:.1f} ({K * kept.draws.low:.1f}–{K * kept.draws.high:.1f})."
    )
    return said, rows


def _checked(
    name: str, bench: Bench, found: Certainty, panel: Panel, judged: WordVectors
) -> list[str]:
    """For each level its share of all neighbors, and how many of them stand in unseen seeds."""
    chosen = np.arange(0, len(judged), max(1, len(judged) // 1_500))
    near = nearest_rows(judged, chosen, K)
    votes = np.sum([_has(near, nearest_rows(each, chosen, K)) for each in panel.members], axis=0)
    unseen = [nearest_rows(bench.vectors(bench.seed(i)), chosen, K) for i in UNSEEN]
    back = np.mean([_has(near, each) for each in unseen], axis=0)
    level = np.array([found.level(i) for i in range(len(panel.members) + 1)])[votes]
    cells = [name]
    for each in LEVELS:
        such = level == each
        cells.append(f"{such.mean():.0%}" if such.any() else "none")
        cells.append(f"{back[such].mean():.3f}" if such.any() else "")
    return cells


def ensembles(
    bench: Bench, questions: list[Section], sets: Sequence[Sequence[Pair]]
) -> Iterator[list[str]]:
    """How much two of a kind agree, and how good they are."""
    first, second = ([bench.seed(i) for i in low] for low in (range(1, 6), range(6, 11)))
    draws = [[bench.draw(i) for i in low] for low in (range(1, 6), range(6, 11))]
    counts = [[bench.counted(i) for i in low] for low in (range(1, 6), range(6, 11))]
    count, heavy = bench.counted(), math.sqrt(5) * bench.counted()
    kinds: list[tuple[str, list[Rows], list[Rows]]] = [
        ("one seed", first[:1], second[:1]),
        ("5 seeds", first, second),
        ("5 draws", draws[0], draws[1]),
        ("5 seeds, 5 draws", first + draws[0], second + draws[1]),
        ("5 seeds, a count that weighs as one", [*first, count], [*second, count]),
        ("5 seeds, a count that weighs as all", [*first, heavy], [*second, heavy]),
        ("5 seeds, 5 counts of draws", first + counts[0], second + counts[1]),
        ("a count alone", [count], [count]),
    ]
    for name, *sides in kinds:
        both = [bench.vectors(np.concatenate(each, axis=1)) for each in sides]
        chosen = np.arange(0, len(both[0]), max(1, len(both[0]) // 1_500))
        lists = [nearest_rows(each, chosen, K) for each in both]
        answered = []
        if questions:
            shares = (100 * score_analogies(each, questions).accuracy for each in both)
            answered.append(_mean(shares))
        yield [
            name,
            f"{_has(*lists).mean():.3f}",
            *answered,
            *(_mean(score_similarity(each, pairs).spearman for each in both) for pairs in sets),
        ]


def _mean(values: Iterable[float]) -> str:
    return f"{np.mean(list(values)):.3f}"


def _has(judged: NDArray[np.int64], lists: NDArray[np.int64]) -> NDArray[np.bool_]:
    return (judged[:, :, None] == lists[:, None, :]).any(axis=2)


def read(text: str, tokens: int, home: Home) -> Corpus:
    """A sample, whole, or the first sentences of a file, about so many tokens."""
    if text.startswith("sample:"):
        name = text.removeprefix("sample:")
        return encode_files(prepare(SAMPLES[name], home), home, name=name)
    lines, count = [], 0
    with gzip.open(text, "rt", encoding="utf-8") if text.endswith(".gz") else open(text) as file:
        for line in file:
            lines.append(line)
            count += len(line.split())
            if count >= tokens:
                break
    return Corpus.build_lines(lines)


def peer_seconds(bench: Bench) -> float:
    """How long gensim trains once, with the same settings, on one thread."""
    config = bench.config.as_dict()
    with tempfile.TemporaryDirectory() as scratch:
        corpus = Path(scratch) / "corpus"
        bench.corpus.save(corpus)
        vectors = Path(scratch) / "vectors.npz"
        done = run(
            "train_gensim", model="sgns", settings=config, threads=1, corpus=corpus, vectors=vectors
        )
    return float(done["seconds"])


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.certainty")
    parser.add_argument("texts", nargs="+", metavar="TEXT")
    parser.add_argument("--tokens", type=int, default=300_000)
    parser.add_argument("--questions", type=Path)
    parser.add_argument("--pairs", type=Path, nargs="*", default=[])
    given = parser.parse_args()
    questions = read_questions(given.questions) if given.questions else []
    sets = [read_pairs(each).pairs for each in given.pairs]
    levels = [head for each in LEVELS for head in (each, "came back")]
    names = ["analogies, %"] * bool(questions) + [each.stem for each in given.pairs]
    with tempfile.TemporaryDirectory() as folder:
        for text in given.texts:
            bench = Bench(read(text, given.tokens, Home(Path(folder))))
            said, rows = calibration(bench)
            words = len(bench.corpus.vocabulary)
            print(
                f"\n{Path(text).name}: {len(bench.corpus.ids):,} tokens, {words:,} words. {said}\n"
            )
            print(markdown(["", *levels], rows) + "\n")
            rows = list(ensembles(bench, questions, sets))
            print(markdown(["", f"two share, of {K}", *names], rows))
            five, peer = 5 * float(np.median(bench.seconds)), 2 * peer_seconds(bench)
            print(
                f"\nFive seeds train {five:.1f} s on one thread, two of gensim's {peer:.1f} s.",
                flush=True,
            )


if __name__ == "__main__":
    main()
